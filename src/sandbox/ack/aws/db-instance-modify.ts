import { AwsError } from '../runtime/errors.js';
import type { Call } from '../runtime/kind.js';
import { findParameterGroup, optional } from './db-instance.js';
import {
  checkAttributes,
  checkClass,
  checkLogExports,
  checkPassword,
  invalidCombination,
  majorOf,
} from './db-instance-checks.js';
import { checkMaxStorage, resolveStorage } from './db-instance-storage.js';
import { checkMajorUpgrade, hasRestarted, resolveUpgrade, upgradeReplicas } from './db-instance-upgrade.js';
import { checkWindows } from './db-instance-windows.js';
import { checkUsable } from './kms.js';
import type { InstanceAttributes, Records } from './records.js';
import { checkSecurityGroups } from './security-group.js';

/** What ModifyDBInstance is sent: only the fields that differ, always with ApplyImmediately. */
export interface Changes extends Partial<InstanceAttributes> {
  readonly parameterGroup?: string;
  readonly securityGroupIDs?: readonly string[];
  readonly logExports?: readonly string[];
  readonly masterUserPassword?: string;
}

const STORAGE_COOL_DOWN_SECONDS = 6 * 3600;

/** The state that a change takes the instance through, and for how many seconds; what is not here happens at once. */
const WALKS: Partial<Record<keyof Changes, readonly [state: string, seconds: number]>> = {
  dbInstanceClass: ['modifying', 180],
  engineVersion: ['upgrading', 240],
  multiAZ: ['modifying', 120],
  allocatedStorage: ['modifying', 60],
  storageType: ['modifying', 60],
  iops: ['modifying', 60],
  storageThroughput: ['modifying', 60],
  backupRetentionPeriod: ['backing-up', 60],
  monitoringInterval: ['configuring-enhanced-monitoring', 20],
  monitoringRoleARN: ['configuring-enhanced-monitoring', 20],
  performanceInsightsEnabled: ['modifying', 20],
  performanceInsightsRetentionPeriod: ['modifying', 20],
  databaseInsightsMode: ['modifying', 20],
  caCertificateIdentifier: ['modifying', 60],
  logExports: ['configuring-log-exports', 20],
  masterUserPassword: ['resetting-master-credentials', 20],
};

const STORAGE_FIELDS = ['allocatedStorage', 'storageType', 'iops', 'storageThroughput'] as const;

export function modifyDbInstance(call: Call, instance: Records['dbInstance'], changes: Changes): void {
  const { parameterGroup, securityGroupIDs, logExports, masterUserPassword, ...fields } = changes;
  if (instance.state !== 'available' && !(instance.state === 'storage-full' && fields.allocatedStorage !== undefined)) {
    throw new AwsError('InvalidDBInstanceState', `Database instance is not in available state: ${instance.state}`);
  }
  const wanted = resolve(call, instance, fields);
  if (masterUserPassword !== undefined) {
    if (instance.source !== undefined)
      invalidCombination('You cannot change the master user password of a read replica.');
    checkPassword(masterUserPassword);
  }
  if (securityGroupIDs) checkSecurityGroups(call, securityGroupIDs, instance.vpcID);
  if (logExports) checkLogExports(logExports);
  const group = parameterGroup && findParameterGroup(call, parameterGroup, wanted.engineVersion);
  checkMajorUpgrade(call, instance, wanted.engineVersion);
  checkFamily(call, instance, group || instance.parameterGroup.name, wanted.engineVersion);

  if (group && group !== instance.parameterGroup.name)
    instance.parameterGroup = { name: group, applyStatus: 'pending-reboot' };
  if (securityGroupIDs) instance.securityGroupIDs = [...securityGroupIDs];
  if (logExports) instance.logExports = [...logExports];
  if (masterUserPassword !== undefined) instance.masterUserPassword = masterUserPassword;
  upgradeReplicas(call, instance, wanted.engineVersion);
  apply(call, instance, wanted, changes);
}

/** The attributes as they will be; throws where RDS refuses them. */
function resolve(
  call: Call,
  instance: Records['dbInstance'],
  changes: Partial<InstanceAttributes>,
): InstanceAttributes {
  const { attributes } = instance;
  const wanted: InstanceAttributes = { ...attributes, ...optional(changes) };
  if (changes.engineVersion !== undefined)
    wanted.engineVersion = resolveUpgrade(attributes.engineVersion, changes.engineVersion);
  checkClass(wanted.dbInstanceClass);
  if (STORAGE_FIELDS.some((field) => changes[field] !== undefined))
    Object.assign(wanted, resolveGrowth(call, instance, wanted, changes));
  checkMaxStorage(changes.maxAllocatedStorage, wanted.allocatedStorage);
  if (instance.source !== undefined && changes.backupRetentionPeriod === undefined)
    wanted.backupRetentionPeriod = attributes.backupRetentionPeriod;
  if (changes.performanceInsightsKMSKeyID !== undefined) {
    if (attributes.performanceInsightsKMSKeyID !== undefined)
      invalidCombination('You cannot change your Performance Insights KMS key.');
    checkUsable(call, changes.performanceInsightsKMSKeyID, 'KMSKeyNotAccessibleFault');
  }
  checkWindows(wanted.preferredBackupWindow, wanted.preferredMaintenanceWindow);
  checkAttributes(call, wanted);
  return wanted;
}

function resolveGrowth(
  call: Call,
  { attributes, storageModifiedAt }: Records['dbInstance'],
  wanted: InstanceAttributes,
  changes: Partial<InstanceAttributes>,
): Partial<InstanceAttributes> {
  const { allocatedStorage: size } = attributes;
  if (wanted.allocatedStorage < size) {
    invalidCombination(
      `Requested storage size (${wanted.allocatedStorage}) cannot be less than the current storage size (${size}).`,
    );
  }
  if (wanted.allocatedStorage > size && wanted.allocatedStorage < Math.ceil((11 * size) / 10)) {
    invalidCombination(`The requested storage size of ${wanted.allocatedStorage} must be at least 10% above ${size}.`);
  }
  if (storageModifiedAt !== undefined && call.account.secondsSince(storageModifiedAt) < STORAGE_COOL_DOWN_SECONDS) {
    invalidCombination(
      "You can't currently modify the storage of this DB instance because the previous storage change is being optimized.",
    );
  }
  const { sizeGiB, type, iops, throughput } = resolveStorage({
    type: wanted.storageType,
    sizeGiB: wanted.allocatedStorage,
    iops: changes.iops ?? (wanted.storageType.startsWith('io') ? attributes.iops : undefined),
    throughput: changes.storageThroughput,
  });
  return { allocatedStorage: sizeGiB, storageType: type, ...optional({ iops, storageThroughput: throughput }) };
}

function checkFamily(call: Call, instance: Records['dbInstance'], group: string, version: string): void {
  if (majorOf(version) === majorOf(instance.attributes.engineVersion)) return;
  if (group.startsWith('default.'))
    instance.parameterGroup = { name: `default.postgres${majorOf(version)}`, applyStatus: 'in-sync' };
  else findParameterGroup(call, group, version);
}

function apply(call: Call, instance: Records['dbInstance'], wanted: InstanceAttributes, changes: Changes): void {
  const { account } = call;
  const named = Object.keys(changes).filter((name) => changes[name as keyof Changes] !== undefined);
  const walks = named.flatMap((name) => {
    const walk = WALKS[name as keyof Changes];
    return walk ? [walk] : [];
  });
  if (walks.length === 0) {
    instance.attributes = wanted;
    return;
  }
  const grows = STORAGE_FIELDS.some((field) => changes[field] !== undefined);
  if (grows) instance.storageModifiedAt = account.now();
  const differing = Object.entries(wanted).filter(
    ([name, value]) => instance.attributes[name as keyof InstanceAttributes] !== value,
  );
  instance.pending = Object.fromEntries(differing);
  const states = [...new Map(walks).entries()];
  account.walk(instance, [...states, ...(grows ? [['storage-optimization', 120] as const] : []), ['available']]);
}

/** What was pending holds from now on. */
export function settleInstance({
  pending,
  attributes,
  parameterGroup,
  ...instance
}: Records['dbInstance']): Partial<Records['dbInstance']> {
  const applyStatus = hasRestarted({ pending, attributes }) ? 'in-sync' : parameterGroup.applyStatus;
  const settled = { ...attributes, ...pending };
  const zones = settled.multiAZ || !attributes.multiAZ ? instance.zones : instance.zones.slice(0, 1);
  return { attributes: settled, pending: {}, parameterGroup: { ...parameterGroup, applyStatus }, zones };
}
