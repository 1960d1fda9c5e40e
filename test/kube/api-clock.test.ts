import { beforeEach, expect, jest, test } from '@jest/globals';
import { ApiClock } from '../../src/kube/api-clock.js';

const at = (ms: number): string => new Date(Date.UTC(2030, 0, 1) + ms).toUTCString();
const offBy = (clock: ApiClock, trueOffset: number): number => clock.now().getTime() - performance.now() - trueOffset;

beforeEach(() => {
  jest.useRealTimers();
});

test("it closes in on the API server's clock within the bounds of the headers, and stays there", () => {
  const clock = new ApiClock();
  const trueOffset = Date.UTC(2030, 0, 1);
  // The header cuts the fraction of the second off; each answer took 20 ms.
  for (let sent = 0; sent < 10_000; sent += 137) clock.observe(at(sent + 10), sent, sent + 20);
  expect(Math.abs(offBy(clock, trueOffset))).toBeLessThan(160);
});

test('it follows a clock that is set, forwards and backwards', () => {
  const clock = new ApiClock();
  const trueOffset = Date.UTC(2030, 0, 1);
  clock.observe(at(0), 0, 20);
  clock.observe(at(3_600_000), 0, 20);
  expect(Math.abs(offBy(clock, trueOffset + 3_600_000))).toBeLessThan(1_100);
  clock.observe(at(-3_600_000), 0, 20);
  expect(Math.abs(offBy(clock, trueOffset - 3_600_000))).toBeLessThan(1_100);
});

test('an answer without a legible date changes nothing', () => {
  const clock = new ApiClock();
  const before = offBy(clock, 0);
  clock.observe(undefined, 0, 20);
  clock.observe('yesterday', 0, 20);
  expect(Math.abs(offBy(clock, 0) - before)).toBeLessThan(1);
});
