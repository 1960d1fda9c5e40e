import { expect, test } from '@jest/globals';
import type { ConditionType } from '../../src/api/conditions.js';
import type { TapDatabaseStatus } from '../../src/api/generated/tapdatabase.js';
import { transitionsOf } from '../../src/reconcile/transitions.js';

type Said = readonly [type: ConditionType, status: 'True' | 'False' | 'Unknown', reason?: string];

const status = (...conditions: readonly Said[]): TapDatabaseStatus => ({
  conditions: conditions.map(([type, is, reason = 'Any']) => ({
    type,
    status: is,
    reason,
    message: `${reason}.`,
    observedGeneration: 1,
    lastTransitionTime: '2026-01-05T10:00:00Z',
  })),
});
const events = (before: TapDatabaseStatus | undefined, after: TapDatabaseStatus) =>
  transitionsOf(before, after).map(({ type, reason }) => `${type} ${reason}`);

test('a first status that is only starting is no news; one that stalls is', () => {
  expect(events(undefined, status(['Ready', 'False'], ['Synced', 'False'], ['Stalled', 'False']))).toEqual([]);
  expect(events(undefined, status(['Ready', 'False'], ['Stalled', 'True', 'InvalidSpec']))).toEqual([
    'Warning InvalidSpec',
  ]);
  expect(events({}, {})).toEqual([]);
});

test.each([
  ['Ready', 'False', 'True', 'Normal'],
  ['Ready', 'True', 'False', 'Warning'],
  ['Synced', 'False', 'True', 'Normal'],
  ['Synced', 'True', 'False', 'Warning'],
  ['Stalled', 'False', 'True', 'Warning'],
  ['Stalled', 'True', 'False', 'Normal'],
  ['RoleAssociated', 'False', 'True', 'Normal'],
  ['DeletionGuarded', 'True', 'False', 'Warning'],
] as const)('%s from %s to %s: %s', (type, from, to, kind) => {
  expect(transitionsOf(status([type, from]), status([type, to, 'New']))).toEqual([
    { type: kind, reason: 'New', message: 'New.' },
  ]);
});

test('nothing is said while nothing turns, whatever the words', () => {
  expect(events(status(['Synced', 'False', 'NotSynced']), status(['Synced', 'False', 'WriteFailed']))).toEqual([]);
  expect(events(status(['Stalled', 'False', 'NotStalled']), status(['Stalled', 'False', 'NotStalled']))).toEqual([]);
});

test('another reason to act is news', () => {
  expect(events(status(['Stalled', 'True', 'InvalidSpec']), status(['Stalled', 'True', 'NameConflict']))).toEqual([
    'Warning NameConflict',
  ]);
  expect(events(status(['Stalled', 'True', 'InvalidSpec']), status(['Stalled', 'True', 'InvalidSpec']))).toEqual([]);
});
