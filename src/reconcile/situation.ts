import { type ChildRef, type Composition, refKey, refOf } from '../api/child.js';
import type { ConditionReason, ObstacleReason } from '../api/conditions.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import type { KubeObject } from '../api/object.js';
import { ANNOTATION_APPROVE, ANNOTATION_PAUSED } from '../api/words.js';
import { searchMessage } from '../changes/adoption.js';
import type { HeldChange } from '../changes/held-change.js';
import { unobservedMessage } from '../changes/observation.js';
import type { ChangeSet } from '../changes/plan.js';
import { type ReadinessState, readinessOf } from '../changes/readiness.js';
import type { Recreation } from '../changes/recreation.js';
import { withRemedy } from '../changes/remedies.js';
import { explainSilence } from '../changes/silence.js';
import { isStuckProtected } from '../changes/stuck-primary.js';
import type { Waiting } from '../changes/waits.js';
import type { Lead } from '../revisions/following.js';
import { apart } from './adopting.js';
import type { Cluster, Guard } from './cluster.js';
import { type Failure, isRefusal } from './execute.js';
import { describeHeld } from './held-changes.js';
import type { Refusal } from './refusal.js';

/** Everything that a reconcile saw and did, from which the status is told. */
export interface Situation {
  readonly database: TapDatabase;
  /** Live objects that are ours. */
  readonly children: readonly KubeObject[];
  /** Live objects that look at what may become ours. */
  readonly looks: readonly KubeObject[];
  readonly composition: Composition;
  readonly changes: ChangeSet;
  readonly failures: readonly Failure[];
  readonly guard: Guard;
  readonly missingKinds: readonly string[];
  /** On the calendar, as ACK's stamps are. */
  readonly now: Date;
  /** On the API server's clock, as creation times are. */
  readonly serverTime: Date;
  /** Every live child of every database, where one of these says nothing: what else a controller has looked at. */
  readonly neighbours: readonly KubeObject[];
  /** Children that ACK has stopped looking at. */
  readonly unobserved: readonly KubeObject[];
  /** What it is made by; absent where nothing is composed. */
  readonly lead?: Lead;
  /** The revision that it should follow and cannot. */
  readonly refusal?: Refusal;
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
  const { database, composition, changes, failures } = situation;
  const wanted = new Set(composition.children.map(({ manifest }) => refKey(refOf(manifest))));
  const goes = (ref: ChildRef): Obstacle => (wanted.has(refKey(ref)) ? replaced(ref) : leaving(ref));
  const [pending, leaves] = isPaused(database) ? [changes.apply, paused] : [[], goes];
  return [
    ...situation.missingKinds.map(missing),
    ...changes.foreign.map(foreign),
    ...failures.map(failed),
    ...stuck(situation),
    ...unready(situation),
    ...looking(situation),
    ...pending.map(({ ref }) => paused(ref)),
    ...changes.waiting.map((wait) => waiting(wait, situation)),
    ...changes.prune.map((object) => leaves(refOf(object))),
    ...changes.held.filter(({ differences }) => differences.length > 0).map(held),
    // Last, since it is no more than doubt.
    ...situation.unobserved.map(unobserved),
  ];
}

function unready({ children, changes, neighbours, now, serverTime }: Situation): readonly Obstacle[] {
  return children
    .filter((object) => !isStuckProtected(object))
    .map((object) => ({ object, readiness: readinessOf(object, now, serverTime) }))
    .filter(({ readiness }) => readiness.state !== 'Ready')
    .sort((a, b) => RANK[a.readiness.state] - RANK[b.readiness.state])
    .map(({ object, readiness: { state, reason, message } }) => {
      const ref = refOf(object);
      const recreation = changes.recreate?.find((it) => it.object.metadata.uid === object.metadata.uid);
      if (recreation !== undefined) return recreating(ref, recreation);
      return {
        ref,
        reason: reason as ObstacleReason,
        message: reason === 'NotReconciled' ? explainSilence(object, neighbours) : withRemedy(message, object),
        needsPerson: state === 'Terminal' || reason === 'PlacementChanged',
      };
    });
}

/** A primary that was deleted past us and that AWS has protected. */
const stuck = ({ database, children, changes }: Situation): readonly Obstacle[] =>
  children.filter(isStuckProtected).map((object) => {
    const ref = refOf(object);
    const waits = changes.held.find((change) => refKey(change.ref) === refKey(ref) && change.differences.length === 0);
    const { namespace, name } = database.metadata;
    const next =
      waits === undefined
        ? 'It is being taken over again'
        : `To mend that: kubectl annotate tapdatabase ${name} -n ${namespace} ${ANNOTATION_APPROVE}=${waits.id}; ${waits.effect}`;
    const message =
      'it was deleted past the operator while it was protected, which AWS has refused: it serves on, and ACK does nothing for ' +
      `it any more. ${next}`;
    return { ref, reason: 'ChildDeleted', message, needsPerson: waits !== undefined };
  });

/** Looks of which there is nothing else to say yet. */
function looking({ looks, changes, now }: Situation): readonly Obstacle[] {
  const said = new Set(changes.waiting.map(({ ref }) => refKey(ref)));
  const messageOf = (look: KubeObject): string =>
    look.status?.['conditions'] === undefined
      ? searchMessage(look, now, 'mend what the spec says of it')
      : 'AWS has it, and the next step is made of what it shows';
  return looks
    .filter((look) => !said.has(refKey(refOf(look))))
    .map((look) => ({ ref: refOf(look), reason: 'Adopting', message: messageOf(look), needsPerson: false }));
}

const recreating = (ref: ChildRef, { why }: Recreation): Obstacle => ({
  ref,
  reason: 'Recreating',
  message: `${why}; its object is deleted and made again`,
  needsPerson: false,
});

const unobserved = (object: KubeObject): Obstacle => ({
  ref: refOf(object),
  reason: 'NotObserved',
  message: unobservedMessage(object),
  needsPerson: false,
});

const held = (change: HeldChange): Obstacle => ({
  ref: change.ref,
  reason: change.waitsFor === 'Window' ? 'WaitsForWindow' : 'WaitsForApproval',
  message: describeHeld(change),
  needsPerson: false,
});

function waiting({ ref, on, reason, message }: Waiting, situation: Situation): Obstacle {
  if (refKey(on) !== refKey(ref)) {
    const why = `waits for ${on.kind} ${on.name}: ${message} (${reason})`;
    return { ref, reason: 'WaitingForDependency', message: why, needsPerson: false };
  }
  if (reason === 'ChildDeleted') return childDeleted(ref, situation);
  if (reason === 'Adopting') return { ref, reason, message, needsPerson: false };
  const told = TOLD[reason];
  if (told !== undefined) return { ref, message, ...told };
  return { ref, reason: 'WaitingForDependency', message, needsPerson: false };
}

/** What a child waits for by itself, as people are told it. */
const TOLD: Readonly<Record<string, Pick<Obstacle, 'reason' | 'needsPerson'>>> = {
  StorageCoolDown: { reason: 'StorageCoolDown', needsPerson: false },
  WaitsForClass: { reason: 'WaitsForClass', needsPerson: false },
  GrowthTooSmall: { reason: 'GrowthTooSmall', needsPerson: true },
  NoLongerReplica: { reason: 'NoLongerReplica', needsPerson: true },
};

function childDeleted(ref: ChildRef, situation: Situation): Obstacle {
  const remedy = 'Bring the object back from a backup, or delete this TapDatabase and restore from the snapshot';
  const message =
    'it was deleted past the operator, and made again it would be empty or another one, so it is not. Its last id in AWS is ' +
    `in status.inventory. ${remedy}${approvable(ref, situation)}`;
  return { ref, reason: 'ChildDeleted', message, needsPerson: true };
}

/** What a person may say to have it done all the same. */
function approvable(ref: ChildRef, { database, changes }: Situation): string {
  const held = changes.held.find((change) => refKey(change.ref) === refKey(ref) && change.differences.length === 0);
  if (held === undefined) return '';
  const { namespace, name } = database.metadata;
  return `. Or kubectl annotate tapdatabase ${name} -n ${namespace} --overwrite ${ANNOTATION_APPROVE}=${held.id}: ${held.effect}`;
}

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

const replaced = (ref: ChildRef): Obstacle => ({
  ref,
  reason: 'WaitingForRemoval',
  message: 'it is deleted, to be made again as it is wanted',
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
export const situationOf = (database: TapDatabase, objects: readonly KubeObject[], cluster: Cluster): Situation => ({
  database,
  ...apart(objects),
  composition: { children: [], blocked: [] },
  changes: { apply: [], waiting: [], prune: [], held: [], approved: [], foreign: [], unchanged: [] },
  failures: [],
  guard: cluster.guard(),
  missingKinds: cluster.missingKinds(),
  now: cluster.calendar(),
  serverTime: cluster.now(),
  neighbours: [],
  unobserved: [],
});
