import { type StalledReason, stalledCondition } from '../api/conditions.js';
import type { TapComposition } from '../api/generated/tapcomposition.js';
import type { Condition, TapDatabase } from '../api/generated/tapdatabase.js';
import { type Catalogue, type Following, followingOf, isLost } from './following.js';

/** A database at which a roll-out stops. */
export interface FailedDatabase {
  readonly database: TapDatabase;
  readonly reason: string;
  readonly message: string;
}

/** How far the databases that follow a TapComposition by themselves have come; each with the revision that is meant for it. */
export interface Rollout {
  readonly total: number;
  readonly settled: number;
  /** On their revision and not yet as composed. */
  readonly unsettled: readonly TapDatabase[];
  /** Not yet on it. */
  readonly waiting: readonly TapDatabase[];
  readonly failed: readonly FailedDatabase[];
  /** May go to their revision now. */
  readonly next: readonly TapDatabase[];
  /** When time alone makes one of the unsettled a failed one. */
  readonly recheckAfterMs?: number;
}

interface Follower {
  readonly database: TapDatabase;
  readonly following: Following;
  readonly target: string;
}

const DEFAULT_MAX_UNSETTLED = 1;
const DEFAULT_DEADLINE_S = 7_200;

/**
 * Where a roll-out stands, by the statuses alone: whoever looks at the same objects comes to the same answer, be it an
 * operator that has just started. It stops where a database has failed on its revision, or cannot be composed with it;
 * the latter may be tried again, and goes first. `now`: on the API server's clock.
 */
export function rolloutOf(
  composition: TapComposition,
  catalogue: Catalogue,
  databases: readonly TapDatabase[],
  now: Date,
): Rollout {
  const { maxUnsettled = DEFAULT_MAX_UNSETTLED, progressDeadlineSeconds = DEFAULT_DEADLINE_S } =
    composition.spec.rollout ?? {};
  const followers = followersOf(composition.metadata.name, catalogue, databases);
  const [there, away] = [followers.filter(isThere), followers.filter((follower) => !isThere(follower))];
  const unsettled = there.filter(({ database }) => !isSettled(database)).map(({ database }) => database);
  const isRefused = ({ database, target }: Follower): boolean => database.status?.composition?.refused === target;
  const refused = away.filter(isRefused).map(({ database }) => database);
  const waiting = inTurn(away.filter((follower) => !isRefused(follower)).map(({ database }) => database));
  const troubled = unsettled.flatMap((database) => troubleOf(database, progressDeadlineSeconds, now));
  const slots = Math.max(0, maxUnsettled - unsettled.length);
  const candidates = troubled.length > 0 ? [] : refused.length > 0 ? refused : waiting;
  const dues = unsettled.flatMap((database) => dueOf(database, progressDeadlineSeconds) ?? []);
  const nextDue = Math.min(...dues.map((due) => due - now.getTime()).filter((inMs) => inMs > 0));
  return {
    total: followers.length,
    settled: there.length - unsettled.length,
    unsettled,
    waiting: [...refused, ...waiting],
    failed: [...troubled, ...refused.map(refusal)],
    next: candidates.slice(0, slots),
    ...(Number.isFinite(nextDue) && { recheckAfterMs: nextDue }),
  };
}

function followersOf(
  composition: string,
  catalogue: Catalogue,
  databases: readonly TapDatabase[],
): readonly Follower[] {
  return databases
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined && !isPaused(metadata))
    .map((database) => ({ database, following: followingOf(database, catalogue) }))
    .flatMap(({ database, following }) => {
      const { isRolledOut, target } = following;
      if (following.composition !== composition || !isRolledOut || isLost(target)) return [];
      return { database, following, target: target.revision as string };
    });
}

const isPaused = ({ annotations }: TapDatabase['metadata']): boolean => annotations?.['tapstack.io/paused'] === 'true';

const isThere = ({ database, target }: Follower): boolean => database.status?.composition?.revision === target;

const conditionOf = ({ status }: TapDatabase, type: string): Condition | undefined =>
  status?.conditions?.find((condition) => condition.type === type);

const isSettled = (database: TapDatabase): boolean => conditionOf(database, 'Synced')?.status === 'True';

/** Why nothing of a database was composed, by whatever revision it is on: it is tried when nobody else waits. */
const OWN_FAULTS: readonly string[] = [
  'InvalidSpec',
  'ReferenceNotAllowed',
  'IdentityChanged',
  'NameConflict',
  'BlueprintUnknown',
  'ConstraintViolated',
  'PatchRefused',
  'PlacementChanged',
] satisfies StalledReason[];

/**
 * What an earlier roll-out had reached comes first, as it may need what is new; then what is well; then by name. What may
 * not be composable at all comes last, so that it keeps nobody waiting.
 */
function inTurn(waiting: readonly TapDatabase[]): readonly TapDatabase[] {
  const numberOf = ({ status }: TapDatabase): number => Number(status?.composition?.revision?.match(/\d+$/)?.[0] ?? 0);
  const lowest = Math.min(...waiting.map(numberOf));
  const rank = (database: TapDatabase): string =>
    [
      isAtFault(database) ? 1 : 0,
      numberOf(database) > lowest ? 0 : 1,
      isSettled(database) ? 0 : 1,
      nameOf(database),
    ].join(' ');
  return waiting.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

function isAtFault(database: TapDatabase): boolean {
  const stalled = stalledCondition(database);
  return stalled !== undefined && OWN_FAULTS.includes(stalled.reason);
}

const nameOf = ({ metadata }: TapDatabase): string => `${metadata.namespace}/${metadata.name}`;

/** Why a roll-out does not go past a database that is on its revision; empty where it may yet settle. */
function troubleOf(database: TapDatabase, deadlineSeconds: number, now: Date): readonly FailedDatabase[] {
  const stalled = stalledCondition(database);
  if (stalled !== undefined) return [{ database, reason: stalled.reason, message: stalled.message }];
  const due = dueOf(database, deadlineSeconds);
  if (due === undefined || due > now.getTime()) return [];
  const message = `not settled within ${deadlineSeconds} s: ${conditionOf(database, 'Synced')?.message}`;
  return [{ database, reason: 'ProgressDeadlineExceeded', message }];
}

/** When an unsettled database has taken too long; what waits for its window or for a person is not late. */
function dueOf(database: TapDatabase, deadlineSeconds: number): number | undefined {
  const synced = conditionOf(database, 'Synced');
  if (synced === undefined || synced.reason === 'WaitsForWindow' || synced.reason === 'WaitsForApproval')
    return undefined;
  return Date.parse(synced.lastTransitionTime) + deadlineSeconds * 1000;
}

function refusal(database: TapDatabase): FailedDatabase {
  const { reason, message } = conditionOf(database, 'RevisionRefused') ?? { reason: 'RevisionRefused', message: '' };
  return { database, reason, message };
}
