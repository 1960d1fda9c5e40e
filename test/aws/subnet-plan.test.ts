import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatCidr, networkOf, overlap, parseCidr } from '../../src/aws/cidr.js';
import { planSubnets } from '../../src/aws/subnet-plan.js';

test('a /16 over two zones has /24 subnets in the order public, private, isolated', () => {
  expect(planSubnets('10.0.0.0/16', 2)).toEqual({
    public: ['10.0.0.0/24', '10.0.1.0/24'],
    private: ['10.0.2.0/24', '10.0.3.0/24'],
    isolated: ['10.0.4.0/24', '10.0.5.0/24'],
  });
});

test('a /21 over three zones has sixteenths of it', () => {
  expect(planSubnets('192.168.8.0/21', 3)).toEqual({
    public: ['192.168.8.0/25', '192.168.8.128/25', '192.168.9.0/25'],
    private: ['192.168.9.128/25', '192.168.10.0/25', '192.168.10.128/25'],
    isolated: ['192.168.11.0/25', '192.168.11.128/25', '192.168.12.0/25'],
  });
});

test('what is no network has no subnets', () => {
  expect(() => planSubnets('10.0.0.0', 2)).toThrow('10.0.0.0 is no IPv4 network');
});

test('subnets are disjoint and inside of the network', () => {
  const networks = fc
    .record({ address: fc.integer({ min: 0, max: 2 ** 32 - 1 }), prefix: fc.integer({ min: 16, max: 21 }) })
    .map(networkOf);
  fc.assert(
    fc.property(networks, fc.integer({ min: 2, max: 3 }), (network, zones) => {
      const plan = planSubnets(formatCidr(network), zones);
      const subnets = [...plan.public, ...plan.private, ...plan.isolated].map((text) => parseCidr(text) ?? network);
      expect(subnets).toHaveLength(3 * zones);
      for (const [i, subnet] of subnets.entries()) {
        expect(networkOf(subnet)).toEqual(subnet);
        expect(networkOf({ ...subnet, prefix: network.prefix })).toEqual(network);
        expect(subnets.some((other, j) => i !== j && overlap(subnet, other))).toBe(false);
      }
    }),
  );
});
