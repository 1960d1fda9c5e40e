import { Construct } from 'constructs';
import { type KubeObject, valueAt } from '../api/object.js';
import { ACK_ADOPTION_FIELDS, ACK_ADOPTION_POLICY, ACK_DELETION_POLICY, ACK_READ_ONLY } from '../api/words.js';
import { ackRef, type SpecOf } from './ack-kinds.js';
import type { DatabaseChart } from './database-chart.js';
import { primaryRef } from './instance-refs.js';
import { liveChild } from './live-child.js';

/** The object that shows the snapshot which a database begins with. */
export const snapshotRef = (name: string) => ackRef('DBSnapshot', `${name}-restore`);

/** `tap-final` of `arn:aws:rds:us-east-2:111122223333:snapshot:tap-final`, by which ACK finds it. */
const snapshotName = (snapshotID: string): string => snapshotID.replace(/^arn:.*:snapshot:/, '');

/**
 * Shows the snapshot until there is an instance made of it, and does nothing to it: its tags tell whose it is. A snapshot
 * that the operator's configuration lets the namespace use is not looked at.
 */
export class Restore extends Construct {
  /** Nothing is made, not even with the snapshot's key, before it is proven whose the snapshot is. */
  readonly isAwaited: boolean = false;

  constructor(chart: DatabaseChart, isTrusted: boolean) {
    super(chart, 'restore');
    const { name, restoreFrom } = chart.spec;
    if (restoreFrom === undefined || isTrusted || livePrimary(chart) !== undefined) return;
    const dbSnapshotIdentifier = snapshotName(restoreFrom.snapshotID);
    chart.addAck(this, 'DBSnapshot', snapshotRef(name).name, () => ({ dbSnapshotIdentifier }), {
      tags: 'none',
      annotations: {
        [ACK_ADOPTION_POLICY]: 'adopt',
        [ACK_ADOPTION_FIELDS]: JSON.stringify({ dbSnapshotIdentifier }),
        [ACK_READ_ONLY]: 'true',
        [ACK_DELETION_POLICY]: 'retain',
      },
    });
    this.isAwaited = chart.observed.value(snapshotRef(name), 'status.status') === undefined;
  }
}

/**
 * What the primary says while RDS makes it of a snapshot: the fields that RestoreDBInstanceFromDBSnapshot takes. ACK sends no
 * others, and writes over those with the snapshot's. Undefined for a database that began empty, or is there already: all
 * else, the password too, is a change of an available instance like any other.
 */
export function restoreFields(chart: DatabaseChart, whole: SpecOf<'DBInstance'>): SpecOf<'DBInstance'> | undefined {
  const { restoreFrom, instance } = chart.spec;
  if (restoreFrom === undefined || !isRestoring(livePrimary(chart))) return undefined;
  const taken = TAKEN.filter((field) => whole[field] !== undefined).map((field) => [field, whole[field]]);
  return {
    ...(Object.fromEntries(taken) as SpecOf<'DBInstance'>),
    // RDS refuses gp3's at small sizes, and the snapshot's size is not ours to say.
    ...(instance.storage.type.startsWith('io') && { iops: whole.iops as number }),
    dbSnapshotIdentifier: restoreFrom.snapshotID,
  };
}

/** Source: rds-controller, newRestoreDBInstanceFromDBSnapshotInput. RDS refuses a dbName for PostgreSQL. */
const TAKEN = [
  'autoMinorVersionUpgrade',
  'copyTagsToSnapshot',
  'dbInstanceClass',
  'dbInstanceIdentifier',
  'dbParameterGroupRef',
  'dbSubnetGroupRef',
  'deletionProtection',
  'enableCloudwatchLogsExports',
  'enableIAMDatabaseAuthentication',
  'engine',
  'multiAZ',
  'port',
  'publiclyAccessible',
  'storageType',
  'vpcSecurityGroupRefs',
] as const satisfies readonly (keyof SpecOf<'DBInstance'>)[];

/** Until it is available for the first time; it gets its password right after. */
const isRestoring = (primary: KubeObject | undefined): boolean =>
  valueAt(primary, 'spec.masterUserPassword') === undefined &&
  valueAt(primary, 'status.dbInstanceStatus') !== 'available';

const livePrimary = ({ spec, observed }: DatabaseChart) => liveChild(observed, primaryRef(spec.name));
