import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import { adoptionManifest } from '../../src/api/adoption-manifest.js';
import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import { type KubeObject, valueAt } from '../../src/api/object.js';
import { ANNOTATION_APPROVE, ANNOTATION_PAUSED } from '../../src/api/words.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { waitFor, waitForObject } from '../../src/sandbox/wait-for.js';
import { find, render } from '../chart/render.js';
import { type Outcome, runTapdb } from '../cli/support/run-tapdb.js';
import { createNamespace, OPERATOR_FLAGS, smallDatabase, waitForCondition } from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

const NAMESPACE = 'shop';

jest.setTimeout(120_000);

let cluster: TestCluster;
const well = smallDatabase(NAMESPACE, 'well');
const stalled = smallDatabase(NAMESPACE, 'stalled', { backup: { window: '04:30-05:30' } });

beforeAll(async () => {
  cluster = await startTestCluster({ operator: { args: OPERATOR_FLAGS } });
  await createNamespace(cluster, NAMESPACE);
  await cluster.apply(well, stalled);
  await waitForCondition(cluster, well, ['Synced', 'True'], { timeoutMs: 120_000, processes: cluster.programs });
  await waitForCondition(cluster, stalled, ['Stalled', 'True'], { timeoutMs: 60_000, processes: cluster.programs });
}, 240_000);

afterAll(() => cluster?.stop(), 60_000);

const tapdb = (...args: readonly string[]): Promise<Outcome> =>
  runTapdb([...args, '-n', NAMESPACE], { kubeconfig: cluster.kubeconfig('admin') });
const annotationsOf = async (database: KubeObject) =>
  (await cluster.admin.get(refTo(database)))?.metadata.annotations ?? {};

describe('tapdb status', () => {
  test('shows a database that is well, and exits with 0', async () => {
    const { code, stdout } = await tapdb('status', 'well');
    const lines = stdout.split('\n');
    expect(code).toBe(0);
    expect(lines.slice(0, 2)).toEqual(['shop/well  Available', 'the primary serves connections']);
    expect(stdout).toMatch(/✓ Ready +Available +the primary serves connections/);
    expect(stdout).toMatch(/primary {2}well-primary-dev\..*:5432/);
    expect(stdout).toMatch(/Children {2}(\d+) of \1 ready/);
    expect(stdout).toContain('✓ DBInstance well-primary');
  });

  test('of a stalled one, the first three lines say what is wrong, where, and what to do', async () => {
    const { code, stdout } = await tapdb('status', 'stalled');
    const [first, second, third] = stdout.split('\n');
    expect(code).toBe(1);
    expect(first).toBe('shop/stalled  Stalled InvalidSpec');
    expect(second).toContain(
      'spec.maintenance.window "sun:04:00-sun:06:00": overlaps the daily spec.backup.window 04:30-05:30',
    );
    expect(third).toBe(
      '→ kubectl edit tapdatabase stalled -n shop, and write what is said above; tapdb validate FILE checks it before it is applied',
    );
  });

  test('tells programs in JSON and YAML', async () => {
    const { stdout } = await tapdb('status', 'well', '-o', 'json');
    const told = JSON.parse(stdout) as { name: string; children: { name: string; state: string }[] };
    expect(told.name).toBe('well');
    expect(told.children.find(({ name }) => name === 'well-primary')?.state).toBe('Ready');
    expect(parse((await tapdb('status', 'well', '-o', 'yaml')).stdout)).toEqual(told);
  });

  test('says where to look when there is no such database, and no such context', async () => {
    const missing = await tapdb('status', 'nobody');
    expect([missing.code, missing.stdout]).toEqual([2, '']);
    expect(missing.stderr).toBe(
      'namespace shop has no TapDatabase nobody: see kubectl get tapdatabases --all-namespaces\n',
    );
    const context = await tapdb('status', 'well', '--context', 'elsewhere');
    expect(context.code).toBe(2);
    expect(context.stderr).toContain('the kubeconfig has no context elsewhere: choose one of ');
  });
});

test('tapdb graph draws what lives, in colour', async () => {
  const svg = await tapdb('graph', 'well');
  expect(svg.code).toBe(0);
  expect(svg.stdout).toContain('<g class="part primary ready">');
  const page = await tapdb('graph', 'well', '-o', 'html');
  expect(page.stdout).toContain('<span class="badge ready phase">✓ Available</span>');
  // What would be composed is what is there, by name.
  expect(page.stdout).not.toContain('not created yet');
});

describe('tapdb doctor', () => {
  test('finds nothing in a cluster that is ready but what nobody here can know', async () => {
    const { code, stdout, stderr } = await tapdb('doctor', '--operator-namespace', 'tapdb-system', '-o', 'json');
    expect([code, stderr]).toEqual([0, '']);
    const findings = JSON.parse(stdout) as { state: string; what: string }[];
    expect(findings.filter(({ state }) => state !== 'good')).toEqual([]);
    const told = findings.map(({ what }) => what);
    expect(told).toContain('DBInstance of rds.services.k8s.aws has every field that is used');
    expect(told).toContain('TapDatabases are served as this version knows them');
    expect(told.find((what) => what.startsWith('the operator works: '))).toBeDefined();
  });

  test('is what helm test runs, and passes under the rights that the chart gives', async () => {
    const pod = find(await render(), 'Pod', 'tapdb-operator-test');
    const args = valueAt(pod, 'spec.containers.0.args') as readonly string[];
    const { code, stdout, stderr } = await runTapdb(args, { kubeconfig: cluster.kubeconfig('operator') });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('✓ the operator works: ');
    expect(stdout).not.toContain('✗');
    const elsewhere = args.map((flag) => flag.replace('=tapdb-system', '=default'));
    expect((await runTapdb(elsewhere, { kubeconfig: cluster.kubeconfig('admin') })).code).toBe(1);
  });

  test('names the fields that the installed definitions lack, and what to do', async () => {
    const name = 'topics.sns.services.k8s.aws';
    const ref = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name };
    const before = (await cluster.admin.get(ref)) as KubeObject;
    const without = (key: string, value: unknown) => (key === 'kmsMasterKeyRef' ? undefined : value);
    const versions = JSON.parse(JSON.stringify(before.spec?.['versions']), without);
    await cluster.admin.mergePatch(ref, { spec: { versions } });
    await waitFor(
      'the API server to serve it so',
      async () => {
        const { code, stdout } = await tapdb('doctor');
        return (
          code === 1 &&
          stdout.includes(
            "✗ Topic of sns.services.k8s.aws lacks spec.kmsMasterKeyRef\n  → upgrade ACK's sns-controller and its definitions",
          )
        );
      },
      { timeoutMs: 60_000, intervalMs: 500 },
    );
  });
});

test('tapdb pause and resume set the annotation and take it away, and say when nothing was to be done', async () => {
  expect((await tapdb('pause', 'well')).stdout).toBe('shop/well is paused\n');
  expect(await annotationsOf(well)).toMatchObject({ [ANNOTATION_PAUSED]: 'true' });
  expect((await tapdb('pause', 'well')).stdout).toBe('shop/well was paused already\n');
  expect((await tapdb('resume', 'well')).stdout).toBe('shop/well is resumed\n');
  expect(await annotationsOf(well)).not.toHaveProperty([ANNOTATION_PAUSED]);
});

test('tapdb approve refuses ids of nothing that is held', async () => {
  const { code, stderr } = await tapdb('approve', 'well', '0123456789');
  expect([code, stderr]).toEqual([2, '0123456789: no change with this id is held; none is\n']);
  expect(await annotationsOf(well)).not.toHaveProperty([ANNOTATION_APPROVE]);
});

test('tapdb export prints the manifest that brings the database back', async () => {
  const { code, stdout } = await tapdb('export', 'well');
  expect(code).toBe(0);
  const manifest = parse(stdout) as TapDatabase;
  const live = (await cluster.admin.get(refTo(well))) as KubeObject as unknown as TapDatabase;
  expect(manifest).toEqual(adoptionManifest(live));
  expect(manifest.spec.adopt?.resources).toContainEqual({
    kind: 'DBInstance',
    name: 'well-primary',
    id: 'well-primary-dev',
  });
  expect(JSON.parse((await tapdb('export', 'well', '-o', 'json')).stdout)).toEqual([manifest]);
  const never = await tapdb('export', 'stalled');
  expect([never.code, never.stderr]).toEqual([2, 'shop/stalled was never composed: there is nothing to adopt\n']);
});

test('tapdb rotate asks for another password, and twice is once until it is there', async () => {
  const told =
    'shop/well will be given another password than that of well-credentials-1\n' +
    'well-connection has it as soon as RDS takes it: the Event PasswordRotated says when\n';
  expect(await tapdb('rotate', 'well')).toEqual({ code: 0, stdout: told, stderr: '' });
  const inForce = (live: KubeObject): boolean =>
    valueAt(live, 'status.credentials.secretName') === 'well-credentials-2';
  await waitForObject(cluster.admin, refTo(well), 'to have another password', inForce, {
    timeoutMs: 90_000,
    processes: cluster.programs,
  });
  expect((await tapdb('rotate', 'stalled')).code).toBe(2);
});

test('tapdb connect runs the AWS CLI on the way through the bastion, and says where there is none', async () => {
  const none = await tapdb('connect', 'well');
  expect([none.code, none.stderr]).toEqual([2, 'there is no bastion: set spec.bastion.enabled to true\n']);
  await cluster.admin.mergePatch(refTo(well), { spec: { bastion: { enabled: true } } });
  const live = await waitForObject(
    cluster.admin,
    refTo(well),
    'to have a bastion',
    (object) => valueAt(object, 'status.outputs.bastionInstanceID') !== undefined,
    { timeoutMs: 90_000, processes: cluster.programs },
  );
  const printed = await tapdb('connect', 'well', '--print', '--local-port', '15432');
  expect(printed.stdout).toContain(`--target ${String(valueAt(live, 'status.outputs.bastionInstanceID'))} `);
  expect(printed.stdout).toContain("\npsql 'host=well-primary-dev.");

  const folder = mkdtempSync(join(tmpdir(), 'aws-'));
  writeFileSync(join(folder, 'aws'), '#!/bin/sh\necho "aws $1 $2"\nexit 3\n', { mode: 0o755 });
  const path = process.env['PATH'];
  try {
    process.env['PATH'] = `${folder}:${path}`;
    expect(await tapdb('connect', 'well')).toMatchObject({ code: 1, stdout: 'aws ssm start-session\n' });
    process.env['PATH'] = folder;
    rmSync(join(folder, 'aws'));
    expect((await tapdb('connect', 'well')).stderr).toContain('aws cannot be run');
  } finally {
    process.env['PATH'] = path;
    rmSync(folder, { recursive: true, force: true });
  }
});
