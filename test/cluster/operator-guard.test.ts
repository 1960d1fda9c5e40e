import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { type AccountClient, connectAccount } from '../../src/sandbox/account-client.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { listChildren } from '../../src/sandbox/children.js';
import { installGuard, removeGuard } from '../../src/sandbox/install.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { waitFor, waitUntilGone } from '../../src/sandbox/wait-for.js';
import { complaintsOf, misconductOf, writesWithin } from './support/conduct.js';
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

let cluster: TestCluster;
let account: AccountClient;
const lasting = smallDatabase('lasting', 'lasting');
const held = smallDatabase('held', 'held', { deletionProtection: true });
const foreground = smallDatabase('foreground', 'foreground', { replicas: { count: 1 } });
const orphaning = smallDatabase('orphaning', 'orphaning');
const leaving = smallDatabase('leaving', 'leaving');
const protectedLeaving = smallDatabase('exposed', 'exposed', { deletionProtection: true, deletionPolicy: 'Snapshot' });

beforeAll(async () => {
  cluster = await startTestCluster({
    guard: false,
    garbageCollector: true,
    operator: { args: OPERATOR_FLAGS },
  });
  account = await connectAccount(cluster.ack as ManagedProcess);
  await Promise.all([lasting, held, foreground, orphaning, leaving, protectedLeaving].map(bringUp));
}, 240_000);

afterAll(() => cluster?.stop(), 60_000);

const patience = () => ({ timeoutMs: 120_000, processes: cluster.programs });

async function bringUp(database: KubeObject): Promise<void> {
  await createNamespace(cluster, database.metadata.namespace ?? '');
  await cluster.apply(database);
  await waitForCondition(cluster, database, ['Synced', 'True'], patience());
}

const childrenOf = ({ metadata }: KubeObject): Promise<readonly KubeObject[]> =>
  listChildren(cluster.admin, metadata.namespace ?? '', metadata.name);

async function ownersOf(database: KubeObject): Promise<readonly string[]> {
  const owners = (await childrenOf(database)).map(({ metadata }) => metadata.ownerReferences?.[0]?.kind ?? 'nobody');
  return [...new Set(owners)];
}

/** What a change of the spec raises. */
async function generationsOf(database: KubeObject): Promise<readonly (number | undefined)[]> {
  return (await childrenOf(database)).map(({ metadata }) => metadata.generation);
}

/** What a person or the operator would have changed; ACK stamps the status of whatever it looks at. */
async function standingOf(database: KubeObject): Promise<readonly unknown[]> {
  return (await childrenOf(database)).map(({ metadata: { uid, generation, deletionTimestamp, annotations } }) => ({
    uid,
    generation,
    deletionTimestamp,
    annotations,
  }));
}

describe('without the guard', () => {
  test('children have no owners, and the condition says why', async () => {
    expect(await ownersOf(lasting)).toEqual(['nobody']);
    const { message } = await waitForCondition(cluster, lasting, ['DeletionGuarded', 'False', 'GuardMissing']);
    expect(message).toContain('the ValidatingAdmissionPolicy tapdb-operator-protect-children is missing');
    expect(message).toContain('install the policies of the chart tapdb-operator');
  });

  test('the operator itself holds the deletion of a protected database: nothing is touched until it is named', async () => {
    const before = await standingOf(held);
    await cluster.admin.delete(refTo(held));
    const stalled = await waitForCondition(cluster, held, ['Stalled', 'True', 'DeletionProtected'], patience());
    expect(stalled.message).toContain('kubectl annotate tapdatabase held -n held tapstack.io/allow-deletion=held');
    expect(await writesWithin(cluster, 'held', 3_000)).toEqual([]);
    expect(await standingOf(held)).toEqual(before);
    expect((await statusOf(cluster, held)).conditions).toContainEqual(
      expect.objectContaining({ type: 'Ready', status: 'True' }),
    );
    // The policy that holds when it goes is the one that counts: a last snapshot is taken after all.
    await cluster.admin.mergePatch(refTo(held), {
      metadata: { annotations: { 'tapstack.io/allow-deletion': 'held' } },
      spec: { deletionPolicy: 'Snapshot' },
    });
    await waitUntilGone(cluster.admin, refTo(held), patience());
    expect(await childrenOf(held)).toEqual([]);
    await waitFor('RDS to be done', async () => (await leftInAws(account, held)).length === 3, patience());
    expect(await leftInAws(account, held)).toEqual(['dbSnapshot available', 'dbSnapshot available', 'key Enabled']);
  });

  test('a foreground deletion goes in order too: the garbage collector has nothing to collect', async () => {
    await cluster.admin.delete(refTo(foreground), { propagationPolicy: 'Foreground' });
    await waitUntilGone(cluster.admin, refTo(foreground), patience());
    expect(await childrenOf(foreground)).toEqual([]);
  });

  test('so does one that asks for orphans: who wants to keep something says Retain', async () => {
    await cluster.admin.delete(refTo(orphaning), { propagationPolicy: 'Orphan' });
    await waitUntilGone(cluster.admin, refTo(orphaning), patience());
    expect(await childrenOf(orphaning)).toEqual([]);
    await waitFor('AWS to be done', async () => (await leftInAws(account, orphaning)).length <= 1, patience());
    expect(await leftInAws(account, orphaning)).toEqual(['key PendingDeletion']);
    expect(await complaintsOf(cluster)).toEqual([]);
  });
});

describe('a guard that comes, goes and comes again while a database lives', () => {
  const turned = async (status: 'True' | 'False', owner: 'TapDatabase' | 'nobody'): Promise<void> => {
    await waitForCondition(cluster, lasting, ['DeletionGuarded', status], patience());
    await waitForCondition(cluster, lasting, ['Synced', 'True'], patience());
    await waitFor(`${owner} to own the children`, async () => (await ownersOf(lasting)).join() === owner, patience());
  };

  test('owners come and go with it, and no spec is written', async () => {
    const before = await generationsOf(lasting);
    await installGuard(cluster.admin);
    await turned('True', 'TapDatabase');
    await removeGuard(cluster.admin);
    await turned('False', 'nobody');
    await installGuard(cluster.admin);
    await turned('True', 'TapDatabase');
    expect(await generationsOf(lasting)).toEqual(before);
    expect(await writesWithin(cluster, 'lasting', 3_000)).toEqual([]);
  });

  test('each turn was told in an Event', async () => {
    const events = await cluster.admin.list('events.k8s.io/v1', 'Event', { namespace: 'lasting' });
    const told = events as readonly (KubeObject & { reason: string; series?: { count: number } })[];
    expect(told.filter(({ reason }) => /^Guard/.test(reason)).map(({ type, reason }) => `${type} ${reason}`)).toEqual(
      expect.arrayContaining(['Normal GuardInstalled', 'Warning GuardMissing']),
    );
    expect(told.find(({ reason }) => reason === 'GuardInstalled')?.series).toMatchObject({ count: 2 });
  });
});

test('without the guard the deletion of a namespace takes the children in any order, and still ends', async () => {
  await removeGuard(cluster.admin);
  await waitForCondition(cluster, leaving, ['DeletionGuarded', 'False'], patience());
  expect(await complaintsOf(cluster)).toEqual([]);
  const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'leaving' };
  await cluster.admin.delete(namespace);
  await waitUntilGone(cluster.admin, namespace, patience());
  await waitFor('AWS to be done', async () => (await leftInAws(account, leaving)).length <= 1, patience());
  expect(await leftInAws(account, leaving)).toEqual(['key PendingDeletion']);
});

test('a protected primary survives the deletion of its namespace, and what frees it is told', async () => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'exposed' };
  await cluster.admin.delete(namespace);
  await waitForCondition(cluster, protectedLeaving, ['Stalled', 'True', 'DeletionProtected'], patience());
  const primary = childRef(protectedLeaving, rds, 'DBInstance', 'primary');
  const isRefused = async () => JSON.stringify(await cluster.admin.get(primary)).includes('Cannot delete protected');
  await waitFor('AWS to refuse the deletion of the primary', isRefused, patience());
  await cluster.admin.mergePatch(refTo(protectedLeaving), {
    metadata: { annotations: { 'tapstack.io/allow-deletion': 'exposed' } },
  });
  const stalled = await waitForCondition(
    cluster,
    protectedLeaving,
    ['Stalled', 'True', 'NamespaceTerminating'],
    patience(),
  );
  expect(stalled.message).toContain(
    'aws rds modify-db-instance --db-instance-identifier exposed-primary-dev --region us-east-2 --no-deletion-protection',
  );
  expect(await writesWithin(cluster, 'exposed', 7_000)).toEqual([]);
  // The two commands.
  await account.request('PATCH', '/resources/dbInstance/exposed-primary-dev', {
    attributes: { deletionProtection: false },
  });
  await cluster.admin.mergePatch(primary, {
    spec: { deletionProtection: false },
  });
  await waitUntilGone(cluster.admin, namespace, patience());
  await waitFor('RDS to be done', async () => (await leftInAws(account, protectedLeaving)).length === 2, patience());
  expect(await leftInAws(account, protectedLeaving)).toEqual(['dbSnapshot available', 'key Enabled']);
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
});
