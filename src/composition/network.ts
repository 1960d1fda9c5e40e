import { Construct } from 'constructs';
import type { ChildRef } from '../api/child.js';
import type { ResolvedSpec } from '../api/resolved-spec.js';
import type { DatabaseChart } from './database-chart.js';
import { addOwnNetwork } from './own-network.js';
import type { Placement } from './placement.js';

/** The network of a database and the subnet group in it. */
export class Network extends Construct {
  readonly placement: Placement;
  readonly subnetGroup: ChildRef;

  constructor(chart: DatabaseChart) {
    super(chart, 'network');
    const { name, environment, network } = chart.spec;
    this.placement = network.kind === 'own' ? addOwnNetwork(this, chart, network) : existingNetwork(network);
    this.subnetGroup = chart.addAck(this, 'DBSubnetGroup', name, () => ({
      name: `${name}-${environment}`,
      description: `Subnets of the database ${name}`,
      ...this.placement.databaseSubnets,
    }));
  }
}

/** RFC 1918: where a database can be in a VPC that we know by nothing but its id. */
const PRIVATE_NETWORKS = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

function existingNetwork(network: Extract<ResolvedSpec['network'], { kind: 'existing' }>): Placement {
  const [publicSubnet] = network.publicSubnetIDs;
  return {
    vpc: { vpcID: network.vpcID },
    databaseSubnets: { subnetIDs: network.databaseSubnetIDs },
    databaseCIDRs: PRIVATE_NETWORKS,
    zones: [...new Set(network.databaseZones)],
    publicSubnet: publicSubnet === undefined ? undefined : { subnetID: publicSubnet },
  };
}
