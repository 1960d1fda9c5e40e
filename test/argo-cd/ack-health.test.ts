import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { ACK_HEALTH, runLua } from './support/scripts.js';
import { STAGES, serving } from './support/stages.js';

const health = (object: object) => runLua(ACK_HEALTH, object);
const isAck = ({ apiVersion }: KubeObject): boolean => apiVersion.includes('.services.k8s.aws/');

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}

const vpc = (conditions?: readonly Condition[], metadata: object = {}): object => ({
  apiVersion: 'ec2.services.k8s.aws/v1alpha1',
  kind: 'VPC',
  metadata: { name: 'tap-vpc', namespace: 'shop', ...metadata },
  spec: { cidrBlocks: ['10.0.0.0/16'] },
  ...(conditions === undefined ? {} : { status: { conditions } }),
});

const LEAVING = { deletionTimestamp: '2026-01-05T10:00:00Z' };
const TERMINAL: Condition = { type: 'ACK.Terminal', status: 'True', message: 'AWS said no' };
const RECOVERABLE: Condition = { type: 'ACK.Recoverable', status: 'True', message: 'Throttling' };
const SYNCED: Condition = { type: 'ACK.ResourceSynced', status: 'True' };
const UNSYNCED: Condition = { type: 'ACK.ResourceSynced', status: 'False', message: 'not synced yet' };
const READY: Condition = { type: 'Ready', status: 'True' };
const UNREADY: Condition = { type: 'Ready', status: 'False', message: 'on its way' };

test('every child of a database that serves is Healthy', async () => {
  const children = (await serving()).cluster.all().filter(isAck);
  expect(new Set(children.map(({ kind }) => kind)).size).toBeGreaterThan(15);
  for (const child of children) expect(await health(child)).toEqual({ status: 'Healthy', message: '' });
});

test('every child that was just made is Progressing', async () => {
  const children = (await STAGES['it is being created']()).cluster.all().filter(isAck);
  expect(children.length).toBeGreaterThan(3);
  for (const child of children) {
    expect(await health(child)).toEqual({ status: 'Progressing', message: 'no ACK controller has reported yet' });
  }
});

test('one that ACK has given up on is Degraded, with the words of AWS', async () => {
  const { cluster } = await STAGES['ACK has given up on a child']();
  expect(await health(cluster.named('VPC/tap-vpc'))).toEqual({ status: 'Degraded', message: 'AWS said no' });
});

test('an instance is Healthy while AWS backs it up, and not while it restarts', async () => {
  const { cluster } = await STAGES['AWS backs it up']();
  const instance = cluster.named('DBInstance/tap-primary');
  expect(await health(instance)).toEqual({ status: 'Healthy', message: 'AWS is backing it up' });
  const restarting = { ...instance, status: { ...instance.status, dbInstanceStatus: 'rebooting' } };
  expect(await health(restarting)).toEqual({ status: 'Progressing', message: 'backing-up' });
});

describe.each([
  ['nothing', undefined, 'Progressing', 'no ACK controller has reported yet'],
  ['no condition', [], 'Progressing', 'no ACK controller has reported yet'],
  ['synced and ready', [SYNCED, READY], 'Healthy', ''],
  ['synced, by a controller that writes no Ready', [SYNCED], 'Healthy', ''],
  ['ready alone', [READY], 'Healthy', ''],
  ['synced and not ready', [SYNCED, UNREADY], 'Progressing', 'on its way'],
  ['not synced and ready', [UNSYNCED, READY], 'Progressing', 'not synced yet'],
  [
    'not known to be synced',
    [{ type: 'ACK.ResourceSynced', status: 'Unknown' }],
    'Progressing',
    'ACK has not synced it yet',
  ],
  ['an error that ACK retries', [RECOVERABLE, UNSYNCED, UNREADY], 'Progressing', 'Throttling'],
  ['an error of before', [{ ...RECOVERABLE, status: 'False' }, SYNCED, READY], 'Healthy', ''],
  ['an end', [TERMINAL, UNSYNCED, UNREADY], 'Degraded', 'AWS said no'],
  ['an end beside synced', [TERMINAL, SYNCED, UNREADY], 'Degraded', 'AWS said no'],
  [
    'an end without a word',
    [{ type: 'ACK.Terminal', status: 'True' }],
    'Degraded',
    'ACK has stopped and gives no message',
  ],
  ['an end of before', [{ ...TERMINAL, status: 'False' }, SYNCED, READY], 'Healthy', ''],
] as const)('given an object of which ACK says: %s', (_, conditions, status, message) => {
  test(`it is ${status}, in whatever order the conditions stand`, async () => {
    expect(await health(vpc(conditions))).toEqual({ status, message });
    expect(await health(vpc(conditions?.toReversed()))).toEqual({ status, message });
  });
});

// While an object is deleted, ACK leaves Ready and ResourceSynced as they were.
test.each([
  ['is on its way out', [SYNCED, READY], 'Progressing', 'being deleted'],
  ['AWS refuses to delete for now', [RECOVERABLE, SYNCED, READY], 'Progressing', 'Throttling'],
  ['AWS refuses to delete', [TERMINAL, SYNCED, READY], 'Degraded', 'AWS said no'],
])('one that %s is not Healthy', async (_, conditions, status, message) => {
  expect(await health(vpc(conditions, LEAVING))).toEqual({ status, message });
});
