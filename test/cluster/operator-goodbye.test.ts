import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import type { KubeObject } from '../../src/api/object.js';
import { type AccountClient, connectAccount } from '../../src/sandbox/account-client.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { listChildren } from '../../src/sandbox/children.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { startOperator } from '../../src/sandbox/programs.js';
import { waitFor, waitForObject, waitUntilGone } from '../../src/sandbox/wait-for.js';
import { complaintsOf, misconductOf } from './support/conduct.js';
import {
  childRef,
  createNamespace,
  OPERATOR_FLAGS,
  rds,
  smallDatabase,
  statusOf,
  waitForCondition,
} from './support/databases.js';
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
const OLD: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'tapdb-goodbye-old',
    namespace: 'tapdb-system',
    labels: { 'tapstack.io/goodbye': 'true' },
    annotations: { 'tapstack.io/delete-after': '2026-01-01T00:00:00Z' },
  },
};

let cluster: TestCluster;
let account: AccountClient;
let operator: ManagedProcess;

beforeAll(async () => {
  cluster = await startTestCluster({ garbageCollector: true, operator: false });
  await cluster.admin.apply(OLD);
  operator = startOperator(cluster, { args: FLAGS });
  account = await connectAccount(cluster.ack as ManagedProcess);
}, 240_000);

afterAll(() => cluster?.stop(), 60_000);

/** The operator may be down for a moment: one test kills it. */
const patience = () => ({ timeoutMs: 150_000, processes: [cluster.ack as ManagedProcess] });

async function bringUp(database: KubeObject): Promise<string> {
  await createNamespace(cluster, database.metadata.namespace ?? '');
  await cluster.apply(database);
  await waitForCondition(cluster, database, ['Synced', 'True'], patience());
  return (await cluster.admin.get(refTo(database)))?.metadata.uid ?? '';
}

async function isGone(database: KubeObject): Promise<void> {
  await waitUntilGone(cluster.admin, refTo(database), patience());
  const { namespace = '', name } = database.metadata;
  expect(await listChildren(cluster.admin, namespace, name)).toEqual([]);
}

/** What AWS has in the end, `expected` in all. */
async function endsWith(database: KubeObject, expected: readonly string[]): Promise<void> {
  const isDone = async () => (await leftInAws(account, database)).length === expected.length;
  await waitFor('AWS to be done', isDone, patience());
  expect(await leftInAws(account, database)).toEqual(expected);
}

async function lastWords({ metadata }: KubeObject): Promise<string | undefined> {
  const events = await cluster.admin.list('events.k8s.io/v1', 'Event', { namespace: metadata.namespace ?? '' });
  const deleted = events.find((event) => (event as KubeObject & { reason: string }).reason === 'Deleted');
  return (deleted as (KubeObject & { note: string }) | undefined)?.note;
}

interface Kept {
  readonly kind: string;
  readonly id: string;
}

async function goodbyeOf(uid: string) {
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'tapdb-system', name: `tapdb-goodbye-${uid}` };
  const { data = {} } = (await cluster.admin.get(ref)) ?? {};
  return { ...data, kept: parse(data['kept.yaml'] ?? '[]') as readonly Kept[] };
}

/** Every id that AWS has of something. */
async function idsIn(type: string): Promise<readonly unknown[]> {
  return ((await account.contents())[type] ?? []).map(({ id }) => id);
}

test.concurrent('Snapshot leaves its two last snapshots, the key that reads them and the name in Secrets Manager', async () => {
  const database = smallDatabase('snapshot', 'snapshot', {
    ...WHOLE,
    deletionProtection: true,
    deletionPolicy: 'Snapshot',
  });
  const uid = await bringUp(database);
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
  await isGone(database);
  await endsWith(database, ['dbSnapshot available', 'dbSnapshot available', 'key Enabled', 'secret available']);
  const { kept, finalSnapshotID } = (await goodbyeOf(uid)) as Awaited<ReturnType<typeof goodbyeOf>> & {
    readonly finalSnapshotID: string;
  };
  const snapshots = ((await account.contents())['dbSnapshot'] ?? []).filter(
    ({ instance }) => instance === 'snapshot-primary-dev',
  );
  expect(snapshots.map(({ id, kind }) => [id, kind]).toSorted()).toEqual([
    [finalSnapshotID, 'final'],
    [expect.stringMatching(/^snapshot-primary-dev-last-/), 'manual'],
  ]);
  expect(kept.map(({ kind }) => kind)).toEqual(['DBSnapshot', 'DBSnapshot', 'Key', 'Secret']);
  expect(kept.slice(0, 2).map(({ id }) => id)).toEqual(snapshots.map(({ id }) => id).toSorted());
  expect(await idsIn('key')).toContain(kept[2]?.id);
  expect(await idsIn('secret')).toContain(kept[3]?.id);
  expect(await lastWords(database)).toContain(`the final snapshot ${finalSnapshotID}, DBSnapshot ${kept[1]?.id}, Key `);
  expect(await lastWords(database)).toContain(`ConfigMap tapdb-system/tapdb-goodbye-${uid}`);
});

test.concurrent('Delete leaves the name that Secrets Manager would block, and a key for its window', async () => {
  const database = smallDatabase('nothing', 'nothing', WHOLE);
  const uid = await bringUp(database);
  await cluster.admin.delete(refTo(database), { propagationPolicy: 'Background' });
  await isGone(database);
  await endsWith(database, ['key PendingDeletion', 'secret available']);
  expect((await goodbyeOf(uid)).kept.map(({ kind }) => kind)).toEqual(['Secret']);
});

test.concurrent('Retain leaves everything as it is, and the manifest that brings it back', async () => {
  const database = smallDatabase('retain', 'retain', { ...WHOLE, deletionPolicy: 'Retain' });
  const uid = await bringUp(database);
  const before = await leftInAws(account, database);
  expect(before.length).toBeGreaterThan(20);
  const { inventory } = await statusOf(cluster, database);
  await cluster.admin.delete(refTo(database));
  await isGone(database);
  expect(await leftInAws(account, database)).toEqual(before);
  const goodbye = (await goodbyeOf(uid)) as Readonly<Record<string, unknown>>;
  const manifest = parse(String(goodbye['tapdatabase.yaml'])) as KubeObject;
  expect(manifest).toMatchObject({
    kind: 'TapDatabase',
    metadata: { namespace: 'retain', name: 'retain' },
    spec: { deletionPolicy: 'Retain', adopt: { resources: inventory } },
  });
  // The API server takes it as it is.
  await cluster.admin.request('POST', '/apis/tapstack.io/v1alpha1/namespaces/retain/tapdatabases', {
    body: manifest,
    query: { dryRun: 'All' },
  });
});

test.concurrent('an operator that is killed while the last snapshot is taken goes on with that one', async () => {
  const database = smallDatabase('killed', 'killed', { deletionPolicy: 'Snapshot' });
  await bringUp(database);
  await cluster.admin.delete(refTo(database));
  const begun = async () => (await cluster.admin.list(rds, 'DBSnapshot', { namespace: 'killed' }))[0];
  const snapshot = await waitFor('the last snapshot to be begun', begun, patience());
  await operator.stop('SIGKILL');
  operator = startOperator(cluster, { args: FLAGS });
  await isGone(database);
  await endsWith(database, ['dbSnapshot available', 'dbSnapshot available', 'key Enabled']);
  expect(await idsIn('dbSnapshot')).toContain(snapshot.metadata.name);
});

test.concurrent('a primary that was deleted past the guard while it was protected leaves its snapshots all the same', async () => {
  const database = smallDatabase('stuck', 'stuck', { deletionPolicy: 'Snapshot', deletionProtection: true });
  await bringUp(database);
  const primary = childRef(database, rds, 'DBInstance', 'primary');
  await cluster.admin.mergePatch(primary, { metadata: { annotations: { 'tapstack.io/allow-deletion': 'true' } } });
  await cluster.admin.delete(primary);
  await waitForObject(
    cluster.admin,
    primary,
    'to be refused by AWS',
    ({ status }) => JSON.stringify(status).includes('Cannot delete protected DB Instance'),
    patience(),
  );
  await cluster.admin.mergePatch(refTo(database), {
    metadata: { annotations: { 'tapstack.io/allow-deletion': 'stuck' } },
  });
  await cluster.admin.delete(refTo(database));
  await isGone(database);
  await endsWith(database, ['dbSnapshot available', 'dbSnapshot available', 'key Enabled']);
});

test.concurrent('while its database lives it is brought home, with approval: the instance stays, under an object of ours', async () => {
  const database = smallDatabase('home', 'home', { deletionPolicy: 'Snapshot', deletionProtection: true });
  await bringUp(database);
  const { endpoint } = await statusOf(cluster, database);
  const primary = childRef(database, rds, 'DBInstance', 'primary');
  const before = await cluster.admin.get(primary);
  await cluster.admin.mergePatch(primary, { metadata: { annotations: { 'tapstack.io/allow-deletion': 'true' } } });
  await cluster.admin.delete(primary);
  const { message } = await waitForCondition(cluster, database, ['Stalled', 'True', 'ChildDeleted'], patience());
  const id = /tapstack\.io\/approve=([0-9a-f]{10})/.exec(message)?.[1];
  expect((await statusOf(cluster, database)).heldChanges).toContainEqual(expect.objectContaining({ id }));
  await cluster.admin.mergePatch(refTo(database), { metadata: { annotations: { 'tapstack.io/approve': id } } });
  await waitForObject(
    cluster.admin,
    primary,
    'to be another object',
    ({ metadata }) => metadata.uid !== before?.metadata.uid,
    patience(),
  );
  await waitForCondition(cluster, database, ['Synced', 'True'], patience());
  await waitForCondition(cluster, database, ['Stalled', 'False'], patience());
  expect((await statusOf(cluster, database)).endpoint).toEqual(endpoint);
  expect(await cluster.admin.list(rds, 'DBInstance', { namespace: 'home' })).toHaveLength(1);
  const instances = ((await account.contents())['dbInstance'] ?? []).filter(({ id }) => id === 'home-primary-dev');
  expect(instances).toEqual([expect.objectContaining({ state: 'available', deleting: false })]);
  expect((await account.contents())['dbSnapshot']).not.toContainEqual(
    expect.objectContaining({ instance: 'home-primary-dev' }),
  );
});

test.concurrent('a goodbye whose time is over is removed', async () => {
  await waitUntilGone(cluster.admin, refTo(OLD), patience());
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  // Somebody deleted a protected instance past the guard.
  expect(await complaintsOf(cluster, /Cannot delete protected DB Instance/)).toEqual([]);
});
