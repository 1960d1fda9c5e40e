import { type Blocked, type Child, type Composition, refKey, refOf } from '../api/child.js';
import type { AwsResource } from '../api/generated/tapdatabase.js';
import { type KubeObject, valueAt } from '../api/object.js';
import { LABEL_COMPONENT, LABEL_INSTANCE } from '../api/words.js';
import { changeID } from './change-id.js';
import type { HeldChange } from './held-change.js';
import { adoptedID, isLook, lookAt } from './look.js';
import type { ChangeSet } from './plan.js';
import type { PlannedPatch } from './planned-patch.js';
import type { JudgedLook } from './proof.js';
import { readinessOf } from './readiness.js';
import { isStuckProtected, release } from './stuck-primary.js';

/** What brings a primary home whose object was deleted past the operator while AWS protected the instance. */
export interface Homecoming {
  /** With a second object that only looks at the instance, as long as it is needed. */
  readonly composition: Composition;
  /** What the primary is to be made from when its object is gone. */
  readonly adopt: readonly AwsResource[];
  readonly patches: readonly PlannedPatch[];
  readonly held: readonly HeldChange[];
}

const HOMECOMING = 'homecoming';

/**
 * ACK never takes a deletion back, so the object has to go and the instance to stay. With a person's approval a second object
 * looks at the instance, read-only: it shows that it is there, and it is the memory of what is under way, whatever happens.
 * Then the first is let go without AWS being told, the instance is adopted under its name again, and the look goes.
 */
export function homecomingOf(
  composition: Composition,
  live: readonly KubeObject[],
  looks: readonly JudgedLook[],
  approvals: ReadonlySet<string>,
  now: Date,
): Homecoming {
  const nothing: Homecoming = { composition, adopt: [], patches: [], held: [] };
  const child = composition.children.find(({ manifest }) => isPrimary(manifest));
  if (child === undefined) return nothing;
  const primary = live.find((object) => refKey(refOf(object)) === refKey(refOf(child.manifest)));
  const keeper = looks.find(({ look }) => isKeeper(look));
  if (keeper === undefined) {
    if (primary === undefined || !isStuckProtected(primary)) return nothing;
    const held = heldFor(primary);
    if (!approvals.has(held.id)) return { ...nothing, held: [held] };
    return { ...nothing, composition: withChild(composition, keeperOf(child, identifierOf(primary))) };
  }
  if (primary !== undefined && isHome(primary, now)) return nothing;
  const message = messageOf(keeper, primary);
  const standing = withBlocked(composition, {
    component: HOMECOMING,
    ref: refOf(keeper.look),
    waitsFor: [],
    adopting: message,
  });
  if (keeper.verdict !== 'Ours') return { ...nothing, composition: standing };
  if (primary !== undefined && isStuckProtected(primary)) {
    return { ...nothing, composition: standing, patches: [{ object: primary, patch: release(primary, now) }] };
  }
  const { kind, metadata } = child.manifest;
  return { ...nothing, composition: standing, adopt: [{ kind, name: metadata.name, id: keeper.id }] };
}

/** The plan with what brings the primary home. */
export function withHomecoming(changes: ChangeSet, { patches, held }: Homecoming): ChangeSet {
  if (patches.length === 0 && held.length === 0) return changes;
  return { ...changes, held: [...changes.held, ...held], patches: [...(changes.patches ?? []), ...patches] };
}

const isPrimary = ({ kind, metadata }: KubeObject): boolean =>
  kind === 'DBInstance' && metadata.labels?.[LABEL_INSTANCE] === 'primary';

const isKeeper = (look: KubeObject): boolean => look.metadata.labels?.[LABEL_COMPONENT] === HOMECOMING;

const isHome = (primary: KubeObject, now: Date): boolean =>
  !isLook(primary) && readinessOf(primary, now).state === 'Ready';

/** From the stuck object: what AWS has stands under that name, whatever is composed today. */
const identifierOf = ({ spec }: KubeObject): string => String(spec?.['dbInstanceIdentifier']);

function heldFor(primary: KubeObject): HeldChange {
  const ref = refOf(primary);
  return {
    id: changeID(ref, { adopt: identifierOf(primary) }),
    ref,
    class: 'replacement',
    effect:
      'its object is let go without AWS being told, and the instance is taken over under a new one: nothing changes in AWS',
    differences: [],
    waitsFor: 'Approval',
  };
}

/** It is no instance of the database, so that nobody takes it for the primary. */
function keeperOf({ manifest }: Child, identifier: string): Child {
  const { [LABEL_INSTANCE]: _, ...labels } = { ...manifest.metadata.labels };
  const metadata = {
    ...manifest.metadata,
    name: `${manifest.metadata.name}-keeper`,
    labels: { ...labels, [LABEL_COMPONENT]: HOMECOMING },
  };
  return lookAt({ component: HOMECOMING, manifest: { ...manifest, metadata } }, identifier);
}

function messageOf({ look, verdict, id }: JudgedLook, primary: KubeObject | undefined): string {
  if (verdict === 'Foreign') {
    return `AWS has an instance ${adoptedID(look)} without the tag of this database, so it is not taken over`;
  }
  if (verdict === 'Pending') return `ACK is looking for ${id} in AWS`;
  if (primary !== undefined && isStuckProtected(primary)) return `${id} is in AWS: its old object is being let go`;
  return `${id} is being taken over again, state ${String(valueAt(look, 'status.dbInstanceStatus'))} in AWS`;
}

const withChild = (composition: Composition, child: Child): Composition => ({
  ...composition,
  children: [...composition.children, child],
});

const withBlocked = (composition: Composition, blocked: Blocked): Composition => ({
  ...composition,
  blocked: [...composition.blocked, blocked],
});
