import type { Condition } from '../api/generated/tapdatabase.js';

/** Nothing is under way but what waits for its time, which stands last among the obstacles. */
export const isHeld = ({ reason }: Pick<Condition, 'reason'>): boolean =>
  reason === 'WaitsForWindow' || reason === 'WaitsForApproval';

/**
 * The conditions that the next ones go on from. Where a wait for a window or an approval is over, `Synced` begins anew: a
 * roll-out counts from there how long a database takes.
 */
export const conditionsBefore = (
  conditions: readonly Condition[] = [],
  synced: Pick<Condition, 'reason'>,
): readonly Condition[] =>
  conditions.filter((condition) => condition.type !== 'Synced' || !isHeld(condition) || isHeld(synced));
