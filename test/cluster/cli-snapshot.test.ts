import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import { type KubeObject, valueAt } from '../../src/api/object.js';
import { type AccountClient, connectAccount } from '../../src/sandbox/account-client.js';
import { type ObjectRef, refTo } from '../../src/sandbox/api-client.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { createTenantNamespace } from '../../src/sandbox/role-bindings.js';
import { waitFor, waitUntilGone } from '../../src/sandbox/wait-for.js';
import { isWrite, describe as told } from '../bench/audit.js';
import { type Outcome, runTapdb } from '../cli/support/run-tapdb.js';
import { complaintsOf, misconductOf, requestsAbout } from './support/conduct.js';
import { childRef, kms, OPERATOR_FLAGS, rds, smallDatabase, statusOf, waitForCondition } from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(120_000);

const NAMESPACE = 'snapped';
const orders = smallDatabase(NAMESPACE, 'orders');

let cluster: TestCluster;
let account: AccountClient;

beforeAll(async () => {
  cluster = await startTestCluster({ operator: { args: OPERATOR_FLAGS } });
  account = await connectAccount(cluster.ack as ManagedProcess);
  await createTenantNamespace(cluster.admin, NAMESPACE);
  await cluster.apply(orders);
  await synced(orders);
}, 240_000);

afterAll(() => cluster?.stop(), 60_000);

const patience = () => ({ timeoutMs: 90_000, processes: cluster.programs });
const synced = (database: KubeObject) => waitForCondition(cluster, database, ['Synced', 'True'], patience());
const snapshot = (args: readonly string[], role: 'admin' | 'tenant' = 'admin'): Promise<Outcome> =>
  runTapdb(['snapshot', ...args, '-n', NAMESPACE], { kubeconfig: cluster.kubeconfig(role) });
const snapshotRef = (name: string): ObjectRef => ({
  apiVersion: rds,
  kind: 'DBSnapshot',
  namespace: NAMESPACE,
  name,
});
const inAws = async (): Promise<readonly string[]> =>
  ((await account.contents())['dbSnapshot'] ?? []).map(({ id }) => String(id));

let taken: string;

test('says what a policy of the cluster says, before any key is kept for it', async () => {
  const policy = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'no-snapshots' },
    spec: {
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: ['rds.services.k8s.aws'],
            apiVersions: ['*'],
            operations: ['CREATE'],
            resources: ['dbsnapshots'],
          },
        ],
      },
      validations: [{ expression: 'false', message: 'snapshots cost money' }],
    },
  };
  const binding = {
    ...policy,
    kind: 'ValidatingAdmissionPolicyBinding',
    spec: { policyName: 'no-snapshots', validationActions: ['Deny'] },
  };
  await cluster.apply(policy, binding);
  await waitFor('the policy to be in force', () => isRefused(probe), patience());
  const refused = await snapshot(['orders', '--no-wait']);
  expect([refused.code, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toContain('snapshots cost money');
  const key = await cluster.admin.get(childRef(orders, kms, 'Key'));
  expect(key?.metadata.annotations).not.toHaveProperty(['tapstack.io/kept-for']);
  await cluster.admin.delete(refTo(binding));
  await cluster.admin.delete(refTo(policy));
  await waitFor('the policy to be gone', async () => !(await isRefused(probe)), patience());
});

/** Of an instance that is not there, so that AWS has nothing of it. */
const probe = {
  apiVersion: rds,
  kind: 'DBSnapshot',
  metadata: { name: 'probe', namespace: NAMESPACE },
  spec: { dbSnapshotIdentifier: 'probe', dbInstanceIdentifier: 'nowhere' },
};

async function isRefused(object: KubeObject): Promise<boolean> {
  try {
    await cluster.admin.create(object);
  } catch {
    return true;
  }
  await cluster.admin.delete(refTo(object));
  return false;
}

test('takes one that AWS keeps, of which the operator sees nothing', async () => {
  const before = await requestsAbout(cluster, NAMESPACE);
  const database = await cluster.admin.get(refTo(orders));
  const { code, stdout, stderr } = await snapshot(['orders']);
  taken = stdout.trimEnd();
  expect([code, taken]).toEqual([0, expect.stringMatching(/^orders-primary-dev-\d{8}t\d{6}z$/)]);
  expect(stderr).toContain(`${taken} is being taken; it goes on without this command\n`);
  const live = await cluster.admin.get(snapshotRef(taken));
  expect(live?.metadata.labels).toEqual({ 'tapstack.io/snapshot-of': 'orders' });
  expect(live?.metadata.annotations).toMatchObject({ 'services.k8s.aws/deletion-policy': 'retain' });
  expect(live?.status?.['status']).toBe('available');
  const key = await cluster.admin.get(childRef(orders, kms, 'Key'));
  expect(key?.metadata.annotations).toMatchObject({
    'services.k8s.aws/deletion-policy': 'retain',
    'tapstack.io/kept-for': `DBSnapshot/${taken}`,
  });
  await sleep(2_000);
  const after = (await requestsAbout(cluster, NAMESPACE)).slice(before.length);
  expect(after.filter(isWrite).map(told)).toEqual([]);
  expect(await cluster.admin.get(refTo(orders))).toEqual(database);
});

test('tells programs of it, and waits for nothing where it is told so', async () => {
  const name = await snapshot(['orders', '--no-wait', '-o', 'name']);
  expect(name).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^dbsnapshot\.rds\.services\.k8s\.aws\/orders-primary-dev-\S+\n$/),
    stderr: '',
  });
  // Two of one second would have one name, and RDS takes none while the primary is busy with another.
  await sleep(1_500);
  const [json] = JSON.parse((await snapshot(['orders', '-o', 'json'])).stdout) as [KubeObject];
  expect(json).toMatchObject({ kind: 'DBSnapshot', status: { status: 'available' } });
  const yaml = parse((await snapshot(['orders', '-o', 'yaml'])).stdout) as KubeObject;
  expect(yaml).toMatchObject({ kind: 'DBSnapshot', spec: { dbInstanceIdentifier: 'orders-primary-dev' } });
  // The key remembers what needed it first.
  const key = await cluster.admin.get(childRef(orders, kms, 'Key'));
  expect(key?.metadata.annotations?.['tapstack.io/kept-for']).toBe(`DBSnapshot/${taken}`);
});

test('may be deleted by whoever made it, and AWS keeps it', async () => {
  const { stdout } = await snapshot(['orders']);
  const id = stdout.trimEnd();
  await cluster.admin.delete(snapshotRef(id));
  await waitUntilGone(cluster.admin, snapshotRef(id), patience());
  expect(await inAws()).toContain(id);
});

test('says why there is none', async () => {
  const missing = await snapshot(['nobody']);
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('has no TapDatabase nobody')]);

  const early = smallDatabase(NAMESPACE, 'early');
  await cluster.apply(early);
  const tooEarly = await snapshot(['early']);
  expect([tooEarly.code, tooEarly.stderr]).toEqual([
    2,
    expect.stringMatching(/^the primary of snapped\/early is .*, not available: see tapdb status early\n$/),
  ]);
  await cluster.admin.delete(refTo(early));

  const forbidden = await snapshot(['orders'], 'tenant');
  expect([forbidden.code, forbidden.stdout]).toEqual([2, '']);
  expect(forbidden.stderr).toContain('cannot create resource "dbsnapshots"');
  expect(forbidden.stderr).toContain('your account lacks this right');

  // Every name that may come within the next seconds; of an instance that is not there, so that AWS has nothing of them.
  const now = Date.now();
  const names = Array.from({ length: 20 }, (_none, second) => {
    const stamp = new Date(now + second * 1000).toISOString().slice(0, 19).replace(/[-:]/g, '').toLowerCase();
    return `orders-primary-dev-${stamp}z`;
  });
  const specs = names.map((dbSnapshotIdentifier) => ({ dbSnapshotIdentifier, dbInstanceIdentifier: 'nowhere' }));
  const standing = await Promise.all(
    specs.map((spec) => {
      const metadata = { name: spec.dbSnapshotIdentifier, namespace: NAMESPACE };
      return cluster.admin.create({ apiVersion: rds, kind: 'DBSnapshot', metadata, spec });
    }),
  );
  const clash = await snapshot(['orders']);
  expect([clash.code, clash.stderr]).toEqual([2, expect.stringContaining('of this second already: try again')]);
  await Promise.all(standing.map((object) => cluster.admin.delete(refTo(object))));
});

test('stays when the database is deleted with all its data, and the database comes back from it', async () => {
  const before = await cluster.admin.get(snapshotRef(taken));
  const key = await cluster.admin.get(childRef(orders, kms, 'Key'));
  await cluster.admin.delete(refTo(orders));
  await waitUntilGone(cluster.admin, refTo(orders), patience());
  expect(await cluster.admin.get(snapshotRef(taken))).toEqual(before);
  expect(await inAws()).toContain(taken);
  const keyARN = String(valueAt(key, 'status.ackResourceMetadata.arn'));
  const restored = smallDatabase(NAMESPACE, 'orders', { restoreFrom: { snapshotID: taken, keyARN } });
  await cluster.apply(restored);
  await synced(restored);
  expect(await statusOf(cluster, restored)).toMatchObject({
    phase: 'Available',
    identity: { encryption: { keyARN } },
  });
  expect(await cluster.admin.get(snapshotRef(taken))).toEqual(before);
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  expect(await complaintsOf(cluster)).toEqual([]);
});
