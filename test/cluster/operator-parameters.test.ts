import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type AccountClient, connectAccount } from '../../src/sandbox/account-client.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { listChildren } from '../../src/sandbox/children.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { waitFor } from '../../src/sandbox/wait-for.js';
import { complaintsOf, misconductOf, writesWithin } from './support/conduct.js';
import {
  conditionOf,
  createNamespace,
  OPERATOR_FLAGS,
  smallDatabase,
  statusOf,
  waitForCondition,
} from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(120_000);

let cluster: TestCluster;
let account: AccountClient;
const database = smallDatabase('tuned', 'tuned', { replicas: { count: 1 } });

beforeAll(async () => {
  cluster = await startTestCluster({ operator: { args: OPERATOR_FLAGS } });
  account = await connectAccount(cluster.ack as ManagedProcess);
  await createNamespace(cluster, 'tuned');
  await cluster.apply(database);
  await until(['Synced', 'True']);
}, 240_000);

afterAll(() => cluster?.stop(), 60_000);

const patience = () => ({ timeoutMs: 100_000, processes: cluster.programs });
const until = (condition: readonly [string, string, string?]) =>
  waitForCondition(cluster, database, condition, patience());
const ask = (parameters: unknown) => cluster.admin.mergePatch(refTo(database), { spec: { postgres: { parameters } } });
const groupsInAws = async (): Promise<readonly unknown[]> =>
  ((await account.contents())['dbParameterGroup'] ?? []).map(({ id }) => id);

describe('parameters', () => {
  test('that are dynamic are written at once', async () => {
    await ask({ log_statement: 'ddl' });
    await until(['Synced', 'True']);
    const [group] = (await account.contents())['dbParameterGroup'] ?? [];
    expect(group?.['parameters']).toMatchObject({ log_statement: 'ddl' });
    expect(conditionOf(await statusOf(cluster, database), 'RebootPending')).toBeUndefined();
  });

  test('that are static are told with instance and command until RDS reports in-sync', async () => {
    await ask({ max_connections: '50' });
    const { message } = await until(['RebootPending', 'True', 'StaticParameters']);
    expect(message).toContain('max_connections; run: aws rds reboot-db-instance --db-instance-identifier tuned-');
    await waitFor(
      'both instances to be named',
      async () => {
        const said = conditionOf(await statusOf(cluster, database), 'RebootPending')?.message ?? '';
        return said.includes('tuned-primary-dev') && said.includes('tuned-replica-1-dev');
      },
      patience(),
    );
    await until(['Synced', 'True']);
    expect(await writesWithin(cluster, 'tuned', 3_000)).toEqual([]);
    for (const role of ['primary', 'replica-1']) {
      await account.request('PATCH', `/resources/dbInstance/tuned-${role}-dev`, {
        parameterGroup: { applyStatus: 'in-sync' },
      });
    }
    // ACK's own look at everything, ten hours later.
    await account.request('POST', '/resync');
    await waitFor(
      'RebootPending to go',
      async () => conditionOf(await statusOf(cluster, database), 'RebootPending') === undefined,
      patience(),
    );
    await until(['Synced', 'True']);
    expect(await writesWithin(cluster, 'tuned', 3_000)).toEqual([]);
  });

  test('that RDS does not know leave ACK stuck, until they are corrected', async () => {
    await ask({ max_connectoins: '60' });
    const { message } = await until(['Stalled', 'True', 'ChildTerminal']);
    expect(message).toContain('DBParameterGroup tuned-postgres17: unknown parameter: max_connectoins');
    await ask({ max_connectoins: null, log_statement: 'all' });
    await waitFor(
      'the group of another name alone',
      async () => (await groupsInAws()).join() === 'tuned-postgres17-2-dev',
      patience(),
    );
    await until(['Synced', 'True']);
    const { dbInstance = [], dbParameterGroup = [] } = await account.contents();
    expect(dbParameterGroup[0]?.['parameters']).toMatchObject({ log_statement: 'all', max_connections: '50' });
    expect(dbInstance.map(({ parameterGroup }) => (parameterGroup as { readonly name: string }).name)).toEqual([
      'tuned-postgres17-2-dev',
      'tuned-postgres17-2-dev',
    ]);
    const groups = (await listChildren(cluster.admin, 'tuned', 'tuned')).filter(
      ({ kind }) => kind === 'DBParameterGroup',
    );
    expect(groups.map(({ metadata }) => metadata.name)).toEqual(['tuned-postgres17-2']);
  });
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  expect(await complaintsOf(cluster)).toEqual([]);
});
