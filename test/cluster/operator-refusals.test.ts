import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type KubeObject, valueAt } from '../../src/api/object.js';
import { type AccountClient, connectAccount } from '../../src/sandbox/account-client.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { applyCrds } from '../../src/sandbox/install.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { startOperator } from '../../src/sandbox/programs.js';
import { waitUntilGone } from '../../src/sandbox/wait-for.js';
import { childWritesOf, complaintsOf, misconductOf, requestsWithin } from './support/conduct.js';
import {
  childRef,
  createNamespace,
  ec2,
  logs,
  OPERATOR_FLAGS,
  smallDatabase,
  statusOf,
  waitForCondition,
} from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(180_000);

const FOREIGN_GROUP = 'sg-0a1b2c3d4e5f60718';
const CONFIG = `allowedReferences: [{namespace: allowed, kind: SecurityGroup, pattern: sg-0a1b*}]\n`;

let cluster: TestCluster;
let operator: ManagedProcess;
let account: AccountClient;

beforeAll(async () => {
  cluster = await startTestCluster({ operator: false });
  const config = join(cluster.directory, 'config.yaml');
  await writeFile(config, CONFIG);
  operator = startOperator(cluster, { args: [...OPERATOR_FLAGS, `--config=${config}`] });
  account = await connectAccount(cluster.ack as ManagedProcess);
}, 240_000);

afterAll(() => cluster?.stop(), 60_000);

async function create(database: KubeObject): Promise<void> {
  await createNamespace(cluster, database.metadata.namespace ?? '');
  await cluster.apply(database);
}

const until = (database: KubeObject, condition: readonly [string, string, string?]) =>
  waitForCondition(cluster, database, condition, {
    timeoutMs: 120_000,
    processes: [operator, cluster.ack as ManagedProcess],
  });

const edit = (database: KubeObject, spec: unknown) => cluster.admin.mergePatch(refTo(database), { spec });

test.concurrent('a spec that cannot be composed: all is said, nothing is touched, and it is composed when put right', async () => {
  const database = smallDatabase('invalid', 'invalid');
  await create(database);
  await until(database, ['Synced', 'True']);
  const before = await childWritesOf(cluster, 'invalid');
  await edit(database, { postgres: { parameters: { shared_buffers: '800MB' } }, backup: { window: '04:30-05:30' } });
  const { message } = await until(database, ['Stalled', 'True', 'InvalidSpec']);
  expect(message).toContain('spec.postgres.parameters.shared_buffers "800MB"');
  expect(message).toContain('spec.backup.window 04:30-05:30');
  expect(await statusOf(cluster, database)).toMatchObject({ phase: 'Stalled', message, observedGeneration: 2 });
  expect(await until(database, ['Ready', 'True'])).toMatchObject({ reason: 'Available' });
  expect(await until(database, ['Synced', 'False', 'InvalidSpec'])).toMatchObject({ message });
  expect(await childWritesOf(cluster, 'invalid')).toEqual(before);
  await edit(database, { postgres: { parameters: { shared_buffers: null } }, backup: { window: null } });
  await until(database, ['Synced', 'True', 'AllSynced']);
  await until(database, ['Stalled', 'False']);
  expect(await statusOf(cluster, database)).toMatchObject({ phase: 'Available' });
  expect(await childWritesOf(cluster, 'invalid')).toEqual(before);
});

test.concurrent('a reference to what is not its own: refused with the value to set', async () => {
  const database = smallDatabase('refused', 'refused', { access: { securityGroupIDs: [FOREIGN_GROUP] } });
  await create(database);
  const { message } = await until(database, ['Stalled', 'True', 'ReferenceNotAllowed']);
  expect(message).toContain(
    `allowedReferences: [{namespace: refused, kind: SecurityGroup, pattern: '${FOREIGN_GROUP}'}]`,
  );
  expect(await childWritesOf(cluster, 'refused')).toEqual([]);
});

test.concurrent('a reference to what is not its own: taken where the configuration allows it', async () => {
  await account.request('POST', '/resources/securityGroup', {
    id: FOREIGN_GROUP,
    region: 'us-east-2',
    name: 'nodes',
    description: 'of another',
    vpcID: 'vpc-of-another',
    rules: [],
  });
  const database = smallDatabase('allowed', 'allowed', { access: { securityGroupIDs: [FOREIGN_GROUP] } });
  await create(database);
  await until(database, ['Synced', 'True']);
  const group = await cluster.admin.get(childRef(database, ec2, 'SecurityGroup', 'database'));
  expect(JSON.stringify(group?.spec)).toContain(FOREIGN_GROUP);
});

test.concurrent('two databases that would share names in AWS: the later one waits, and names the other', async () => {
  const [first, second] = [smallDatabase('first', 'shared'), smallDatabase('second', 'shared')];
  await create(first);
  await until(first, ['Stalled', 'False']);
  await create(second);
  expect(await until(second, ['Stalled', 'True', 'NameConflict'])).toMatchObject({
    message: expect.stringContaining('TapDatabase first/shared'),
  });
  expect(await childWritesOf(cluster, 'second')).toEqual([]);
  await until(first, ['Synced', 'True']);
  await cluster.admin.delete(refTo(first));
  await waitUntilGone(cluster.admin, refTo(first), { timeoutMs: 60_000 });
  await until(second, ['Synced', 'True']);
});

test.concurrent('an object of somebody else where a child should stand: never touched, named, and made when it is gone', async () => {
  const database = smallDatabase('foreign', 'foreign');
  const vpc: KubeObject = {
    apiVersion: ec2,
    kind: 'VPC',
    metadata: { namespace: 'foreign', name: 'foreign-vpc', annotations: { 'services.k8s.aws/region': 'us-east-2' } },
    spec: { cidrBlocks: ['172.16.0.0/16'] },
  };
  const settings: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'foreign', name: 'foreign-outputs', labels: { 'tapstack.io/database': 'another' } },
    data: { mine: 'yes' },
  };
  await createNamespace(cluster, 'foreign');
  await cluster.apply(vpc, settings, database);
  const first = await until(database, ['Stalled', 'True', 'ChildNotOwned']);
  expect(first.message).toContain('VPC foreign-vpc');
  const live = await cluster.admin.get(refTo(vpc));
  expect(live?.spec).toMatchObject({ cidrBlocks: ['172.16.0.0/16'] });
  expect(live?.metadata.labels).toBeUndefined();
  const managers = (live?.metadata.managedFields ?? []).map(({ manager }) => manager);
  expect(managers).not.toContain('tapdb-operator');

  await cluster.admin.delete(refTo(vpc));
  await until(database, ['Ready', 'True']);
  const second = await until(database, ['Stalled', 'True', 'ChildNotOwned']);
  expect(second.message).toContain('ConfigMap foreign-outputs');
  expect((await cluster.admin.get(refTo(settings)))?.data).toEqual({ mine: 'yes' });

  await cluster.admin.mergePatch(refTo(settings), {
    metadata: { annotations: { 'tapstack.io/allow-deletion': 'true' } },
  });
  await cluster.admin.delete(refTo(settings));
  await until(database, ['Synced', 'True']);
  expect((await cluster.admin.get(refTo(settings)))?.data).toHaveProperty('primaryEndpoint');
});

test.concurrent('a kind that is not installed: named, what can be made is made, and picked up when it appears', async () => {
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    name: 'loggroups.cloudwatchlogs.services.k8s.aws',
  };
  const database = smallDatabase('kinds', 'kinds', { monitoring: { logs: { exports: ['postgresql'] } } });
  const definition = (await cluster.admin.get(crd)) as KubeObject;
  await cluster.admin.mergePatch(crd, { metadata: { annotations: { 'tapstack.io/allow-deletion': 'true' } } });
  await cluster.admin.delete(crd);
  await waitUntilGone(cluster.admin, crd);
  await create(database);
  const { message } = await until(database, ['Stalled', 'True', 'KindMissing']);
  expect(message).toContain('LogGroup.cloudwatchlogs.services.k8s.aws');
  const network = await cluster.admin.get(childRef(database, ec2, 'VPC', 'vpc'));
  expect(valueAt(network, 'metadata.name')).toBe('kinds-vpc');
  await applyCrds(cluster.admin, [{ ...definition, metadata: { name: crd.name } }]);
  await until(database, ['Stalled', 'False']);
  await until(database, ['Synced', 'True']);
  expect(await cluster.admin.get(childRef(database, logs, 'LogGroup', 'primary-postgresql'))).toBeDefined();
});

test.concurrent("a child that ACK has given up: stalled with ACK's message, until its spec changes", async () => {
  const database = smallDatabase('terminal', 'terminal');
  const fault = { fault: 'error', kind: 'DBSubnetGroup', object: 'terminal/terminal', operation: 'create' };
  await account.request('PUT', '/faults', [{ ...fault, message: 'the subnets are of yesterday' }]);
  await create(database);
  const { message } = await until(database, ['Stalled', 'True', 'ChildTerminal']);
  expect(message).toContain('DBSubnetGroup terminal: ');
  expect(message).toContain('the subnets are of yesterday');
  expect((await statusOf(cluster, database)).waitingFor?.[0]).toMatchObject({
    kind: 'DBSubnetGroup',
    name: 'terminal',
    reason: 'ChildTerminal',
  });
  await account.request('PUT', '/faults', []);
  await edit(database, { tags: { tried: 'again' } });
  await until(database, ['Stalled', 'False']);
  await until(database, ['Synced', 'True']);
});

test('what is refused is not tried again before its spec changes', async () => {
  const [invalid, refused] = [smallDatabase('invalid', 'invalid'), smallDatabase('refused', 'refused')];
  await edit(invalid, { backup: { window: '04:30-05:30' } });
  await until(invalid, ['Stalled', 'True', 'InvalidSpec']);
  await until(refused, ['Stalled', 'True', 'ReferenceNotAllowed']);
  // The news of its own status is looked at once.
  await sleep(1_000);
  const requests = ['invalid', 'refused'].map((namespace) => requestsWithin(cluster, namespace, 3_000));
  expect(await Promise.all(requests)).toEqual([[], []]);
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  expect(await complaintsOf(cluster)).toEqual([]);
});
