import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { readEndpoint } from '../../src/sandbox/ack/kubeconfig.js';
import { createApiClient } from '../../src/sandbox/api-client.js';
import { readManifests } from '../../src/sandbox/manifests.js';
import { processStart } from '../../src/sandbox/process-start.js';
import { waitFor } from '../../src/sandbox/wait-for.js';
import { root, runTapdb } from '../cli/support/run-tapdb.js';
import { waitForCondition } from './support/databases.js';

jest.setTimeout(120_000);

let home: string;
const stateHome = process.env['XDG_STATE_HOME'];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tapdb-state-'));
  process.env['XDG_STATE_HOME'] = home;
});

afterAll(async () => {
  await runTapdb(['sandbox', 'down']);
  if (stateHome === undefined) delete process.env['XDG_STATE_HOME'];
  else process.env['XDG_STATE_HOME'] = stateHome;
  await rm(home, { recursive: true, force: true });
});

interface Program {
  readonly pid: number;
  readonly parent: number;
  readonly args: string;
}

async function programs(): Promise<readonly Program[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args=']);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, ...args]) => ({ pid: Number(pid), parent: Number(parent), args: args.join(' ') }));
}

/** What was told a path of ours. */
const ofOurs = async (): Promise<readonly string[]> =>
  (await programs()).map(({ args }) => args).filter((args) => args.includes(home));

const leftovers = async (): Promise<readonly string[]> => readdir(join(home, 'tapdb-operator'));

test('up serves a cluster in which a database becomes ready, down leaves nothing of it', async () => {
  const up = await runTapdb(['sandbox', 'up']);
  expect([up.code, up.stderr]).toEqual([0, expect.stringContaining('starting etcd and kube-apiserver\n')]);
  const kubeconfig = /^export KUBECONFIG=(\S+)\n$/.exec(up.stdout)?.[1] ?? '';
  expect(await runTapdb(['sandbox', 'up'])).toEqual({
    code: 0,
    stdout: up.stdout,
    stderr: 'the sandbox is up already\n',
  });

  const admin = createApiClient(await readEndpoint(kubeconfig));
  const [example] = await readManifests(join(root, 'examples/minimal.yaml'));
  if (example === undefined) throw new Error('the example is empty');
  const database = { ...example, metadata: { ...example.metadata, namespace: 'default' } };
  await admin.apply(database);
  await waitForCondition({ admin }, database, ['Ready', 'True'], { timeoutMs: 90_000 });
  const status = await runTapdb(['status', database.metadata.name], { kubeconfig });
  expect(status.stdout).toContain('the primary serves connections');
  admin.close();

  const state = JSON.parse(await readFile(join(home, 'tapdb-operator/sandbox/sandbox.json'), 'utf8'));
  const keeper = Number((state as { readonly pid: number }).pid);
  const all = (await programs()).filter(({ pid, parent }) => pid === keeper || parent === keeper);
  const names = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'main.js', 'ack/main.js', 'keeper.js'];
  for (const name of names) expect(all.filter(({ args }) => args.includes(name))).not.toEqual([]);
  expect(existsSync(dirname(kubeconfig))).toBe(true);

  expect(await runTapdb(['sandbox', 'down'])).toEqual({ code: 0, stdout: 'the sandbox is down\n', stderr: '' });
  expect(await Promise.all(all.map(({ pid }) => processStart(pid)))).toEqual(all.map(() => undefined));
  expect(await ofOurs()).toEqual([]);
  expect(await leftovers()).toEqual([]);
  expect(await runTapdb(['sandbox', 'down'])).toEqual({ code: 0, stdout: 'no sandbox is up\n', stderr: '' });
});

/** `tapdb sandbox up` until the API server is being started. */
async function half() {
  const child = spawn(process.execPath, [join(root, 'build/cli/tapdb.js'), 'sandbox', 'up'], {
    stdio: 'ignore',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  await waitFor('the API server to start', async () =>
    (await ofOurs()).some((args) => args.includes('kube-apiserver')),
  );
  return child;
}

test('Ctrl-C half way leaves nothing, and says so by its exit code', async () => {
  const child = await half();
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([2, null]);
  await waitFor('the programs to be gone', async () => (await ofOurs()).length === 0);
  expect(await leftovers()).toEqual([]);
});

test('SIGKILL half way leaves no process, and the next command cleans up', async () => {
  const child = await half();
  child.kill('SIGKILL');
  await once(child, 'exit');
  await waitFor('the programs to be gone', async () => (await ofOurs()).length === 0);
  expect((await runTapdb(['sandbox', 'down'])).stdout).toBe('no sandbox is up\n');
  expect(await leftovers()).toEqual([]);
});

test('a start that fails says why, and leaves nothing', async () => {
  process.env['TAPDB_ACK_CRDS'] = '/nowhere';
  try {
    const { code, stdout, stderr } = await runTapdb(['sandbox', 'up']);
    expect([code, stdout]).toEqual([2, 'false\n']);
    expect(stderr).toContain('there is no sandbox: ');
    expect(stderr).toContain('/nowhere');
  } finally {
    delete process.env['TAPDB_ACK_CRDS'];
  }
  await waitFor('the programs to be gone', async () => (await ofOurs()).length === 0);
  expect(await leftovers()).toEqual([]);
});
