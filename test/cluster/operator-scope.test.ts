import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { refTo } from '../../src/sandbox/api-client.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { startOperator } from '../../src/sandbox/programs.js';
import { complaintsOf, misconductOf } from './support/conduct.js';
import { createNamespace, OPERATOR_FLAGS, smallDatabase, statusOf, waitForCondition } from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

/** Long enough for an operator to have looked at what it should not. */
const A_WHILE_MS = 2_000;

let cluster: TestCluster;
let started: ManagedProcess[] = [];

beforeAll(async () => {
  cluster = await startTestCluster({ operator: false, ack: false });
}, 180_000);

afterEach(async () => {
  await Promise.all(started.map((operator) => operator.stop()));
  started = [];
}, 60_000);

afterAll(() => cluster?.stop(), 60_000);

function start(...flags: readonly string[]): void {
  started.push(startOperator(cluster, { args: [...OPERATOR_FLAGS, '--leader-elect=false', ...flags] }));
}

async function create(database: KubeObject): Promise<void> {
  await createNamespace(cluster, database.metadata.namespace ?? '');
  await cluster.apply(database);
}

const isServed = (database: KubeObject) =>
  waitForCondition(cluster, database, ['Synced', 'False'], { processes: started });

async function isNotServed(database: KubeObject): Promise<void> {
  await sleep(A_WHILE_MS);
  expect(await statusOf(cluster, database)).toEqual({});
  expect((await cluster.admin.get(refTo(database)))?.metadata.finalizers).toBeUndefined();
}

test('--namespace serves the named namespaces and no others', async () => {
  const [one, two, three] = ['one', 'two', 'three'].map((name) => smallDatabase(name, name)) as [
    KubeObject,
    KubeObject,
    KubeObject,
  ];
  await Promise.all([one, two, three].map(create));
  start('--namespace=one,two');
  await Promise.all([one, two].map(isServed));
  await isNotServed(three);
}, 60_000);

test('--shard serves what its selector selects; another operator has the rest', async () => {
  const labelled = (name: string, shard: string): KubeObject => {
    const database = smallDatabase('shards', name);
    return { ...database, metadata: { ...database.metadata, labels: { 'tapstack.io/shard': shard } } };
  };
  const [mine, other] = [labelled('mine', 'a'), labelled('other', 'b')];
  await Promise.all([mine, other].map(create));
  start('--shard=tapstack.io/shard=a', '--namespace=shards');
  await isServed(mine);
  await isNotServed(other);
  start('--shard=tapstack.io/shard!=a', '--namespace=shards');
  await isServed(other);
}, 60_000);

test('the operators did nothing that they must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  expect(await complaintsOf(cluster)).toEqual([]);
});
