import { expect, test } from '@jest/globals';
import { commonZones, isRegion, possibleZones } from '../../src/aws/zones.js';

test('zones that every account has, in an order that never changes', () => {
  expect(commonZones('us-east-1')).toEqual([
    'us-east-1a',
    'us-east-1b',
    'us-east-1c',
    'us-east-1d',
    'us-east-1e',
    'us-east-1f',
  ]);
  expect(commonZones('us-east-2')).toEqual(['us-east-2a', 'us-east-2b', 'us-east-2c']);
  expect(commonZones('us-gov-west-1')?.[0]).toBe('us-gov-west-1a');
});

test.each(['us-west-1', 'ap-northeast-1', 'ca-central-1', 'sa-east-1', 'cn-north-1'])(
  'in %s the names differ by account',
  (region) => {
    expect(commonZones(region)).toBeUndefined();
    expect(possibleZones(region)).toContain(`${region}a`);
  },
);

test('possible zones are the common ones where there are such, and unknown in an unknown region', () => {
  expect(possibleZones('us-east-2')).toEqual(commonZones('us-east-2'));
  expect(possibleZones('us-east-9')).toBeUndefined();
  expect(commonZones('us-east-9')).toBeUndefined();
});

test.each([
  ['us-east-2', true],
  ['us-gov-west-1', true],
  ['ap-southeast-10', true],
  ['us-east', false],
  ['us-east-2a', false],
  ['US-EAST-2', false],
  ['useast2', false],
  ['', false],
])('%p has the form of a region: %p', (text, expected) => {
  expect(isRegion(text)).toBe(expected);
});
