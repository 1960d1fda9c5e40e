import type { TapDatabaseStatus } from '../api/generated/tapdatabase.js';
import type { EventRecord } from './cluster.js';

/** A condition that is good when it says so; the others are news only when a person must act. */
const GOOD: Readonly<Record<string, 'True' | 'False'>> = {
  Ready: 'True',
  Synced: 'True',
  Stalled: 'False',
  RoleAssociated: 'True',
  DeletionGuarded: 'True',
};

/**
 * Events for what changed between two statuses: a condition that turned, or that says another reason while it is bad.
 * Nothing for a first status that is only starting, and nothing while nothing changes.
 */
export function transitionsOf(before: TapDatabaseStatus | undefined, after: TapDatabaseStatus): readonly EventRecord[] {
  return (after.conditions ?? []).flatMap(({ type, status, reason, message }) => {
    const previous = before?.conditions?.find((condition) => condition.type === type);
    const isGood = status === GOOD[type];
    const isNews = previous === undefined ? type === 'Stalled' && !isGood : previous.status !== status;
    const isOtherTrouble = previous !== undefined && type === 'Stalled' && !isGood && previous.reason !== reason;
    if (!isNews && !isOtherTrouble) return [];
    return [{ type: isGood ? 'Normal' : 'Warning', reason, message }];
  });
}
