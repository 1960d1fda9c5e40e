import { Construct } from 'constructs';
import type { Access } from './access.js';
import type { DatabaseChart } from './database-chart.js';
import { commonFields } from './instance.js';
import { replicaNumbers, replicaRef } from './instance-refs.js';
import type { Monitoring } from './monitoring.js';
import type { Placement } from './placement.js';
import { storageFields } from './storage-fields.js';

/**
 * Read replicas, spread over the zones. What a replica has from its source is not said again: RDS refuses some of it
 * (subnet group, key, master user) and the rest would be fought over.
 */
export class Replicas extends Construct {
  constructor(chart: DatabaseChart, access: Access, monitoring: Monitoring, { zones }: Placement) {
    super(chart, 'replicas');
    const { name, replicas } = chart.spec;
    for (const i of replicaNumbers(replicas.count)) {
      const ref = replicaRef(name, i);
      // A replica never moves: its zone follows from its number alone.
      const zone = zones[i % zones.length];
      chart.addAck(
        this,
        'DBInstance',
        ref.name,
        () => ({
          ...commonFields(chart, access, monitoring),
          ...storageFields(chart, ref),
          dbInstanceIdentifier: chart.awsName(`replica-${i}`),
          sourceDBInstanceIdentifier: chart.awsName('primary'),
          dbInstanceClass: replicas.class,
          ...(zone !== undefined && { availabilityZone: zone }),
          multiAZ: false,
          deletionProtection: false,
        }),
        { instance: `replica-${i}` },
      );
    }
  }
}
