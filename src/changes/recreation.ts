import { refKey, refOf } from '../api/child.js';
import { type KubeObject, valueAt } from '../api/object.js';
import { conditionsOf, findCondition } from './ack-conditions.js';
import { wholeSeconds } from './marks.js';
import { referencesOf } from './references.js';

/** A child that ACK never mends, and that holds no data: its object is deleted, and made again once it is gone. */
export interface Recreation {
  readonly object: KubeObject;
  /** 0: now. */
  readonly inMs: number;
  /** What is wrong with it. */
  readonly why: string;
  /** The child it stands on, which outlives it, with the annotation to write there first: how often, and when last. */
  readonly keeper: KubeObject;
  readonly note: Readonly<Record<string, string>>;
}

/** On the keeper: `<count> <time>`. */
const ANNOTATION_RECREATED = 'tapstack.io/recreated';
/** How old an object must be before it is made again, the first time and the second; then a person must look. */
const LEAST_AGES_MS = [30_000, 300_000];
const FORGOTTEN_MS = 86_400_000;

/** What is to be deleted so that it is made anew: of `ours`, what is lost and has not been made again twice within a day. */
export function recreationsOf(ours: readonly KubeObject[], now: Date): readonly Recreation[] {
  return ours.flatMap((object) => {
    const why = lossOf(object);
    const keeper = why === undefined ? undefined : keeperOf(object, ours);
    if (why === undefined || keeper === undefined) return [];
    const count = countOf(keeper, now);
    const leastAge = LEAST_AGES_MS[count];
    if (leastAge === undefined) return [];
    const age = now.getTime() - Date.parse(object.metadata.creationTimestamp ?? '1970-01-01T00:00:00Z');
    const note = { [ANNOTATION_RECREATED]: `${count + 1} ${wholeSeconds(now)}` };
    return [{ object, inMs: Math.max(0, leastAge - age), why, keeper, note }];
  });
}

function keeperOf(object: KubeObject, ours: readonly KubeObject[]): KubeObject | undefined {
  const [first] = referencesOf(object, ours);
  return first && ours.find((other) => refKey(refOf(other)) === refKey(first));
}

function countOf({ metadata }: KubeObject, now: Date): number {
  const [count, time = ''] = (metadata.annotations?.[ANNOTATION_RECREATED] ?? '0').split(' ');
  return now.getTime() - Date.parse(time) < FORGOTTEN_MS ? Number(count) : 0;
}

/** Why only a new object helps; undefined where that is not so. Sources: EC2 nat_gateway/hooks.go, instance/hooks.go. */
function lossOf(live: KubeObject): string | undefined {
  if (live.metadata.deletionTimestamp !== undefined) return undefined;
  if (live.kind === 'NATGateway' && valueAt(live, 'status.state') === 'failed') {
    const told = [valueAt(live, 'status.failureCode'), valueAt(live, 'status.failureMessage')].filter(Boolean);
    return ['AWS says failed', ...told].join(': ');
  }
  return live.kind === 'Instance' && isTerminated(live) ? 'the instance was terminated in AWS' : undefined;
}

/**
 * ACK asks for a new instance with all that AWS had filled into the spec of the old one, which AWS refuses; of one that was
 * adopted it only says that it is not there.
 */
function isTerminated(live: KubeObject): boolean {
  const state = valueAt(live, 'status.state.name');
  if (state === 'terminated' || state === 'shutting-down') return true;
  const conditions = conditionsOf(live);
  const trouble =
    findCondition(conditions, 'ACK.Terminal', 'True') ?? findCondition(conditions, 'ACK.Recoverable', 'True');
  const isManaged = (live.metadata.finalizers ?? []).some((finalizer) => finalizer.startsWith('finalizers.'));
  const wasMade = valueAt(live, 'spec.networkInterfaces') !== undefined;
  return (
    trouble !== undefined && ((wasMade && !isManaged) || /adopted resource not found/i.test(trouble.message ?? ''))
  );
}
