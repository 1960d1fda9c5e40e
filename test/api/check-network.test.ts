import { expect, test } from '@jest/globals';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { problemsOf } from './support/database.js';

type Network = NonNullable<TapDatabaseSpec['network']>;

const networkProblems = (network: Network, region = 'us-east-2'): readonly string[] =>
  problemsOf({ region, network, bastion: { enabled: false } })
    .filter(({ reason }) => reason === 'InvalidSpec')
    .map(
      ({ field, value, message, remedy }) =>
        `${field.replace('spec.network.', '')} ${JSON.stringify(value)}: ${message}; ${remedy}`,
    );

test.each(['10.0.0.0/16', '172.16.0.0/20', '192.168.8.0/21', '100.64.0.0/16'])('%s is a network', (cidr) => {
  expect(networkProblems({ cidr })).toEqual([]);
});

test.each([
  ['10.0.0.0', ['is not an IPv4 network; write e.g. 10.0.0.0/16']],
  ['10.0.5.0/16', ['has host bits set; write 10.0.0.0/16']],
  ['10.0.0.0/22', ['is too small for the subnets of three zones; write a network of /16 to /21']],
  ['10.0.0.0/15', ['is larger than a VPC can be; write a network of /16 to /21']],
  ['127.0.0.0/16', ['holds addresses that no host can have; write a private one, e.g. 10.0.0.0/16']],
  ['169.254.0.0/16', ['holds addresses that no host can have; write a private one, e.g. 10.0.0.0/16']],
  [
    '0.0.0.0/0',
    [
      'is larger than a VPC can be; write a network of /16 to /21',
      'holds addresses that no host can have; write a private one, e.g. 10.0.0.0/16',
    ],
  ],
  [
    '240.0.0.5/22',
    [
      'has host bits set; write 240.0.0.0/22',
      'is too small for the subnets of three zones; write a network of /16 to /21',
      'holds addresses that no host can have; write a private one, e.g. 10.0.0.0/16',
    ],
  ],
])('%s is refused: %j', (cidr, problems) => {
  expect(networkProblems({ cidr })).toEqual(problems.map((problem) => `cidr "${cidr}": ${problem}`));
});

test.each([
  [{ zones: ['us-east-2a', 'us-east-2c'] }, 'us-east-2'],
  [{ zones: ['us-west-1a', 'us-west-1c'] }, 'us-west-1'],
  [{ zones: ['us-east-9a', 'us-east-9z'] }, 'us-east-9'],
  [{ zoneCount: 3 }, 'us-east-2'],
  [{ natGateways: 0 }, 'us-east-2'],
  [{ zoneCount: 3, natGateways: 3 }, 'us-east-2'],
])('%j in %s is fine', (network, region) => {
  expect(networkProblems(network, region)).toEqual([]);
});

test('zones are those of the region, each once', () => {
  expect(networkProblems({ zones: ['us-east-2a', 'us-east-2d', 'us-east-2a'] })).toEqual([
    'zones[1] "us-east-2d": is not a zone of us-east-2; use us-east-2a, us-east-2b, us-east-2c',
    'zones[2] "us-east-2a": is named twice; name each zone once',
  ]);
  expect(networkProblems({ zones: ['us-west-2a', 'us-east-9', 'us-east-9aa'] }, 'us-east-9')).toEqual(
    ['us-west-2a', 'us-east-9', 'us-east-9aa'].map(
      (zone, i) => `zones[${i}] "${zone}": is not a zone of us-east-9; use us-east-9a and so on`,
    ),
  );
});

test.each(['us-west-1', 'us-east-9'])('in %s the zones have to be said', (region) => {
  const said = `has to be said, since the names of the zones in ${region} differ by account or are not known here; write two or three of \`aws ec2 describe-availability-zones --region ${region}\``;
  expect(networkProblems({}, region)).toEqual([`zones null: ${said}`]);
  expect(networkProblems({ zones: [] }, region)).toEqual([`zones []: ${said}`]);
});

test('zones and their number are said once', () => {
  expect(networkProblems({ zones: ['us-east-2a', 'us-east-2b'], zoneCount: 2 })).toEqual([
    'zoneCount 2: zones says already how many there are; remove one of them',
  ]);
});

test('a zone has at most one NAT gateway', () => {
  expect(networkProblems({ natGateways: 3 })).toEqual([
    'natGateways 3: a zone has at most one, and there are 2 zones; write 0 to 2',
  ]);
});

const existing = { vpcID: 'vpc-0a1b2c3d', databaseSubnetIDs: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'] };

test('an existing network is fine', () => {
  expect(networkProblems({ existing })).toEqual([]);
  expect(
    networkProblems({
      existing: { ...existing, databaseZones: ['us-east-2a', 'us-east-2b'], publicSubnetIDs: ['subnet-2a1b2c3d'] },
    }),
  ).toEqual([]);
});

test('an existing network excludes all of an own one', () => {
  expect(networkProblems({ existing, natGateways: 1, cidr: '10.0.0.0/16' })).toEqual([
    `existing ${JSON.stringify(existing)}: nothing of an existing network is created, so cidr, natGateways cannot be had; remove cidr, natGateways, or remove existing`,
  ]);
});

test('subnets stand in two zones, each named once', () => {
  const [a, b] = existing.databaseSubnetIDs as [string, string];
  expect(networkProblems({ existing: { ...existing, databaseSubnetIDs: [a] } })).toEqual([
    `existing.databaseSubnetIDs ["${a}"]: RDS needs subnets in two zones; add a subnet`,
  ]);
  expect(networkProblems({ existing: { ...existing, databaseSubnetIDs: [a, b, a], publicSubnetIDs: [b, b] } })).toEqual(
    [
      `existing.databaseSubnetIDs[2] "${a}": is named twice; name each subnet once`,
      `existing.publicSubnetIDs[1] "${b}": is named twice; name each subnet once`,
    ],
  );
});

test('the zones of the subnets are theirs', () => {
  expect(
    networkProblems({ existing: { ...existing, databaseZones: ['us-east-2a', 'us-east-2b', 'us-east-2a'] } }),
  ).toEqual([
    'existing.databaseZones ["us-east-2a","us-east-2b","us-east-2a"]: says 3 zones for 2 subnets; say the zone of each of databaseSubnetIDs, in the same order, or leave it out',
  ]);
  expect(networkProblems({ existing: { ...existing, databaseZones: ['us-east-2a', 'us-east-2a'] } })).toEqual([
    'existing.databaseZones ["us-east-2a","us-east-2a"]: RDS needs subnets in two zones; add a subnet in another zone',
  ]);
  expect(networkProblems({ existing: { ...existing, databaseZones: ['us-east-2a', 'eu-west-1b'] } })).toEqual([
    'existing.databaseZones[1] "eu-west-1b": is not a zone of us-east-2; use us-east-2a, us-east-2b, us-east-2c',
  ]);
});
