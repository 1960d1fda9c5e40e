import { AwsError } from '../runtime/errors.js';
import type { Call } from '../runtime/kind.js';
import { copy } from '../runtime/resource.js';
import { type InstanceInput, insertInstance, newIdentifier, optional } from './db-instance.js';
import { getInstance } from './db-instance-checks.js';
import { arnOf } from './identifiers.js';
import type { Records } from './records.js';

const CREATING_SECONDS = 60;

export function createSnapshot(call: Call, identifier: string, instanceIdentifier: string): Records['dbSnapshot'] {
  const { account } = call;
  const instance = getInstance(call, instanceIdentifier);
  if (instance.state !== 'available') {
    throw new AwsError(
      'InvalidDBInstanceState',
      `Cannot create a snapshot because the database instance ${instance.id} is not currently in the available state.`,
    );
  }
  const snapshot = insertSnapshot(call, instance, identifier, 'manual');
  account.walk(snapshot, [['creating', CREATING_SECONDS], ['available']]);
  account.walk(instance, [['backing-up', CREATING_SECONDS], ['available']]);
  return snapshot;
}

export function insertSnapshot(
  { account, region, token }: Call,
  instance: Records['dbInstance'],
  identifier: string,
  kind: Records['dbSnapshot']['kind'],
): Records['dbSnapshot'] {
  const id = identifier.toLowerCase();
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length > 255) {
    throw new AwsError(
      'InvalidParameterValue',
      `The parameter DBSnapshotIdentifier is not a valid identifier: ${identifier}`,
    );
  }
  if (account.find('dbSnapshot', id, region)) {
    throw new AwsError(
      'DBSnapshotAlreadyExists',
      `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`,
    );
  }
  return account.insert('dbSnapshot', {
    id,
    arn: arnOf('rds', region, `snapshot:${id}`),
    region,
    madeBy: token,
    instance: instance.id,
    kind,
    attributes: copy(instance.attributes),
    port: instance.port,
    vpcID: instance.vpcID,
    tags: instance.attributes.copyTagsToSnapshot ? { ...instance.tags } : {},
  });
}

/**
 * What RestoreDBInstanceFromDBSnapshot can be told; all else is the snapshot's, or off until it is changed. Source: the
 * request's fields in rds-controller's newRestoreDBInstanceFromDBSnapshotInput.
 */
const RESTORABLE: readonly (keyof InstanceInput)[] = [
  'autoMinorVersionUpgrade',
  'availabilityZone',
  'backupTarget',
  'copyTagsToSnapshot',
  'dbInstanceClass',
  'dbInstanceIdentifier',
  'deletionProtection',
  'engine',
  'iamAuthentication',
  'iops',
  'licenseModel',
  'logExports',
  'multiAZ',
  'networkType',
  'parameterGroup',
  'port',
  'publiclyAccessible',
  'securityGroupIDs',
  'storageThroughput',
  'storageType',
  'subnetGroup',
];

/** User, database, engine and encryption are the snapshot's; a password is not part of the request. */
export function restoreFromSnapshot(call: Call, input: InstanceInput, identifier: string): Records['dbInstance'] {
  const { account, region } = call;
  const id = newIdentifier(call, input.dbInstanceIdentifier);
  const snapshot = account.list(
    'dbSnapshot',
    (each) => each.region === region && (each.id === identifier || each.arn === identifier),
  )[0];
  if (!snapshot) throw new AwsError('DBSnapshotNotFound', `DBSnapshot not found: ${identifier}`);
  if (snapshot.state !== 'available')
    throw new AwsError('InvalidDBSnapshotState', `The snapshot is not in available state: ${snapshot.state}`);
  if (input.dbName !== undefined) {
    throw new AwsError('InvalidParameterValue', 'DBName must be null when Restoring for this Engine.');
  }
  const told = Object.fromEntries(RESTORABLE.map((field) => [field, input[field]]));
  const { attributes } = snapshot;
  const { preferredBackupWindow, preferredMaintenanceWindow } = attributes;
  const { allocatedStorage, storageType, storageEncrypted, engineVersion, masterUsername, backupRetentionPeriod } =
    attributes;
  const { dbName, kmsKeyID, iops, storageThroughput, maxAllocatedStorage } = attributes;
  return insertInstance(
    call,
    id,
    {
      port: snapshot.port,
      preferredBackupWindow,
      preferredMaintenanceWindow,
      ...(optional(told) as unknown as InstanceInput),
    },
    {
      allocatedStorage,
      storageType: input.storageType ?? storageType,
      storageEncrypted,
      engineVersion,
      masterUsername,
      backupRetentionPeriod,
      ...optional({ dbName, kmsKeyID, iops, storageThroughput, maxAllocatedStorage }),
    },
  );
}

export function deleteSnapshot({ account, region }: Call, snapshot: Records['dbSnapshot']): void {
  if (snapshot.state !== 'available') {
    throw new AwsError(
      'InvalidDBSnapshotState',
      `Cannot delete the snapshot because it is not currently in the available state: ${snapshot.state}`,
    );
  }
  account.remove('dbSnapshot', snapshot.id, region);
}
