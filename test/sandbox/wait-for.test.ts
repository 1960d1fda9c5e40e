import { afterEach, expect, test } from '@jest/globals';
import { createProcessGroup, type ProcessGroup } from '../../src/sandbox/process-group.js';
import { waitFor } from '../../src/sandbox/wait-for.js';

let group: ProcessGroup | undefined;
afterEach(() => group?.close());

test('asks until there is an answer, whatever was thrown before', async () => {
  let asked = 0;
  const probe = (): number | false => {
    asked += 1;
    if (asked === 1) throw new Error('connection refused');
    return asked === 3 && asked;
  };
  expect(await waitFor('three', probe, { intervalMs: 1 })).toBe(3);
});

test('tells at the deadline what it waited for, and the last error', async () => {
  const probe = (): false => {
    throw new Error('connection refused');
  };
  await expect(waitFor('an answer', probe, { timeoutMs: 20, intervalMs: 5 })).rejects.toThrow(
    'Waiting for an answer: 0.02 s are over\nlast error: connection refused',
  );
});

test('forgets an error that went away', async () => {
  let asked = 0;
  const probe = (): undefined => {
    asked += 1;
    if (asked === 1) throw new Error('connection refused');
    return undefined;
  };
  const waiting = waitFor('an answer', probe, { timeoutMs: 20, intervalMs: 5 });
  await expect(waiting).rejects.toThrow(/^Waiting for an answer: 0\.02 s are over$/);
});

test('does not wait for a process that has ended, and shows its log', async () => {
  group = await createProcessGroup('tapdb-wait-');
  const process = group.start('operator', '/bin/sh', ['-c', 'echo no such kind; exit 1']);
  await expect(waitFor('Ready', () => false, { timeoutMs: 10_000, processes: [process] })).rejects.toThrow(
    `Waiting for Ready: operator has ended\n--- operator (pid ${process.pid})\nno such kind`,
  );
});
