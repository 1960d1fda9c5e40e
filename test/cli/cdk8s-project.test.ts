import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { TapStack } from '../../src/index.js';
import { root } from './support/run-tapdb.js';

/** examples/cdk8s-project beside the package as it is packed, whose dependencies are this repository's: nothing is fetched. */
const SOURCE = join(root, 'examples/cdk8s-project');
const { version, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const tsc = join(root, 'node_modules/typescript/bin/tsc');
let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'tapdb-cdk8s-'));
  cpSync(SOURCE, project, { recursive: true, filter: (path) => !/\/(node_modules|dist)$|\.tgz$/.test(path) });
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, 'tapdb-operator'), { recursive: true });
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', project], root);
  const tarball = join(project, `tapdb-operator-${version}.tgz`);
  run('tar', ['-xzf', tarball, '--strip-components=1', '-C', join(modules, 'tapdb-operator')], project);
}, 180_000);
afterAll(() => rmSync(project, { recursive: true }));

function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): void {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', env });
  expect([program, status, stdout + stderr]).toEqual([program, 0, expect.anything()]);
}

test('the example project names the versions that it is built with here', () => {
  const example = JSON.parse(readFileSync(join(SOURCE, 'package.json'), 'utf8'));
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { 'tapdb-operator': tarball, ...others } = { ...example.dependencies, ...example.devDependencies };
  expect({ ...own.devDependencies, ...own.dependencies }).toMatchObject(others);
  expect(tarball).toBe(`file:tapdb-operator-${version}.tgz`);
});

test('the example project is right by its types, and writes the stack', () => {
  run(process.execPath, [tsc, '-p', project], project);
  const out = join(project, 'dist');
  run(process.execPath, ['main.ts'], project, { ...process.env, CDK8S_OUTDIR: out });
  expect(readdirSync(out)).toEqual(['orders.k8s.yaml']);
  const written = parseAllDocuments(readFileSync(join(out, 'orders.k8s.yaml'), 'utf8')).map((it) => it.toJS());

  const chart = new Chart(new App(), 'orders', { namespace: 'shop', labels: { team: 'checkout' } });
  new TapStack(chart, 'database', {
    name: 'orders',
    accountID: '123456789012',
    passwordSecret: { name: 'orders-master' },
    spec: {
      region: 'eu-central-1',
      environment: 'prod',
      encryption: { keyARN: 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab' },
      bastion: { enabled: false },
      replicas: { count: 1 },
      monitoring: { enhancedIntervalSeconds: 0 },
    },
  });
  expect(written).toEqual(chart.toJson());
  expect(written).toContainEqual(
    expect.objectContaining({ kind: 'DBInstance', metadata: expect.objectContaining({ name: 'orders-replica-1' }) }),
  );
}, 180_000);

test('a slip in the props is found by the types', () => {
  const main = join(project, 'main.ts');
  writeFileSync(main, readFileSync(main, 'utf8').replace('replicas: {', 'replica: {'));
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' });
  expect(status).not.toBe(0);
  expect(stdout).toContain("'replica' does not exist in type 'TapDatabaseSpec'");
}, 180_000);
