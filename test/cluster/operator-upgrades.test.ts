import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { type AccountClient, connectAccount } from '../../src/sandbox/account-client.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { listChildren } from '../../src/sandbox/children.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { waitFor } from '../../src/sandbox/wait-for.js';
import { complaintsOf, misconductOf, writesWithin } from './support/conduct.js';
import { createNamespace, OPERATOR_FLAGS, smallDatabase, statusOf, waitForCondition } from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(150_000);

let cluster: TestCluster;
let account: AccountClient;
const database = smallDatabase('modern', 'modern', {
  postgres: { version: '17.5' },
  replicas: { count: 1 },
  maintenance: { disruptiveChanges: 'OnApproval' },
});

beforeAll(async () => {
  cluster = await startTestCluster({ operator: { args: OPERATOR_FLAGS } });
  account = await connectAccount(cluster.ack as ManagedProcess);
  await createNamespace(cluster, 'modern');
  await cluster.apply(database);
  await until(['Synced', 'True']);
}, 240_000);

afterAll(() => cluster?.stop(), 60_000);

const patience = () => ({ timeoutMs: 120_000, processes: cluster.programs });
const until = (condition: readonly [string, string, string?]) =>
  waitForCondition(cluster, database, condition, patience());
const upgrade = (version: string) => cluster.admin.mergePatch(refTo(database), { spec: { postgres: { version } } });

/** Approves what is held of so many instances. */
async function approve(count: number): Promise<void> {
  const held = await waitFor(
    `${count} changes to be held`,
    async () => {
      const { heldChanges = [] } = await statusOf(cluster, database);
      return heldChanges.length === count ? heldChanges : undefined;
    },
    patience(),
  );
  const ids = held.map(({ id }) => id).join(',');
  await cluster.admin.mergePatch(refTo(database), { metadata: { annotations: { 'tapstack.io/approve': ids } } });
}

async function inAws(field: 'engineVersion'): Promise<readonly unknown[]> {
  const { dbInstance = [] } = await account.contents();
  return dbInstance.map(({ attributes }) => (attributes as Readonly<Record<string, unknown>>)[field]);
}

const childrenOf = async (kind: string): Promise<readonly KubeObject[]> =>
  (await listChildren(cluster.admin, 'modern', 'modern')).filter((child) => child.kind === kind);

describe('an upgrade', () => {
  test('to a minor version reaches every instance, though RDS upgrades by itself', async () => {
    await upgrade('17.6');
    await approve(2);
    await waitFor('both to be upgraded', async () => (await inAws('engineVersion')).join() === '17.6,17.6', patience());
    await until(['Synced', 'True']);
    expect((await statusOf(cluster, database)).engineVersion).toBe('17.6');
    const { dbInstance = [] } = await account.contents();
    expect(dbInstance.map(({ attributes }) => attributes)).toMatchObject([
      { autoMinorVersionUpgrade: true },
      { autoMinorVersionUpgrade: true },
    ]);
  });

  test('to a major version has a snapshot, both groups, its replica, and leaves the new group alone', async () => {
    await upgrade('18');
    await waitFor('both parameter groups', async () => (await childrenOf('DBParameterGroup')).length === 2, patience());
    await approve(1);
    await waitFor('both to be upgraded', async () => (await inAws('engineVersion')).join() === '18.1,18.1', patience());
    await until(['Synced', 'True']);
    const { dbInstance = [], dbParameterGroup = [], dbSnapshot = [] } = await account.contents();
    expect(dbInstance.map(({ parameterGroup }) => (parameterGroup as { readonly name: string }).name)).toEqual([
      'modern-postgres18-dev',
      'modern-postgres18-dev',
    ]);
    await waitFor(
      'the old group to go',
      async () =>
        (await childrenOf('DBParameterGroup')).map(({ metadata }) => metadata.name).join() === 'modern-postgres18',
      patience(),
    );
    expect(dbParameterGroup.map(({ family }) => family)).toContain('postgres18');
    expect(dbSnapshot).toMatchObject([
      {
        id: expect.stringMatching(/^modern-before-18-dev-[0-9a-f]{8}$/),
        state: 'available',
        instance: 'modern-primary-dev',
        attributes: { engineVersion: '17.6' },
      },
    ]);
    expect((await childrenOf('DBSnapshot')).map(({ metadata }) => metadata.name)).toEqual(['modern-before-18']);
    expect((await statusOf(cluster, database)).engineVersion).toMatch(/^18/);
    expect(await writesWithin(cluster, 'modern', 3_000)).toEqual([]);
  });
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  expect(await complaintsOf(cluster)).toEqual([]);
});
