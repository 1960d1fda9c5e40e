import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { type ProgramOptions, startOperator } from '../../src/sandbox/programs.js';
import { waitFor, waitForObject } from '../../src/sandbox/wait-for.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import { OPERATOR_FLAGS, smallDatabase } from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

const LEASE = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  name: 'tapdb-operator',
  namespace: 'tapdb-system',
};

let cluster: TestCluster;
const started: ManagedProcess[] = [];
let count = 0;
beforeAll(async () => {
  cluster = await startTestCluster({ ack: false, operator: false });
}, 180_000);
afterAll(() => cluster.stop(), 60_000);
afterEach(async () => {
  await Promise.all(started.splice(0).map((operator) => operator.stop()));
}, 60_000);

function start(args: readonly string[] = [], options: ProgramOptions = {}): ManagedProcess {
  const name = `operator-${count++}`;
  const operator = startOperator(cluster, { name, args: [...OPERATOR_FLAGS, ...args], ...options });
  started.push(operator);
  return operator;
}

const lines = (operator: ManagedProcess): readonly Record<string, unknown>[] =>
  operator
    .logTail(1_000)
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

const said = (operator: ManagedProcess, message: string): Promise<Record<string, unknown>> =>
  waitFor(message, () => lines(operator).find((line) => line['message'] === message), { processes: [operator] });

async function ask(operator: ManagedProcess, port: 'metricsPort' | 'probePort', path: string): Promise<string> {
  const { [port]: number } = await said(operator, 'operator started');
  const response = await fetch(`http://127.0.0.1:${number}${path}`);
  return `${response.status} ${await response.text()}`;
}

describe('the operator as a process', () => {
  test('is ready when it knows the cluster, leads, counts, and ends in order at SIGTERM', async () => {
    const operator = start();
    await waitFor('readiness', async () => (await ask(operator, 'probePort', '/readyz')) === '200 ok\n');
    expect(await ask(operator, 'probePort', '/healthz')).toBe('200 ok\n');
    const { identity } = await said(operator, 'operator leads');
    expect((await cluster.admin.get(LEASE))?.spec).toMatchObject({ holderIdentity: identity });
    const metrics = await ask(operator, 'metricsPort', '/metrics');
    expect(metrics).toContain('\ntapdb_leader 1\n');
    expect(metrics).toContain('tapdb_informer_lists_total{kind="VPC.ec2.services.k8s.aws"} 1');
    expect(await operator.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(lines(operator).at(-1)).toMatchObject({ level: 'info', message: 'operator stopped' });
    expect((await cluster.admin.get(LEASE))?.spec).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
  }, 60_000);

  test('of two one leads; the other takes over within seconds of its end, and within 20 s of its death', async () => {
    const first = start();
    await said(first, 'operator leads');
    const second = start();
    await waitFor('readiness', async () => (await ask(second, 'probePort', '/readyz')) === '200 ok\n');
    expect(await ask(second, 'metricsPort', '/metrics')).not.toContain('\ntapdb_leader 1\n');
    await first.stop('SIGTERM');
    let left = performance.now();
    await said(second, 'operator leads');
    expect(performance.now() - left).toBeLessThan(5_000);
    const third = start();
    await second.stop('SIGKILL');
    left = performance.now();
    await said(third, 'operator leads');
    expect(performance.now() - left).toBeLessThan(20_000);
  }, 90_000);

  test('ends with an error when it cannot keep the lead', async () => {
    const proxy = await startFaultProxy(cluster);
    const kubeconfig = join(cluster.directory, 'lost-lead.kubeconfig');
    await proxy.writeKubeconfig(kubeconfig, cluster.token('operator'));
    const operator = start([], { kubeconfig });
    await said(operator, 'operator leads');
    proxy.refuse(500);
    const lost = performance.now();
    expect(await operator.exited).toEqual({ code: 1, signal: null });
    expect(performance.now() - lost).toBeLessThan(13_000);
    expect(lines(operator).at(-1)).toMatchObject({ level: 'fatal', message: expect.stringContaining('Lease') });
    await proxy.stop();
  }, 60_000);

  test('goes on where it stood after resets and refusals, without a second list', async () => {
    const proxy = await startFaultProxy(cluster);
    const kubeconfig = join(cluster.directory, 'faults.kubeconfig');
    await proxy.writeKubeconfig(kubeconfig, cluster.token('operator'));
    const operator = start(['--leader-elect=false'], { kubeconfig });
    await said(operator, 'operator leads');
    const database = smallDatabase('default', 'reset');
    proxy.refuse(401);
    proxy.reset();
    await cluster.apply(database);
    await waitFor('refusals', () => proxy.seen.filter(({ status }) => status === 401).length > 30);
    proxy.refuse(undefined);
    proxy.reset();
    const vpc = { apiVersion: 'ec2.services.k8s.aws/v1alpha1', kind: 'VPC', name: 'reset-vpc', namespace: 'default' };
    await waitForObject(cluster.admin, vpc, 'to be applied', () => true, { processes: [operator] });
    const lists = proxy.seen.filter(({ path, watch }) => path.endsWith('/vpcs') && !watch);
    expect(lists.filter(({ status }) => status === 200)).toHaveLength(1);
    await operator.stop();
    await proxy.stop();
  }, 60_000);

  test('says what is wrong with its configuration, and does not start', async () => {
    const operator = start(['--config=/no/such/file']);
    expect(await operator.exited).toEqual({ code: 1, signal: null });
    expect(lines(operator)).toMatchObject([{ level: 'fatal', message: expect.stringContaining('/no/such/file') }]);
    const another = start(['--workers=none']);
    expect(await another.exited).toMatchObject({ code: 1 });
    expect(another.logTail()).toContain('It must be a number from 1 to 9999.');
  }, 30_000);
});
