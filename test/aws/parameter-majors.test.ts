import { expect, test } from '@jest/globals';
import { isInMajor, majorsOf } from '../../src/aws/parameter-majors.js';

test.each([
  ['transaction_timeout', 16, false],
  ['transaction_timeout', 17, true],
  ['transaction_timeout', 18, true],
  ['old_snapshot_threshold', 16, true],
  ['old_snapshot_threshold', 17, false],
  ['work_mem', 13, true],
  ['some.extension', 18, true],
  ['constructor', 18, true],
])('%s is in PostgreSQL %i: %p', (name, major, isIn) => {
  expect(isInMajor(name, major)).toBe(isIn);
});

test.each([
  ['transaction_timeout', '17 and later'],
  ['old_snapshot_threshold', '16 and earlier'],
  ['work_mem', undefined],
  ['constructor', undefined],
])('%s is of %p', (name, majors) => {
  expect(majorsOf(name)).toBe(majors);
});
