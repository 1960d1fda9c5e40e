import { type ChildRef, type Composition, type Observed, refKey, refOf } from '../api/child.js';
import { type KubeObject, valueAt } from '../api/object.js';
import { changeOf, disruptionsOf, fieldsOf, openDifferences, type PlannedApply, pairOf } from './child-change.js';
import { type DisruptionMode, gate } from './gate.js';
import type { HeldChange } from './held-change.js';
import { isLook } from './look.js';
import type { MaintenanceWindow } from './maintenance-window.js';
import { belongsTo, isPrunable } from './ownership.js';
import type { PlannedPatch } from './planned-patch.js';
import { postponementsOf } from './postpone.js';
import { type Recreation, recreationsOf } from './recreation.js';
import { referencesOf } from './references.js';
import { retirementOf } from './retirement.js';
import { storagePatch } from './storage-change.js';
import { snapshotsToCome } from './version-change.js';
import { firstUnready, fought, goingAway, lostChild, missingKind, type Waiting, waitForTurn, waitOf } from './waits.js';

export interface ChangeSet {
  /** In an order in which each comes after what it refers to. */
  readonly apply: readonly PlannedApply[];
  readonly waiting: readonly Waiting[];
  /** Absent where there is none. */
  readonly patches?: readonly PlannedPatch[];
  /** What is ours and no longer composed, as far as nothing live refers to it; and what is deleted to be made again. */
  readonly prune: readonly KubeObject[];
  /** What is deleted to be made again, now or a little later. Absent where there is none. */
  readonly recreate?: readonly Recreation[];
  /** What would disturb the database, or needs a person's word, and has not been given its time. */
  readonly held: readonly HeldChange[];
  /** Ids of changes that are approved and not done yet. */
  readonly approved: readonly string[];
  /** Live objects that stand where a child should and are not ours: never taken over. */
  readonly foreign: readonly ChildRef[];
  readonly unchanged: readonly ChildRef[];
}

export interface PlanOptions {
  /** metadata.name of the TapDatabase */
  readonly database: string;
  /** On the calendar, as ACK's stamps are. */
  readonly now: Date;
  /** The time of day, which the age of what was seen goes by. @default now */
  readonly calendar?: Date;
  /** Kinds that the API server does not serve, as `Kind.group`. */
  readonly missingKinds: readonly string[];
  /** Children that existed and are gone, and that would come back empty: they are not made again in silence. */
  readonly lost?: readonly ChildRef[];
  /** Hosts of replicas that clients are told of by the status. */
  readonly told?: readonly string[];
  /** Ids of held changes, or of the whole set of them, that a person has approved. */
  readonly approvals?: ReadonlySet<string>;
  /** When what disturbs may be done. @default each change needs an approval */
  readonly maintenance?: Maintenance;
}

export interface Maintenance {
  readonly disruptiveChanges: DisruptionMode;
  readonly window: MaintenanceWindow;
}

/** The difference between what is wanted and what is there, as far as it can be written now. */
export function plan(desired: Composition, observed: Observed, options: PlanOptions): ChangeSet {
  const live = byKey(observed.children);
  const ours = observed.children.filter((object) => belongsTo(object, options.database));
  const ownByKey = byKey(ours);
  const apply: PlannedApply[] = [];
  const waiting: Waiting[] = [
    ...desired.blocked.map(waitOf),
    ...(desired.delayed ?? []).map(({ ref, reason, message }) => ({ ref, on: ref, reason, message })),
  ];
  const foreign: ChildRef[] = [];
  const unchanged: ChildRef[] = [];
  const manifests = desired.children.map((child) => child.manifest);
  const pairs = desired.children.map((child) => pairOf(child, live));
  const disruptions = pairs
    .filter(({ current }) => current !== undefined && belongsTo(current, options.database))
    .flatMap(disruptionsOf);
  const instances = ours.filter(({ kind }) => kind === 'DBInstance');
  const { held, inLine, released, approved } = gate(disruptions, instances, gateOptions(options));
  const replaced = released.filter((change) => change.class === 'replacement');
  const putOff = [...held, ...inLine.map(({ change }) => change), ...replaced];
  const { now, calendar = now } = options;
  const around = { desired: manifests, live: ours, now, calendar };
  const changes = pairs.map((pair) => {
    const open = openDifferences(pair, putOff);
    const postponements = postponementsOf(pair, open, around);
    return { ...pair, postponements, apply: changeOf(pair, open, postponements, ours, { now, calendar }) };
  });
  const upgrades = putOff.map(({ ref, differences }) => ({ ref, fields: fieldsOf(differences) }));
  const toCome = snapshotsToCome(around, upgrades);
  const patches: PlannedPatch[] = [];
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
    for (const postponed of change.postponements) waiting.push({ ref, ...postponed });
    const patch = current === undefined ? undefined : storagePatch(current, { now, calendar });
    if (current !== undefined && patch !== undefined) {
      patches.push({ object: current, patch });
      continue;
    }
    if (
      change.apply === undefined ||
      (current === undefined && ref.kind === 'DBSnapshot' && toCome.includes(ref.name))
    ) {
      unchanged.push(ref);
      continue;
    }
    const wait =
      missingKind(ref, options.missingKinds) ??
      lostChild(ref, options.lost ?? []) ??
      fought(change.apply, current, options.now) ??
      goingAway(ref, current) ??
      firstUnready(change.apply, manifests, ownByKey, unsettled, options.now);
    if (wait === undefined) apply.push(change.apply);
    else waiting.push(wait);
  }
  const wanted = new Set(
    [...desired.children.map(({ manifest }) => refOf(manifest)), ...desired.blocked.map(({ ref }) => ref)].map(refKey),
  );
  const unwanted = ours.filter((object) => !wanted.has(refKey(refOf(object))));
  const created = apply.filter(({ change }) => change === 'create').map(({ manifest }) => manifest);
  const retirement = retirementOf({ live: ours, unwanted, created, told: options.told ?? [], now });
  const late = new Set(retirement.waiting.map(({ ref }) => refKey(ref)));
  const written = new Set([...apply.map(({ ref }) => ref), ...patches.map(({ object }) => refOf(object))].map(refKey));
  const orphans = unreferenced(
    unwanted.filter((object) => !isLook(object) && isPrunable(object) && !late.has(refKey(refOf(object)))),
    ours,
  );
  const prune = options.missingKinds.length > 0 ? [] : [...unwanted.filter(isForsakenLook), ...orphans];
  const recreate = recreationsOf(ours, now).filter(({ object }) => wanted.has(refKey(refOf(object))));
  const renewed = new Set(replaced.map(({ ref }) => refKey(ref)));
  const again = ours.filter((object) => isStaying(object) && renewed.has(refKey(refOf(object))));
  waiting.push(...inLine.map(waitForTurn), ...retirement.waiting);
  // Whatever is written to an instance makes ACK look as well.
  patches.push(...retirement.patches.filter(({ object }) => !written.has(refKey(refOf(object)))));
  const more = { ...(patches.length > 0 && { patches }), ...(recreate.length > 0 && { recreate }) };
  const due = apply.filter(({ ref }) => !late.has(refKey(ref)));
  return { apply: due, waiting, prune: [...prune, ...again], held, approved, foreign, unchanged, ...more };
}

const gateOptions = ({ maintenance, approvals = new Set(), now }: PlanOptions) => ({
  mode: maintenance?.disruptiveChanges ?? 'OnApproval',
  window: maintenance?.window ?? { start: 0, length: 0 },
  approvals,
  now,
});

/**
 * Kinds that others refer to, and that every update leaves unsynced for some seconds. (A DBInstance is referred to by name
 * only; the rest stays synced.) Source: rds-controller db_parameter_group/hooks.go. And Secrets: who is told to read one
 * again must find what is meant.
 */
const UNSYNCED_BY_UPDATES: readonly string[] = ['DBParameterGroup', 'Secret'];

/** Nothing hangs on a look in AWS, whatever refers to it here. */
const isForsakenLook = (object: KubeObject): boolean =>
  isLook(object) && object.metadata.deletionTimestamp === undefined;

const byKey = (objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> =>
  new Map(objects.map((object) => [refKey(refOf(object)), object]));

/** Of `candidates`, those that are not going away already and to which nothing else in `all` refers. */
export function unreferenced(candidates: readonly KubeObject[], all: readonly KubeObject[]): readonly KubeObject[] {
  // At rest there are none, and reading every reference is most of the work.
  if (candidates.length === 0) return [];
  const referred = new Set(all.flatMap((object) => referencesOf(object, all).map(refKey)));
  return candidates.filter((object) => isStaying(object) && !referred.has(refKey(refOf(object))));
}

const isStaying = ({ metadata }: KubeObject): boolean => metadata.deletionTimestamp === undefined;

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
