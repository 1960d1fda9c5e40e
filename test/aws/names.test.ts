import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { boundedName, shortHash } from '../../src/aws/names.js';

test('a hash is eight digits and the same for ever', () => {
  expect(shortHash('tap')).toBe('729cd87c');
});

test('a name that fits is itself', () => {
  expect(boundedName('tap-bastion-dev-us-east-2', 64)).toBe('tap-bastion-dev-us-east-2');
  expect(boundedName('0123456789', 10)).toBe('0123456789');
});

test('a name that does not fit ends with a hash, without a double dash before it', () => {
  expect(boundedName('0123456789abcdef', 15)).toBe(`012345-${shortHash('0123456789abcdef')}`);
  expect(boundedName('0123--6789abcdef', 15)).toBe(`0123-${shortHash('0123--6789abcdef')}`);
});

test('names stay within the bound, and two names stay two', () => {
  const names = fc.stringMatching(/^[a-z][a-z0-9-]{0,90}$/);
  fc.assert(
    fc.property(names, names, fc.integer({ min: 20, max: 64 }), (a, b, max) => {
      expect(boundedName(a, max).length).toBeLessThanOrEqual(max);
      expect(boundedName(a, max) === boundedName(b, max)).toBe(a === b);
    }),
  );
});
