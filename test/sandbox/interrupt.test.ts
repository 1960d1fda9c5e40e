import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { waitFor } from '../../src/sandbox/wait-for.js';

let temporary: string;
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'tapdb-interrupt-'));
});
afterEach(() => rm(temporary, { recursive: true, force: true }));

/** A process of its own that starts a control plane below `temporary`, and stays. */
function startOwner(): ChildProcess {
  const module = pathToFileURL('build/sandbox/control-plane.js').href;
  const script = `
    const { startControlPlane } = await import(${JSON.stringify(module)});
    await startControlPlane({ garbageCollector: true });
    process.stdout.write('started');
    setInterval(() => undefined, 1000);`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The programs that were told a path below `temporary`. */
async function programs(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'args=']);
  const told = stdout.split('\n').filter((line) => line.includes(temporary));
  return told.flatMap((line) => /(etcd|kube-apiserver|kube-controller-manager|watchdog) /.exec(line)?.[1] ?? []).sort();
}

async function expectNothingLeft(): Promise<void> {
  await waitFor('the programs to be gone', async () => (await programs()).length === 0, { timeoutMs: 10_000 });
  expect(await readdir(temporary)).toEqual([]);
}

test('Ctrl-C leaves no process and no file', async () => {
  const owner = startOwner();
  if (owner.stdout) await once(owner.stdout, 'data');
  expect(await programs()).toEqual(['etcd', 'kube-apiserver', 'kube-controller-manager', 'watchdog']);
  owner.kill('SIGINT');
  await once(owner, 'exit');
  await expectNothingLeft();
}, 300_000);

test('so does SIGKILL in the middle of a start', async () => {
  const owner = startOwner();
  await waitFor('the API server to start', async () => (await programs()).includes('kube-apiserver'));
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  await expectNothingLeft();
}, 60_000);
