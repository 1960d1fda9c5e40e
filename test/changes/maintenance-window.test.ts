import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextOpening } from '../../src/changes/maintenance-window.js';

/** Sunday 04:00 to 06:00. */
const SUNDAY = { start: 6 * 1440 + 4 * 60, length: 120 };
const at = (time: string, window = SUNDAY): string | undefined => nextOpening(window, new Date(time))?.toISOString();

describe('a window of two hours', () => {
  test.each([
    ['2026-01-11T04:00:00.000Z', 'as it opens'],
    ['2026-01-11T05:00:00.000Z', 'in the middle of it'],
    ['2026-01-11T05:30:00.000Z', 'with exactly 30 minutes left'],
    ['1969-12-28T04:30:00.000Z', 'before there were computers'],
  ])('%s: open, %s', (time) => {
    expect(at(time)).toBeUndefined();
  });

  test.each([
    ['2026-01-11T03:59:59.999Z', '2026-01-11T04:00:00.000Z'],
    ['2026-01-05T10:00:00.400Z', '2026-01-11T04:00:00.000Z'],
    ['2026-01-11T05:30:00.001Z', '2026-01-18T04:00:00.000Z'],
    ['2026-01-11T06:00:00.000Z', '2026-01-18T04:00:00.000Z'],
    ['2026-01-12T00:00:00.000Z', '2026-01-18T04:00:00.000Z'],
  ])('%s: opens at %s', (time, opening) => {
    expect(at(time)).toBe(opening);
  });
});

test('one that crosses the end of the week stays open on Monday', () => {
  const window = { start: 6 * 1440 + 23 * 60, length: 180 };
  expect(at('2026-01-11T23:00:00Z', window)).toBeUndefined();
  expect(at('2026-01-12T01:30:00Z', window)).toBeUndefined();
  expect(at('2026-01-12T01:30:01Z', window)).toBe('2026-01-18T23:00:00.000Z');
});

test('one of half an hour is open for its first minutes, or it would never be', () => {
  const window = { start: 0, length: 30 };
  expect(at('2026-01-12T00:00:00Z', window)).toBeUndefined();
  expect(at('2026-01-12T00:04:59.999Z', window)).toBeUndefined();
  expect(at('2026-01-12T00:05:00Z', window)).toBe('2026-01-19T00:00:00.000Z');
});

test('one without length never opens', () => {
  expect(at('2026-01-12T00:00:00Z', { start: 0, length: 0 })).toBe('2026-01-19T00:00:00.000Z');
});

test('whenever it is asked, it is open at the time that it names, and the answer does not move until then', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 7 * 1440 - 1 }),
      fc.integer({ min: 30, max: 1440 }),
      fc.integer({ min: 0, max: 4_000_000_000_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (start, length, now, share) => {
        const window = { start, length };
        const opening = nextOpening(window, new Date(now));
        if (opening === undefined) return;
        expect(opening.getTime()).toBeGreaterThan(now);
        expect(nextOpening(window, opening)).toBeUndefined();
        const between = new Date(now + Math.floor((opening.getTime() - 1 - now) * share));
        expect(nextOpening(window, between) ?? opening).toEqual(opening);
      },
    ),
    { numRuns: 1000 },
  );
});
