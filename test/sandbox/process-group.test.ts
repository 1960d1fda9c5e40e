import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { createProcessGroup, type ProcessGroup } from '../../src/sandbox/process-group.js';
import { waitFor } from '../../src/sandbox/wait-for.js';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

let group: ProcessGroup | undefined;
afterEach(() => group?.close());

test('stops the newest first, asks before it kills, and removes the folder', async () => {
  group = await createProcessGroup('tapdb-group-');
  const script = 'trap "echo $0 was asked; exit 7" TERM; echo ready; while :; do sleep 0.05; done';
  const first = group.start('first', '/bin/sh', ['-c', script, 'first']);
  const second = group.start('second', '/bin/sh', ['-c', script, 'second'], { stopSignal: 'SIGKILL' });
  await waitFor('both to be ready', () => first.logTail() === 'ready' && second.logTail() === 'ready');
  expect(group.running()).toEqual([first, second]);
  const ends: string[] = [];
  void first.exited.then(() => ends.push(first.name));
  void second.exited.then(() => ends.push(second.name));
  await group.close();
  expect(await first.exited).toEqual({ code: 7, signal: null });
  expect(await second.exited).toEqual({ code: null, signal: 'SIGKILL' });
  expect(ends).toEqual(['second', 'first']);
  expect(existsSync(group.directory)).toBe(false);
  expect(isAlive(first.pid) || isAlive(second.pid)).toBe(false);
});

test('keeps what a process wrote, and its end, before it is stopped', async () => {
  group = await createProcessGroup('tapdb-group-');
  const process = group.start('short', '/bin/sh', ['-c', 'echo one; echo two >&2; echo $GREETING; exit 3'], {
    env: { GREETING: 'three' },
  });
  expect(await process.exited).toEqual({ code: 3, signal: null });
  expect(process.running()).toBe(false);
  expect(process.logTail(2)).toBe('two\nthree');
  expect(group.running()).toEqual([]);
  expect(await process.stop()).toEqual({ code: 3, signal: null });
});

test('refuses what cannot be executed, and starts nothing once closed', async () => {
  const closed = await createProcessGroup('tapdb-group-');
  expect(() => closed.start('ghost', '/nowhere/ghost', [])).toThrow(
    'ghost did not start: /nowhere/ghost cannot be executed',
  );
  await closed.close();
  expect(() => closed.start('late', '/bin/sleep', ['60'])).toThrow('late cannot start: its group is closed');
});

/** A process of its own that holds a group with one child that ignores every polite signal. */
async function startOwner(): Promise<{ owner: ChildProcess; directory: string; pid: number }> {
  const module = pathToFileURL('build/sandbox/process-group.js').href;
  const script = `
    const { createProcessGroup } = await import(${JSON.stringify(module)});
    const group = await createProcessGroup('tapdb-owner-');
    const { pid } = group.start('child', '/bin/sh', ['-c', 'trap "" HUP INT TERM; while :; do sleep 0.05; done']);
    process.stdout.write(JSON.stringify({ directory: group.directory, pid }) + '\\n');
    process.stdin.resume();
    process.stdin.once('data', (name) => { throw new Error('thrown at the top'); });`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'ignore'] });
  const [line] = (await once(createInterface({ input: owner.stdout }), 'line')) as [string];
  return { owner, ...(JSON.parse(line) as { directory: string; pid: number }) };
}

test.each(['SIGINT', 'SIGTERM', 'SIGKILL', 'an uncaught error'] as const)(
  'leaves no process and no folder when its owner ends by %s',
  async (end) => {
    const { owner, directory, pid } = await startOwner();
    expect(existsSync(directory) && isAlive(pid)).toBe(true);
    const ended = once(owner, 'exit');
    if (end === 'an uncaught error') owner.stdin?.write('now');
    else owner.kill(end);
    await ended;
    await waitFor('the watchdog', () => !isAlive(pid) && !existsSync(directory), { timeoutMs: 10_000 });
  },
  20_000,
);

test('an owner that forgets its group still ends, and so does the group', async () => {
  const { owner, directory, pid } = await startOwner();
  const ended = once(owner, 'exit');
  owner.stdin?.end();
  expect(await ended).toEqual([0, null]);
  await waitFor('the watchdog', () => !isAlive(pid) && !existsSync(directory), { timeoutMs: 10_000 });
}, 20_000);
