import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { TapDatabaseStatus } from '../../src/api/generated/tapdatabase.js';
import type { KubeObject } from '../../src/api/object.js';
import { type AccountClient, connectAccount } from '../../src/sandbox/account-client.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { listChildren } from '../../src/sandbox/children.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { startOperator } from '../../src/sandbox/programs.js';
import { waitFor, waitForObject, waitUntilGone } from '../../src/sandbox/wait-for.js';
import { complaintsOf, misconductOf } from './support/conduct.js';
import { createNamespace, OPERATOR_FLAGS, smallDatabase, statusOf, waitForCondition } from './support/databases.js';
import { leftInAws } from './support/leftovers.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(180_000);

/** A killed leader's Lease would have to run out before the next could work. */
const FLAGS = [...OPERATOR_FLAGS, '--leader-elect=false'];
/** With all that can stay behind in AWS. */
const WHOLE = {
  replicas: { count: 1 },
  backup: { bucket: { enabled: true } },
  credentials: { secretsManager: true },
  monitoring: { logs: { exports: ['postgresql'] }, alarms: { enabled: true } },
};

let cluster: TestCluster;
let account: AccountClient;
let operator: ManagedProcess;

beforeAll(async () => {
  cluster = await startTestCluster({ audit: true, garbageCollector: true, operator: false });
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

async function lastWords({ metadata }: KubeObject): Promise<string | undefined> {
  const events = await cluster.admin.list('events.k8s.io/v1', 'Event', { namespace: metadata.namespace ?? '' });
  const deleted = events.find((event) => (event as KubeObject & { reason: string }).reason === 'Deleted');
  return (deleted as (KubeObject & { note: string }) | undefined)?.note;
}

test.concurrent('a protected database is deleted only when it is named, and leaves its last snapshot and what reads it', async () => {
  const database = smallDatabase('snapshot', 'snapshot', {
    ...WHOLE,
    deletionProtection: true,
    deletionPolicy: 'Snapshot',
  });
  await bringUp(database);
  await expect(cluster.admin.delete(refTo(database))).rejects.toMatchObject({
    code: 403,
    message: expect.stringContaining(
      'kubectl annotate tapdatabase snapshot -n snapshot tapstack.io/allow-deletion=snapshot',
    ),
  });
  await cluster.admin.mergePatch(refTo(database), {
    metadata: { annotations: { 'tapstack.io/allow-deletion': 'snapshot' } },
  });
  await cluster.admin.delete(refTo(database));
  const { finalSnapshotID } = (await waitForObject(
    cluster.admin,
    refTo(database),
    'to say which snapshot it takes',
    ({ status }) => status?.['finalSnapshotID'] !== undefined,
    patience(),
  ).then(({ status }) => status)) as TapDatabaseStatus;
  await isGone(database);
  await waitFor('RDS to be done', async () => (await leftInAws(account, database)).length === 3, patience());
  expect(await leftInAws(account, database)).toEqual(['dbSnapshot available', 'key Enabled', 'secret available']);
  expect((await account.contents())['dbSnapshot']).toContainEqual(
    expect.objectContaining({ id: finalSnapshotID, instance: 'snapshot-primary-dev', kind: 'final' }),
  );
  expect(await lastWords(database)).toContain(`the final snapshot ${finalSnapshotID}`);
});

test.concurrent('Delete leaves nothing but the name that Secrets Manager would block, and a key for its window', async () => {
  const database = smallDatabase('nothing', 'nothing', WHOLE);
  await bringUp(database);
  await cluster.admin.delete(refTo(database), { propagationPolicy: 'Background' });
  await isGone(database);
  await waitFor('AWS to be done', async () => (await leftInAws(account, database)).length === 2, patience());
  expect(await leftInAws(account, database)).toEqual(['key PendingDeletion', 'secret available']);
});

test.concurrent('Retain leaves everything as it is', async () => {
  const database = smallDatabase('retain', 'retain', { ...WHOLE, deletionPolicy: 'Retain' });
  await bringUp(database);
  const before = await leftInAws(account, database);
  expect(before.length).toBeGreaterThan(20);
  await cluster.admin.delete(refTo(database));
  await isGone(database);
  expect(await leftInAws(account, database)).toEqual(before);
});

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
  const database = smallDatabase('foreground', 'foreground', { replicas: { count: 1 } });
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
