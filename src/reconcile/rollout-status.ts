import { type ConditionReason, stalledCondition } from '../api/conditions.js';
import type { RolloutStatus } from '../api/generated/tapcomposition.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import type { Rollout } from '../revisions/rollout.js';

/** Whether a TapComposition has become a revision, and which; or why not. */
export type Validity =
  | { readonly revision: string; readonly problem?: undefined }
  | { readonly problem: string; readonly revision?: undefined };

interface Statement {
  readonly status: 'True' | 'False';
  readonly reason: ConditionReason;
  readonly message: string;
}

const MOST = 10;
const LONGEST = 4096;

const clip = (message: string): string => (message.length <= LONGEST ? message : `${message.slice(0, LONGEST - 1)}…`);

export function validityStatement({ revision, problem }: Validity, current: string | undefined): Statement {
  if (problem === undefined) return { status: 'True', reason: 'RevisionMade', message: `it is ${revision}` };
  const stays = current === undefined ? 'nobody can follow it' : `databases stay on ${current}`;
  return { status: 'False', reason: 'CompositionInvalid', message: clip(`${stays}: ${problem}`) };
}

/** Where the roll-out stands; names databases, and no times. What has become no revision is not rolled out. */
export function rolloutStatement({ problem }: Validity, rollout: Rollout): Statement {
  const { total, settled, unsettled, failed, waiting } = rollout;
  const [first] = failed;
  const progress = `${settled} of ${total} databases are settled`;
  if (first !== undefined) {
    const message = `stopped at ${nameOf(first.database)} (${progress}, ${waiting.length} wait): ${first.message}`;
    return { status: 'False', reason: 'RolloutStopped', message: clip(message) };
  }
  if (problem !== undefined) {
    return {
      status: 'False',
      reason: 'CompositionInvalid',
      message: `it is no revision; of the one before, ${progress}`,
    };
  }
  if (settled === total) return { status: 'True', reason: 'RolledOut', message: progress };
  const names = (databases: readonly TapDatabase[]): string => databases.slice(0, MOST).map(nameOf).join(', ');
  const under = unsettled.length === 0 ? '' : `; on the way: ${names(unsettled)}`;
  const stalled = waiting.filter((database) => stalledCondition(database) !== undefined);
  const aside = stalled.length === 0 ? '' : `; stalled before it came to them: ${names(stalled)}`;
  const message = `${progress}, ${waiting.length} wait${under}${aside}`;
  return { status: 'False', reason: 'RollingOut', message };
}

export const rolloutStatus = ({ total, settled, unsettled, waiting, failed }: Rollout): RolloutStatus => ({
  total,
  settled,
  unsettled: unsettled.slice(0, MOST).map(nameOf),
  waiting: waiting.length,
  failed: failed.slice(0, MOST).map(({ database, reason, message }) => ({
    database: nameOf(database),
    reason,
    message: clip(message),
  })),
});

const nameOf = ({ metadata }: TapDatabase): string => `${metadata.namespace}/${metadata.name}`;
