import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type AccountClient, connectAccount } from '../../src/sandbox/account-client.js';
import { refTo } from '../../src/sandbox/api-client.js';
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
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(120_000);

let cluster: TestCluster;
let account: AccountClient;
let folder: string;
const database = smallDatabase('roomy', 'roomy', {
  instance: { storage: { size: '100Gi', maxSize: '500Gi' } },
  replicas: { count: 1 },
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'calendar-'));
  await moveCalendar(0);
  cluster = await startTestCluster({
    operator: { args: [...OPERATOR_FLAGS, '--calendar-file', calendarFile('operator')] },
    ack: { args: ['--calendar-file', calendarFile('ack')] },
  });
  account = await connectAccount(cluster.ack as ManagedProcess);
  await createNamespace(cluster, 'roomy');
  await cluster.apply(database);
  await until(['Synced', 'True']);
}, 240_000);

afterAll(async () => {
  await cluster?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const calendarFile = (whose: 'ack' | 'operator'): string => join(folder, whose);
/** So many seconds ahead of the clock. AWS first: else it would refuse for its own time what the operator sends in its. */
async function moveCalendar(seconds: number): Promise<void> {
  await writeFile(calendarFile('ack'), String(seconds));
  await sleep(1_000);
  await writeFile(calendarFile('operator'), String(seconds));
}

const until = (condition: readonly [string, string, string?]) =>
  waitForCondition(cluster, database, condition, { timeoutMs: 100_000, processes: cluster.programs });

const resize = (storage: unknown) => cluster.admin.mergePatch(refTo(database), { spec: { instance: { storage } } });

async function sizesInAws(): Promise<readonly unknown[]> {
  const { dbInstance = [] } = await account.contents();
  return dbInstance.map(({ attributes }) => (attributes as { readonly allocatedStorage: number }).allocatedStorage);
}

test('storage grows, on the replica too, and what is left is shown', async () => {
  await resize({ size: '200Gi' });
  await until(['Synced', 'True']);
  expect(await sizesInAws()).toEqual([200, 200]);
  expect((await statusOf(cluster, database)).storage).toEqual({ size: '200Gi', headroom: '300Gi' });
});

test('growth that RDS would refuse is not asked for: too little, with what to write', async () => {
  await resize({ size: '205Gi' });
  const { message } = await until(['Stalled', 'True', 'GrowthTooSmall']);
  expect(message).toContain('Set spec.instance.storage.size to 220Gi or more');
});

test('and too soon, with when it goes by itself, which it does', async () => {
  await resize({ size: '300Gi' });
  const { message } = await until(['Synced', 'False', 'StorageCoolDown']);
  const primary = await cluster.admin.get(childRef(database, rds, 'DBInstance', 'primary'));
  const changedAt = Date.parse(primary?.metadata.annotations?.['tapstack.io/storage-changed-at'] ?? '');
  expect(message).toContain(`at ${new Date(changedAt + 6 * 3_600_000).toISOString().slice(0, 19)}Z`);
  expect(await sizesInAws()).toEqual([200, 200]);
  expect(await writesWithin(cluster, 'roomy', 3_000)).toEqual([]);
  await moveCalendar(6 * 3600 + 60);
  await until(['Synced', 'True']);
  expect(await sizesInAws()).toEqual([300, 300]);
});

test('what RDS has grown by itself is accepted: the size that ACK does not tell is found out', async () => {
  for (const role of ['primary', 'replica-1']) {
    await account.request('PATCH', `/resources/dbInstance/roomy-${role}-dev`, {
      attributes: { allocatedStorage: 330, iops: 3000 },
    });
  }
  await account.request('POST', '/resync');
  await waitFor('the grown size', async () => (await statusOf(cluster, database)).storage?.size === '330Gi', {
    timeoutMs: 60_000,
    processes: cluster.programs,
  });
  await until(['Synced', 'True']);
  const status = await statusOf(cluster, database);
  expect(status).toMatchObject({ phase: 'Available', storage: { size: '330Gi', headroom: '170Gi' } });
  expect(await sizesInAws()).toEqual([330, 330]);
  expect(await writesWithin(cluster, 'roomy', 3_000)).toEqual([]);
});

test('its limit that is taken away becomes its size', async () => {
  await cluster.admin.mergePatch(refTo(database), { spec: { instance: { storage: { maxSize: null } } } });
  await waitFor('no headroom', async () => (await statusOf(cluster, database)).storage?.headroom === '0Gi', {
    timeoutMs: 60_000,
    processes: cluster.programs,
  });
  const { dbInstance = [] } = await account.contents();
  expect(dbInstance.map(({ attributes }) => attributes)).toMatchObject([
    { allocatedStorage: 330, maxAllocatedStorage: 330 },
    { allocatedStorage: 330, maxAllocatedStorage: 330 },
  ]);
  await until(['Synced', 'True']);
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  expect(await complaintsOf(cluster)).toEqual([]);
});
