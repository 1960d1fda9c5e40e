import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { valueAt } from '../../src/api/object.js';
import { connectAccount } from '../../src/sandbox/account-client.js';
import { refTo } from '../../src/sandbox/api-client.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { waitFor, waitForObject } from '../../src/sandbox/wait-for.js';
import { childWritesOf, complaintsOf, misconductOf } from './support/conduct.js';
import {
  childRef,
  cloudwatch,
  createNamespace,
  OPERATOR_FLAGS,
  smallDatabase,
  statusOf,
  waitForCondition,
} from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(120_000);

const still = smallDatabase('still', 'still', { monitoring: { alarms: { enabled: true } } });
const pause = (value: string | null) => edit({ metadata: { annotations: { 'tapstack.io/paused': value } } });

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await startTestCluster({ operator: { args: OPERATOR_FLAGS } });
  await createNamespace(cluster, 'still');
  await cluster.apply(still);
  await until(['Synced', 'True']);
  await pause('true');
  await waitFor('the phase Paused', async () => (await statusOf(cluster, still)).phase === 'Paused');
}, 240_000);

afterAll(() => cluster?.stop(), 60_000);

const until = (condition: readonly [string, string, string?]) =>
  waitForCondition(cluster, still, condition, { timeoutMs: 90_000, processes: cluster.programs });

const edit = (patch: object) => cluster.admin.mergePatch(refTo(still), patch, { fieldManager: 'somebody' });

test('the status goes on telling what is', async () => {
  const aws = await connectAccount(cluster.ack as ManagedProcess);
  const say = async (state: string): Promise<void> => {
    await aws.request('PATCH', '/resources/dbInstance/still-primary-dev', { state });
    await aws.request('POST', '/resync');
  };
  await say('stopped');
  await until(['Ready', 'False', 'NotServing']);
  expect((await statusOf(cluster, still)).phase).toBe('Paused');
  await say('available');
  await until(['Ready', 'True']);
  await until(['Synced', 'True']);
});

test('nothing is written: neither what is asked for, nor a new password, nor what somebody changed; resumed, all of it is', async () => {
  const alarm = childRef(still, cloudwatch, 'MetricAlarm', 'primary-cpu');
  const before = await childWritesOf(cluster, 'still');
  await edit({
    spec: {
      monitoring: { alarms: { cpuUtilizationPercent: 66 } },
      instance: { class: 'db.t4g.small' },
      credentials: { rotation: 'once' },
    },
  });
  await cluster.admin.mergePatch(alarm, { spec: { period: 60 } }, { fieldManager: 'somebody' });
  await until(['Synced', 'False', 'Paused']);
  expect(await childWritesOf(cluster, 'still')).toEqual(before);
  await pause(null);
  await waitForObject(
    cluster.admin,
    alarm,
    'to be as composed',
    (live) => valueAt(live, 'spec.threshold') === 66 && valueAt(live, 'spec.period') === 300,
  );
  await waitForObject(cluster.admin, childRef(still, 'v1', 'Secret', 'credentials-2'), 'to be there', () => true);
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  expect(await complaintsOf(cluster)).toEqual([]);
});
