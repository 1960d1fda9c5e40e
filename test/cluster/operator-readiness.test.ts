import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { conditionsOf, findCondition } from '../../src/changes/ack-conditions.js';
import { type AccountClient, connectAccount } from '../../src/sandbox/account-client.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { waitFor } from '../../src/sandbox/wait-for.js';
import { childWritesOf, complaintsOf, misconductOf } from './support/conduct.js';
import {
  childRef,
  conditionOf,
  createNamespace,
  OPERATOR_FLAGS,
  rds,
  smallDatabase,
  statusOf,
  waitForCondition,
} from './support/databases.js';
import { eventsOf } from './support/events.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(180_000);

const PRIMARY = 'honest-primary-dev';
const honest = smallDatabase('honest', 'honest', { instance: { multiAZ: true } });

let cluster: TestCluster;
let aws: AccountClient;

beforeAll(async () => {
  cluster = await startTestCluster({
    // Long enough for the stand-in on a busy machine, short enough to be seen to pass.
    operator: { args: [...OPERATOR_FLAGS, '--ack-resync-period=10s'] },
    ack: { args: ['--resync-period', '5'] },
  });
  aws = await connectAccount(cluster.ack as ManagedProcess);
  await createNamespace(cluster, 'honest');
  await cluster.apply(honest);
  await until(['Synced', 'True']);
}, 240_000);

afterAll(() => cluster?.stop(), 60_000);

const until = (condition: readonly [string, string, string?]) =>
  waitForCondition(cluster, honest, condition, { timeoutMs: 120_000, processes: cluster.programs });

const change = async (patch: object): Promise<void> => {
  await aws.request('PATCH', `/resources/dbInstance/${PRIMARY}`, patch);
  await aws.request('POST', '/resync');
};

const readiness = async () => conditionOf(await statusOf(cluster, honest), 'Ready')?.status;

test.each(['backing-up', 'storage-optimization', 'configuring-log-exports'])(
  'a primary that is %s serves and is not settled',
  async (state) => {
    await change({ state });
    await until(['Synced', 'False', 'NotUsableYet']);
    expect(await readiness()).toBe('True');
    await change({ state: 'available' });
    await until(['Synced', 'True']);
  },
);

test('one that restarts serves nobody', async () => {
  await change({ state: 'rebooting' });
  const { message } = await until(['Ready', 'False', 'NotServing']);
  expect(message).toBe('the primary is rebooting; it serves once it is available');
  await change({ state: 'available' });
  await until(['Ready', 'True']);
});

test('a failover to the other zone is no drift, though ACK calls the instance unsynced ever after', async () => {
  const before = await childWritesOf(cluster, 'honest');
  await change({ zones: ['us-east-2b', 'us-east-2a'], attributes: { availabilityZone: 'us-east-2b' } });
  const primary = childRef(honest, rds, 'DBInstance', 'primary');
  const isUnsynced = (live: KubeObject): boolean => findCondition(conditionsOf(live), 'Ready', 'False') !== undefined;
  await until(['Synced', 'False', 'NotSynced']);
  // A minute after its creation it is known that this is all there is to it.
  await until(['Synced', 'True']);
  expect(isUnsynced((await cluster.admin.get(primary)) as KubeObject)).toBe(true);
  expect(await readiness()).toBe('True');
  expect(await childWritesOf(cluster, 'honest')).toEqual(before);
});

test('a controller that stops looking makes Synced Unknown, once, until it looks again', async () => {
  await aws.request('PUT', '/faults', [{ fault: 'down', service: 'rds' }]);
  const { message } = await until(['Synced', 'Unknown', 'NotObserved']);
  expect(message).toContain('is the controller of rds.services.k8s.aws running');
  expect(await readiness()).toBe('True');
  expect((await statusOf(cluster, honest)).phase).toBe('Available');
  await aws.request('PUT', '/faults', []);
  await until(['Synced', 'True']);
  const told = await waitFor('the Event', async () => {
    const events = await eventsOf(cluster, 'honest', 'NotObserved');
    return events.length > 0 ? events : undefined;
  });
  expect(told).toHaveLength(1);
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  expect(await complaintsOf(cluster)).toEqual([]);
});
