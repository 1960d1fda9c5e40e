import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import type { Impact } from '../../src/cli/impact.js';
import { readAuditLog } from '../../src/sandbox/audit-log.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { startOperator } from '../../src/sandbox/programs.js';
import { waitFor } from '../../src/sandbox/wait-for.js';
import { describe, isOperator, isWrite } from '../bench/audit.js';
import { runTapdb } from '../cli/support/run-tapdb.js';
import { complaintsOf, misconductOf } from './support/conduct.js';
import {
  childRef,
  OPERATOR_FLAGS,
  rds,
  SMALL_DEFAULTS,
  smallDatabase,
  statusOf,
  waitForCondition,
} from './support/databases.js';
import { createFleet, type Fleet, SIZE, settledOn } from './support/fleet.js';
import { buildNext } from './support/next-build.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(400_000);

const FLAGS = { args: [...OPERATOR_FLAGS, '--leader-elect=false'] };
const newcomer = smallDatabase('old', 'newcomer');

let cluster: TestCluster;
let next: Awaited<ReturnType<typeof buildNext>>;
let operator: ManagedProcess;
let fleet: Fleet;

const patience = () => ({ timeoutMs: 240_000, processes: [operator, cluster.ack as ManagedProcess] });
const operatorRequests = async (since: number) =>
  (await readAuditLog(cluster.auditLog ?? '')).slice(since).filter(isOperator);

/** Ends one operator and starts another; answers once that has looked at every database of the fleet, and rested. */
async function replaceBy(script?: string): Promise<number> {
  await operator.stop();
  const since = await fleet.requests();
  operator = startOperator(cluster, { ...FLAGS, ...(script !== undefined && { script }) });
  // Each look at a database asks for its Secrets.
  const isLookedAt = async (): Promise<boolean> => {
    const asked = new Set((await operatorRequests(since)).map(({ objectRef }) => objectRef?.name));
    return fleet.names.every((name) => asked.has(`${name}-connection`));
  };
  await waitFor('every database to be looked at', isLookedAt, patience());
  await sleep(3_000);
  return since;
}

beforeAll(async () => {
  const [started, built] = await Promise.all([startTestCluster({ operator: false }), buildNext()]);
  [cluster, next] = [started, built];
  operator = startOperator(cluster, FLAGS);
  fleet = await createFleet(cluster, 'old', { region: 'us-east-2', ...SMALL_DEFAULTS });
  await settledOn(fleet, { name: 'ha-postgres/v1' }, SIZE, patience());
}, 400_000);

afterAll(async () => {
  await fleet?.stop();
  await cluster?.stop();
}, 60_000);

test('an operator with another blueprint writes nothing to databases that are there', async () => {
  const since = await replaceBy(next.operator);
  expect((await operatorRequests(since)).filter(isWrite).map(describe)).toEqual([]);
  const named = (await fleet.databases()).map(({ status }) => status?.composition?.name);
  expect(new Set(named)).toEqual(new Set(['ha-postgres/v1']));
});

test('a plan by the new one shows what it would change of each, and writes nothing', async () => {
  const since = await fleet.requests();
  const { code, stdout, stderr } = await runTapdb(['plan', '--blueprint', 'v2', '-o', 'json'], {
    program: next.commandLine,
    kubeconfig: cluster.kubeconfig('admin'),
  });
  // What would change ends it with 1.
  expect([code, stderr]).toEqual([1, '']);
  const { summary, databases } = JSON.parse(stdout) as {
    readonly summary: object;
    readonly databases: readonly Impact[];
  };
  expect(summary).toEqual({ refused: 0, disrupted: 0, changed: SIZE, unchanged: 0, stay: 0 });
  expect(databases.map(({ database }) => database)).toEqual(fleet.names.map((name) => `old/${name}`));
  for (const { steps } of databases) {
    expect(steps).toHaveLength(1);
    expect(JSON.stringify(steps)).toContain('as v2 has it');
  }
  expect((await operatorRequests(since)).filter(isWrite).map(describe)).toEqual([]);
});

test('what is new is made by the new one', async () => {
  await cluster.apply(newcomer);
  await waitForCondition(cluster, newcomer, ['Synced', 'True'], patience());
  const status = await statusOf(cluster, newcomer);
  expect([status.composition, status.identity?.composition]).toEqual([
    { name: 'ha-postgres/v2' },
    { name: 'ha-postgres/v2' },
  ]);
  const describing = async (database: KubeObject) =>
    (await cluster.admin.get(childRef(database, rds, 'DBSubnetGroup')))?.spec?.['description'];
  expect(await describing(newcomer)).toBe('as v2 has it');
  expect(await describing(smallDatabase('old', fleet.names[0] as string))).not.toBe('as v2 has it');
});

test('an operator of before leaves alone what it does not know, and says so', async () => {
  const since = await replaceBy();
  const stalled = await waitForCondition(cluster, newcomer, ['Stalled', 'True', 'BlueprintUnknown'], patience());
  expect(stalled.message).toContain('ha-postgres/v2');
  const writes = (await operatorRequests(since)).filter(
    (event) => isWrite(event) && !['tapdatabases', 'events'].includes(event.objectRef?.resource ?? ''),
  );
  expect(writes.map(describe)).toEqual([]);
  await replaceBy(next.operator);
  await waitForCondition(cluster, newcomer, ['Synced', 'True'], patience());
});

test('nothing was done that must not be', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  expect(await complaintsOf(cluster)).toEqual([]);
});
