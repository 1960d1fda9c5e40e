import { describe, expect, test } from '@jest/globals';
import type { Json, KubeObject } from '../../src/api/object.js';
import {
  isStorageRefused,
  storagePatch,
  storagePostponement,
  withStorageChange,
} from '../../src/changes/storage-change.js';

type Fields = { readonly [key: string]: Json };

const NOON = new Date('2026-01-05T12:00:00.700Z');

const instance = (spec: Fields, changedAt?: string, status: Fields = {}): KubeObject =>
  ({
    apiVersion: 'rds.services.k8s.aws/v1alpha1',
    kind: 'DBInstance',
    metadata: {
      name: 'tap-primary',
      ...(changedAt === undefined ? {} : { annotations: { 'tapstack.io/storage-changed-at': changedAt } }),
    },
    spec,
    status,
  }) as KubeObject;

describe('a change of storage', () => {
  const why = (live: KubeObject, fields: readonly string[] = ['allocatedStorage', 'tags']) =>
    storagePostponement(live, fields, NOON);

  test('goes where there was none before', () => {
    expect(why(instance({}))).toBeUndefined();
  });

  test('waits for six hours after the last one, with all that RDS counts as storage', () => {
    expect(why(instance({}, '2026-01-05T08:00:00Z'), ['iops', 'storageThroughput', 'multiAZ'])).toEqual({
      fields: ['iops', 'storageThroughput'],
      on: { apiVersion: 'rds.services.k8s.aws/v1alpha1', kind: 'DBInstance', name: 'tap-primary' },
      reason: 'StorageCoolDown',
      message:
        'the change of iops, storageThroughput is not written yet: RDS takes the next change of storage six hours after the ' +
        'last one at the earliest. It goes by itself at 2026-01-05T14:00:00Z',
      recheckAfterMs: 2 * 3_600_000 - 700,
    });
    expect(why(instance({}, '2026-01-05T06:00:00Z'))).toBeUndefined();
    expect(why(instance({}, '2026-01-05T06:00:01Z'))?.recheckAfterMs).toBe(300);
  });

  test('waits while RDS optimizes what there is', () => {
    expect(why(instance({}, undefined, { dbInstanceStatus: 'storage-optimization' }))?.message).toBe(
      'the change of allocatedStorage is not written yet: RDS optimizes the storage after its last change. It goes by itself after that',
    );
  });

  test('is what others are not', () => {
    expect(why(instance({}, '2026-01-05T08:00:00Z'), ['tags', 'maxAllocatedStorage'])).toBeUndefined();
    expect(why({ ...instance({}, '2026-01-05T08:00:00Z'), kind: 'Volume' })).toBeUndefined();
  });
});

describe('the time of the last change of storage', () => {
  const marked = (wanted: Fields, live: KubeObject, kind = 'DBInstance') =>
    withStorageChange({ ...instance(wanted), kind }, live, NOON).metadata.annotations;

  test('is that of a write that changes it', () => {
    const now = { 'tapstack.io/storage-changed-at': '2026-01-05T12:00:00Z' };
    expect(marked({ allocatedStorage: 200 }, instance({ allocatedStorage: 100 }))).toEqual(now);
    expect(marked({ iops: 5000 }, instance({ iops: 4000 }, '2026-01-04T00:00:00Z'))).toEqual(now);
    expect(marked({ iops: 5000 }, instance({ iops: 4000 }), 'Volume')).toBeUndefined();
  });

  test('stays through every other write', () => {
    const live = instance({ allocatedStorage: 100, iops: 4000 }, '2026-01-04T00:00:00Z');
    expect(marked({ allocatedStorage: 100, multiAZ: true }, live)).toEqual({
      'tapstack.io/storage-changed-at': '2026-01-04T00:00:00Z',
    });
    expect(marked({ allocatedStorage: 100 }, instance({ allocatedStorage: 100 }))).toBeUndefined();
  });
});

describe('storage that RDS refuses', () => {
  const clocks = { now: new Date('2026-01-05T10:00:00Z'), calendar: NOON };
  const refused = (
    message: string | undefined,
    status = 'True',
    spec: Fields = { allocatedStorage: 100 },
  ): KubeObject =>
    instance(spec, undefined, {
      conditions: [
        { type: 'Ready', status: 'False' },
        { type: 'ACK.Terminal', status, ...(message === undefined ? {} : { message }) },
      ],
    });

  test.each([
    'api error InvalidParameterCombination: Invalid storage size for engine name postgres and storage type gp3: 100',
    'Requested storage size (100) cannot be less than the current storage size (120).',
  ])('to shrink is taken out of the spec, for ACK to fill in what there is: %s', (message) => {
    const live = refused(message, 'True', { allocatedStorage: 100, iops: 3000, multiAZ: true });
    expect(isStorageRefused(live)).toBe(true);
    expect(storagePatch(live, clocks)).toEqual({
      metadata: { annotations: { 'tapstack.io/spec-applied-at': '2026-01-05T10:00:00Z' } },
      spec: { allocatedStorage: null, iops: null },
    });
  });

  test('to change so soon is taken out too, and waits from then on', () => {
    const live = refused("You can't currently modify the storage of this DB instance because it is being optimized.");
    expect(storagePatch(live, clocks)?.['metadata']).toEqual({
      annotations: {
        'tapstack.io/spec-applied-at': '2026-01-05T10:00:00Z',
        'tapstack.io/storage-changed-at': '2026-01-05T12:00:00Z',
      },
    });
  });

  test('is taken out once', () => {
    const live = refused('Invalid storage size for engine name postgres', 'True', { multiAZ: true });
    expect(isStorageRefused(live)).toBe(true);
    expect(storagePatch(live, clocks)).toBeUndefined();
  });

  test.each([
    refused('Invalid DB Instance class'),
    refused(undefined),
    refused('Invalid storage size for engine name postgres', 'False'),
    { ...refused('Invalid storage size for engine name postgres'), kind: 'Volume' },
    instance({ allocatedStorage: 100 }),
  ])('is nothing else', (live) => {
    expect(isStorageRefused(live)).toBe(false);
    expect(storagePatch(live, clocks)).toBeUndefined();
  });
});
