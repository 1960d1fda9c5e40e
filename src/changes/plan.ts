import {
  type Blocked,
  type Child,
  type ChildRef,
  type Composition,
  type Observed,
  refKey,
  refOf,
} from '../api/child.js';
import { type KubeObject, valueAt } from '../api/object.js';
import { ANNOTATION_APPLIED, ANNOTATION_APPLIED_AT } from '../api/words.js';
import { changesContent, differencesOf, type FieldDifference, writableManifest } from './differences.js';
import { appliedHash, mark, wholeSeconds } from './marks.js';
import { nudge, nudgeInMs } from './nudge.js';
import { belongsTo, isPrunable } from './ownership.js';
import { readinessOf } from './readiness.js';
import { referencesOf } from './references.js';

/** A child that is to be written now. Its manifest carries the marks of what is applied, and live values where they are kept. */
export interface PlannedApply {
  readonly ref: ChildRef;
  readonly manifest: KubeObject;
  /** `relabel`: only metadata differs, which wakes nobody. */
  readonly change: 'create' | 'update' | 'relabel';
  readonly differences: readonly FieldDifference[];
}

/** A child that is to be written, but not yet. */
export interface Waiting {
  readonly ref: ChildRef;
  readonly on: ChildRef;
  readonly reason: string;
  readonly message: string;
}

/** Differences that are not written because they may disturb the database. */
export interface HeldChange {
  readonly ref: ChildRef;
  readonly differences: readonly FieldDifference[];
}

export interface ChangeSet {
  /** In an order in which each comes after what it refers to. */
  readonly apply: readonly PlannedApply[];
  readonly waiting: readonly Waiting[];
  /** What is ours and no longer composed, as far as nothing live refers to it. */
  readonly prune: readonly KubeObject[];
  readonly held: readonly HeldChange[];
  /** Live objects that stand where a child should and are not ours: never taken over. */
  readonly foreign: readonly ChildRef[];
  readonly unchanged: readonly ChildRef[];
}

export interface PlanOptions {
  /** metadata.name of the TapDatabase */
  readonly database: string;
  /** The API server's time. */
  readonly now: Date;
  /** Kinds that the API server does not serve, as `Kind.group`. */
  readonly missingKinds: readonly string[];
  /** Children that existed and are gone, and that would come back empty: they are not made again in silence. */
  readonly lost?: readonly ChildRef[];
}

/** The difference between what is wanted and what is there, as far as it can be written now. */
export function plan(desired: Composition, observed: Observed, options: PlanOptions): ChangeSet {
  const live = byKey(observed.children);
  const ours = observed.children.filter((object) => belongsTo(object, options.database));
  const ownByKey = byKey(ours);
  const apply: PlannedApply[] = [];
  const waiting: Waiting[] = [...desired.blocked.map(waitOf)];
  const held: HeldChange[] = [];
  const foreign: ChildRef[] = [];
  const unchanged: ChildRef[] = [];
  const manifests = desired.children.map((child) => child.manifest);
  const changes = desired.children.map((child) => {
    const ref = refOf(child.manifest);
    const current = live.get(refKey(ref));
    return { ref, current, ...changeOf(child, current, options.now) };
  });
  const unsettled = new Set(
    changes
      .filter(({ ref, apply: planned }) => planned?.change === 'update' && UNSYNCED_BY_UPDATES.includes(ref.kind))
      .map(({ ref }) => refKey(ref)),
  );
  for (const change of changes) {
    const { ref, current } = change;
    if (current !== undefined && !belongsTo(current, options.database)) {
      foreign.push(ref);
      continue;
    }
    if (change.held.length > 0) held.push({ ref, differences: change.held });
    if (change.apply === undefined) {
      unchanged.push(ref);
      continue;
    }
    const wait =
      missingKind(ref, options) ??
      lostChild(ref, options) ??
      fought(change.apply, current, options.now) ??
      goingAway(ref, current) ??
      firstUnready(change.apply, manifests, ownByKey, unsettled, options.now);
    if (wait === undefined) apply.push(change.apply);
    else waiting.push(wait);
  }
  const wanted = new Set(
    [...desired.children.map(({ manifest }) => refOf(manifest)), ...desired.blocked.map(({ ref }) => ref)].map(refKey),
  );
  const orphans = ours.filter((object) => !wanted.has(refKey(refOf(object))) && isPrunable(object));
  const prune = options.missingKinds.length > 0 ? [] : unreferenced(orphans, ours);
  return { apply, waiting, prune, held, foreign, unchanged };
}

/**
 * Kinds that others refer to, and that every update leaves unsynced for some seconds. (A DBInstance is referred to by name
 * only; the rest stays synced.) Source: rds-controller db_parameter_group/hooks.go.
 */
const UNSYNCED_BY_UPDATES: readonly string[] = ['DBParameterGroup'];

const byKey = (objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> =>
  new Map(objects.map((object) => [refKey(refOf(object)), object]));

/** Of `candidates`, those that are not going away already and to which nothing else in `all` refers. */
export function unreferenced(candidates: readonly KubeObject[], all: readonly KubeObject[]): readonly KubeObject[] {
  // At rest there are none, and reading every reference is most of the work.
  if (candidates.length === 0) return [];
  const referred = new Set(all.flatMap((object) => referencesOf(object, all).map(refKey)));
  return candidates.filter(
    (object) => object.metadata.deletionTimestamp === undefined && !referred.has(refKey(refOf(object))),
  );
}

function changeOf(
  child: Child,
  current: KubeObject | undefined,
  now: Date,
): { readonly apply: PlannedApply | undefined; readonly held: readonly FieldDifference[] } {
  const ref = refOf(child.manifest);
  const hash = appliedHash(child.manifest);
  if (current === undefined) {
    return { apply: { ref, manifest: mark(child.manifest, hash), change: 'create', differences: [] }, held: [] };
  }
  const all = differencesOf(child.manifest, current);
  const held = all.filter(({ onDifference }) => onDifference === 'hold');
  const differences = all.filter(({ onDifference }) => onDifference === 'write');
  const annotations = current.metadata.annotations ?? {};
  const isApplied = differences.length === 0 && annotations[ANNOTATION_APPLIED] === hash;
  const isNudged = nudgeInMs(current, now) === 0;
  if (isApplied && !isNudged) return { apply: undefined, held };
  const written = writableManifest(child.manifest, current);
  const manifest = isNudged ? nudge(written, current) : written;
  const change = changesContent(manifest, current) ? 'update' : 'relabel';
  const at = change === 'update' ? wholeSeconds(now) : annotations[ANNOTATION_APPLIED_AT];
  return { apply: { ref, manifest: mark(manifest, hash, at), change, differences }, held };
}

function missingKind(ref: ChildRef, { missingKinds }: PlanOptions): Waiting | undefined {
  const kind = `${ref.kind}.${ref.apiVersion.split('/')[0]}`;
  if (!missingKinds.includes(kind)) return undefined;
  return { ref, on: ref, reason: 'KindMissing', message: `the cluster does not serve ${kind}` };
}

function lostChild(ref: ChildRef, { lost = [] }: PlanOptions): Waiting | undefined {
  if (!lost.some((other) => refKey(other) === refKey(ref))) return undefined;
  return { ref, on: ref, reason: 'ChildDeleted', message: 'it was deleted past the operator' };
}

/** Whoever takes back what was written seconds ago is another program: the two must not chase each other at full speed. */
export const FIGHT_MS = 5_000;

function fought(
  { ref, change, manifest }: PlannedApply,
  current: KubeObject | undefined,
  now: Date,
): Waiting | undefined {
  const { [ANNOTATION_APPLIED]: hash, [ANNOTATION_APPLIED_AT]: at } = current?.metadata.annotations ?? {};
  const isRepeated = change === 'update' && hash === manifest.metadata.annotations?.[ANNOTATION_APPLIED];
  if (!isRepeated || at === undefined || now.getTime() - Date.parse(at) >= FIGHT_MS) return undefined;
  return { ref, on: ref, reason: 'Fought', message: 'something takes back what was written seconds ago' };
}

const goingAway = (ref: ChildRef, current: KubeObject | undefined): Waiting | undefined =>
  current?.metadata.deletionTimestamp === undefined
    ? undefined
    : { ref, on: ref, reason: 'Deleting', message: 'it is being deleted and is made again once it is gone' };

/** A write of the spec makes ACK resolve every reference, so each must be ready; one of metadata does not wake it. */
function firstUnready(
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

const waitOf = ({ ref, waitsFor }: Blocked): Waiting => {
  const [first] = waitsFor;
  return first === undefined
    ? { ref, on: ref, reason: 'Blocked', message: 'it cannot be composed yet' }
    : { ref, on: first.ref, reason: 'ValueNotKnownYet', message: `${first.path} is not known yet` };
};

/** Live children as compose and plan look at them; see Observed. */
export function observe(children: readonly KubeObject[]): Observed {
  const live = byKey(children);
  return {
    children,
    value: (ref, path) => {
      const object = live.get(refKey(ref));
      const value = valueAt(object, path);
      if (typeof value !== 'string') return value === undefined || value === null ? undefined : String(value);
      return object?.kind === 'Secret' && object.apiVersion === 'v1' && path.startsWith('data.')
        ? Buffer.from(value, 'base64').toString('utf8')
        : value;
    },
  };
}
