import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseDailyWindow, parseWeeklyWindow, type Window, windowsOverlap } from '../../src/aws/windows.js';

test('a daily window comes seven times a week', () => {
  expect(parseDailyWindow('00:30-02:00')).toEqual(
    [0, 1, 2, 3, 4, 5, 6].map((day) => ({ start: day * 1440 + 30, length: 90 })),
  );
});

test('a daily window may cross midnight', () => {
  expect(parseDailyWindow('23:45-00:15')?.[0]).toEqual({ start: 1425, length: 30 });
});

test.each([
  ['mon:00:00-mon:00:30', { start: 0, length: 30 }],
  ['tue:01:02-tue:03:04', { start: 1502, length: 122 }],
  ['sun:04:00-sun:06:00', { start: 8880, length: 120 }],
  ['wed:23:30-thu:00:30', { start: 4290, length: 60 }],
  ['sun:23:30-mon:01:00', { start: 10050, length: 90 }],
  ['fri:05:00-fri:04:00', { start: 6060, length: 10020 }],
])('%s begins and lasts', (text, window) => {
  expect(parseWeeklyWindow(text)).toEqual(window);
});

test.each(['24:00-01:00', '00:60-01:00', '0:00-1:00', '00:00-02:00x', 'x00:00-02:00', ''])(
  '%p is no daily window',
  (text) => {
    expect(parseDailyWindow(text)).toBeUndefined();
  },
);

test.each([
  'sun:04:00',
  'Sun:04:00-Sun:06:00',
  'day:04:00-day:06:00',
  'sun:24:00-sun:01:00',
  'xsun:04:00-sun:06:00',
  'sun:04:00-sun:06:00x',
])('%p is no weekly window', (text) => {
  expect(parseWeeklyWindow(text)).toBeUndefined();
});

test.each([
  [{ start: 0, length: 60 }, { start: 60, length: 60 }, false],
  [{ start: 0, length: 61 }, { start: 60, length: 60 }, true],
  [{ start: 10050, length: 90 }, { start: 0, length: 30 }, true],
  [{ start: 10050, length: 30 }, { start: 0, length: 30 }, false],
  [{ start: 100, length: 10 }, { start: 0, length: 1000 }, true],
])('%p and %p overlap: %p', (a, b, expected) => {
  expect(windowsOverlap(a, b)).toBe(expected);
});

const windows: fc.Arbitrary<Window> = fc.record({
  start: fc.integer({ min: 0, max: 10079 }),
  length: fc.integer({ min: 1, max: 10079 }),
});

test('overlap is symmetric, and is what the minutes say', () => {
  const minutes = ({ start, length }: Window): readonly number[] =>
    Array.from({ length }, (_, i) => (start + i) % 10080);
  fc.assert(
    fc.property(windows, windows, (a, b) => {
      const others = new Set(minutes(b));
      expect(windowsOverlap(a, b)).toBe(windowsOverlap(b, a));
      expect(windowsOverlap(a, b)).toBe(minutes(a).some((minute) => others.has(minute)));
    }),
    { numRuns: 50 },
  );
});
