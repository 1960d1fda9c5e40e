import { expect, test } from '@jest/globals';
import { gp3Baseline, leastGrowth } from '../../src/aws/storage.js';

test.each([
  [20, 3000, 125],
  [399, 3000, 125],
  [400, 12000, 500],
  [65536, 12000, 500],
])('gp3 of %p GiB has %p iops and %p MiB/s', (size, iops, throughputMiBps) => {
  expect(gp3Baseline(size)).toEqual({ iops, throughputMiBps });
});

test.each([
  [20, 22],
  [100, 110],
  [105, 116],
  [190, 209],
])('%p GiB grow to %p at least', (size, least) => {
  expect(leastGrowth(size)).toBe(least);
});
