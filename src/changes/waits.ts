import { type Blocked, type ChildRef, refKey, refOf } from '../api/child.js';
import type { KubeObject } from '../api/object.js';
import { ANNOTATION_APPLIED, ANNOTATION_APPLIED_AT } from '../api/words.js';
import type { PlannedApply } from './child-change.js';
import { putBackAt } from './drift.js';
import type { InLine } from './gate.js';
import { readinessOf } from './readiness.js';
import { referencesOf } from './references.js';

/** A child that is to be written, but not yet. */
export interface Waiting {
  readonly ref: ChildRef;
  readonly on: ChildRef;
  readonly reason: string;
  readonly message: string;
  /** When time alone lets it go. */
  readonly recheckAfterMs?: number;
}

/** What cannot be composed yet. */
export const waitOf = ({ ref, waitsFor, adopting }: Blocked): Waiting => {
  if (adopting !== undefined) return { ref, on: ref, reason: 'Adopting', message: adopting };
  const [first] = waitsFor;
  return first === undefined
    ? { ref, on: ref, reason: 'Blocked', message: 'it cannot be composed yet' }
    : { ref, on: first.ref, reason: 'ValueNotKnownYet', message: `${first.path} is not known yet` };
};

/** Behind another instance that is busy. */
export const waitForTurn = ({ change: { ref }, on, message }: InLine): Waiting => ({
  ref,
  on,
  reason: 'WaitingForTurn',
  message,
});

export function missingKind(ref: ChildRef, missingKinds: readonly string[]): Waiting | undefined {
  const kind = `${ref.kind}.${ref.apiVersion.split('/')[0]}`;
  if (!missingKinds.includes(kind)) return undefined;
  return { ref, on: ref, reason: 'KindMissing', message: `the cluster does not serve ${kind}` };
}

export function lostChild(ref: ChildRef, lost: readonly ChildRef[]): Waiting | undefined {
  if (!lost.some((other) => refKey(other) === refKey(ref))) return undefined;
  return { ref, on: ref, reason: 'ChildDeleted', message: 'it was deleted past the operator' };
}

/** Whoever takes back what was written seconds ago is another program: the two must not chase each other at full speed. */
export const FIGHT_MS = 5_000;

export function fought(
  { ref, change, manifest, differences }: PlannedApply,
  current: KubeObject | undefined,
  now: Date,
): Waiting | undefined {
  // One whose time has just come was part of what was asked for before, and is no answer to anybody.
  if (current === undefined || change === 'create' || differences.some(({ onChange }) => onChange !== 'none'))
    return undefined;
  const { [ANNOTATION_APPLIED]: hash, [ANNOTATION_APPLIED_AT]: at } = current.metadata.annotations ?? {};
  const isRepeated = hash === manifest.metadata.annotations?.[ANNOTATION_APPLIED];
  const written = change === 'update' && at !== undefined ? Date.parse(at) : putBackAt(current);
  if (!isRepeated || written === undefined || now.getTime() - written >= FIGHT_MS) return undefined;
  return { ref, on: ref, reason: 'Fought', message: 'something takes back what was written seconds ago' };
}

export const goingAway = (ref: ChildRef, current: KubeObject | undefined): Waiting | undefined =>
  current?.metadata.deletionTimestamp === undefined
    ? undefined
    : { ref, on: ref, reason: 'Deleting', message: 'it is being deleted and is made again once it is gone' };

/** A write of the spec makes ACK resolve every reference, so each must be ready; one of metadata does not wake it. */
export function firstUnready(
  { ref, manifest, change }: PlannedApply,
  manifests: readonly KubeObject[],
  live: ReadonlyMap<string, KubeObject>,
  unsettled: ReadonlySet<string>,
  now: Date,
): Waiting | undefined {
  if (change === 'relabel') return undefined;
  const others = [...manifests.filter((other) => !live.has(refKey(refOf(other)))), ...live.values()];
  for (const on of referencesOf(manifest, others)) {
    const referent = live.get(refKey(on));
    if (referent === undefined) return { ref, on, reason: 'NotCreatedYet', message: 'it does not exist yet' };
    if (unsettled.has(refKey(on))) return { ref, on, reason: 'NotObservedYet', message: 'it is being changed' };
    const { state, reason, message } = readinessOf(referent, now);
    if (state !== 'Ready') return { ref, on, reason, message };
  }
  return undefined;
}
