import type { Construct } from 'constructs';
import type { ChildRef } from '../api/child.js';
import type { ResolvedSpec } from '../api/resolved-spec.js';
import { planSubnets } from '../aws/subnet-plan.js';
import { from } from './ack-kinds.js';
import type { DatabaseChart } from './database-chart.js';
import type { Placement } from './placement.js';

type OwnNetwork = Extract<ResolvedSpec['network'], { kind: 'own' }>;
type Tier = 'public' | 'private' | 'isolated';

const ANYWHERE = '0.0.0.0/0';

/**
 * A VPC with a public, a private and an isolated subnet in each zone. A private one reaches out through the NAT gateway
 * of its zone; with fewer gateways than zones they are shared, with none it reaches nothing.
 */
export function addOwnNetwork(section: Construct, chart: DatabaseChart, network: OwnNetwork): Placement {
  const { name } = chart.spec;
  const { zones } = network;
  const cidrs = planSubnets(network.cidr, zones.length);

  const vpc = chart.addAck(section, 'VPC', `${name}-vpc`, () => ({
    cidrBlocks: [network.cidr],
    enableDNSSupport: true,
    enableDNSHostnames: true,
    disallowSecurityGroupDefaultRules: true,
  }));
  const vpcRef = from(vpc);
  const internetGateway = chart.addAck(section, 'InternetGateway', `${name}-igw`, () => ({ vpcRef }));

  const subnets = (tier: Tier, tableOf: (i: number) => ChildRef): readonly ChildRef[] =>
    zones.map((zone, i) =>
      chart.addAck(section, 'Subnet', `${name}-${tier}-${i + 1}`, () => ({
        vpcRef,
        cidrBlock: cidrs[tier][i] as string,
        availabilityZone: zone,
        mapPublicIPOnLaunch: tier === 'public',
        routeTableRefs: [from(tableOf(i))],
        ...SUBNET_FLAGS,
      })),
    );

  const publicTable = chart.addAck(section, 'RouteTable', `${name}-public`, () => ({
    vpcRef,
    routes: [{ destinationCIDRBlock: ANYWHERE, gatewayRef: from(internetGateway) }],
  }));
  const publicSubnets = subnets('public', () => publicTable);

  const natGateways = publicSubnets.slice(0, network.natGateways).map((subnet, i) => {
    const address = chart.addAck(section, 'ElasticIPAddress', `${name}-nat-${i + 1}`, () => ({}));
    return chart.addAck(section, 'NATGateway', `${name}-nat-${i + 1}`, () => ({
      subnetRef: from(subnet),
      allocationRef: from(address),
      connectivityType: 'public',
    }));
  });
  const privateTables = zones.map((_zone, i) => {
    const natGateway = natGateways[i % natGateways.length];
    return chart.addAck(section, 'RouteTable', `${name}-private-${i + 1}`, () => ({
      vpcRef,
      routes: natGateway === undefined ? [] : [{ destinationCIDRBlock: ANYWHERE, natGatewayRef: from(natGateway) }],
    }));
  });
  const privateSubnets = subnets('private', (i) => privateTables[i] as ChildRef);

  const isolatedTable = chart.addAck(section, 'RouteTable', `${name}-isolated`, () => ({ vpcRef, routes: [] }));
  const isolatedSubnets = subnets('isolated', () => isolatedTable);

  const [firstPublic] = publicSubnets as [ChildRef, ...ChildRef[]];
  const isIsolated = network.databaseSubnets === 'Isolated';
  return {
    vpc: { vpcRef },
    databaseSubnets: { subnetRefs: (isIsolated ? isolatedSubnets : privateSubnets).map(from) },
    databaseCIDRs: isIsolated ? cidrs.isolated : cidrs.private,
    zones,
    publicSubnet: { subnetRef: from(firstPublic) },
  };
}

/** Left out, each of them would make ACK call ModifySubnetAttribute at every resync. */
const SUBNET_FLAGS = {
  assignIPv6AddressOnCreation: false,
  enableDNS64: false,
  enableResourceNameDNSARecord: false,
  enableResourceNameDNSAAAARecord: false,
  hostnameType: 'ip-name',
};
