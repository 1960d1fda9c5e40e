import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CalendarFile } from '../../src/kube/calendar-file.js';

let folder: string;
let path: string;
let calendar: CalendarFile | undefined;
let changes = 0;

const follow = (): CalendarFile => {
  calendar = new CalendarFile(path, () => {
    changes += 1;
  });
  return calendar;
};
const changed = async (to: number): Promise<void> => {
  for (let turn = 0; turn < 100 && calendar?.offsetMs !== to; turn++) await sleep(50);
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'calendar-'));
  path = join(folder, 'calendar');
  changes = 0;
});

afterEach(() => {
  calendar?.close();
  rmSync(folder, { recursive: true });
});

test('what the file says is known from the start, and what it says later is told', async () => {
  writeFileSync(path, '3600\n');
  expect(follow().offsetMs).toBe(3_600_000);
  writeFileSync(path, '-7200');
  await changed(-7_200_000);
  expect(calendar?.offsetMs).toBe(-7_200_000);
  expect(changes).toBe(1);
});

test('a file that is not there yet, or holds no number, moves nothing', async () => {
  expect(follow().offsetMs).toBe(0);
  writeFileSync(path, 'soon');
  await sleep(600);
  writeFileSync(path, '');
  await sleep(600);
  expect(changes).toBe(0);
  writeFileSync(path, '60');
  await changed(60_000);
  expect(calendar?.offsetMs).toBe(60_000);
  expect(changes).toBe(1);
});
