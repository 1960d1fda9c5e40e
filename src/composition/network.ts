import { Construct } from 'constructs';
import type { ChildRef } from '../api/child.js';
import type { DatabaseChart } from './database-chart.js';
import { addOwnNetwork } from './own-network.js';
import { existingNetwork, type Placement } from './placement.js';

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
