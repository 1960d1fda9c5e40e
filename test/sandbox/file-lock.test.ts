import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { withFileLock } from '../../src/sandbox/file-lock.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapdb-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('lets one holder in at a time and leaves no file', async () => {
  let inside = 0;
  let most = 0;
  const action = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(20);
    inside -= 1;
  };
  await Promise.all([1, 2, 3].map(() => withFileLock(join(folder, 'lock'), action)));
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test('gives the lock back when the action fails', async () => {
  const failing = withFileLock(join(folder, 'lock'), async () => {
    throw new Error('no space left');
  });
  await expect(failing).rejects.toThrow('no space left');
  expect(await readdir(folder)).toEqual([]);
});

test('takes over the lock of a process that died', async () => {
  const died = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(died, 'exit');
  await writeFile(join(folder, 'lock'), `${died.pid}`);
  expect(await withFileLock(join(folder, 'lock'), async () => 'in')).toBe('in');
});

test('says why where no lock can be', async () => {
  await expect(withFileLock(join(folder, 'missing', 'lock'), async () => 'in')).rejects.toThrow('ENOENT');
});
