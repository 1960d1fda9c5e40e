import { type ChildRef, type Composition, refKey, refOf } from '../api/child.js';
import type { ConditionReason, ObstacleReason } from '../api/conditions.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import type { KubeObject } from '../api/object.js';
import { ANNOTATION_APPLIED, ANNOTATION_PAUSED, LABEL_DATABASE } from '../api/words.js';
import { formatPath } from '../changes/differences.js';
import type { ChangeSet, HeldChange, Waiting } from '../changes/plan.js';
import { type ReadinessState, readinessOf } from '../changes/readiness.js';
import type { Cluster, Guard } from './cluster.js';
import { type Failure, isRefusal } from './execute.js';

/** Everything that a reconcile saw and did, from which the status is told. */
export interface Situation {
  readonly database: TapDatabase;
  /** Live objects that are ours. */
  readonly children: readonly KubeObject[];
  readonly composition: Composition;
  readonly changes: ChangeSet;
  readonly failures: readonly Failure[];
  readonly guard: Guard;
  readonly missingKinds: readonly string[];
  readonly now: Date;
}

/** What a condition says, before its times. */
export interface Statement {
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: ConditionReason;
  readonly message: string;
}

/** Something that keeps a database from being as it should, and where. */
export interface Obstacle {
  readonly ref: ChildRef;
  readonly reason: ObstacleReason;
  readonly message: string;
  /** A person must act: time alone mends nothing. */
  readonly needsPerson: boolean;
}

const RANK: Readonly<Record<ReadinessState, number>> = {
  Terminal: 0,
  Silent: 1,
  Failing: 2,
  Deleting: 3,
  Progressing: 4,
  Ready: 5,
};

export const isPaused = ({ metadata }: TapDatabase): boolean => metadata.annotations?.[ANNOTATION_PAUSED] === 'true';

/** What stands in the way, causes before consequences, so that the first is the line for the on-call. */
export function obstaclesOf(situation: Situation): readonly Obstacle[] {
  const { database, children, changes, failures, now } = situation;
  const [pending, leaves] = isPaused(database) ? [changes.apply, paused] : [[], leaving];
  return [
    ...situation.missingKinds.map(missing),
    ...changes.foreign.map(foreign),
    ...failures.map(failed),
    ...unready(children, now),
    ...pending.map(({ ref }) => paused(ref)),
    ...changes.held.map(held),
    ...changes.waiting.map(waiting),
    ...changes.prune.map((object) => leaves(refOf(object))),
  ];
}

function unready(children: readonly KubeObject[], now: Date): readonly Obstacle[] {
  return children
    .map((object) => ({ ref: refOf(object), readiness: readinessOf(object, now) }))
    .filter(({ readiness }) => readiness.state !== 'Ready')
    .sort((a, b) => RANK[a.readiness.state] - RANK[b.readiness.state])
    .map(({ ref, readiness: { state, reason, message } }) => ({
      ref,
      reason: reason as ObstacleReason,
      message,
      needsPerson: state === 'Terminal',
    }));
}

const held = ({ ref, differences }: HeldChange): Obstacle => ({
  ref,
  reason: 'ChangeNotSupported',
  message:
    `not written, since it may disturb the database: ${differences.map(({ path }) => formatPath(path)).join(', ')}. ` +
    'Set the spec back to what is live to clear this',
  needsPerson: false,
});

function waiting({ ref, on, reason, message }: Waiting): Obstacle {
  if (refKey(on) !== refKey(ref)) {
    const why = `waits for ${on.kind} ${on.name}: ${message} (${reason})`;
    return { ref, reason: 'WaitingForDependency', message: why, needsPerson: false };
  }
  // Only the master password can be known from nowhere but its own object.
  if (reason === 'ValueNotKnownYet') return credentialsLost(ref);
  if (reason === 'ChildDeleted') return childDeleted(ref);
  return { ref, reason: 'WaitingForDependency', message, needsPerson: false };
}

const childDeleted = (ref: ChildRef): Obstacle => ({
  ref,
  reason: 'ChildDeleted',
  message:
    'it was deleted past the operator, and made again it would be empty or another one, so it is not. Its last id in AWS is ' +
    'in status.inventory. Bring the object back from a backup, or delete this TapDatabase and restore from the snapshot',
  needsPerson: true,
});

const credentialsLost = (ref: ChildRef): Obstacle => ({
  ref,
  reason: 'CredentialsLost',
  message:
    'neither this Secret nor the connection Secret is there, so nobody here knows the master password. Put it back from a ' +
    `copy: key password, type Opaque, the label ${LABEL_DATABASE} of the other children and an annotation ${ANNOTATION_APPLIED}`,
  needsPerson: true,
});

const paused = (ref: ChildRef): Obstacle => ({
  ref,
  reason: 'Paused',
  message: `it differs from what is composed, and is not written while the TapDatabase has ${ANNOTATION_PAUSED}`,
  needsPerson: false,
});

const leaving = (ref: ChildRef): Obstacle => ({
  ref,
  reason: 'WaitingForRemoval',
  message: 'it is no longer part of the database and is being removed',
  needsPerson: false,
});

function missing(kind: string): Obstacle {
  const [name = kind, ...group] = kind.split('.');
  return {
    ref: { apiVersion: `${group.join('.')}/v1alpha1`, kind: name, name: '' },
    reason: 'KindMissing',
    message: `the cluster does not serve ${kind}: install the ACK controller of ${group.join('.')}; it is picked up at once`,
    needsPerson: true,
  };
}

const foreign = (ref: ChildRef): Obstacle => ({
  ref,
  reason: 'ChildNotOwned',
  message:
    'an object of this name exists and is not ours, so it is left alone: delete or rename it, or give the TapDatabase another name',
  needsPerson: true,
});

export function failed(failure: Failure): Obstacle {
  const { ref, error } = failure;
  return {
    ref,
    reason: isRefusal(failure) ? 'ChildRefused' : 'WriteFailed',
    message: error.message,
    needsPerson: isRefusal(failure),
  };
}

/** A situation in which nothing was composed: the spec is refused, or the database is on its way out. */
export const situationOf = (database: TapDatabase, children: readonly KubeObject[], cluster: Cluster): Situation => ({
  database,
  children,
  composition: { children: [], blocked: [] },
  changes: { apply: [], waiting: [], prune: [], held: [], foreign: [], unchanged: [] },
  failures: [],
  guard: cluster.guard(),
  missingKinds: cluster.missingKinds(),
  now: cluster.now(),
});
