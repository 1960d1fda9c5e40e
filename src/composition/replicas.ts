import { Construct } from 'constructs';
import type { Access } from './access.js';
import type { DatabaseChart, Need } from './database-chart.js';
import { replicaVersionFields } from './engine-version.js';
import { commonFields } from './instance.js';
import { primaryRef, replicaNumbers, replicaRef } from './instance-refs.js';
import type { Monitoring } from './monitoring.js';
import type { Placement } from './placement.js';
import type { Postgres } from './postgres.js';
import { startMarks } from './static-parameters.js';
import { replicaSizeField, storageFields } from './storage-fields.js';

export interface ReplicasProps {
  readonly access: Access;
  readonly monitoring: Monitoring;
  readonly placement: Placement;
  readonly postgres: Postgres;
}

/**
 * Read replicas, spread over the zones. What a replica has from its source is not said again: RDS refuses some of it
 * (subnet group, key, master user) and the rest would be fought over.
 */
export class Replicas extends Construct {
  constructor(chart: DatabaseChart, { access, monitoring, placement: { zones }, postgres }: ReplicasProps) {
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
        (need) => ({
          ...commonFields(chart, access, monitoring),
          ...storageFields(chart, ref),
          ...replicaSizeField(chart, ref),
          ...replicaVersionFields(chart, ref, postgres.parameterGroup),
          dbInstanceIdentifier: chart.awsName(`replica-${i}`),
          sourceDBInstanceIdentifier: sourceOf(chart, need),
          dbInstanceClass: replicas.class,
          ...(zone !== undefined && { availabilityZone: zone }),
          multiAZ: false,
          deletionProtection: false,
        }),
        { instance: `replica-${i}`, ...startMarks(chart, ref, postgres.wanted) },
      );
    }
  }
}

/** The primary's name in AWS; a replica of one that is not there yet, or waits itself, is refused by RDS. */
function sourceOf(chart: DatabaseChart, need: Need): string {
  need(primaryRef(chart.spec.name), 'metadata.name');
  return chart.awsName('primary');
}
