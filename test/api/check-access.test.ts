import { expect, test } from '@jest/globals';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { problemsOf } from './support/database.js';

const problems = (spec: Partial<TapDatabaseSpec>): readonly string[] =>
  problemsOf(spec)
    .filter(({ reason }) => reason === 'InvalidSpec')
    .map(({ field, value, message, remedy }) => `${field} ${JSON.stringify(value)}: ${message}; ${remedy}`);

const name = 'name the networks that need it, or their security groups in spec.access.securityGroupIDs';

test.each(['10.0.0.0/8', '10.20.0.0/16', '203.0.113.7/32'])('%s may be let in', (cidr) => {
  expect(problems({ access: { cidrs: [cidr] } })).toEqual([]);
});

test('networks are judged one by one', () => {
  expect(
    problems({ access: { cidrs: ['10.0.0.0/8', '0.0.0.0/0', '10.0.0.0/7', '10.1.2.3/16', 'all', '11.0.0.0/7'] } }),
  ).toEqual([
    `spec.access.cidrs[1] "0.0.0.0/0": opens the database to the world; ${name}`,
    `spec.access.cidrs[2] "10.0.0.0/7": is wider than /8; ${name}`,
    'spec.access.cidrs[3] "10.1.2.3/16": has host bits set; write 10.1.0.0/16',
    'spec.access.cidrs[4] "all": is not an IPv4 network; write e.g. 10.20.0.0/16',
    'spec.access.cidrs[5] "11.0.0.0/7": has host bits set; write 10.0.0.0/7',
    `spec.access.cidrs[5] "11.0.0.0/7": is wider than /8; ${name}`,
  ]);
});

test.each(['t3.micro', 't4g.micro'])('a bastion can be a %s', (instanceType) => {
  expect(problems({ bastion: { instanceType } })).toEqual([]);
});

test('a bastion has a type that Amazon Linux runs on', () => {
  expect(problems({ bastion: { instanceType: 'mac2.metal' } })).toEqual([
    'spec.bastion.instanceType "mac2.metal": is not an EC2 instance type that Amazon Linux runs on; write e.g. t3.micro or t4g.micro',
  ]);
});

test('a bastion in an existing network needs a public subnet', () => {
  const existing = { vpcID: 'vpc-0a1b2c3d', databaseSubnetIDs: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'] };
  expect(problems({ network: { existing } })).toEqual([
    'spec.bastion.enabled true: the bastion needs a subnet with a way to the Internet, and the existing network names none; name one in spec.network.existing.publicSubnetIDs, or set spec.bastion.enabled to false',
  ]);
  expect(problems({ network: { existing }, bastion: { enabled: false } })).toEqual([]);
  expect(problems({ network: { existing: { ...existing, publicSubnetIDs: ['subnet-2a1b2c3d'] } } })).toEqual([]);
});
