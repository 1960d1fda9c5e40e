import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { type AccountClient, connectAccount } from '../../src/sandbox/account-client.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { listChildren } from '../../src/sandbox/children.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { startOperator } from '../../src/sandbox/programs.js';
import { waitFor, waitUntilGone } from '../../src/sandbox/wait-for.js';
import { complaintsOf, misconductOf } from './support/conduct.js';
import { createNamespace, OPERATOR_FLAGS, smallDatabase, statusOf, waitForCondition } from './support/databases.js';
import { leftInAws } from './support/leftovers.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(180_000);

/** A killed leader's Lease would have to run out before the next could work. */
const FLAGS = [...OPERATOR_FLAGS, '--leader-elect=false'];
let cluster: TestCluster;
let account: AccountClient;
let operator: ManagedProcess;

beforeAll(async () => {
  cluster = await startTestCluster({ garbageCollector: true, operator: false });
  operator = startOperator(cluster, { args: FLAGS });
  account = await connectAccount(cluster.ack as ManagedProcess);
}, 240_000);

afterAll(() => cluster?.stop(), 60_000);

/** The operator may be down for a moment: one test kills it. */
const patience = () => ({ timeoutMs: 150_000, processes: [cluster.ack as ManagedProcess] });

async function create(database: KubeObject): Promise<void> {
  await createNamespace(cluster, database.metadata.namespace ?? '');
  await cluster.apply(database);
}

async function bringUp(database: KubeObject): Promise<void> {
  await create(database);
  await waitForCondition(cluster, database, ['Synced', 'True'], patience());
}

async function isGone(database: KubeObject): Promise<void> {
  await waitUntilGone(cluster.admin, refTo(database), patience());
  expect(await childrenOf(database)).toEqual([]);
}

async function childrenOf({ metadata }: KubeObject): Promise<readonly string[]> {
  const children = await listChildren(cluster.admin, metadata.namespace ?? '', metadata.name);
  return children.map((child) => `${child.kind}/${child.metadata.name}`);
}

test.concurrent('a bucket that is not empty stays with its key, whatever the policy', async () => {
  const database = smallDatabase('bucket', 'bucket', { backup: { bucket: { enabled: true } } });
  await bringUp(database);
  const { outputs } = await statusOf(cluster, database);
  await account.request('PATCH', `/resources/bucket/${outputs?.backupBucketName}`, { objects: 3 });
  await cluster.admin.delete(refTo(database));
  await isGone(database);
  await waitFor('AWS to be done', async () => (await leftInAws(account, database)).length === 2, patience());
  expect(await leftInAws(account, database)).toEqual(['bucket available', 'key Enabled']);
});

test.concurrent('a foreground deletion waits for the ordered teardown: the garbage collector is held off', async () => {
  const database = smallDatabase('foreground', 'foreground', {
    replicas: { count: 1 },
    monitoring: { alarms: { enabled: true, notify: { emails: ['oncall@example.com'] } } },
  });
  await bringUp(database);
  await cluster.admin.delete(refTo(database), { propagationPolicy: 'Foreground' });
  await isGone(database);
});

test.concurrent('the deletion of a namespace waits for the ordered teardown', async () => {
  const database = smallDatabase('leaving', 'leaving', { deletionPolicy: 'Snapshot' });
  await bringUp(database);
  const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'leaving' };
  await cluster.admin.delete(namespace);
  await waitUntilGone(cluster.admin, namespace, patience());
  await waitFor('RDS to be done', async () => (await leftInAws(account, database)).length === 2, patience());
  expect(await leftInAws(account, database)).toEqual(['dbSnapshot available', 'key Enabled']);
});

test.concurrent('what was never composed goes at once, protected or not', async () => {
  const database = smallDatabase('never', 'never', {
    access: { securityGroupIDs: ['sg-0a1b2c3d4e5f60718'] },
    deletionProtection: true,
  });
  await create(database);
  await waitForCondition(cluster, database, ['Stalled', 'True', 'ReferenceNotAllowed'], patience());
  await cluster.admin.delete(refTo(database));
  expect(await cluster.admin.get(refTo(database))).toBeUndefined();
});

test.concurrent('what is deleted while it is being made leaves nothing', async () => {
  const database = smallDatabase('early', 'early');
  await create(database);
  await waitFor('the first resources', async () => (await leftInAws(account, database)).length > 4, patience());
  await cluster.admin.delete(refTo(database));
  await isGone(database);
  await waitFor('AWS to be done', async () => (await leftInAws(account, database)).length <= 1, patience());
  expect(await leftInAws(account, database)).toEqual(['key PendingDeletion']);
});

/** All but a key that waits for its end: the first that is made, or not yet. */
const standsInAws = async (database: KubeObject): Promise<readonly string[]> =>
  (await leftInAws(account, database)).filter((record) => record !== 'key PendingDeletion');

test.concurrent('at whatever moment: ACK may be adding its finalizer to what the operator deletes', async () => {
  const databases = Array.from({ length: 12 }, (_, i) => smallDatabase(`moment-${i}`, `moment${i}`));
  const deleteAt = async (database: KubeObject, moment: number): Promise<void> => {
    await create(database);
    await waitFor('that moment', async () => (await leftInAws(account, database)).length > moment, patience());
    await cluster.admin.delete(refTo(database));
    await isGone(database);
    await waitFor('AWS to be done', async () => (await standsInAws(database)).length === 0, patience());
  };
  for (const first of [0, 4, 8]) {
    const four = databases.slice(first, first + 4);
    await Promise.all(four.map((database, i) => deleteAt(database, 1 + ((first + i) % 9))));
  }
});

test.concurrent('an operator that is killed in the middle goes on where it was', async () => {
  const database = smallDatabase('killed', 'killed', { replicas: { count: 1 } });
  await bringUp(database);
  const whole = await childrenOf(database);
  await cluster.admin.delete(refTo(database));
  await waitFor(
    'half of it to be gone',
    async () => (await childrenOf(database)).length < whole.length / 2,
    patience(),
  );
  await operator.stop('SIGKILL');
  operator = startOperator(cluster, { args: FLAGS });
  await isGone(database);
  await waitFor('AWS to be done', async () => (await leftInAws(account, database)).length === 1, patience());
  expect(await leftInAws(account, database)).toEqual(['key PendingDeletion']);
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  // That a bucket is not empty is known only by trying.
  expect(await complaintsOf(cluster, /BucketNotEmpty/)).toEqual([]);
});
