import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatCidr, networkOf, overlap, parseCidr, sizeOf } from '../../src/aws/cidr.js';

test('an IPv4 network is read as a number and a prefix', () => {
  expect(parseCidr('10.0.0.0/16')).toEqual({ address: 167772160, prefix: 16 });
  expect(parseCidr('255.255.255.255/32')).toEqual({ address: 4294967295, prefix: 32 });
  expect(parseCidr('0.0.0.0/0')).toEqual({ address: 0, prefix: 0 });
});

test.each(['10.0.0.0', '10.0.0/16', '10.0.0.256/16', '10.0.0.0/33', '010.0.0.0/16', '10.0.0.0/08', 'fd00::/8', ''])(
  '%p is no IPv4 network',
  (text) => {
    expect(parseCidr(text)).toBeUndefined();
  },
);

test('host bits are cleared', () => {
  expect(formatCidr(networkOf({ address: 167772165, prefix: 24 }))).toBe('10.0.0.0/24');
  expect(formatCidr(networkOf({ address: 4294967295, prefix: 0 }))).toBe('0.0.0.0/0');
});

test('a /24 has 256 addresses, a /0 all', () => {
  expect(sizeOf({ address: 0, prefix: 24 })).toBe(256);
  expect(sizeOf({ address: 0, prefix: 0 })).toBe(4294967296);
});

test.each([
  ['10.0.0.0/16', '10.0.255.0/24', true],
  ['10.0.255.0/24', '10.0.0.0/16', true],
  ['10.0.0.0/24', '10.0.1.0/24', false],
  ['10.0.1.0/24', '10.0.0.0/24', false],
  ['10.0.0.77/24', '10.0.0.0/24', true],
])('whether %s and %s overlap: %p', (a, b, expected) => {
  const [left, right] = [parseCidr(a), parseCidr(b)];
  expect(left !== undefined && right !== undefined && overlap(left, right)).toBe(expected);
});

const cidrs = fc.record({ address: fc.integer({ min: 0, max: 2 ** 32 - 1 }), prefix: fc.integer({ min: 0, max: 32 }) });

test('what is formatted is read again', () => {
  fc.assert(fc.property(cidrs, (cidr) => expect(parseCidr(formatCidr(cidr))).toEqual(cidr)));
});

test('overlap is symmetric, and a network overlaps itself', () => {
  fc.assert(
    fc.property(cidrs, cidrs, (a, b) => {
      expect(overlap(a, b)).toBe(overlap(b, a));
      expect(overlap(a, a)).toBe(true);
    }),
  );
});
