import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { startCollector } from '../support/collector.js';
import { createNamespace, OPERATOR_FLAGS, smallDatabase, waitForCondition } from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(120_000);

const ROOT = join(import.meta.dirname, '../..');
const SERVICE_ACCOUNT = 'var/run/secrets/kubernetes.io/serviceaccount';
/** Where chroot is, whoever runs this; and no coverage, whose folder is out of sight. */
const PATHS = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', NODE_V8_COVERAGE: '' };
const MEGABYTE = 1024 * 1024;

let folder: string;
let root: string;
let digest: string;

const build = (into: string): string =>
  execFileSync(process.execPath, [join(ROOT, 'tools/image/image.ts'), '--folder', into], { encoding: 'utf8' }).trim();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapdb-image-'));
  root = join(folder, 'root');
  digest = build(folder);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const filesOf = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length));

/** With nothing of this machine to be seen but the folder; as the Pods' user where this process may choose one. */
const inside = (command: readonly string[]): [string, string[]] =>
  process.getuid?.() === 0
    ? ['chroot', ['--userspec=65532:65532', root, ...command]]
    : ['unshare', ['--map-root-user', 'chroot', root, ...command]];

test('it is under 180 MB, and has no shell, no package manager and no JavaScript but one file', () => {
  const files = filesOf(root);
  const size = files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0);
  expect(size / MEGABYTE).toBeLessThan(180);
  expect(files.filter((file) => /\.[cm]?js$|node_modules/.test(file))).toEqual(['/app/build/cli/tapdb.js']);
  const programs = files.filter((file) => (statSync(join(root, file)).mode & 0o111) !== 0 && !/\.so[.\d]*$/.test(file));
  expect(programs).toEqual(['/usr/bin/node']);
});

test('it holds the licence of every package in it', () => {
  const licences = readFileSync(join(root, 'app/THIRD-PARTY-LICENSES'), 'utf8');
  for (const name of [
    '@kubernetes/client-node',
    '@opentelemetry/sdk-trace',
    'cdk8s',
    'commander',
    'constructs',
    'pino',
    'prom-client',
    'yaml',
  ])
    expect(licences).toMatch(new RegExp(`^${name} [0-9.]+: `, 'm'));
  expect(licences).toContain('Permission is hereby granted');
});

test('a second build gives the same bytes', () => {
  const again = mkdtempSync(join(tmpdir(), 'tapdb-image-'));
  try {
    expect(build(again)).toBe(digest);
  } finally {
    rmSync(again, { recursive: true });
  }
});

test('its archive is an OCI image: every blob is what its name says, and the layer is the folder', () => {
  const layout = join(folder, 'layout');
  mkdirSync(layout);
  execFileSync('tar', ['-C', layout, '-xf', join(folder, 'tapdb-operator.tar')]);
  const blob = (name: string): Buffer => readFileSync(join(layout, 'blobs', name.replace(':', '/')));
  const json = (name: string) => JSON.parse(blob(name).toString('utf8'));
  for (const name of readdirSync(join(layout, 'blobs/sha256')))
    expect(
      createHash('sha256')
        .update(blob(`sha256:${name}`))
        .digest('hex'),
    ).toBe(name);
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8'));
  expect(index.manifests[0].digest).toBe(digest);
  expect(index.manifests[0].annotations['io.containerd.image.name']).toMatch(/^tapdb-operator:\d+\.\d+\.\d+$/);
  const { config, layers } = json(digest);
  const image = json(config.digest);
  expect(image.config).toMatchObject({
    User: '65532:65532',
    Entrypoint: ['/usr/bin/node', '/app/build/cli/tapdb.js'],
    Labels: { 'org.opencontainers.image.title': 'tapdb-operator', 'org.opencontainers.image.licenses': 'Apache-2.0' },
  });
  const forDocker = JSON.parse(readFileSync(join(layout, 'manifest.json'), 'utf8'));
  expect(forDocker[0]).toMatchObject({
    Config: `blobs/${config.digest.replace(':', '/')}`,
    Layers: [`blobs/${layers[0].digest.replace(':', '/')}`],
  });
  const layer = gunzipSync(blob(layers[0].digest));
  expect(image.rootfs.diff_ids).toEqual([`sha256:${createHash('sha256').update(layer).digest('hex')}`]);
  const { stdout } = spawnSync('tar', ['-tvf', '-'], { input: layer, encoding: 'utf8' });
  const names = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' ').at(-1)?.slice(1));
  expect(names.filter((name) => !name?.endsWith('/')).toSorted()).toEqual(filesOf(root).toSorted());
  expect(stdout).not.toMatch(/^\S+ (?!0\/0)/m);
});

test('with nothing else of the machine to be seen, it answers on the command line', () => {
  const [command, args] = inside(['/usr/bin/node', '/app/build/cli/tapdb.js', '--version']);
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8', env: PATHS });
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect({ stdout, stderr, status }).toEqual({ stdout: `${version}\n`, stderr: '', status: 0 });
  const shell = spawnSync(...(inside(['/bin/sh', '-c', 'true']) as [string, string[]]), { env: PATHS });
  expect(shell.status).toBe(127);
});

test('as in a Pod, it reconciles a database, and tells a collector of it', async () => {
  const collector = await startCollector();
  const cluster: TestCluster = await startTestCluster({ operator: false });
  try {
    const operator = startInside(cluster, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
    const database = smallDatabase('image', 'image');
    await createNamespace(cluster, 'image');
    await cluster.apply(database);
    await waitForCondition(cluster, database, ['Ready', 'True'], {
      processes: [operator, cluster.ack as ManagedProcess],
    });
    expect(await operator.stop()).toEqual({ code: 0, signal: null });
    expect(collector.spans().map(({ name }) => name)).toEqual(expect.arrayContaining(['reconcile', 'PATCH Secret']));
  } finally {
    collector.close();
    await cluster.stop();
  }
}, 180_000);

/** What the kubelet gives a container: the account's files, and where the API server is. */
function startInside(
  { url, caFile, token, processes }: TestCluster,
  environment: Readonly<Record<string, string>>,
): ManagedProcess {
  const account = join(root, SERVICE_ACCOUNT);
  mkdirSync(account, { recursive: true });
  cpSync(caFile, join(account, 'ca.crt'));
  writeFileSync(join(account, 'token'), token('operator'));
  writeFileSync(join(account, 'namespace'), 'tapdb-system');
  const { hostname, port } = new URL(url);
  const flags = ['operator', '--leader-elect=false', ...OPERATOR_FLAGS];
  const [command, args] = inside(['/usr/bin/node', '/app/build/cli/tapdb.js', ...flags]);
  return processes.start('operator', command, args, {
    env: { ...PATHS, KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port, ...environment },
  });
}
