import { expect, test } from '@jest/globals';
import { endpointOf, instanceOf, isServing, replicasOf, stateOf } from '../../src/reconcile/instances.js';
import { instance } from './support.js';

const endpoint = { address: 'tap.example', port: 5432 };

test('instances are found by their role; replicas come by number, ten after two', () => {
  const all = ['replica-10', 'primary', 'replica-2', 'replica-1'].map((role) => instance(role));
  const unlabelled = { ...instance('x'), metadata: { name: 'x' } };
  expect(instanceOf(all, 'primary')?.metadata.name).toBe('tap-primary');
  expect(instanceOf([{ ...instance('primary'), kind: 'LogGroup' }], 'primary')).toBeUndefined();
  expect(replicasOf([...all, unlabelled]).map(({ metadata }) => metadata.name)).toEqual([
    'tap-replica-1',
    'tap-replica-2',
    'tap-replica-10',
  ]);
});

test.each([
  ['available', false, true],
  ['available', true, true],
  // States that leave connections alone, for a database that had them.
  ['backing-up', true, true],
  ['modifying', true, true],
  ['storage-optimization', true, true],
  ['backing-up', false, false],
  ['creating', true, false],
  ['configuring-log-exports', true, true],
  ['maintenance', true, false],
  ['rebooting', true, false],
  ['upgrading', true, false],
  ['stopped', true, false],
  [undefined, true, false],
])('state %s, serving before: %s → serving: %s', (dbInstanceStatus, before, serves) => {
  const status = dbInstanceStatus === undefined ? { endpoint } : { dbInstanceStatus, endpoint };
  expect(isServing(instance('primary', status), before)).toBe(serves);
});

test('a standby serves while RDS works on the system', () => {
  const maintained = instance('primary', { dbInstanceStatus: 'maintenance', endpoint }, { spec: { multiAZ: true } });
  expect(isServing(maintained, true)).toBe(true);
  expect(isServing(maintained, false)).toBe(false);
});

test('without an endpoint nobody is served', () => {
  expect(isServing(instance('primary', { dbInstanceStatus: 'available' }), true)).toBe(false);
});

test('an endpoint has both an address and a port', () => {
  expect(endpointOf(instance('primary', { endpoint }))).toEqual(endpoint);
  expect(endpointOf(instance('primary', { endpoint: { address: 'tap.example' } }))).toBeUndefined();
  expect(endpointOf(instance('primary', { endpoint: { port: 5432 } }))).toBeUndefined();
  expect(stateOf(instance('primary'))).toBeUndefined();
});
