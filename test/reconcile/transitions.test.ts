import { describe, expect, test } from '@jest/globals';
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

test('another password is news, the first one is none', () => {
  const of = (secretName: string): TapDatabaseStatus => ({
    credentials: { secretName },
    connectionSecretRef: { name: 'tap-connection' },
  });
  expect(transitionsOf(of('tap-credentials-1'), of('tap-credentials-2'))).toEqual([
    {
      type: 'Normal',
      reason: 'PasswordRotated',
      message:
        'the master password was rotated: tap-credentials-2 has taken the place of tap-credentials-1, and tap-connection gives it',
    },
  ]);
  expect(transitionsOf({}, of('tap-credentials-1'))).toEqual([]);
  expect(transitionsOf(of('tap-credentials-1'), of('tap-credentials-1'))).toEqual([]);
  expect(transitionsOf(of('tap-credentials-1'), {})).toEqual([]);
});

describe('a held change', () => {
  const holding = (message: string, ...ids: readonly string[]): TapDatabaseStatus => ({
    conditions: [
      {
        type: 'ChangeHeld',
        status: 'True',
        reason: 'WaitsForWindow',
        message,
        observedGeneration: 1,
        lastTransitionTime: '2026-01-05T10:00:00Z',
      },
    ],
    heldChanges: ids.map((id) => ({
      id,
      child: 'DBInstance/tap-primary',
      class: 'reboot',
      effect: 'it restarts',
      fields: ['spec.dbInstanceClass'],
    })),
  });

  test('is told when it comes, when something else is said of it, and when it is no longer held', () => {
    expect(transitionsOf({}, holding('waits', 'a'))).toEqual([
      { type: 'Normal', reason: 'WaitsForWindow', message: 'waits' },
    ]);
    expect(transitionsOf(holding('waits', 'a'), holding('waits', 'a'))).toEqual([]);
    expect(transitionsOf(holding('waits', 'a', 'b'), holding('waits for less', 'b'))).toEqual([
      { type: 'Normal', reason: 'WaitsForWindow', message: 'waits for less' },
      {
        type: 'Normal',
        reason: 'ChangeReleased',
        message: 'no longer held: DBInstance/tap-primary spec.dbInstanceClass (a)',
      },
    ]);
    expect(transitionsOf(holding('waits', 'b'), {}).map(({ reason }) => reason)).toEqual(['ChangeReleased']);
  });

  test('is told once, though Synced turns too', () => {
    expect(events(status(['Synced', 'True']), status(['Synced', 'False', 'WaitsForWindow']))).toEqual([]);
    expect(events(status(['Synced', 'True']), status(['Synced', 'False', 'WaitsForApproval']))).toEqual([]);
  });
});

describe('another revision', () => {
  const on = (name: string, revision?: string): TapDatabaseStatus => ({
    composition: { name, ...(revision !== undefined && { revision }) },
  });

  test.each([
    [on('production', 'production-1'), on('production', 'production-2'), 'went from production-1 to production-2'],
    [on('ha-postgres/v1'), on('production', 'production-2'), 'went from ha-postgres/v1 to production-2'],
    [on('production', 'production-2'), on('ha-postgres/v1'), 'went from production-2 to ha-postgres/v1'],
  ])('from %j to %j is news', (before, after, message) => {
    expect(transitionsOf(before, after)).toEqual([{ type: 'Normal', reason: 'RevisionChanged', message }]);
  });

  test('is none where it is the first, the same or not told', () => {
    expect(transitionsOf({}, on('production', 'production-1'))).toEqual([]);
    expect(transitionsOf(undefined, on('production', 'production-1'))).toEqual([]);
    expect(transitionsOf(on('production', 'production-1'), on('production', 'production-1'))).toEqual([]);
    expect(transitionsOf(on('production', 'production-1'), {})).toEqual([]);
  });

  test('that it is no longer synced for is told once, by that', () => {
    expect(events(status(['Synced', 'True']), status(['Synced', 'False', 'RevisionChanged']))).toEqual([]);
  });
});

test('a refused revision is news when it comes up, and when it is another', () => {
  const refused = (message: string): TapDatabaseStatus => ({
    conditions: (status(['RevisionRefused', 'True', 'PatchRefused']).conditions ?? []).map((it) => ({
      ...it,
      message,
    })),
  });
  const event = (message: string) => [{ type: 'Warning', reason: 'PatchRefused', message }];
  expect(transitionsOf({}, refused('production-2: no'))).toEqual(event('production-2: no'));
  expect(transitionsOf(refused('production-2: no'), refused('production-2: no'))).toEqual([]);
  expect(transitionsOf(refused('production-2: no'), refused('production-3: no'))).toEqual(event('production-3: no'));
  expect(transitionsOf(refused('production-2: no'), {})).toEqual([]);
});
