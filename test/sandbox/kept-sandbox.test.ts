import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { bringUp, SandboxFailure, takeDown } from '../../src/sandbox/kept-sandbox.js';
import { processStart } from '../../src/sandbox/process-start.js';

let home: string;
const before = { ...process.env };
let bystander: ChildProcess;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tapdb-state-'));
  process.env['XDG_STATE_HOME'] = home;
  bystander = spawn('sleep', ['60'], { stdio: 'ignore' });
});
afterEach(async () => {
  process.env = { ...before };
  bystander.kill('SIGKILL');
  await once(bystander, 'exit');
  await rm(home, { recursive: true, force: true });
});

/** As `bringUp` leaves it. */
async function remember(pid: number, start: string): Promise<string> {
  const folder = join(home, 'tapdb-operator/sandbox');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'sandbox.json'), JSON.stringify({ pid, start, kubeconfig: '/k' }));
  return folder;
}

const caller = { progress: () => undefined, signal: new AbortController().signal };

test('a process is known by its pid and its start', async () => {
  const pid = bystander.pid as number;
  const start = await processStart(pid);
  expect(start).toBeDefined();
  expect(await processStart(pid)).toBe(start);
  expect(await processStart(2 ** 22 + 1)).toBeUndefined();
});

test('another process with the pid of a sandbox that is gone is left alone', async () => {
  const pid = bystander.pid as number;
  const folder = await remember(pid, 'another time');
  expect(await takeDown()).toBe(false);
  expect(existsSync(folder)).toBe(false);
  expect(await processStart(pid)).toBeDefined();
});

test('what is recorded, with its start, is stopped', async () => {
  const pid = bystander.pid as number;
  const folder = await remember(pid, (await processStart(pid)) as string);
  expect(await bringUp(caller)).toEqual({ kubeconfig: '/k', wasUp: true });
  const ended = once(bystander, 'exit');
  expect(await takeDown()).toBe(true);
  expect(await ended).toEqual([null, 'SIGTERM']);
  expect(existsSync(folder)).toBe(false);
  bystander = spawn('sleep', ['60'], { stdio: 'ignore' });
});

test('nothing is started where programs are missing', async () => {
  process.env['KUBEBUILDER_ASSETS'] = home;
  await expect(bringUp(caller)).rejects.toThrow(SandboxFailure);
  await expect(bringUp(caller)).rejects.toThrow('which has no etcd');
  expect(await readdir(join(home, 'tapdb-operator'))).toEqual([]);
});
