import { expect, test } from '@jest/globals';
import { firstMinorAfter, parseVersion } from '../../src/aws/postgres-versions.js';

test.each([
  ['17', { major: 17, minor: undefined }],
  ['17.5', { major: 17, minor: 5 }],
  ['13.22', { major: 13, minor: 22 }],
])('%s is a version', (text, version) => {
  expect(parseVersion(text)).toEqual(version);
});

test.each(['', '9', '07', '17.', '17.5.1', 'v17', '17.5-R1'])('%p is none', (text) => {
  expect(parseVersion(text)).toBeUndefined();
});

const firstFrom = (from: string, to: string): number | undefined => {
  const [a, b] = [parseVersion(from), parseVersion(to)];
  if (a === undefined || b === undefined) throw new Error(`${from} or ${to} is no version`);
  return firstMinorAfter(a, b);
};

test.each([
  ['17.7', '18.0', 1],
  ['17.6', '18.0', undefined],
  ['16.10', '17.5', 6],
  ['16.10', '17.6', undefined],
  ['13.22', '14.18', 19],
  ['13.22', '15.14', undefined],
  ['15.14', '16.9', 10],
])('from %s to %s the first minor version that RDS takes is %p', (from, to, first) => {
  expect(firstFrom(from, to)).toBe(first);
});

test.each([
  ['17.6', '17.1'],
  ['17.6', '18'],
  ['17', '18.0'],
  ['13.4', '14.0'],
  ['12.9', '14.0'],
])('from %s to %s nothing is known', (from, to) => {
  expect(firstFrom(from, to)).toBeUndefined();
});
