import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { adoptionManifest } from '../../src/api/adoption-manifest.js';
import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import { type KubeObject, valueAt } from '../../src/api/object.js';
import { type AccountClient, type AccountContents, connectAccount } from '../../src/sandbox/account-client.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { listChildren } from '../../src/sandbox/children.js';
import { readManifests } from '../../src/sandbox/manifests.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { startOperator } from '../../src/sandbox/programs.js';
import { waitFor, waitForObject, waitUntilGone } from '../../src/sandbox/wait-for.js';
import { complaintsOf, misconductOf, writesWithin } from './support/conduct.js';
import {
  childRef,
  createNamespace,
  ec2,
  OPERATOR_FLAGS,
  rds,
  smallDatabase,
  statusOf,
  waitForCondition,
} from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

const NAMESPACE = 'shop';
/** A killed leader's Lease would have to run out before the next could work. */
const FLAGS = [...OPERATOR_FLAGS, '--leader-elect=false'];
const COLLECTOR = 'system:serviceaccount:kube-system:generic-garbage-collector';

jest.setTimeout(180_000);

let folder: string;
let cluster: TestCluster;
let account: AccountClient;
let operator: ManagedProcess;
/** As the last backup of the lost cluster has it. */
let saved: TapDatabase;
let before: AccountContents;

/** A cluster of its own over the account that outlives it. */
async function start(): Promise<void> {
  cluster = await startTestCluster({
    garbageCollector: true,
    operator: false,
    ack: { args: ['--state', join(folder, 'account.json')] },
  });
  operator = startOperator(cluster, { args: FLAGS });
  account = await connectAccount(cluster.ack as ManagedProcess);
  await createNamespace(cluster, NAMESPACE);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapdb-account-'));
  await start();
  const [example] = await readManifests('examples/ecommerce.yaml');
  const database = { ...(example as KubeObject), metadata: { name: 'tap', namespace: NAMESPACE } };
  await cluster.apply(database);
  await synced(database);
  saved = (await cluster.admin.get(refTo(database))) as KubeObject as unknown as TapDatabase;
  before = await account.contents();
  await cluster.stop();
  await start();
}, 360_000);

afterAll(async () => {
  await cluster?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const patience = () => ({ timeoutMs: 150_000, processes: [cluster.ack as ManagedProcess, operator] });
const synced = (database: KubeObject) => waitForCondition(cluster, database, ['Synced', 'True'], patience());
const children = (): Promise<readonly KubeObject[]> => listChildren(cluster.admin, NAMESPACE, 'tap');
const comingBack = (): KubeObject => adoptionManifest(saved) as unknown as KubeObject;

/** Every AWS resource with what it is known by. */
const idsIn = (contents: AccountContents): readonly string[] =>
  Object.entries(contents)
    .flatMap(([type, records]) => records.map(({ id }) => `${type} ${String(id)}`))
    .toSorted();

type ByKind = Readonly<Record<string, Readonly<Record<string, number>>>>;
const calls = async (): Promise<ByKind> =>
  ((await account.request('GET', '/counters')) as { readonly byKind: ByKind }).byKind;

const primaryIn = (contents: AccountContents) => contents['dbInstance']?.find(({ id }) => id === 'tap-primary-dev');

describe('after the cluster was lost', () => {
  test('the manifest of the last backup brings everything back under the same ids', async () => {
    await cluster.apply(comingBack());
    await synced(comingBack());
    const status = await statusOf(cluster, comingBack());
    expect(status.phase).toBe('Available');
    expect(status.inventory).toEqual(saved.status?.inventory);
    expect(status.identity).toEqual(saved.status?.identity);
    expect(idsIn(await account.contents())).toEqual(idsIn(before));
  });

  test('nothing was made in AWS, and nothing changed but the password and its copy', async () => {
    const { creates, updates, deletes } = await calls();
    expect([creates, deletes]).toEqual([{}, {}]);
    expect(Object.keys(updates ?? {}).filter((kind) => !['DBInstance', 'Secret'].includes(kind))).toEqual([]);
    const { masterUserPassword: _, ...was } = primaryIn(before) as Record<string, unknown>;
    const { masterUserPassword: __, ...is } = primaryIn(await account.contents()) as Record<string, unknown>;
    expect(is).toEqual(was);
  });

  test('no child only looks any more, and every one is owned', async () => {
    const live = await cluster.admin.get(refTo(comingBack()));
    for (const { metadata } of await children()) {
      expect(metadata.annotations).not.toHaveProperty('services.k8s.aws/read-only');
      expect(metadata.ownerReferences).toEqual([expect.objectContaining({ uid: live?.metadata.uid })]);
    }
    expect(await writesWithin(cluster, NAMESPACE, 3_000)).toEqual([]);
  });
});

test('a resource that is not tagged as this database’s own is left alone, and a person told what to set', async () => {
  const seeded = (await account.request('POST', '/resources/vpc', {
    region: 'us-east-2',
    id: 'vpc-of-others',
    cidrBlocks: ['10.0.0.0/16'],
    tags: { 'tapstack.io/database': 'payments/ledger' },
  })) as unknown;
  expect(seeded).toBeDefined();
  const thief = {
    apiVersion: 'tapstack.io/v1alpha1',
    kind: 'TapDatabase',
    metadata: { name: 'thief', namespace: NAMESPACE },
    spec: {
      region: 'us-east-2',
      deletionProtection: false,
      deletionPolicy: 'Delete',
      adopt: { resources: [{ kind: 'VPC', name: 'thief-vpc', id: 'vpc-of-others' }] },
    },
  };
  await cluster.apply(thief);
  const stalled = await waitForCondition(cluster, thief, ['Stalled', 'True', 'ReferenceNotAllowed'], patience());
  expect(stalled.message).toContain("allowedReferences: [{namespace: shop, kind: VPC, pattern: 'vpc-of-others'}]");
  await cluster.admin.delete(refTo(thief));
  await waitUntilGone(cluster.admin, refTo(thief), patience());
  const vpc = (await account.contents())['vpc']?.find(({ id }) => id === 'vpc-of-others');
  expect(vpc).toMatchObject({ state: 'available', tags: { 'tapstack.io/database': 'payments/ledger' } });
});

test('children of a TapDatabase that is no more are held from the collector, and owned by the next one at once', async () => {
  const database = comingBack();
  const made = await children();
  await operator.stop();
  // What a restore of etcd, or of a backup, leaves: the children name an owner that the API server does not know.
  const abandon = { 'tapstack.io/abandon': 'tap', 'tapstack.io/allow-deletion': 'tap' };
  await cluster.admin.mergePatch(refTo(database), { metadata: { annotations: abandon } });
  await cluster.admin.mergePatch(refTo(database), { metadata: { finalizers: null } });
  await cluster.admin.delete(refTo(database));
  await waitUntilGone(cluster.admin, refTo(database), patience());
  // A tool's own copy, under its own manager.
  const config = childRef(database, 'v1', 'ConfigMap', 'outputs');
  const copy = (await cluster.admin.get(config)) as KubeObject;
  await cluster.admin.mergePatch(config, { metadata: { annotations: { 'tapstack.io/allow-deletion': 'true' } } });
  await cluster.admin.delete(config);
  await waitUntilGone(cluster.admin, config, patience());
  const { name, namespace, labels, annotations, ownerReferences } = copy.metadata;
  await cluster.admin.create({ ...copy, metadata: { name, namespace, labels, annotations, ownerReferences } as never });
  await waitFor('the collector to be refused', () => refusedCollector(), patience());
  expect((await children()).map(({ metadata }) => metadata.deletionTimestamp)).toEqual(made.map(() => undefined));

  operator = startOperator(cluster, { args: FLAGS });
  await cluster.apply(database);
  await synced(database);
  const live = await cluster.admin.get(refTo(database));
  const owners = (await children()).map(({ metadata }) => metadata.ownerReferences?.map(({ uid }) => uid));
  expect(owners).toEqual(made.map(() => [live?.metadata.uid]));
  expect(idsIn(await account.contents()).filter((id) => !id.includes('of-others'))).toEqual(idsIn(before));
});

async function refusedCollector(): Promise<true | undefined> {
  const { readAuditLog } = await import('../../src/sandbox/audit-log.js');
  const events = await readAuditLog(cluster.auditLog ?? '');
  const isRefused = events.some(
    ({ user, verb, objectRef, responseStatus }) =>
      user.username === COLLECTOR &&
      verb === 'delete' &&
      objectRef?.namespace === NAMESPACE &&
      responseStatus?.code === 403,
  );
  return isRefused ? true : undefined;
}

test('after Retain it comes back as well', async () => {
  const database = comingBack();
  const edit = { spec: { deletionPolicy: 'Retain', deletionProtection: false } };
  await cluster.admin.mergePatch(refTo(database), edit);
  await synced(database);
  await cluster.admin.delete(refTo(database));
  await waitUntilGone(cluster.admin, refTo(database), patience());
  expect(await children()).toEqual([]);
  await cluster.apply(database);
  await synced(database);
  expect((await statusOf(cluster, database)).phase).toBe('Available');
  expect(idsIn(await account.contents()).filter((id) => !id.includes('of-others'))).toEqual(idsIn(before));
  const vpc = await waitForObject(cluster.admin, childRef(database, ec2, 'VPC', 'vpc'), 'to be there', () => true);
  expect(valueAt(vpc, 'status.vpcID')).toBe(saved.status?.inventory?.find(({ kind }) => kind === 'VPC')?.id);
});

test('a database that left its last snapshot begins again with it: same data, same key, a new password', async () => {
  const database = smallDatabase(NAMESPACE, 'orders', {
    deletionPolicy: 'Snapshot',
    instance: { storage: { size: '30Gi' } },
  });
  await cluster.apply(database);
  await synced(database);
  const { inventory = [] } = await statusOf(cluster, database);
  const keyID = inventory.find(({ kind }) => kind === 'Key')?.id;
  await cluster.admin.delete(refTo(database));
  await waitUntilGone(cluster.admin, refTo(database), patience());
  const snapshots = (await account.contents())['dbSnapshot'] ?? [];
  const snapshot = snapshots.find(({ instance, kind }) => instance === 'orders-primary-dev' && kind === 'final');
  const keyARN = `arn:aws:kms:us-east-2:123456789012:key/${keyID}`;
  const restored = smallDatabase(NAMESPACE, 'orders', {
    restoreFrom: { snapshotID: String(snapshot?.['id']), keyARN },
    instance: { storage: { size: '30Gi' } },
  });
  await cluster.apply(restored);
  await synced(restored);
  const status = await statusOf(cluster, restored);
  expect(status).toMatchObject({ phase: 'Available', identity: { encryption: { keyARN } }, storage: { size: '30Gi' } });
  const instance = (await account.contents())['dbInstance']?.find(({ id }) => id === 'orders-primary-dev');
  expect(instance).toMatchObject({ attributes: { masterUsername: 'postgres', dbName: 'tap', kmsKeyID: keyARN } });
  expect(await cluster.admin.get(childRef(restored, rds, 'DBSnapshot', 'restore'))).toBeUndefined();
  const secret = await cluster.admin.get(childRef(restored, 'v1', 'Secret', 'connection'));
  const current = await cluster.admin.get(childRef(restored, 'v1', 'Secret', 'credentials-1'));
  expect(secret?.data?.['password']).toBe(current?.data?.['password']);
  await cluster.admin.delete(refTo(restored));
  await waitUntilGone(cluster.admin, refTo(restored), patience());
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  // Lists that ACK filled with ids are written with references again, which is nothing to AWS.
  expect(await complaintsOf(cluster, /needlessSpecWrites: (RouteTable|SecurityGroup)/)).toEqual([]);
});
