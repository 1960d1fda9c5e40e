import { AwsError } from '../runtime/errors.js';
import type { Call } from '../runtime/kind.js';
import { type InstanceInput, insertInstance, newIdentifier, optional } from './db-instance.js';
import { getInstance, invalidCombination } from './db-instance-checks.js';
import type { Records } from './records.js';

const MOST_REPLICAS = 15;

/** What the source has is not asked for again; naming it is refused. */
export function createReadReplica(call: Call, input: InstanceInput): Records['dbInstance'] {
  const id = newIdentifier(call, input.dbInstanceIdentifier);
  const source = getInstance(call, (input.source ?? '').split(':').at(-1) ?? '');
  const byIdentifier = !input.source?.startsWith('arn:');
  if (source.deleting || source.state !== 'available') {
    throw new AwsError('InvalidDBInstanceState', `DB instance ${source.id} is not in available state: ${source.state}`);
  }
  if (source.attributes.backupRetentionPeriod === 0) {
    throw new AwsError(
      'InvalidDBInstanceState',
      'Automated backups are not enabled for this database instance. To enable automated backups, use ModifyDBInstance to set the backup retention period to a non-zero value.',
    );
  }
  const replicas = call.account.list(
    'dbInstance',
    (instance) => instance.source === source.id && instance.region === source.region,
  );
  if (replicas.length >= MOST_REPLICAS)
    throw new AwsError('InstanceQuotaExceeded', `${source.id} has ${MOST_REPLICAS} read replicas already`);
  if (input.kmsKeyID !== undefined && byIdentifier) {
    invalidCombination('You cannot specify a KMS key for a read replica in the same region as its source.');
  }
  if (input.subnetGroup !== undefined && byIdentifier) {
    throw new AwsError(
      'DBSubnetGroupNotAllowedFault',
      'The DbSubnetGroup should not be specified while creating read replicas in the same region as the source',
    );
  }
  const { allocatedStorage, storageEncrypted, engineVersion, masterUsername } = source.attributes;
  const { dbName, kmsKeyID, iops, storageThroughput, maxAllocatedStorage } = source.attributes;
  const replica = insertInstance(
    call,
    id,
    {
      ...input,
      subnetGroup: input.subnetGroup ?? source.subnetGroup,
      parameterGroup: input.parameterGroup ?? source.parameterGroup.name,
      port: input.port ?? source.port,
      preferredBackupWindow: source.attributes.preferredBackupWindow,
      autoMinorVersionUpgrade: input.autoMinorVersionUpgrade ?? source.attributes.autoMinorVersionUpgrade,
    },
    {
      allocatedStorage,
      storageEncrypted,
      engineVersion,
      masterUsername,
      ...optional({ dbName, kmsKeyID, iops, storageThroughput }),
      ...optional({ maxAllocatedStorage: input.maxAllocatedStorage ?? maxAllocatedStorage }),
      storageType: input.storageType ?? source.attributes.storageType,
      backupRetentionPeriod: 0,
    },
  );
  replica.source = source.id;
  return replica;
}
