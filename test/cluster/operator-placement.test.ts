import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type KubeObject, valueAt } from '../../src/api/object.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { listChildren } from '../../src/sandbox/children.js';
import { waitFor } from '../../src/sandbox/wait-for.js';
import { childWritesOf, complaintsOf, misconductOf } from './support/conduct.js';
import { OPERATOR_FLAGS, smallDatabase, statusOf, waitForCondition } from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(120_000);

const placed = smallDatabase('placed', 'placed');
const namespace = (account: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: 'placed',
    annotations: {
      'services.k8s.aws/default-region': 'eu-west-1',
      'services.k8s.aws/owner-account-id': account,
    },
  },
});

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await startTestCluster({ operator: { args: OPERATOR_FLAGS } });
  await cluster.apply(namespace('123456789012'), placed);
  await until(['Synced', 'True']);
}, 240_000);

afterAll(() => cluster?.stop(), 60_000);

const until = (condition: readonly [string, string, string?]) =>
  waitForCondition(cluster, placed, condition, { timeoutMs: 90_000, processes: cluster.programs });

const edit = (patch: object) => cluster.admin.mergePatch(refTo(placed), patch, { fieldManager: 'somebody' });

const placesOf = async (field: string): Promise<ReadonlySet<unknown>> =>
  new Set(
    (await listChildren(cluster.admin, 'placed', 'placed')).flatMap(
      (child) => valueAt(child, `status.ackResourceMetadata.${field}`) ?? [],
    ),
  );

test('the account is the namespace’s, and on record; the region is the database’s own', async () => {
  expect(await placesOf('ownerAccountID')).toEqual(new Set(['123456789012']));
  expect(await placesOf('region')).toEqual(new Set(['us-east-2']));
  expect((await statusOf(cluster, placed)).identity?.account).toEqual({ id: '123456789012', partition: 'aws' });
});

test('another account stalls the database, and nothing is written until it is back', async () => {
  await cluster.apply(namespace('222222222222'));
  await edit({ spec: { monitoring: { alarms: { enabled: true } } } });
  const { message } = await until(['Stalled', 'True', 'PlacementChanged']);
  expect(message).toContain('is in the account 222222222222');
  expect(message).toContain('this database is in the account 123456789012 and the region us-east-2 for life');
  expect((await statusOf(cluster, placed)).phase).toBe('Stalled');
  const before = await childWritesOf(cluster, 'placed');
  await edit({ spec: { tags: { team: 'search' } } });
  await until(['Stalled', 'True', 'PlacementChanged']);
  expect(await childWritesOf(cluster, 'placed')).toEqual(before);

  // What was made elsewhere goes from there.
  const children = await listChildren(cluster.admin, 'placed', 'placed');
  for (const child of children.filter((each) => JSON.stringify(each.status ?? {}).includes('222222222222'))) {
    await cluster.admin.mergePatch(refTo(child), {
      metadata: { annotations: { 'tapstack.io/allow-deletion': 'true' } },
    });
    await cluster.admin.delete(refTo(child));
  }
  await waitFor('the account to be one again', async () => (await placesOf('ownerAccountID')).size === 1);
  await cluster.apply(namespace('123456789012'));
  await until(['Synced', 'True']);
  expect(await placesOf('ownerAccountID')).toEqual(new Set(['123456789012']));
});

test('the region cannot change', async () => {
  await expect(edit({ spec: { region: 'us-west-2' } })).rejects.toMatchObject({ code: 422 });
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  expect(await complaintsOf(cluster)).toEqual([]);
});
