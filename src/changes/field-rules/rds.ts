import type {
  DBInstanceSpec,
  DBParameterGroupSpec,
  DBSnapshotSpec,
  DBSubnetGroupSpec,
} from '../../api/generated/ack/rds.js';
import { type KubeObject, valueAt } from '../../api/object.js';
import { atLeast, containing, ignoringCase, unordered, versionAtLeastWithinMajor } from '../comparison.js';
import { comparedAs, type FieldRule, none, type RulesOf, reboot, replacement } from './field-rule.js';

/**
 * A DBInstance. What disturbs: Amazon RDS User Guide, "Settings for DB instances", column "Downtime notes". What cannot be
 * changed: the same, and the fields that rds-controller reads and never sends, or never reads back (db_instance/sdk.go).
 */
export const dbInstanceRules: RulesOf<DBInstanceSpec> = {
  allocatedStorage: comparedAs(atLeast),
  autoMinorVersionUpgrade: none,
  availabilityZone: replacement,
  backupRetentionPeriod: { onChange: backups },
  backupTarget: replacement,
  // RDS can renew it without a restart for some minor versions only, and which ones ACK does not tell.
  caCertificateIdentifier: reboot,
  characterSetName: replacement,
  copyTagsToSnapshot: none,
  databaseInsightsMode: none,
  dbInstanceClass: { onChange: (_, live) => (live.spec?.['multiAZ'] === true ? 'failover' : 'reboot') },
  dbInstanceIdentifier: replacement,
  dbName: replacement,
  // A static parameter waits for the next restart by itself; but a group of another family goes with its version only.
  dbParameterGroupName: { onChange: withMajorVersion },
  dbParameterGroupRef: { onChange: withMajorVersion },
  dbSnapshotIdentifier: replacement,
  dbSubnetGroupName: replacement,
  dbSubnetGroupRef: replacement,
  deletionProtection: none,
  enableCloudwatchLogsExports: comparedAs(unordered),
  enableIAMDatabaseAuthentication: replacement,
  engine: replacement,
  engineVersion: {
    compare: versionAtLeastWithinMajor,
    onChange: (desired, live) => (changesMajorVersion(desired, live) ? 'irreversible' : minorVersion(desired, live)),
  },
  iops: none,
  kmsKeyID: replacement,
  kmsKeyRef: replacement,
  licenseModel: reboot,
  manageMasterUserPassword: replacement,
  masterUserPassword: none,
  masterUserSecretKMSKeyID: replacement,
  masterUserSecretKMSKeyRef: replacement,
  masterUsername: replacement,
  maxAllocatedStorage: none,
  monitoringInterval: none,
  monitoringRoleARN: none,
  monitoringRoleRef: none,
  multiAZ: none,
  networkType: reboot,
  optionGroupName: replacement,
  performanceInsightsEnabled: none,
  performanceInsightsKMSKeyID: chosenOnce('performanceInsightsKMSKeyID'),
  performanceInsightsKMSKeyRef: chosenOnce('performanceInsightsKMSKeyRef'),
  performanceInsightsRetentionPeriod: none,
  port: replacement,
  preferredBackupWindow: comparedAs(ignoringCase),
  preferredMaintenanceWindow: comparedAs(ignoringCase),
  processorFeatures: reboot,
  promotionTier: none,
  publiclyAccessible: none,
  replicaMode: replacement,
  sourceDBInstanceIdentifier: replacement,
  storageEncrypted: replacement,
  storageThroughput: none,
  // Between the types on SSD, and no other is asked for.
  storageType: none,
  tags: comparedAs(containing),
  timezone: replacement,
  useDefaultProcessorFeatures: reboot,
  vpcSecurityGroupIDs: comparedAs(unordered),
  vpcSecurityGroupRefs: comparedAs(unordered),
};

export const dbParameterGroupRules: RulesOf<DBParameterGroupSpec> = {
  description: replacement,
  family: replacement,
  name: replacement,
  parameterOverrides: none,
  tags: comparedAs(containing),
};

export const dbSubnetGroupRules: RulesOf<DBSubnetGroupSpec> = {
  description: none,
  name: replacement,
  subnetIDs: comparedAs(unordered),
  subnetRefs: comparedAs(unordered),
  tags: comparedAs(containing),
};

export const dbSnapshotRules: RulesOf<DBSnapshotSpec> = {
  dbInstanceIdentifier: replacement,
  dbInstanceIdentifierRef: replacement,
  dbSnapshotIdentifier: replacement,
  tags: comparedAs(containing),
};

/** Turning automated backups on or off restarts the instance; another number of days does not. */
function backups(desired: KubeObject, live: KubeObject): 'none' | 'reboot' {
  return [desired, live].some(({ spec }) => spec?.['backupRetentionPeriod'] === 0) ? 'reboot' : 'none';
}

function withMajorVersion(desired: KubeObject, live: KubeObject): 'none' | 'irreversible' {
  return changesMajorVersion(desired, live) ? 'irreversible' : 'none';
}

/** A replica only says what RDS has done to it together with its primary. */
function changesMajorVersion(desired: KubeObject, live: KubeObject): boolean {
  if (live.spec?.['sourceDBInstanceIdentifier'] !== undefined) return false;
  const [wanted, current] = [desired, live].map((object) => valueAt(object, 'spec.engineVersion'));
  return wanted !== undefined && current !== undefined && majorOf(wanted) !== majorOf(current);
}

function minorVersion(desired: KubeObject, live: KubeObject): 'none' | 'reboot' {
  const [wanted, current] = [desired, live].map((object) => majorOf(object.spec?.['engineVersion']));
  return wanted === current ? 'reboot' : 'none';
}

const majorOf = (version: unknown): string | undefined => String(version).split('.')[0];

/** RDS takes the key together with the feature that needs it, and no other ever after. */
function chosenOnce(field: keyof DBInstanceSpec): FieldRule {
  return { onChange: (_, live) => (live.spec?.[field] === undefined ? 'none' : 'replacement') };
}
