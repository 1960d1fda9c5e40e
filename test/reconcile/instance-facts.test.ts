import { expect, test } from '@jest/globals';
import type { Json } from '../../src/api/object.js';
import { instanceFacts } from '../../src/reconcile/instance-facts.js';
import { instance } from './support.js';

const NOW = new Date('2026-01-05T10:00:00Z');
const BEFORE = { instanceClass: 'db.m5.large', engineVersion: '17.5', storage: { size: '100Gi' } };

const primary = (spec: { readonly [key: string]: Json }, isSynced: boolean) =>
  instance(
    'primary',
    {
      dbInstanceStatus: 'available',
      endpoint: { address: 'here', port: 5432 },
      conditions: ['ACK.ResourceSynced', 'Ready'].map((type) => ({ type, status: isSynced ? 'True' : 'False' })),
    },
    { spec },
  );

test('nothing is known of a primary that AWS does not show', () => {
  expect(instanceFacts({}, undefined, NOW)).toEqual({});
  expect(instanceFacts({}, instance('primary'), NOW)).toEqual({});
});

test('what is wanted is told only when ACK calls it synced', () => {
  const spec = {
    dbInstanceClass: 'db.m5.xlarge',
    engineVersion: '18.1',
    allocatedStorage: 200,
    maxAllocatedStorage: 500,
  };
  expect(instanceFacts({ status: BEFORE }, primary(spec, false), NOW)).toEqual(BEFORE);
  const now = { instanceClass: 'db.m5.xlarge', engineVersion: '18.1', storage: { size: '200Gi', headroom: '300Gi' } };
  expect(instanceFacts({ status: BEFORE }, primary(spec, true), NOW)).toEqual(now);
  expect(instanceFacts({}, primary(spec, false), NOW)).toEqual(now);
});

test('a size that ACK is asking RDS for is not told', () => {
  const spec = { dbInstanceClass: 'db.m5.large', engineVersion: '17.5' };
  expect(instanceFacts({}, primary(spec, true), NOW)).toEqual({ instanceClass: 'db.m5.large', engineVersion: '17.5' });
});
