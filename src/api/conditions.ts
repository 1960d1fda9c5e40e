import type { Condition, TapDatabase } from './generated/tapdatabase.js';

/** Types of conditions on a TapDatabase. The last three are present only while they are true. */
export type ConditionType =
  | 'Ready'
  | 'Synced'
  | 'Stalled'
  | 'RoleAssociated'
  | 'DeletionGuarded'
  | 'ChangeHeld'
  | 'RebootPending'
  | 'RevisionRefused';

/** Types of conditions on a TapComposition. */
type CompositionConditionType = 'Valid' | 'RolledOut';

/** Why a database cannot be composed, or not as the revision that it should follow has it. */
export type CompositionReason =
  | 'CompositionNotFound'
  | 'CompositionInvalid'
  | 'RevisionNotFound'
  | 'BlueprintUnknown'
  | 'ConstraintViolated'
  | 'PatchRefused';

/** Why nothing moves until a person acts: the reasons of `Stalled=True`. */
export type StalledReason =
  | CompositionReason
  | 'InvalidSpec'
  | 'ReferenceNotAllowed'
  | 'IdentityChanged'
  | 'NameConflict'
  | 'ChildTerminal'
  | 'ChildRefused'
  | 'ChildNotOwned'
  | 'ChildDeleted'
  | 'PlacementChanged'
  | 'GrowthTooSmall'
  | 'NoLongerReplica'
  | 'DeletionProtected'
  | 'NamespaceTerminating'
  | 'KindMissing';

/** Why a child is not as it should be, told by `Synced=False` and `status.waitingFor`. */
export type ObstacleReason =
  | 'KindMissing'
  | 'ChildDeleted'
  | 'ChildNotOwned'
  | 'ChildRefused'
  | 'WriteFailed'
  | 'ChildTerminal'
  | 'NotReconciled'
  | 'NotObserved'
  | 'PlacementChanged'
  | 'ACKRecoverable'
  | 'Deleting'
  | 'NotReportedYet'
  | 'NotSynced'
  | 'NotUsableYet'
  | 'NotObservedYet'
  | 'StorageCoolDown'
  | 'WaitsForClass'
  | 'GrowthTooSmall'
  | 'NoLongerReplica'
  | 'Recreating'
  | 'WaitsForWindow'
  | 'WaitsForApproval'
  | 'Paused'
  | 'Adopting'
  | 'WaitingForDependency'
  | 'WaitingForDependents'
  | 'WaitingForSnapshot'
  | 'NamespaceTerminating'
  | 'WaitingForRemoval';

/** Every reason that a condition carries. */
export type ConditionReason =
  | StalledReason
  | ObstacleReason
  | 'Available'
  | 'Creating'
  | 'NotServing'
  | 'AllSynced'
  | 'NotStalled'
  | 'Associated'
  | 'NotAssociated'
  | 'GuardInstalled'
  | 'GuardMissing'
  | 'StaticParameters'
  | 'RevisionChanged'
  | 'RevisionMade'
  | 'RolledOut'
  | 'RollingOut'
  | 'RolloutStopped';

/** The order in which people look at them; conditions of a status stand in it, so that it never moves by itself. */
const order: readonly string[] = [
  'Ready',
  'Synced',
  'Stalled',
  'RoleAssociated',
  'DeletionGuarded',
  'ChangeHeld',
  'RebootPending',
  'RevisionRefused',
] satisfies ConditionType[];

/** A condition to set; when its status became what it is, is found by comparing. */
export interface NewCondition {
  readonly type: ConditionType | CompositionConditionType;
  readonly status: Condition['status'];
  readonly reason: ConditionReason;
  /** What a person can do about it; without times, so that it stays the same while nothing changes. */
  readonly message: string;
  /** `metadata.generation` of the spec that it speaks of. */
  readonly observedGeneration: number;
}

/** Exactly the conditions `next`, in a fixed order; a transition time is `now` only where the status is another than before. */
export function setConditions(
  previous: readonly Condition[],
  next: readonly NewCondition[],
  now: Date,
): readonly Condition[] {
  const wholeSeconds = now.toISOString().replace(/\.\d+Z$/, 'Z');
  return inOrder(
    next.map((condition) => {
      const before = previous.find(({ type }) => type === condition.type);
      return {
        ...condition,
        lastTransitionTime: before?.status === condition.status ? before.lastTransitionTime : wholeSeconds,
      };
    }),
  );
}

/** The previous conditions with `next` in the place of its type. */
export function setCondition(previous: readonly Condition[], next: NewCondition, now: Date): readonly Condition[] {
  return inOrder([...removeCondition(previous, next.type), ...setConditions(previous, [next], now)]);
}

/** Why nothing of a database moves until a person acts; undefined where it does. */
export const stalledCondition = ({ status }: TapDatabase): Condition | undefined =>
  status?.conditions?.find((condition) => condition.type === 'Stalled' && condition.status === 'True');

export function removeCondition(conditions: readonly Condition[], type: NewCondition['type']): readonly Condition[] {
  return conditions.filter((condition) => condition.type !== type);
}

const inOrder = (conditions: readonly Condition[]): readonly Condition[] =>
  conditions.toSorted((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
