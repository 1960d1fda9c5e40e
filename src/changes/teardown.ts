import { type ChildRef, refOf } from '../api/child.js';
import type { Json, KubeObject } from '../api/object.js';
import { ACK_DELETION_POLICY, ANNOTATION_APPLIED_AT, LABEL_COMPONENT } from '../api/words.js';
import { isAck } from './ack-conditions.js';
import {
  backupAnnotations,
  instanceSpecBeforeDeletion,
  isBystander,
  isSnapshotDue,
  waitOfInstance,
} from './instance-teardown.js';
import { beforePrimary, standingOfSnapshot } from './last-snapshot.js';
import { wholeSeconds } from './marks.js';
import { readinessOf } from './readiness.js';
import {
  type DeletionPolicy,
  isRefusedBucket,
  isToldToStay,
  keepFor,
  keptFor,
  RETAIN,
  unmarkedKeys,
} from './retention.js';
import { hasTagList, standingOfDeleted } from './stuck.js';
import { isLifter, isStuckProtected, liftProtection, release } from './stuck-primary.js';
import { whoseTurnItIs } from './teardown-order.js';
import type { Wait } from './wait.js';

type Patch = { readonly [key: string]: Json };

/**
 * One thing to do on the way out: a merge patch that a child's deletion needs to have been seen, the deletion, or an object to
 * be made that has to be there before.
 */
export type TeardownStep =
  | { readonly action: 'create'; readonly object: KubeObject }
  | { readonly action: 'delete'; readonly object: KubeObject }
  | { readonly action: 'patch'; readonly object: KubeObject; readonly patch: Patch };

/** What is still there, and what it waits for. */
export interface Remaining extends Wait {
  readonly ref: ChildRef;
}

/** What will be in AWS after its object is gone, and why. */
export interface Kept {
  readonly ref: ChildRef;
  readonly why: string;
}

export interface Teardown {
  readonly steps: readonly TeardownStep[];
  readonly remaining: readonly Remaining[];
  readonly kept: readonly Kept[];
}

interface Scene {
  readonly children: readonly KubeObject[];
  readonly policy: DeletionPolicy;
  readonly now: Date;
  /** False in a namespace that is being deleted: there only what exists can be changed. */
  readonly canCreate: boolean;
}

interface Turn {
  readonly steps: readonly TeardownStep[];
  /** Why it does not go in this turn, where that is not told by how it stands. */
  readonly wait?: Wait;
}

/** The next steps of a deletion, from the live children alone, so that it works whatever has become of the spec. */
export function teardown(
  children: readonly KubeObject[],
  policy: DeletionPolicy,
  now: Date,
  canCreate = true,
): Teardown {
  const scene: Scene = { children, policy, now, canCreate };
  const free = whoseTurnItIs(children);
  const turns = children.map((object) => ({ object, ...turnOf(object, free.has(object), scene) }));
  const remaining = turns.map(({ object, wait }) => ({ ref: refOf(object), ...(wait ?? standing(object, now)) }));
  const kept = children.flatMap((object) => {
    const why = keptFor(object, policy);
    return why === undefined || isBystander(object) ? [] : { ref: refOf(object), why };
  });
  return {
    steps: turns.flatMap(({ steps }) => steps),
    remaining: remaining.sort((a, b) => rankOf(a) - rankOf(b)),
    kept,
  };
}

/** Trouble first, then what is on its way out, then what waits for that. */
const rankOf = ({ reason }: Remaining): number => RANK[reason] ?? 2;

const RANK: Partial<Readonly<Record<Wait['reason'], number>>> = {
  NamespaceTerminating: 0,
  ChildTerminal: 0,
  ACKRecoverable: 1,
  WaitingForSnapshot: 3,
  WaitingForDependents: 4,
};

function turnOf(object: KubeObject, isFree: boolean, scene: Scene): Turn {
  const urgent = patchWhileDeleting(object, scene);
  if (urgent !== undefined) return { steps: [{ action: 'patch', object, patch: urgent }] };
  if (isStuckProtected(object) && scene.policy !== 'Retain') return turnOfStuck(object, scene);
  if (!isFree || (isLifter(object) && scene.children.some(isStuckProtected))) return { steps: [] };
  const { policy, now } = scene;
  const patch = patchBeforeDeletion(object, policy, now);
  const wait = waitOfInstance(object, policy, now);
  if (patch !== undefined) return { steps: [{ action: 'patch', object, patch }], ...(wait && { wait }) };
  if (wait !== undefined) return { steps: [], wait };
  return turnOfPrimary(object, scene) ?? { steps: [{ action: 'delete', object }] };
}

/** Undefined where nothing has to come before the deletion. */
function turnOfPrimary(object: KubeObject, { children, policy, now, canCreate }: Scene): Turn | undefined {
  if (!isSnapshotDue(object, policy, now)) return undefined;
  const before = beforePrimary(object, children, now);
  if (before === undefined) return undefined;
  if ('patches' in before) {
    return { steps: before.patches.map(([child, patch]) => ({ action: 'patch', object: child, patch })) };
  }
  if (!('create' in before)) return { steps: [], wait: before.wait };
  // RDS's own final snapshot is the snapshot then.
  return canCreate ? { steps: [{ action: 'create', object: before.create }], wait: before.wait } : undefined;
}

/** An instance that was deleted past us while it was protected: what would come before its deletion comes before that ends. */
function turnOfStuck(object: KubeObject, scene: Scene): Turn {
  const { children, policy, now, canCreate } = scene;
  const isLast = children.every((other) => other === object || !isConnectionOrInstance(other));
  if (!isLast) return { steps: [] };
  const annotations = missingAnnotations(object, {
    [ACK_DELETION_POLICY]: null,
    ...backupAnnotations(object, policy, now),
  });
  if (annotations !== undefined) return { steps: [{ action: 'patch', object, patch: { metadata: { annotations } } }] };
  const before = turnOfPrimary(object, scene);
  if (before !== undefined) return before;
  const { create, patch, wait } = liftProtection(object, children, now, canCreate);
  const steps: TeardownStep[] = [];
  if (create !== undefined) steps.push({ action: 'create', object: create });
  if (patch !== undefined) steps.push({ action: 'patch', object: patch[0], patch: patch[1] });
  return { steps, wait };
}

const isConnectionOrInstance = (object: KubeObject): boolean =>
  object.metadata.labels?.[LABEL_COMPONENT] === 'connection' || (object.kind === 'DBInstance' && !isBystander(object));

/** The next step to remove one child of a database that lives on; undefined while it has to wait. */
export function removalStep(object: KubeObject, now: Date): TeardownStep | undefined {
  const patch = patchBeforeDeletion(object, 'Delete', now);
  if (patch !== undefined) return { action: 'patch', object, patch };
  return waitOfInstance(object, 'Delete', now) === undefined ? { action: 'delete', object } : undefined;
}

function patchBeforeDeletion(object: KubeObject, policy: DeletionPolicy, now: Date): Patch | undefined {
  if (!isAck(object)) return undefined;
  const isKept = isBystander(object) || keptFor(object, policy) !== undefined;
  const annotations = missingAnnotations(object, {
    [ACK_DELETION_POLICY]: isKept ? RETAIN[ACK_DELETION_POLICY] : null,
    ...backupAnnotations(object, policy, now),
  });
  const spec = instanceSpecBeforeDeletion(object, policy, now);
  if (spec !== undefined) {
    return { metadata: { annotations: { ...annotations, [ANNOTATION_APPLIED_AT]: wholeSeconds(now) } }, spec };
  }
  return annotations === undefined ? undefined : { metadata: { annotations } };
}

/** Those that do not stand as wanted; undefined where all do. null: not there. */
function missingAnnotations(
  { metadata }: KubeObject,
  wanted: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string | null>> | undefined {
  const missing = Object.entries(wanted).filter(([key, value]) => (metadata.annotations?.[key] ?? null) !== value);
  return missing.length === 0 ? undefined : Object.fromEntries(missing);
}

/**
 * With Retain what AWS will not let go is released. Otherwise a bucket that is not empty is kept, or its deletion would be tried
 * for ever; and its key is kept with it, which is written down first: nothing tells of a bucket once its object is gone.
 */
function patchWhileDeleting(object: KubeObject, { children, policy, now }: Scene): Patch | undefined {
  if (policy === 'Retain') return releaseWhileDeleting(object, now);
  const bucket = children.find(isRefusedBucket);
  if (bucket === undefined) return undefined;
  const unmarked = unmarkedKeys(children);
  if (unmarked.includes(object)) return keepFor(`Bucket/${bucket.metadata.name}`);
  return object === bucket && unmarked.length === 0 ? { metadata: { annotations: RETAIN } } : undefined;
}

function releaseWhileDeleting(object: KubeObject, now: Date): Patch | undefined {
  if (object.metadata.deletionTimestamp === undefined || !isAck(object) || isToldToStay(object)) return undefined;
  const isGivenUp = readinessOf(object, now).reason === 'ChildTerminal';
  return isGivenUp && hasTagList(object) ? release(object, now) : { metadata: { annotations: RETAIN } };
}

function standing(object: KubeObject, now: Date): Wait {
  if (object.metadata.deletionTimestamp === undefined) {
    return (
      standingOfSnapshot(object, now) ?? {
        reason: 'WaitingForDependents',
        message: 'it goes when nothing refers to it any more',
      }
    );
  }
  return standingOfDeleted(object, now);
}
