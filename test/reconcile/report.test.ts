import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { ApiError } from '../../src/reconcile/cluster.js';
import { report, reportDeleting, reportStalled } from '../../src/reconcile/report.js';
import { database, instance, situation } from './support.js';

const ref = { apiVersion: 'ec2.services.k8s.aws/v1alpha1', kind: 'VPC', name: 'tap-vpc' };
const serving = { dbInstanceStatus: 'available', endpoint: { address: 'tap.example', port: 5432 } };
const outputs = (data: object): KubeObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'tap-outputs' }, data }) as unknown as KubeObject;
const phases = (of: Parameters<typeof situation>[0]) => report(situation(of)).phase;

test('the first word on a database of which nothing exists', () => {
  const { conditions: _, ...status } = report(situation());
  expect(status).toEqual({
    observedGeneration: 0,
    phase: 'Pending',
    message: 'the primary does not exist yet',
    resources: { total: 0, ready: 0 },
    inventory: [],
    replicas: 0,
    selector: 'tapstack.io/database=tap,tapstack.io/component=replicas',
  });
});

describe('phase', () => {
  test.each([
    ['Pending', [], {}],
    ['Creating', [instance('primary', { dbInstanceStatus: 'creating' })], {}],
    ['Updating', [instance('primary', { dbInstanceStatus: 'rebooting' })], { status: { endpoint: serving.endpoint } }],
    ['Paused', [], { metadata: { annotations: { 'tapstack.io/paused': 'true' } } }],
  ] as const)('%s', (phase, children, of) => {
    expect(phases({ children, database: database(of) })).toBe(phase);
  });
});

test('a message that is too long for the schema ends in an ellipsis', () => {
  const error = new ApiError(422, 'Invalid', 'x'.repeat(5000));
  const status = report(situation({ failures: [{ ref, error }] }));
  expect(status.message).toHaveLength(4096);
  expect(status.message?.endsWith('x…')).toBe(true);
  expect(status.waitingFor?.[0]?.message).toHaveLength(4096);
  expect(status.conditions?.every(({ message }) => message.length <= 4096)).toBe(true);
});

test('outputs are numbers and texts as the schema wants them, with what is there', () => {
  const told = (data: object) => report(situation({ children: [instance('primary', serving), outputs(data)] })).outputs;
  expect(told({ primaryPort: '5432', kmsKeyARN: 'arn' })).toEqual({ primaryPort: 5432, kmsKeyARN: 'arn' });
  expect(told({ kmsKeyARN: 'arn' })).toEqual({ kmsKeyARN: 'arn' });
  expect(report(situation({ children: [instance('primary', serving)] })).outputs).toBeUndefined();
});

test('a replica without an endpoint is no place to read from', () => {
  const status = report(
    situation({ children: [instance('primary', serving), instance('replica-1', serving), instance('replica-2')] }),
  );
  expect(status).toMatchObject({ readEndpoints: [serving.endpoint], replicas: 2 });
});

test('where it was is told while its instance shows none, but not on its way out', () => {
  const known = { endpoint: serving.endpoint, binding: { name: 'tap-connection' } };
  const before = database({ status: known });
  expect(report(situation({ database: before }))).toMatchObject(known);
  const leaving = database({ status: known, metadata: { deletionTimestamp: '2026-01-05T10:00:00Z' } });
  expect(reportDeleting(situation({ database: leaving }), []).endpoint).toBeUndefined();
});

test('a condition keeps its time while its status stays', () => {
  const first = report(situation());
  const later = new Date('2026-01-05T11:00:00Z');
  const again = report(situation({ database: database({ status: first }), now: later }));
  expect(again).toEqual(first);
});

test('on the way out the first obstacle is the line to read; without any, nothing is left', () => {
  const obstacle = { ref, reason: 'Deleting', message: 'being deleted', needsPerson: false } as const;
  expect(reportDeleting(situation(), [obstacle])).toMatchObject({
    phase: 'Deleting',
    message: 'VPC tap-vpc: being deleted',
  });
  expect(reportDeleting(situation(), []).message).toBe('nothing is left');
  const stuck = { ...obstacle, reason: 'ChildTerminal', message: 'failed', needsPerson: true } as const;
  expect(reportDeleting(situation(), [stuck]).conditions).toContainEqual(
    expect.objectContaining({ type: 'Stalled', status: 'True', reason: 'ChildTerminal' }),
  );
});

test('what is refused is said in every place that people look at', () => {
  const status = reportStalled(
    situation({ children: [instance('primary', serving)] }),
    'InvalidSpec',
    'spec.region: no',
  );
  expect(status).toMatchObject({ phase: 'Stalled', message: 'spec.region: no', resources: { total: 1 } });
  expect(status.conditions).toContainEqual(
    expect.objectContaining({ type: 'Stalled', status: 'True', reason: 'InvalidSpec' }),
  );
  expect(status.conditions).toContainEqual(
    expect.objectContaining({ type: 'Synced', status: 'False', reason: 'InvalidSpec' }),
  );
});
