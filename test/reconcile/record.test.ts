import { describe, expect, test } from '@jest/globals';
import type { Child } from '../../src/api/child.js';
import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import type { Draft } from '../../src/reconcile/draft.js';
import { withRecord } from '../../src/reconcile/record.js';
import { condition, fresh, made } from '../revisions/support.js';

const NOW = new Date('2026-01-05T12:00:00.700Z');
const template = { blueprint: 'ha-postgres/v1' };
const lead = { composition: 'production', revision: 'production-2', template };
const draft = (pinned: TapDatabase, children: readonly Child[] = []): Draft =>
  ({ pinned, composition: { children, blocked: [] }, serverTime: NOW }) as unknown as Draft;
const record = (database: TapDatabase, to: typeof lead | { composition: string; template: typeof template } = lead) =>
  withRecord(database, draft(database), to);

test('of a new database the revision is on record before anything is written, and its conditions are as they are', () => {
  const { status: _, ...rest } = made('tap');
  const pinned = { ...rest, status: { identity: made('tap').status?.identity as never } };
  expect(record(pinned)).toEqual({
    ...pinned,
    status: { ...pinned.status, composition: { name: 'production', revision: 'production-2' } },
  });
});

test('a blueprint has no revision', () => {
  expect(record(made('tap'), { composition: 'ha-postgres/v1', template }).status?.composition).toEqual({
    name: 'ha-postgres/v1',
  });
});

test('what is on record already is not recorded again', () => {
  const there = made('tap', { on: { name: 'production', revision: 'production-2' } });
  expect(record(there)).toBe(there);
});

describe('a database that goes to another revision', () => {
  const from = (
    on: { name: string; revision?: string; refused?: string },
    synced = condition('Synced', 'True', 'AllSynced'),
  ) => made('tap', { on, conditions: [condition('Ready', 'True', 'Available'), synced], metadata: { generation: 4 } });

  test.each([
    [{ name: 'production', revision: 'production-1', refused: 'production-2' }],
    [{ name: 'other', revision: 'production-2' }],
    [{ name: 'ha-postgres/v1' }],
  ])('from %j is not synced from now on', (on) => {
    expect(record(from(on)).status).toMatchObject({
      composition: { name: 'production', revision: 'production-2' },
      conditions: [
        condition('Ready', 'True', 'Available'),
        {
          type: 'Synced',
          status: 'False',
          reason: 'RevisionChanged',
          message: 'going to production-2',
          observedGeneration: 4,
          lastTransitionTime: '2026-01-05T12:00:00Z',
        },
      ],
    });
    expect(record(from(on)).status?.composition).not.toHaveProperty('refused');
  });

  test('is counted as on its way from now, however long it was not synced before', () => {
    const long = condition('Synced', 'False', 'NotSynced', '2026-01-01T00:00:00Z');
    const { conditions } = record(from({ name: 'production', revision: 'production-1' }, long)).status ?? {};
    expect(conditions?.[1]?.lastTransitionTime).toBe('2026-01-05T12:00:00Z');
  });

  test('says of what it goes to where that has no revision, and begins with generation 0 where there is none', () => {
    const database = made('tap', { on: { name: 'production', revision: 'production-1' } });
    const { conditions } = record(database, { composition: 'ha-postgres/v1', template }).status ?? {};
    expect(conditions).toMatchObject([{ message: 'going to ha-postgres/v1', observedGeneration: 0 }]);
  });

  test('does not while it is paused', () => {
    const database = made('tap', {
      on: { name: 'production', revision: 'production-1' },
      metadata: { annotations: { 'tapstack.io/paused': 'true' } },
    });
    expect(record(database)).toBe(database);
  });
});

test('while only a snapshot is looked at, nothing is on record that was not', () => {
  const annotations = { 'services.k8s.aws/adoption-policy': 'adopt', 'services.k8s.aws/read-only': 'true' };
  const manifest = {
    apiVersion: 'rds.services.k8s.aws/v1alpha1',
    kind: 'DBSnapshot',
    metadata: { name: 's', annotations },
  };
  const look: Child = { component: 'restore' as Child['component'], manifest };
  const pinned = made('tap', { spec: { environment: 'prod' } });
  const [given, known] = [fresh('tap'), { ...fresh('tap'), status: { phase: 'Pending' as const } }];
  expect(withRecord(given, draft(pinned, [look]), lead)).toEqual({ ...pinned, status: {} });
  expect(withRecord(known, draft(pinned, [look]), lead)).toEqual({ ...pinned, status: { phase: 'Pending' } });
});
