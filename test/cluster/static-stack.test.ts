import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { type AccountClient, connectAccount } from '../../src/sandbox/account-client.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { readManifests } from '../../src/sandbox/manifests.js';
import { startOperator } from '../../src/sandbox/programs.js';
import { waitFor, waitUntilGone } from '../../src/sandbox/wait-for.js';
import { conditionsOf, isSynced } from '../ack/support/space.js';
import { OPERATOR_FLAGS, smallDatabase, waitForCondition } from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

/** dist/static-stack.yaml with ACK alone, and what becomes of it where an operator comes later. */
let cluster: TestCluster;
let account: AccountClient;
let objects: readonly KubeObject[];

beforeAll(async () => {
  [cluster, objects] = await Promise.all([
    startTestCluster({ operator: false }),
    readManifests(join(import.meta.dirname, '../../dist/static-stack.yaml')),
  ]);
  const { ack, admin } = cluster;
  if (ack === undefined) throw new Error('there is no ACK');
  account = await connectAccount(ack);
  const key = { region: 'us-east-2', id: '1234abcd-12ab-34cd-56ef-1234567890ab', state: 'Enabled', policy: '{}' };
  const arn = `arn:aws:kms:us-east-2:123456789012:key/${key.id}`;
  await account.request('POST', '/resources/key', { ...key, arn });
  await admin.apply({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'catalog-password', namespace: 'default' },
    type: 'Opaque',
    data: { password: Buffer.from('correct-horse-battery-staple').toString('base64') },
  });
}, 180_000);
afterAll(() => cluster.stop(), 60_000);

const live = (): Promise<readonly (KubeObject | undefined)[]> =>
  Promise.all(objects.map((object) => cluster.admin.get(refTo(object))));

/** Whether ACK has looked at its spec as it is. */
async function isSeen({ kind, metadata: { namespace, name, generation } }: KubeObject): Promise<boolean> {
  const seen = (await account.request('GET', `/reconciled/${kind}/${namespace}/${name}`)) as { generation: number };
  return seen.generation === generation;
}

async function untilSynced(): Promise<void> {
  const probe = async (): Promise<true> => {
    const all = await Promise.all((await live()).map(async (it) => ({ it, isSeen: it && (await isSeen(it)) })));
    const left = all.filter(({ it, isSeen }) => it === undefined || !isSeen || !isSynced(it)).map(({ it }) => it);
    if (left.length === 0) return true;
    const lines = left.map((it) => `${it?.kind}/${it?.metadata.name}: ${JSON.stringify(it && conditionsOf(it))}`);
    throw new Error(lines.join('\n'));
  };
  await waitFor('the stack to be synced', probe, { timeoutMs: 120_000, intervalMs: 200, processes: cluster.programs });
}

test('every object is synced when all are applied at once', async () => {
  await Promise.all(objects.map((object) => cluster.apply(object)));
  await untilSynced();
  const { dbInstance = [] } = await account.contents();
  expect(dbInstance.map(({ id, state, source }) => [id, state, source])).toEqual(
    expect.arrayContaining([
      ['catalog-primary-prod', 'available', undefined],
      ['catalog-replica-1-prod', 'available', 'catalog-primary-prod'],
      ['catalog-replica-2-prod', 'available', 'catalog-primary-prod'],
    ]),
  );
}, 150_000);

test('applied again, it takes back what ACK wrote, and nothing changes in AWS', async () => {
  const generations = async () =>
    new Map((await live()).map((it) => [`${it?.kind}/${it?.metadata.name}`, it?.metadata.generation]));
  const [before, contents] = [await generations(), await account.contents()];
  await Promise.all(objects.map((object) => cluster.apply(object)));
  const changed = [...(await generations())].filter(([name, generation]) => before.get(name) !== generation);
  // The route `local`, and the minor version in place of "17".
  expect(changed.map(([name]) => name).sort()).toEqual([
    'DBInstance/catalog-primary',
    'RouteTable/catalog-isolated',
    'RouteTable/catalog-private-1',
    'RouteTable/catalog-private-2',
    'RouteTable/catalog-public',
  ]);
  await untilSynced();
  expect(await account.contents()).toEqual(contents);
}, 150_000);

test('the guard lets anybody delete its objects', async () => {
  const alarm = refTo(objects.find(({ kind }) => kind === 'MetricAlarm') as KubeObject);
  await cluster.admin.delete(alarm);
  await waitUntilGone(cluster.admin, alarm);
});

test('an operator that comes later takes none of it for a TapDatabase of the same name', async () => {
  const operator = startOperator(cluster, { args: OPERATOR_FLAGS });
  const database = smallDatabase('default', 'catalog', { environment: 'prod' });
  await cluster.apply(database);
  const processes = [operator];
  const { message } = await waitForCondition(cluster, database, ['Stalled', 'True', 'ChildNotOwned'], { processes });
  expect(message).toContain('VPC catalog-vpc: an object of this name exists and is not ours');
  await operator.stop();
}, 90_000);
