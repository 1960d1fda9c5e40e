import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type KubeObject, valueAt } from '../../src/api/object.js';
import { type AccountClient, connectAccount } from '../../src/sandbox/account-client.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { listChildren } from '../../src/sandbox/children.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { waitFor } from '../../src/sandbox/wait-for.js';
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
import { type Recorded, type Recorder, startRecorder } from './support/recorder.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

const NAMESPACE = 'shop';

jest.setTimeout(180_000);

let cluster: TestCluster;
let account: AccountClient;
let recorder: Recorder;
const database = smallDatabase(NAMESPACE, 'tap', {
  replicas: { count: 2 },
  monitoring: { logs: { exports: ['postgresql'] }, alarms: { enabled: true } },
});

beforeAll(async () => {
  cluster = await startTestCluster({ operator: { args: OPERATOR_FLAGS } });
  account = await connectAccount(cluster.ack as ManagedProcess);
  await createNamespace(cluster, NAMESPACE);
  recorder = await startRecorder(cluster, NAMESPACE);
  await cluster.apply(database);
  await synced();
}, 240_000);

afterAll(async () => {
  await recorder?.stop();
  await cluster?.stop();
}, 60_000);

const patience = () => ({ timeoutMs: 150_000, processes: cluster.programs });
const synced = () => waitForCondition(cluster, database, ['Synced', 'True'], patience());

const scale = (count: number): Promise<KubeObject> =>
  cluster.admin.mergePatch(refTo(database), { spec: { replicas: count } }, { subresource: 'scale' });

const ofReplica = async (i: number): Promise<readonly string[]> =>
  (await listChildren(cluster.admin, NAMESPACE, 'tap'))
    .filter(({ metadata }) => new RegExp(`(replica-${i}|ro-${i})(-|$)`).test(metadata.name))
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`)
    .toSorted();

const ALL_OF = (i: number): readonly string[] => [
  `DBInstance/tap-replica-${i}`,
  `LogGroup/tap-replica-${i}-postgresql`,
  `MetricAlarm/tap-replica-${i}-lag`,
  `MetricAlarm/tap-replica-${i}-replication`,
  `Service/tap-ro-${i}`,
];

const instancesInAws = async (): Promise<readonly unknown[]> =>
  ((await account.contents())['dbInstance'] ?? []).map(({ id }) => id).toSorted();

const hostOf = async (instance: string): Promise<string> =>
  String(valueAt(await cluster.admin.get(childRef(database, rds, 'DBInstance', instance)), 'status.endpoint.address'));

const readUri = ({ object }: Recorded): string => Buffer.from(object.data?.['ro-uri'] ?? '', 'base64').toString();

/** The first time that something of that name was on its way out. */
const leaving = (name: string): number =>
  recorder
    .events()
    .find(
      ({ type, object }) =>
        object.metadata.name === name && (type === 'DELETED' || object.metadata.deletionTimestamp !== undefined),
    )?.revision ?? Number.NaN;

describe('a replica that is scaled away', () => {
  test('takes all that belongs to it along, and nothing of the other', async () => {
    expect([await ofReplica(1), await ofReplica(2)]).toEqual([ALL_OF(1), ALL_OF(2)]);
    const [one, two] = [await hostOf('replica-1'), await hostOf('replica-2')];
    await scale(1);
    await synced();
    expect([await ofReplica(1), await ofReplica(2)]).toEqual([ALL_OF(1), []]);
    expect(await statusOf(cluster, database)).toMatchObject({ replicas: 1, readEndpoints: [{ address: one }] });
    expect(await instancesInAws()).toEqual(['tap-primary-dev', 'tap-replica-1-dev']);
    const told = recorder
      .events()
      .findLast(
        (event) => event.object.metadata.name === 'tap-connection' && event.revision < leaving('tap-replica-2'),
      );
    expect(readUri(told as Recorded)).toContain(one);
    expect(readUri(told as Recorded)).not.toContain(two);
  });

  test('was out of the Services before it was deleted, and its log group went last', () => {
    expect(leaving('tap-ro-2')).toBeLessThan(leaving('tap-replica-2'));
    expect(leaving('tap-replica-2')).toBeLessThan(leaving('tap-replica-2-postgresql'));
    const seen = recorder
      .events()
      .findLast(
        ({ object, revision }) =>
          object.metadata.name === 'tap-primary' && revision < leaving('tap-replica-2-postgresql'),
      );
    expect(valueAt(seen?.object, 'status.readReplicaDBInstanceIdentifiers')).toEqual(['tap-replica-1-dev']);
  });

  test('leaves nothing to be done', async () => {
    expect(await writesWithin(cluster, NAMESPACE, 3_000)).toEqual([]);
  });
});

test('one that is wanted again while AWS deletes it comes back, and is never refused', async () => {
  await scale(2);
  await synced();
  const before = await cluster.admin.get(childRef(database, rds, 'DBInstance', 'replica-2'));
  await scale(1);
  await waitFor(
    'its object to go',
    async () => (await cluster.admin.get(childRef(database, rds, 'DBInstance', 'replica-2'))) === undefined,
    patience(),
  );
  await scale(2);
  await synced();
  const after = await cluster.admin.get(childRef(database, rds, 'DBInstance', 'replica-2'));
  expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
  expect(valueAt(after, 'spec.availabilityZone')).toBe(valueAt(before, 'spec.availabilityZone'));
  expect(await ofReplica(2)).toEqual(ALL_OF(2));
  expect(await instancesInAws()).toEqual(['tap-primary-dev', 'tap-replica-1-dev', 'tap-replica-2-dev']);
  const refused = recorder
    .events()
    .filter(({ object }) => JSON.stringify(object.status ?? {}).includes('"ACK.Terminal","status":"True"'));
  expect(refused).toEqual([]);
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  expect(await complaintsOf(cluster)).toEqual([]);
});
