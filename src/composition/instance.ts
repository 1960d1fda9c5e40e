import { Construct } from 'constructs';
import { ACK_FINAL_SNAPSHOT } from '../api/words.js';
import { shortHash } from '../aws/names.js';
import type { Access } from './access.js';
import { coreRef, from, type SpecOf } from './ack-kinds.js';
import type { DatabaseChart } from './database-chart.js';
import type { Encryption } from './encryption.js';
import { primaryRef } from './instance-refs.js';
import type { Monitoring } from './monitoring.js';
import type { Network } from './network.js';
import type { Postgres } from './postgres.js';
import { restoreFields } from './restore.js';
import { startMarks } from './static-parameters.js';
import { growthTooSmall, sizeField, storageFields } from './storage-fields.js';

export interface InstanceProps {
  readonly access: Access;
  readonly monitoring: Monitoring;
  readonly network: Network;
  readonly encryption: Encryption;
  readonly postgres: Postgres;
  /** metadata.uid of the TapDatabase: makes the name of the final snapshot unique. */
  readonly uid: string;
}

/** The primary. No availability zone is set: with Multi-AZ it moves, and ACK would fight that for ever. */
export class Instance extends Construct {
  constructor(chart: DatabaseChart, { access, monitoring, network, encryption, postgres, uid }: InstanceProps) {
    super(chart, 'instance');
    const { spec, credentials } = chart;
    const marks = startMarks(chart, primaryRef(spec.name), postgres.wanted);
    const stays = growthTooSmall(chart);
    if (stays !== undefined) chart.delay(primaryRef(spec.name), 'GrowthTooSmall', stays);
    chart.addAck(
      this,
      'DBInstance',
      primaryRef(spec.name).name,
      (need) => {
        // RDS is asked for an instance only when ACK can read its password.
        need(coreRef('Secret', credentials.reference), 'data.password');
        const whole = {
          ...commonFields(chart, access, monitoring),
          ...storageFields(chart, primaryRef(spec.name)),
          dbInstanceIdentifier: chart.awsName('primary'),
          dbInstanceClass: spec.instance.class,
          engineVersion: spec.postgres.version,
          dbName: spec.postgres.database,
          port: spec.postgres.port,
          masterUsername: spec.postgres.username,
          masterUserPassword: { name: credentials.reference, key: credentials.key ?? 'password' },
          ...sizeField(chart),
          storageEncrypted: true,
          ...encryption.field('kmsKey'),
          multiAZ: spec.instance.multiAZ,
          dbSubnetGroupRef: from(network.subnetGroup),
          dbParameterGroupRef: from(postgres.parameterGroup.ref),
          backupRetentionPeriod: spec.backup.retentionDays,
          preferredBackupWindow: spec.backup.window,
          preferredMaintenanceWindow: spec.maintenance.window,
          deletionProtection: spec.deletionProtection,
          ...(spec.restoreFrom !== undefined && { dbSnapshotIdentifier: spec.restoreFrom.snapshotID }),
        };
        return restoreFields(chart, whole) ?? whole;
      },
      {
        ...marks,
        instance: 'primary',
        annotations: { ...deletionAnnotations(chart, uid), ...marks.annotations },
      },
    );
  }
}

/** What primary and replicas have in common, storage apart. */
export function commonFields(chart: DatabaseChart, access: Access, monitoring: Monitoring) {
  const { postgres, maintenance } = chart.spec;
  const { caCertificateIdentifier } = postgres;
  return {
    engine: 'postgres',
    publiclyAccessible: false,
    vpcSecurityGroupRefs: [from(access.database)],
    enableIAMDatabaseAuthentication: postgres.iamAuthentication,
    ...(caCertificateIdentifier !== undefined && { caCertificateIdentifier }),
    autoMinorVersionUpgrade: maintenance.autoMinorVersionUpgrade,
    copyTagsToSnapshot: true,
    ...monitoring.instanceFields,
  } satisfies Partial<SpecOf<'DBInstance'>>;
}

/** Read by ACK when the instance is deleted. Without them it takes no final snapshot; RDS refuses a name for one that is skipped. */
function deletionAnnotations({ spec }: DatabaseChart, uid: string): Readonly<Record<string, string>> {
  const keepsNothing = spec.deletionPolicy === 'Delete';
  return {
    'rds.services.k8s.aws/skip-final-snapshot': String(keepsNothing),
    ...(!keepsNothing && {
      [ACK_FINAL_SNAPSHOT]: `${spec.name}-final-${spec.environment}-${shortHash(uid)}`,
    }),
    'rds.services.k8s.aws/delete-automated-backups': String(keepsNothing),
  };
}
