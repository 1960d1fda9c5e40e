import { expect, test } from '@jest/globals';
import { problemsOf } from './support/database.js';

const windowProblems = (backup: string, maintenance: string): readonly string[] =>
  problemsOf({ backup: { window: backup }, maintenance: { window: maintenance } }).map(
    ({ field, value, message, remedy }) => `${field} ${JSON.stringify(value)}: ${message}; ${remedy}`,
  );

test.each([
  ['00:00-02:00', 'sun:04:00-sun:06:00'],
  ['02:00-04:00', 'sun:04:00-sun:04:30'],
  ['23:45-00:15', 'sun:00:15-sun:00:45'],
  ['12:00-12:30', 'sun:23:30-mon:01:00'],
  ['04:00-04:30', 'tue:04:30-wed:04:00'],
])('backup %s and maintenance %s are fine', (backup, maintenance) => {
  expect(windowProblems(backup, maintenance)).toEqual([]);
});

const overlaps = (backup: string, maintenance: string): string =>
  `spec.maintenance.window "${maintenance}": overlaps the daily spec.backup.window ${backup}, and RDS does one thing at a time; move one of them`;

test.each([
  ['03:00-05:00', 'sun:04:00-sun:06:00'],
  ['23:45-00:30', 'sun:00:15-sun:00:45'],
  ['00:30-01:30', 'sun:23:30-mon:01:00'],
  ['23:00-23:45', 'sun:23:30-mon:01:00'],
  ['04:15-04:45', 'sun:04:00-sun:06:00'],
])('backup %s and maintenance %s overlap', (backup, maintenance) => {
  expect(windowProblems(backup, maintenance)).toEqual([overlaps(backup, maintenance)]);
});

test('windows last at least half an hour', () => {
  expect(windowProblems('00:00-00:29', 'sun:04:00-sun:04:29')).toEqual([
    'spec.backup.window "00:00-00:29": is shorter than 30 minutes; make it longer; it may cross midnight',
    'spec.maintenance.window "sun:04:00-sun:04:29": is shorter than 30 minutes; make it longer; it may cross midnight and Sunday',
  ]);
  expect(windowProblems('00:00-00:00', 'sun:04:00-sun:04:30')).toEqual([
    'spec.backup.window "00:00-00:00": is shorter than 30 minutes; make it longer; it may cross midnight',
  ]);
});

test('maintenance lasts at most a day', () => {
  expect(windowProblems('04:00-04:30', 'sun:06:00-sun:04:00')).toEqual([
    'spec.maintenance.window "sun:06:00-sun:04:00": is longer than 24 hours; make it shorter: does it end before it begins?',
    overlaps('04:00-04:30', 'sun:06:00-sun:04:00'),
  ]);
  expect(windowProblems('04:00-04:30', 'sun:06:00-mon:06:00')).toEqual([
    overlaps('04:00-04:30', 'sun:06:00-mon:06:00'),
  ]);
});

test('what is no window is told once', () => {
  expect(windowProblems('midnight', 'Sun:04:00-Sun:06:00')).toEqual([
    'spec.backup.window "midnight": is not a daily time in UTC; write HH:MM-HH:MM, e.g. 00:00-02:00',
    'spec.maintenance.window "Sun:04:00-Sun:06:00": is not a weekly time in UTC; write ddd:HH:MM-ddd:HH:MM in lower case, e.g. sun:04:00-sun:06:00',
  ]);
  expect(windowProblems('04:00-05:00', 'weekend')).toHaveLength(1);
  expect(windowProblems('midnight', 'sun:04:00-sun:06:00')).toHaveLength(1);
});
