import type { Refusal, SpecPart } from './admission-cluster.js';

const network = (fields: object): SpecPart => ({ network: fields });
const access = (fields: object): SpecPart => ({ access: fields });
const vpcID = 'vpc-0a1b2c3d';
const databaseSubnetIDs = ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'];
const existing = (fields: object = {}): SpecPart => network({ existing: { vpcID, databaseSubnetIDs, ...fields } });

/** What the schema can know to be wrong about the network and who may reach the database. */
export const networkRefusals: readonly Refusal[] = [
  [
    network({ cidr: '10.0.0.0' }),
    network({ cidr: '10.0.0.0/16' }),
    'spec.network.cidr: Invalid value: "string": "10.0.0.0" is not an IPv4 network: write it as in 10.0.0.0/16',
  ],
  [
    network({ cidr: 'fd00::/16' }),
    network({ cidr: '10.0.0.0/16' }),
    'spec.network.cidr: Invalid value: "string": "fd00::/16" is not an IPv4 network: write it as in 10.0.0.0/16',
  ],
  [
    network({ cidr: '10.0.8.0/20' }),
    network({ cidr: '10.0.16.0/20' }),
    'spec.network.cidr: Invalid value: "string": "10.0.8.0/20" has bits set behind its prefix: write the network itself, 10.20.0.0/16 and not 10.20.3.4/16',
  ],
  [
    network({ cidr: '10.0.0.0/22' }),
    network({ cidr: '10.0.0.0/21' }),
    'spec.network.cidr: Invalid value: "string": "10.0.0.0/22" is not a VPC that holds all subnets: set a prefix of /16 to /21, as in 10.0.0.0/16',
  ],
  [
    network({ cidr: '10.0.0.0/15' }),
    network({ cidr: '10.0.0.0/16' }),
    'spec.network.cidr: Invalid value: "string": "10.0.0.0/15" is not a VPC that holds all subnets: set a prefix of /16 to /21, as in 10.0.0.0/16',
  ],
  [
    network({ cidr: '127.0.0.0/16' }),
    network({ cidr: '100.64.0.0/16' }),
    'spec.network.cidr: Invalid value: "string": "127.0.0.0/16" is not a network of hosts: set a private one, as in 10.0.0.0/16',
  ],

  [
    network({ zones: ['us-east-2a'] }),
    network({ zones: ['us-east-2a', 'us-east-2b'] }),
    'spec.network.zones: Invalid value: 1: spec.network.zones in body should have at least 2 items',
  ],
  [
    network({ zones: ['us-east-2a', 'us-east-2a'] }),
    network({ zones: ['us-east-2c', 'us-east-2a'] }),
    'spec.network.zones: Invalid value: "array": names a zone twice: each may stand here once',
  ],
  [
    network({ zones: ['us-east-2a', 'us-east-22'] }),
    network({ zones: ['us-east-2a', 'us-east-2b'] }),
    'spec.network.zones[1]: Invalid value: "string": "us-east-22" is not the name of an availability zone: write it as in us-east-2a',
  ],
  [
    network({ zones: ['us-east-2a', 'us-east-1b'] }),
    network({ zones: ['us-east-2a', 'us-east-2b'] }),
    'spec.network.zones: Invalid value: "object": us-east-2a, us-east-1b are not all in region us-east-2: name zones such as us-east-2a',
  ],
  [
    network({ zones: ['us-east-2a', 'us-east-2b'], zoneCount: 2 }),
    network({ zoneCount: 2 }),
    'spec.network.zoneCount: Invalid value: "object": zones tells how many there are: remove zoneCount, or zones',
  ],
  [
    network({ zoneCount: 4 }),
    network({ zoneCount: 3 }),
    'spec.network.zoneCount: Invalid value: 4: spec.network.zoneCount in body should be less than or equal to 3',
  ],
  [
    network({ zoneCount: 2, natGateways: 3 }),
    network({ zoneCount: 2, natGateways: 2 }),
    'spec.network.natGateways: Invalid value: "object": one zone has at most one NAT gateway: lower it to the number of zones, or to 0',
  ],
  [
    network({ zones: ['us-east-2a', 'us-east-2b'], natGateways: 3 }),
    network({ zones: ['us-east-2a', 'us-east-2b', 'us-east-2c'], natGateways: 3 }),
    'spec.network.natGateways: Invalid value: "object": one zone has at most one NAT gateway: lower it to the number of zones, or to 0',
  ],
  [
    network({ databaseSubnets: 'Public' }),
    network({ databaseSubnets: 'Private' }),
    'spec.network.databaseSubnets: Unsupported value: "Public": supported values: "Private", "Isolated"',
  ],

  ...[
    { cidr: '10.0.0.0/16' },
    { zones: ['us-east-2a', 'us-east-2b'] },
    { zoneCount: 2 },
    { natGateways: 0 },
    { databaseSubnets: 'Isolated' },
  ].map(
    (field): Refusal => [
      network({ existing: { vpcID, databaseSubnetIDs }, ...field }),
      existing(),
      'spec.network.existing: Invalid value: "object": nothing of an existing network is created: remove cidr, zones, zoneCount, natGateways and databaseSubnets, or existing',
    ],
  ),
  [
    existing({ vpcID: 'shop' }),
    existing(),
    'spec.network.existing.vpcID: Invalid value: "string": "shop" is not the id of a VPC: write it as in vpc-0a1b2c3d4e5f60718',
  ],
  [
    existing({ databaseSubnetIDs: ['subnet-0a1b2c3d'] }),
    existing(),
    'spec.network.existing.databaseSubnetIDs: Invalid value: 1: spec.network.existing.databaseSubnetIDs in body should have at least 2 items',
  ],
  [
    existing({ databaseSubnetIDs: ['subnet-0a1b2c3d', 'subnet-0a1b2c3d'] }),
    existing(),
    'spec.network.existing.databaseSubnetIDs: Invalid value: "array": names a subnet twice: each may stand here once',
  ],
  [
    existing({ databaseSubnetIDs: ['subnet-0a1b2c3d', 'isolated-b'] }),
    existing(),
    'spec.network.existing.databaseSubnetIDs[1]: Invalid value: "string": "isolated-b" is not the id of a subnet: write it as in subnet-0a1b2c3d4e5f60718',
  ],
  [
    existing({ publicSubnetIDs: ['subnet-0a1b2c3f', 'subnet-0a1b2c3f'] }),
    existing({ publicSubnetIDs: ['subnet-0a1b2c3f'] }),
    'spec.network.existing.publicSubnetIDs: Invalid value: "array": names a subnet twice: each may stand here once',
  ],
  [
    existing({ publicSubnetIDs: ['public'] }),
    existing({ publicSubnetIDs: [] }),
    'spec.network.existing.publicSubnetIDs[0]: Invalid value: "string": "public" is not the id of a subnet: write it as in subnet-0a1b2c3d4e5f60718',
  ],
  [
    existing({ databaseZones: ['us-east-2a', 'us-east-2b', 'us-east-2c'] }),
    existing({ databaseZones: ['us-east-2a', 'us-east-2b'] }),
    'spec.network.existing.databaseZones: Invalid value: "object": must say the zone of each of databaseSubnetIDs, as many and in the same order, or be left out',
  ],
  [
    existing({ databaseZones: ['us-east-2a', 'us-east-2a'] }),
    existing({ databaseZones: ['us-east-2a', 'us-east-2b'] }),
    'spec.network.existing.databaseZones: Invalid value: "array": RDS needs subnets in at least two zones: add one in another zone',
  ],
  [
    existing({ databaseZones: ['us-east-2a', 'us-east-2B'] }),
    existing({ databaseZones: ['us-east-2a', 'us-east-2b'] }),
    'spec.network.existing.databaseZones[1]: Invalid value: "string": "us-east-2B" is not the name of an availability zone: write it as in us-east-2a',
  ],
  [
    existing({ databaseZones: ['us-east-2a', 'us-west-2b'] }),
    existing({ databaseZones: ['us-east-2a', 'us-east-2b'] }),
    'spec.network.existing.databaseZones: Invalid value: "object": us-east-2a, us-west-2b are not all in region us-east-2: name zones such as us-east-2a',
  ],

  [
    access({ cidrs: ['0.0.0.0/0'] }),
    access({ cidrs: ['10.0.0.0/8'] }),
    'spec.access.cidrs[0]: Invalid value: "string": "0.0.0.0/0" opens the database to too many: name the networks that need it, each /8 or narrower, or their security groups in securityGroupIDs',
  ],
  [
    access({ cidrs: ['10.0.0.0/7'] }),
    access({ cidrs: ['10.0.0.0/8'] }),
    'spec.access.cidrs[0]: Invalid value: "string": "10.0.0.0/7" opens the database to too many: name the networks that need it, each /8 or narrower, or their security groups in securityGroupIDs',
  ],
  [
    access({ cidrs: ['10.20.3.4/16'] }),
    access({ cidrs: ['10.20.3.4/32'] }),
    'spec.access.cidrs[0]: Invalid value: "string": "10.20.3.4/16" has bits set behind its prefix: write the network itself, 10.20.0.0/16 and not 10.20.3.4/16',
  ],
  [
    access({ cidrs: ['::/0'] }),
    access({ cidrs: ['10.20.0.0/16'] }),
    'spec.access.cidrs[0]: Invalid value: "string": "::/0" is not an IPv4 network: write it as in 10.20.0.0/16',
  ],
  [
    access({ cidrs: ['10.20.0.0/16', '10.20.0.0/16'] }),
    access({ cidrs: ['10.20.0.0/16', '10.21.0.0/16'] }),
    'spec.access.cidrs[1]: Duplicate value: "10.20.0.0/16"',
  ],
  [
    access({ securityGroupIDs: ['nodes'] }),
    access({ securityGroupIDs: ['sg-0a1b2c3d'] }),
    'spec.access.securityGroupIDs[0]: Invalid value: "string": "nodes" is not the id of a security group: write it as in sg-0a1b2c3d4e5f60718',
  ],
];
