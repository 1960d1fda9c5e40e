import { describe, expect, test } from '@jest/globals';
import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import { rolloutStatement, rolloutStatus, validityStatement } from '../../src/reconcile/rollout-status.js';
import type { Rollout } from '../../src/revisions/rollout.js';
import { condition, made } from '../revisions/support.js';

const rollout = (of: Partial<Rollout> = {}): Rollout => ({
  total: 0,
  settled: 0,
  unsettled: [],
  waiting: [],
  failed: [],
  next: [],
  ...of,
});
const many = (count: number) => Array.from({ length: count }, (_, i) => made(`d${i}`));
const failed = (message: string) => [{ database: made('a'), reason: 'ChildTerminal', message }];
const stalled = (database: TapDatabase): TapDatabase => ({
  ...database,
  status: { ...database.status, conditions: [condition('Stalled', 'True', 'InvalidSpec')] },
});
const VALID = { revision: 'production-2' };
const INVALID = { problem: 'spec.blueprint is unknown' };

describe('Valid', () => {
  test.each([
    [VALID, 'production-2', 'True', 'RevisionMade', 'it is production-2'],
    [
      INVALID,
      'production-1',
      'False',
      'CompositionInvalid',
      'databases stay on production-1: spec.blueprint is unknown',
    ],
    [INVALID, undefined, 'False', 'CompositionInvalid', 'nobody can follow it: spec.blueprint is unknown'],
  ] as const)('of %j with %p before is %s %s: %s', (validity, current, status, reason, message) => {
    expect(validityStatement(validity, current)).toEqual({ status, reason, message });
  });

  test('is no longer than a condition may be', () => {
    const { message } = validityStatement({ problem: 'x'.repeat(5000) }, undefined);
    expect(message).toHaveLength(4096);
    expect(message.at(-1)).toBe('…');
  });
});

describe('RolledOut', () => {
  test.each([
    [VALID, rollout(), 'True', 'RolledOut', '0 of 0 databases are settled'],
    [VALID, rollout({ total: 2, settled: 2 }), 'True', 'RolledOut', '2 of 2 databases are settled'],
    [
      VALID,
      rollout({ total: 3, settled: 1, waiting: many(2) }),
      'False',
      'RollingOut',
      '1 of 3 databases are settled, 2 wait',
    ],
    [
      VALID,
      rollout({ total: 3, unsettled: many(2), waiting: many(1) }),
      'False',
      'RollingOut',
      '0 of 3 databases are settled, 1 wait; on the way: shop/d0, shop/d1',
    ],
    [
      VALID,
      rollout({ total: 2, settled: 1, waiting: many(1).map(stalled) }),
      'False',
      'RollingOut',
      '1 of 2 databases are settled, 1 wait; stalled before it came to them: shop/d0',
    ],
    [
      VALID,
      rollout({ total: 2, settled: 1, waiting: many(1), failed: failed('no') }),
      'False',
      'RolloutStopped',
      'stopped at shop/a (1 of 2 databases are settled, 1 wait): no',
    ],
    [
      INVALID,
      rollout({ total: 2, settled: 2 }),
      'False',
      'CompositionInvalid',
      'it is no revision; of the one before, 2 of 2 databases are settled',
    ],
    [
      INVALID,
      rollout({ total: 1, failed: failed('no') }),
      'False',
      'RolloutStopped',
      'stopped at shop/a (0 of 1 databases are settled, 0 wait): no',
    ],
  ] as const)('of %j, case %#: %s %s', (validity, of, status, reason, message) => {
    expect(rolloutStatement(validity, of)).toEqual({ status, reason, message });
  });

  test('names ten databases at most, and is no longer than a condition may be', () => {
    const { message } = rolloutStatement(VALID, rollout({ total: 12, unsettled: many(12) }));
    expect(message).toMatch(/: shop\/d0, .*, shop\/d9$/);
    const stopped = rolloutStatement(VALID, rollout({ total: 1, failed: failed('x'.repeat(5000)) }));
    expect(stopped.message).toHaveLength(4096);
  });
});

test('the status counts all and names ten', () => {
  const trouble = many(12).map((database) => ({ database, reason: 'A', message: 'y'.repeat(5000) }));
  const status = rolloutStatus(
    rollout({ total: 30, settled: 3, unsettled: many(11), waiting: many(4), failed: trouble }),
  );
  expect(status).toMatchObject({ total: 30, settled: 3, waiting: 4 });
  expect(status.unsettled).toEqual(Array.from({ length: 10 }, (_, i) => `shop/d${i}`));
  expect(status.failed.map(({ database }) => database)).toEqual(status.unsettled);
  expect(status.failed[0]).toMatchObject({ reason: 'A', message: `${'y'.repeat(4095)}…` });
});
