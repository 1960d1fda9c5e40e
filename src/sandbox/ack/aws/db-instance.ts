import { AwsError } from '../runtime/errors.js';
import type { Call } from '../runtime/kind.js';
import {
  checkAttributes,
  checkClass,
  checkDatabaseName,
  checkLogExports,
  checkPassword,
  checkUsername,
  invalidCombination,
  invalidValue,
  majorOf,
  resolveEngineVersion,
} from './db-instance-checks.js';
import { checkMaxStorage, resolveStorage } from './db-instance-storage.js';
import { checkWindows } from './db-instance-windows.js';
import { arnOf, digest, uuidOf } from './identifiers.js';
import { checkUsable } from './kms.js';
import type { InstanceAttributes, Records } from './records.js';
import { checkSecurityGroups } from './security-group.js';

const CREATING_SECONDS = 240;
const BACKING_UP_SECONDS = 60;
const MODIFYING_SECONDS = 60;
const CONFIGURING_SECONDS = 20;

/** What a request may name; everything unset is RDS's choice. */
export interface InstanceInput extends Partial<InstanceAttributes> {
  readonly dbInstanceIdentifier: string;
  readonly dbInstanceClass: string;
  readonly engine: string;
  readonly port?: number;
  readonly subnetGroup?: string;
  readonly parameterGroup?: string;
  readonly securityGroupIDs?: readonly string[];
  readonly logExports?: readonly string[];
  readonly iamAuthentication?: boolean;
  readonly masterUserPassword?: string;
  readonly source?: string;
}

export function createDbInstance(call: Call, input: InstanceInput): Records['dbInstance'] {
  const id = newIdentifier(call, input.dbInstanceIdentifier);
  if (input.engine !== 'postgres') invalidValue(`Invalid DB engine: ${input.engine}`);
  checkUsername(input.masterUsername ?? '');
  checkPassword(input.masterUserPassword ?? '');
  checkDatabaseName(input.dbName);
  const storage = resolveStorage({
    type: input.storageType ?? 'gp2',
    sizeGiB: input.allocatedStorage ?? 0,
    iops: input.iops,
    throughput: input.storageThroughput,
  });
  checkMaxStorage(input.maxAllocatedStorage, storage.sizeGiB);
  const engineVersion = resolveEngineVersion(input.engineVersion);
  const kmsKeyID = encryptionKey(call, input);
  return insertInstance(call, id, input, {
    ...optional({ dbName: input.dbName, kmsKeyID, maxAllocatedStorage: input.maxAllocatedStorage }),
    allocatedStorage: storage.sizeGiB,
    ...optional({ iops: storage.iops, storageThroughput: storage.throughput }),
    storageType: storage.type,
    storageEncrypted: input.storageEncrypted ?? false,
    engineVersion,
    masterUsername: input.masterUsername ?? '',
    backupRetentionPeriod: input.backupRetentionPeriod ?? 1,
  });
}

export function newIdentifier({ account, region }: Call, identifier: string): string {
  const id = identifier.toLowerCase();
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length > 63) {
    invalidValue(`The parameter DBInstanceIdentifier is not a valid identifier: ${identifier}`);
  }
  if (account.find('dbInstance', id, region))
    throw new AwsError('DBInstanceAlreadyExists', 'DB instance already exists');
  return id;
}

function encryptionKey(call: Call, { storageEncrypted = false, kmsKeyID }: InstanceInput): string | undefined {
  if (kmsKeyID === undefined) return storageEncrypted ? awsManagedKey(call) : undefined;
  if (!storageEncrypted) invalidCombination('To specify a KMS key, StorageEncrypted must be true.');
  return checkUsable(call, kmsKeyID, 'KMSKeyNotAccessibleFault').arn;
}

export type Given =
  | 'allocatedStorage'
  | 'storageType'
  | 'storageEncrypted'
  | 'engineVersion'
  | 'masterUsername'
  | 'backupRetentionPeriod'
  | 'dbName'
  | 'kmsKeyID'
  | 'iops'
  | 'storageThroughput'
  | 'maxAllocatedStorage';

export function insertInstance(
  call: Call,
  id: string,
  input: InstanceInput,
  given: Pick<InstanceAttributes, Given>,
): Records['dbInstance'] {
  const { account, region, token } = call;
  checkClass(input.dbInstanceClass);
  checkLogExports(input.logExports ?? []);
  const port = input.port ?? 5432;
  if (port < 1150 || port > 65_535) invalidValue(`Invalid endpoint port ${port}. Valid range is 1150-65535.`);
  const group = account.find('dbSubnetGroup', input.subnetGroup ?? 'default', region);
  if (!group)
    throw new AwsError(
      'DBSubnetGroupNotFoundFault',
      `DB subnet group '${input.subnetGroup ?? 'default'}' does not exist.`,
    );
  const groupZones = [
    ...new Set(group.subnetIDs.map((subnet) => account.find('subnet', subnet, region)?.zone ?? '')),
  ].sort();
  const zones = placeInZones(input, groupZones);
  checkSecurityGroups(call, input.securityGroupIDs ?? [], group.vpcID);
  const attributes: InstanceAttributes = {
    autoMinorVersionUpgrade: input.autoMinorVersionUpgrade ?? true,
    availabilityZone: zones[0] ?? '',
    backupTarget: 'region',
    caCertificateIdentifier: input.caCertificateIdentifier ?? 'rds-ca-rsa2048-g1',
    copyTagsToSnapshot: input.copyTagsToSnapshot ?? false,
    databaseInsightsMode: input.databaseInsightsMode ?? 'standard',
    dbInstanceClass: input.dbInstanceClass,
    dbInstanceIdentifier: id,
    deletionProtection: input.deletionProtection ?? false,
    engine: 'postgres',
    licenseModel: 'postgresql-license',
    monitoringInterval: input.monitoringInterval ?? 0,
    ...optional({ monitoringRoleARN: input.monitoringRoleARN }),
    multiAZ: input.multiAZ ?? false,
    networkType: input.networkType ?? 'IPV4',
    performanceInsightsEnabled: input.performanceInsightsEnabled ?? false,
    ...optional(performanceInsights(call, input)),
    preferredBackupWindow: input.preferredBackupWindow ?? '07:00-07:30',
    preferredMaintenanceWindow: (input.preferredMaintenanceWindow ?? 'mon:09:00-mon:09:30').toLowerCase(),
    promotionTier: input.promotionTier ?? 1,
    publiclyAccessible: input.publiclyAccessible ?? false,
    ...given,
  };
  checkWindows(attributes.preferredBackupWindow, attributes.preferredMaintenanceWindow);
  checkAttributes(call, attributes);
  const parameterGroup = findParameterGroup(call, input.parameterGroup, attributes.engineVersion);
  const instance = account.insert('dbInstance', {
    id,
    arn: arnOf('rds', region, `db:${id}`),
    region,
    madeBy: token,
    attributes,
    pending: {},
    port,
    subnetGroup: group.id,
    vpcID: group.vpcID,
    zones,
    parameterGroup: { name: parameterGroup, applyStatus: 'in-sync' },
    securityGroupIDs: [...(input.securityGroupIDs ?? [])],
    logExports: [...(input.logExports ?? [])],
    iamAuthentication: input.iamAuthentication ?? false,
    resourceID: `db-${digest(account.identify('db-', token), 26).toUpperCase()}`,
    associatedRoles: [],
    deleteAutomatedBackups: true,
    ...optional({ masterUserPassword: input.masterUserPassword, secondaryZone: zones[1] }),
  });
  account.walk(instance, [
    ['creating', CREATING_SECONDS],
    ...(attributes.backupRetentionPeriod > 0 ? [['backing-up', BACKING_UP_SECONDS] as const] : []),
    ...(attributes.multiAZ ? [['modifying', MODIFYING_SECONDS] as const] : []),
    ...(attributes.monitoringInterval > 0 ? [['configuring-enhanced-monitoring', CONFIGURING_SECONDS] as const] : []),
    ['available'],
  ]);
  return instance;
}

function performanceInsights(
  call: Call,
  input: InstanceInput,
): { [K in keyof InstanceAttributes]?: InstanceAttributes[K] | undefined } {
  const { performanceInsightsEnabled, performanceInsightsKMSKeyID: key, performanceInsightsRetentionPeriod } = input;
  if (!performanceInsightsEnabled) return { performanceInsightsRetentionPeriod };
  return {
    performanceInsightsKMSKeyID:
      key === undefined ? awsManagedKey(call) : checkUsable(call, key, 'KMSKeyNotAccessibleFault').arn,
    performanceInsightsRetentionPeriod: performanceInsightsRetentionPeriod ?? 7,
  };
}

/** `aws/rds`, which every account has. */
const awsManagedKey = ({ region }: Call): string => arnOf('kms', region, `key/${uuidOf('aws/rds')}`);

/** Its own zone and, with Multi-AZ, the standby's. */
function placeInZones({ availabilityZone, multiAZ = false }: InstanceInput, available: readonly string[]): string[] {
  if (multiAZ && availabilityZone !== undefined) {
    invalidCombination('Requesting a specific availability zone is not valid for Multi-AZ instances.');
  }
  if (multiAZ) return available.slice(0, 2);
  if (availabilityZone === undefined) return available.slice(0, 1);
  if (available.includes(availabilityZone)) return [availabilityZone];
  const message = `The requested Availability Zone ${availabilityZone} is not covered by the DB subnet group.`;
  throw new AwsError('InvalidVPCNetworkStateFault', message);
}

export function findParameterGroup({ account, region }: Call, name: string | undefined, version: string): string {
  const byDefault = `default.postgres${majorOf(version)}`;
  if (name === undefined || name === byDefault) return byDefault;
  const group = account.find('dbParameterGroup', name, region);
  if (!group) throw new AwsError('DBParameterGroupNotFound', `DBParameterGroup not found: ${name}`);
  if (group.family === `postgres${majorOf(version)}`) return name;
  const message = `The parameter group ${name} with DBParameterGroupFamily ${group.family} can't be used for this instance. Use a parameter group with DBParameterGroupFamily postgres${majorOf(version)}.`;
  return invalidCombination(message);
}

/** Without the fields that are undefined. */
export const optional = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
