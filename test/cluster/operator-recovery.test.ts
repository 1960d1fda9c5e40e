import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { valueAt } from '../../src/api/object.js';
import { type AccountClient, connectAccount } from '../../src/sandbox/account-client.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { waitFor, waitForObject } from '../../src/sandbox/wait-for.js';
import { complaintsOf, misconductOf } from './support/conduct.js';
import {
  childRef,
  createNamespace,
  ec2,
  OPERATOR_FLAGS,
  smallDatabase,
  waitForCondition,
} from './support/databases.js';
import { eventsOf } from './support/events.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(240_000);

const mended = smallDatabase('mended', 'mended', { network: { natGateways: 1 }, bastion: { enabled: true } });

let cluster: TestCluster;
let aws: AccountClient;

beforeAll(async () => {
  cluster = await startTestCluster({ operator: { args: OPERATOR_FLAGS } });
  aws = await connectAccount(cluster.ack as ManagedProcess);
  await createNamespace(cluster, 'mended');
  await aws.request('PUT', '/faults', [
    { fault: 'half-made', kind: 'InternetGateway', times: 1 },
    { fault: 'half-made', kind: 'SecurityGroup', object: 'mended/mended-app', times: 1 },
    { fault: 'error', kind: 'DBInstance', operation: 'create', code: 'InvalidParameterValue', times: 1 },
  ]);
  await cluster.apply(mended);
  await until(['Synced', 'True']);
}, 240_000);

afterAll(() => cluster?.stop(), 60_000);

const until = (condition: readonly [string, string, string?]) =>
  waitForCondition(cluster, mended, condition, { timeoutMs: 180_000, processes: cluster.programs });

const recordsOf = async (type: string) => (await aws.contents())[type] ?? [];

test('what ACK made by half is taken up again: there is one of it in AWS, and nobody was asked', async () => {
  expect(await recordsOf('internetGateway')).toHaveLength(1);
  expect((await eventsOf(cluster, 'mended', 'HalfMadeAdopted')).map((note) => note.split(':')[0]).toSorted()).toEqual([
    'InternetGateway mended-igw',
    'SecurityGroup mended-app',
  ]);
});

test('an instance that RDS refused for now was woken, and nobody was asked', async () => {
  expect(await recordsOf('dbInstance')).toHaveLength(1);
  expect(await eventsOf(cluster, 'mended', 'ChildTerminal')).toEqual([]);
});

test('a NAT gateway that failed is made again, and the private route follows', async () => {
  const gateway = childRef(mended, ec2, 'NATGateway', 'nat-1');
  const before = await cluster.admin.get(gateway);
  const id = String(valueAt(before, 'status.natGatewayID'));
  await aws.request('PATCH', `/resources/natGateway/${id}`, { state: 'failed', failureCode: 'InternalError' });
  await aws.request('POST', '/resync');
  const after = await waitForObject(
    cluster.admin,
    gateway,
    'to be another one, and available',
    (live) => live.metadata.uid !== before?.metadata.uid && valueAt(live, 'status.state') === 'available',
    { timeoutMs: 120_000, processes: cluster.programs },
  );
  const next = String(valueAt(after, 'status.natGatewayID'));
  await waitFor('the private route to follow', async () =>
    JSON.stringify(await recordsOf('routeTable')).includes(`"natGatewayID":"${next}"`),
  );
  await until(['Synced', 'True']);
  expect(JSON.stringify(await recordsOf('routeTable'))).not.toContain(id);
  expect(await eventsOf(cluster, 'mended', 'Recreated')).toHaveLength(1);
});

test('a bastion that was terminated in AWS is made again', async () => {
  const bastion = childRef(mended, ec2, 'Instance', 'bastion');
  const before = await cluster.admin.get(bastion);
  await aws.request('DELETE', `/resources/instance/${String(valueAt(before, 'status.instanceID'))}`);
  await aws.request('POST', '/resync');
  await waitForObject(
    cluster.admin,
    bastion,
    'to be another one, and running',
    (live) => live.metadata.uid !== before?.metadata.uid && valueAt(live, 'status.state.name') === 'running',
    { timeoutMs: 120_000, processes: cluster.programs },
  );
  await until(['Synced', 'True']);
  expect(await recordsOf('instance')).toHaveLength(1);
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  // While a NAT gateway is made again, what refers to it refers to nothing.
  expect(await complaintsOf(cluster, /^(RouteTable|Subnet) mended\/mended-private-[12]: /)).toEqual([]);
});
