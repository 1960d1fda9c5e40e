import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { render } from '../../src/cli/render.js';
import type { Standing } from '../../src/graph/standing.js';
import { type Part, type Topology, topologyOf } from '../../src/graph/topology.js';
import { database, example } from '../composition/support.js';

const planned = (): Standing => 'planned';
const drawn = (name: Parameters<typeof example>[0]): Topology => {
  const of = example(name);
  return topologyOf(of, render(of), planned);
};
const partsOf = (topology: Topology): readonly string[] =>
  topology.zones.flatMap(({ name, subnets }) =>
    subnets.flatMap(({ tier, parts }) => parts.map((part: Part) => `${name} ${tier}: ${part.title}`)),
  );

describe('the e-commerce example', () => {
  const topology = drawn('ecommerce');

  test('stands in two zones, each with a public, a private and an isolated subnet', () => {
    expect(topology.network).toBe('VPC 10.0.0.0/16');
    expect(
      topology.zones.map(({ name, subnets }) => [name, ...subnets.map(({ title, cidr }) => `${title} ${cidr}`)]),
    ).toEqual([
      ['us-east-2a', 'public subnet 10.0.0.0/24', 'private subnet 10.0.2.0/24', 'isolated subnet 10.0.4.0/24'],
      ['us-east-2b', 'public subnet 10.0.1.0/24', 'private subnet 10.0.3.0/24', 'isolated subnet 10.0.5.0/24'],
    ]);
  });

  test('has each part where it is', () => {
    expect(partsOf(topology)).toEqual([
      'us-east-2a public: NAT gateway',
      'us-east-2a public: Bastion',
      'us-east-2a private: Applications',
      'us-east-2a isolated: Primary',
      'us-east-2a isolated: Read replica 2',
      'us-east-2b public: NAT gateway',
      'us-east-2b private: Applications',
      'us-east-2b isolated: Standby',
      'us-east-2b isolated: Read replica 1',
    ]);
    expect(topology.services.map(({ title }) => title)).toEqual([
      'KMS key',
      'Backup bucket',
      'Secrets Manager',
      'CloudWatch logs',
      'CloudWatch alarms',
    ]);
  });

  test('says who talks to whom, on which port', () => {
    const links = topology.links.filter(({ kind }) => kind !== 'service');
    expect(links.map(({ from, to, label }) => `${from} → ${to}: ${label}`)).toEqual([
      'tap-primary → tap-replica-2: replication',
      'tap-primary → tap-replica-1: replication',
      'tap-primary → tap-primary standby: synchronous',
      'application us-east-2a → tap-primary: 5432',
      'application us-east-2b → tap-primary: 5432',
      'Instance tap-bastion → tap-primary: 5432',
      'NATGateway tap-nat-1 → InternetGateway tap-igw: 443',
      'NATGateway tap-nat-2 → InternetGateway tap-igw: 443',
      'Instance tap-bastion → InternetGateway tap-igw: 443',
    ]);
  });
});

test('an existing network has the zones that are known, and no gateways of ours', () => {
  const topology = drawn('existing-network-and-key');
  expect(topology.network).toBe('existing VPC vpc-0a1b2c3d4e5f60718');
  expect(topology.gateway).toBeUndefined();
  expect(topology.zones.map(({ name }) => name)).toEqual(['eu-central-1a', 'eu-central-1b', 'eu-central-1c']);
  expect(topology.services.map(({ title }) => title)).not.toContain('KMS key');
});

test('where nobody knows the zones, RDS places the instances', () => {
  const existing = { vpcID: 'vpc-1', databaseSubnetIDs: ['subnet-1', 'subnet-2'] };
  const of = database({ network: { existing }, instance: { multiAZ: false } });
  const { zones } = topologyOf(of, render(of), planned);
  expect(zones.map(({ name }) => name)).toEqual(['placed by RDS']);
});

test('databases in private subnets are drawn there, in a name that sounds like another tier too', () => {
  const of = database({ network: { databaseSubnets: 'Private' } }, 'my-isolated-db');
  expect(partsOf(topologyOf(of, render(of), planned))).toContain('us-east-2a private: Primary');
});

test('live, the standby stands where RDS says, and a group is as its worst member', () => {
  const of = example('ecommerce');
  const live = render(of).map((child): KubeObject => {
    if (child.metadata.name !== 'tap-primary') return child;
    const spec = { ...child.spec, availabilityZone: 'us-east-2b' };
    return { ...child, spec, status: { secondaryAvailabilityZone: 'us-east-2a', dbInstanceStatus: 'available' } };
  });
  const topology = topologyOf(of, live, ({ metadata }) =>
    metadata.name === 'tap-replica-1-lag' ? 'failing' : 'ready',
  );
  expect(partsOf(topology)).toEqual(
    expect.arrayContaining(['us-east-2a isolated: Standby', 'us-east-2b isolated: Primary']),
  );
  expect(topology.services.find(({ role }) => role === 'alarms')?.standing).toBe('failing');
  expect(topology.services.find(({ role }) => role === 'logs')?.standing).toBe('ready');
});
