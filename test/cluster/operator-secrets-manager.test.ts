import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { type AccountClient, connectAccount } from '../../src/sandbox/account-client.js';
import { refTo } from '../../src/sandbox/api-client.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { waitForObject, waitUntilGone } from '../../src/sandbox/wait-for.js';
import { complaintsOf, misconductOf } from './support/conduct.js';
import { childRef, createNamespace, OPERATOR_FLAGS, smallDatabase, waitForCondition } from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(180_000);

const NAMESPACE = 'secrets';
const mirrored = (name: string): KubeObject =>
  smallDatabase(NAMESPACE, name, { credentials: { secretsManager: true } });

let cluster: TestCluster;
let aws: AccountClient;

beforeAll(async () => {
  cluster = await startTestCluster({ operator: { args: OPERATOR_FLAGS } });
  aws = await connectAccount(cluster.ack as ManagedProcess);
  await createNamespace(cluster, NAMESPACE);
}, 240_000);

afterAll(() => cluster?.stop(), 60_000);

const patience = () => ({ timeoutMs: 120_000, processes: cluster.programs });
const synced = (database: KubeObject) => waitForCondition(cluster, database, ['Synced', 'True'], patience());
const secretsOf = async (name: string) =>
  ((await aws.contents())['secret'] ?? []).filter((secret) => secret['name'] === `${name}-db-credentials-dev`);

test('the copy that a database left behind is taken over by the next of its name, with the new password', async () => {
  const database = mirrored('kept');
  await cluster.apply(database);
  await synced(database);
  const [before] = await secretsOf('kept');
  await cluster.admin.delete(refTo(database));
  await waitUntilGone(cluster.admin, refTo(database), patience());
  expect(await secretsOf('kept')).toEqual([before]);
  await cluster.apply(database);
  await synced(database);
  const [after, ...more] = await secretsOf('kept');
  expect(more).toEqual([]);
  expect(after?.id).toBe(before?.id);
  expect(after?.['versionID']).not.toBe(before?.['versionID']);
});

test('one that is somebody else’s is left alone, and the status says what to do, which helps', async () => {
  const database = mirrored('others');
  const id = 'arn:aws:secretsmanager:us-east-2:123456789012:secret:others-db-credentials-dev-abcdef';
  const seed = { id, arn: id, region: 'us-east-2', name: 'others-db-credentials-dev', versionID: 'v1', tags: {} };
  await aws.request('POST', '/resources/secret', seed);
  const seeded = await secretsOf('others');
  await cluster.apply(database);
  await waitForCondition(cluster, database, ['Ready', 'True'], patience());
  await waitForObject(
    cluster.admin,
    refTo(database),
    'to say whose it is not',
    ({ status }) => JSON.stringify(status).includes('without the tag of this database, so it is not taken over'),
    patience(),
  );
  expect(await secretsOf('others')).toEqual(seeded);

  const turn = (secretsManager: boolean) =>
    cluster.admin.mergePatch(refTo(database), { spec: { credentials: { secretsManager } } });
  await turn(false);
  await waitUntilGone(cluster.admin, childRef(database, SECRETS_MANAGER, 'Secret', 'credentials'), patience());
  expect(await secretsOf('others')).toEqual(seeded);
  await aws.request('DELETE', `/resources/secret/${encodeURIComponent(id)}`);
  await turn(true);
  await synced(database);
  const [ours] = await secretsOf('others');
  expect(ours?.id).not.toBe(id);
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  expect(await complaintsOf(cluster)).toEqual([]);
});

const SECRETS_MANAGER = 'secretsmanager.services.k8s.aws/v1alpha1';
