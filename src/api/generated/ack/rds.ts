// Generated from crds/ack/rds.yaml by `npm run generate`: edit that file instead.
import type { ObjectMeta } from '../../object.js';

export type DBSubnetGroup = {
  readonly apiVersion: 'rds.services.k8s.aws/v1alpha1';
  readonly kind: 'DBSubnetGroup';
  readonly metadata: ObjectMeta;
  readonly spec?: DBSubnetGroupSpec;
  readonly status?: DBSubnetGroupStatus;
};
export type DBSubnetGroupSpec = {
  /**
   * Lower case: AWS lowers it and the controller compares literally.
   */
  readonly name: string;
  readonly description: string;
  readonly subnetRefs?: readonly DBSubnetGroupSpecSubnetRefs[];
  readonly subnetIDs?: readonly string[];
  readonly tags?: readonly DBSubnetGroupSpecTags[];
};
export type DBSubnetGroupSpecSubnetRefs = {
  readonly from?: DBSubnetGroupSpecSubnetRefsFrom;
};
export type DBSubnetGroupSpecSubnetRefsFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type DBSubnetGroupSpecTags = {
  readonly key?: string;
  readonly value?: string;
};
export type DBSubnetGroupStatus = {
  readonly subnetGroupStatus?: string;
  readonly vpcID?: string;
  readonly supportedNetworkTypes?: readonly string[];
  readonly subnets?: readonly DBSubnetGroupStatusSubnets[];
  readonly ackResourceMetadata?: DBSubnetGroupStatusAckResourceMetadata;
  readonly conditions?: readonly DBSubnetGroupStatusConditions[];
};
export type DBSubnetGroupStatusSubnets = {
  readonly subnetIdentifier?: string;
  readonly subnetStatus?: string;
  readonly subnetAvailabilityZone?: DBSubnetGroupStatusSubnetsSubnetAvailabilityZone;
  readonly subnetOutpost?: DBSubnetGroupStatusSubnetsSubnetOutpost;
};
export type DBSubnetGroupStatusSubnetsSubnetAvailabilityZone = {
  readonly name?: string;
};
export type DBSubnetGroupStatusSubnetsSubnetOutpost = {
  readonly arn?: string;
};
export type DBSubnetGroupStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type DBSubnetGroupStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
export type DBParameterGroup = {
  readonly apiVersion: 'rds.services.k8s.aws/v1alpha1';
  readonly kind: 'DBParameterGroup';
  readonly metadata: ObjectMeta;
  readonly spec?: DBParameterGroupSpec;
  readonly status?: DBParameterGroupStatus;
};
export type DBParameterGroupSpec = {
  /**
   * Lower case: AWS lowers it and the controller compares literally.
   */
  readonly name: string;
  readonly family: string;
  readonly description: string;
  /**
   * Parameter name to value; every value is a string, in the parameter's own unit.
   */
  readonly parameterOverrides?: {
    readonly [k: string]: string;
  };
  readonly tags?: readonly DBParameterGroupSpecTags[];
};
export type DBParameterGroupSpecTags = {
  readonly key?: string;
  readonly value?: string;
};
export type DBParameterGroupStatus = {
  readonly parameterOverrideStatuses?: readonly DBParameterGroupStatusParameterOverrideStatuses[];
  readonly ackResourceMetadata?: DBParameterGroupStatusAckResourceMetadata;
  readonly conditions?: readonly DBParameterGroupStatusConditions[];
};
export type DBParameterGroupStatusParameterOverrideStatuses = {
  readonly parameterName?: string;
  readonly parameterValue?: string;
  readonly description?: string;
  readonly dataType?: string;
  readonly allowedValues?: string;
  /**
   * `immediate` or `pending-reboot`.
   */
  readonly applyMethod?: string;
  /**
   * `static` or `dynamic`.
   */
  readonly applyType?: string;
  readonly isModifiable?: boolean;
  readonly minimumEngineVersion?: string;
  readonly source?: string;
  readonly supportedEngineModes?: readonly string[];
};
export type DBParameterGroupStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type DBParameterGroupStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
export type DBInstance = {
  readonly apiVersion: 'rds.services.k8s.aws/v1alpha1';
  readonly kind: 'DBInstance';
  readonly metadata: ObjectMeta;
  readonly spec?: DBInstanceSpec;
  readonly status?: DBInstanceStatus;
};
export type DBInstanceSpec = {
  /**
   * Lower case. Another value is another instance.
   */
  readonly dbInstanceIdentifier: string;
  readonly dbInstanceClass: string;
  readonly engine: string;
  /**
   * Filled in and rewritten (17 becomes 17.5); compared by prefix.
   */
  readonly engineVersion?: string;
  /**
   * Filled in by the controller.
   */
  readonly licenseModel?: string;
  /**
   * Makes this a read replica; there is no reference.
   */
  readonly sourceDBInstanceIdentifier?: string;
  readonly replicaMode?: string;
  /**
   * Makes this a restore from the snapshot.
   */
  readonly dbSnapshotIdentifier?: string;
  readonly dbName?: string;
  readonly masterUsername?: string;
  readonly masterUserPassword?: DBInstanceSpecMasterUserPassword;
  readonly manageMasterUserPassword?: boolean;
  readonly masterUserSecretKMSKeyRef?: DBInstanceSpecMasterUserSecretKMSKeyRef;
  readonly masterUserSecretKMSKeyID?: string;
  readonly enableIAMDatabaseAuthentication?: boolean;
  /**
   * GiB.
   */
  readonly allocatedStorage?: number;
  /**
   * GiB; never filled in, so left out it differs for ever.
   */
  readonly maxAllocatedStorage?: number;
  readonly storageType?: string;
  readonly iops?: number;
  /**
   * MiB/s.
   */
  readonly storageThroughput?: number;
  readonly storageEncrypted?: boolean;
  readonly kmsKeyRef?: DBInstanceSpecKmsKeyRef;
  readonly kmsKeyID?: string;
  readonly multiAZ?: boolean;
  /**
   * Filled in by the controller; never set it together with multiAZ.
   */
  readonly availabilityZone?: string;
  readonly dbSubnetGroupRef?: DBInstanceSpecDbSubnetGroupRef;
  readonly dbSubnetGroupName?: string;
  readonly vpcSecurityGroupRefs?: readonly DBInstanceSpecVpcSecurityGroupRefs[];
  readonly vpcSecurityGroupIDs?: readonly string[];
  readonly publiclyAccessible?: boolean;
  readonly port?: number;
  readonly networkType?: string;
  readonly caCertificateIdentifier?: string;
  readonly dbParameterGroupRef?: DBInstanceSpecDbParameterGroupRef;
  readonly dbParameterGroupName?: string;
  readonly optionGroupName?: string;
  readonly characterSetName?: string;
  readonly timezone?: string;
  /**
   * Days; above 0 for a primary with replicas.
   */
  readonly backupRetentionPeriod?: number;
  readonly preferredBackupWindow?: string;
  readonly preferredMaintenanceWindow?: string;
  readonly backupTarget?: string;
  readonly copyTagsToSnapshot?: boolean;
  readonly autoMinorVersionUpgrade?: boolean;
  /**
   * A delete while it is on leaves the object stuck.
   */
  readonly deletionProtection?: boolean;
  readonly promotionTier?: number;
  /**
   * Seconds.
   */
  readonly monitoringInterval?: number;
  readonly monitoringRoleRef?: DBInstanceSpecMonitoringRoleRef;
  readonly monitoringRoleARN?: string;
  readonly performanceInsightsEnabled?: boolean;
  /**
   * Days.
   */
  readonly performanceInsightsRetentionPeriod?: number;
  readonly performanceInsightsKMSKeyRef?: DBInstanceSpecPerformanceInsightsKMSKeyRef;
  readonly performanceInsightsKMSKeyID?: string;
  /**
   * `standard` or `advanced`.
   */
  readonly databaseInsightsMode?: string;
  readonly enableCloudwatchLogsExports?: readonly string[];
  readonly processorFeatures?: readonly DBInstanceSpecProcessorFeatures[];
  readonly useDefaultProcessorFeatures?: boolean;
  readonly tags?: readonly DBInstanceSpecTags[];
};
/**
 * A key of an Opaque Secret; only a changed reference is noticed.
 */
export type DBInstanceSpecMasterUserPassword = {
  readonly name?: string;
  readonly namespace?: string;
  readonly key: string;
};
export type DBInstanceSpecMasterUserSecretKMSKeyRef = {
  readonly from?: DBInstanceSpecMasterUserSecretKMSKeyRefFrom;
};
export type DBInstanceSpecMasterUserSecretKMSKeyRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type DBInstanceSpecKmsKeyRef = {
  readonly from?: DBInstanceSpecKmsKeyRefFrom;
};
export type DBInstanceSpecKmsKeyRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type DBInstanceSpecDbSubnetGroupRef = {
  readonly from?: DBInstanceSpecDbSubnetGroupRefFrom;
};
export type DBInstanceSpecDbSubnetGroupRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type DBInstanceSpecVpcSecurityGroupRefs = {
  readonly from?: DBInstanceSpecVpcSecurityGroupRefsFrom;
};
export type DBInstanceSpecVpcSecurityGroupRefsFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type DBInstanceSpecDbParameterGroupRef = {
  readonly from?: DBInstanceSpecDbParameterGroupRefFrom;
};
export type DBInstanceSpecDbParameterGroupRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type DBInstanceSpecMonitoringRoleRef = {
  readonly from?: DBInstanceSpecMonitoringRoleRefFrom;
};
export type DBInstanceSpecMonitoringRoleRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type DBInstanceSpecPerformanceInsightsKMSKeyRef = {
  readonly from?: DBInstanceSpecPerformanceInsightsKMSKeyRefFrom;
};
export type DBInstanceSpecPerformanceInsightsKMSKeyRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type DBInstanceSpecProcessorFeatures = {
  readonly name?: string;
  readonly value?: string;
};
export type DBInstanceSpecTags = {
  readonly key?: string;
  readonly value?: string;
};
export type DBInstanceStatus = {
  /**
   * The controller reports synced at `available` only.
   */
  readonly dbInstanceStatus?: string;
  readonly dbiResourceID?: string;
  readonly endpoint?: DBInstanceStatusEndpoint;
  readonly dbInstancePort?: number;
  readonly instanceCreateTime?: string;
  readonly latestRestorableTime?: string;
  readonly automaticRestartTime?: string;
  readonly secondaryAvailabilityZone?: string;
  readonly readReplicaSourceDBInstanceIdentifier?: string;
  readonly readReplicaDBInstanceIdentifiers?: readonly string[];
  /**
   * A replica's state of replication.
   */
  readonly statusInfos?: readonly DBInstanceStatusStatusInfos[];
  readonly pendingModifiedValues?: DBInstanceStatusPendingModifiedValues;
  readonly dbParameterGroups?: readonly DBInstanceStatusDbParameterGroups[];
  readonly optionGroupMemberships?: readonly DBInstanceStatusOptionGroupMemberships[];
  readonly dbSubnetGroup?: DBInstanceStatusDbSubnetGroup;
  readonly vpcSecurityGroups?: readonly DBInstanceStatusVpcSecurityGroups[];
  /**
   * Read-only: the controller cannot associate a role.
   */
  readonly associatedRoles?: readonly DBInstanceStatusAssociatedRoles[];
  readonly masterUserSecret?: DBInstanceStatusMasterUserSecret;
  readonly certificateDetails?: DBInstanceStatusCertificateDetails;
  readonly enabledCloudwatchLogsExports?: readonly string[];
  readonly enhancedMonitoringResourceARN?: string;
  readonly iamDatabaseAuthenticationEnabled?: boolean;
  readonly dbInstanceAutomatedBackupsReplications?: readonly DBInstanceStatusDbInstanceAutomatedBackupsReplications[];
  readonly ackResourceMetadata?: DBInstanceStatusAckResourceMetadata;
  readonly conditions?: readonly DBInstanceStatusConditions[];
};
export type DBInstanceStatusEndpoint = {
  readonly address?: string;
  readonly port?: number;
  readonly hostedZoneID?: string;
};
export type DBInstanceStatusStatusInfos = {
  readonly statusType?: string;
  readonly status?: string;
  readonly normal?: boolean;
  readonly message?: string;
};
export type DBInstanceStatusPendingModifiedValues = {
  readonly dbInstanceIdentifier?: string;
  readonly dbInstanceClass?: string;
  readonly engineVersion?: string;
  readonly licenseModel?: string;
  readonly allocatedStorage?: number;
  readonly storageType?: string;
  readonly iops?: number;
  readonly storageThroughput?: number;
  readonly multiAZ?: boolean;
  readonly port?: number;
  readonly masterUserPassword?: string;
  readonly iamDatabaseAuthenticationEnabled?: boolean;
  readonly backupRetentionPeriod?: number;
  readonly caCertificateIdentifier?: string;
  readonly dbSubnetGroupName?: string;
  readonly pendingCloudwatchLogsExports?: DBInstanceStatusPendingModifiedValuesPendingCloudwatchLogsExports;
  readonly processorFeatures?: readonly DBInstanceStatusPendingModifiedValuesProcessorFeatures[];
};
export type DBInstanceStatusPendingModifiedValuesPendingCloudwatchLogsExports = {
  readonly logTypesToEnable?: readonly string[];
  readonly logTypesToDisable?: readonly string[];
};
export type DBInstanceStatusPendingModifiedValuesProcessorFeatures = {
  readonly name?: string;
  readonly value?: string;
};
export type DBInstanceStatusDbParameterGroups = {
  readonly dbParameterGroupName?: string;
  /**
   * `in-sync`, `applying` or `pending-reboot`.
   */
  readonly parameterApplyStatus?: string;
};
export type DBInstanceStatusOptionGroupMemberships = {
  readonly optionGroupName?: string;
  readonly status?: string;
};
export type DBInstanceStatusDbSubnetGroup = {
  readonly dbSubnetGroupName?: string;
  readonly dbSubnetGroupARN?: string;
  readonly dbSubnetGroupDescription?: string;
  readonly subnetGroupStatus?: string;
  readonly vpcID?: string;
  readonly supportedNetworkTypes?: readonly string[];
  readonly subnets?: readonly DBInstanceStatusDbSubnetGroupSubnets[];
};
export type DBInstanceStatusDbSubnetGroupSubnets = {
  readonly subnetIdentifier?: string;
  readonly subnetStatus?: string;
  readonly subnetAvailabilityZone?: DBInstanceStatusDbSubnetGroupSubnetsSubnetAvailabilityZone;
  readonly subnetOutpost?: DBInstanceStatusDbSubnetGroupSubnetsSubnetOutpost;
};
export type DBInstanceStatusDbSubnetGroupSubnetsSubnetAvailabilityZone = {
  readonly name?: string;
};
export type DBInstanceStatusDbSubnetGroupSubnetsSubnetOutpost = {
  readonly arn?: string;
};
export type DBInstanceStatusVpcSecurityGroups = {
  readonly vpcSecurityGroupID?: string;
  readonly status?: string;
};
export type DBInstanceStatusAssociatedRoles = {
  readonly roleARN?: string;
  readonly featureName?: string;
  readonly status?: string;
};
export type DBInstanceStatusMasterUserSecret = {
  readonly secretARN?: string;
  readonly secretStatus?: string;
  readonly kmsKeyID?: string;
};
export type DBInstanceStatusCertificateDetails = {
  readonly cAIdentifier?: string;
  readonly validTill?: string;
};
export type DBInstanceStatusDbInstanceAutomatedBackupsReplications = {
  readonly dbInstanceAutomatedBackupsARN?: string;
};
export type DBInstanceStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type DBInstanceStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
export type DBSnapshot = {
  readonly apiVersion: 'rds.services.k8s.aws/v1alpha1';
  readonly kind: 'DBSnapshot';
  readonly metadata: ObjectMeta;
  readonly spec?: DBSnapshotSpec;
  readonly status?: DBSnapshotStatus;
};
export type DBSnapshotSpec = {
  readonly dbSnapshotIdentifier: string;
  readonly dbInstanceIdentifierRef?: DBSnapshotSpecDbInstanceIdentifierRef;
  readonly dbInstanceIdentifier?: string;
  readonly tags?: readonly DBSnapshotSpecTags[];
};
export type DBSnapshotSpecDbInstanceIdentifierRef = {
  readonly from?: DBSnapshotSpecDbInstanceIdentifierRefFrom;
};
export type DBSnapshotSpecDbInstanceIdentifierRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type DBSnapshotSpecTags = {
  readonly key?: string;
  readonly value?: string;
};
export type DBSnapshotStatus = {
  /**
   * `creating` or `available`.
   */
  readonly status?: string;
  readonly percentProgress?: number;
  readonly snapshotCreateTime?: string;
  readonly originalSnapshotCreateTime?: string;
  readonly snapshotDatabaseTime?: string;
  readonly snapshotType?: string;
  readonly snapshotTarget?: string;
  readonly sourceDBSnapshotIdentifier?: string;
  readonly sourceRegion?: string;
  readonly dbiResourceID?: string;
  readonly engine?: string;
  readonly licenseModel?: string;
  readonly masterUsername?: string;
  readonly iamDatabaseAuthenticationEnabled?: boolean;
  readonly instanceCreateTime?: string;
  readonly port?: number;
  readonly availabilityZone?: string;
  readonly vpcID?: string;
  readonly allocatedStorage?: number;
  readonly storageType?: string;
  readonly iops?: number;
  readonly storageThroughput?: number;
  readonly encrypted?: boolean;
  readonly kmsKeyID?: string;
  readonly tagList?: readonly DBSnapshotStatusTagList[];
  readonly ackResourceMetadata?: DBSnapshotStatusAckResourceMetadata;
  readonly conditions?: readonly DBSnapshotStatusConditions[];
};
export type DBSnapshotStatusTagList = {
  readonly key?: string;
  readonly value?: string;
};
export type DBSnapshotStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type DBSnapshotStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
