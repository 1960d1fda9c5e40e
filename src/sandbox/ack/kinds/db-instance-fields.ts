import type { InstanceAttributes } from '../aws/records.js';

type Field = keyof InstanceAttributes;

/** Spec fields that the controller writes from what RDS answers. */
export const READ_BACK: readonly Field[] = [
  'allocatedStorage',
  'autoMinorVersionUpgrade',
  'availabilityZone',
  'backupRetentionPeriod',
  'backupTarget',
  'caCertificateIdentifier',
  'copyTagsToSnapshot',
  'databaseInsightsMode',
  'dbInstanceClass',
  'dbInstanceIdentifier',
  'dbName',
  'deletionProtection',
  'engine',
  'engineVersion',
  'iops',
  'kmsKeyID',
  'licenseModel',
  'masterUsername',
  'maxAllocatedStorage',
  'monitoringInterval',
  'monitoringRoleARN',
  'multiAZ',
  'networkType',
  'performanceInsightsEnabled',
  'performanceInsightsKMSKeyID',
  'performanceInsightsRetentionPeriod',
  'preferredBackupWindow',
  'preferredMaintenanceWindow',
  'promotionTier',
  'publiclyAccessible',
  'storageEncrypted',
  'storageThroughput',
  'storageType',
];

const NOT_LATE: readonly Field[] = [
  'dbInstanceClass',
  'dbInstanceIdentifier',
  'engine',
  'maxAllocatedStorage',
  'monitoringRoleARN',
];

/** Filled in while unset. Source: rds-controller generator.yaml. */
export const LATE_INITIALIZED: readonly Field[] = READ_BACK.filter((field) => !NOT_LATE.includes(field));

const NEVER_SENT: readonly Field[] = [
  'availabilityZone',
  'backupTarget',
  'dbInstanceIdentifier',
  'dbName',
  'engine',
  'kmsKeyID',
  'masterUsername',
  'storageEncrypted',
];

/** What a change of is sent to RDS. */
export const MODIFIABLE: readonly Field[] = READ_BACK.filter((field) => !NEVER_SENT.includes(field));
