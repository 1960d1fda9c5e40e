import type { DisruptionClass } from '../../src/changes/field-rules/field-rule.js';

/** How a live value is held against the composed one. `equal`: of an object, as far as it is composed. */
export type Words =
  | 'equal'
  | 'at least'
  | 'in any order'
  | 'among others'
  | 'in any case'
  | 'as numbers'
  | 'as policies'
  | 'with or without alias/'
  | 'but for local routes'
  | 'by source and port'
  | 'or a newer minor version';

/**
 * What becomes of a change. `at once`: it is written. `held`: it is written when its time has come or a person approves.
 * `made again`: approved, the object is deleted and made anew. `never`: it is told and never written. `kept`: ACK reads the field at create only, so nothing is said.
 */
export type Outcome = 'at once' | 'held' | 'made again' | 'never' | 'kept';

type Row = readonly [compared: Words, what: DisruptionClass | 'read at create', becomes: Outcome];

/**
 * Every field that is ever declared of any kind. Sources: Amazon RDS User Guide, "Settings for DB instances"; what each
 * controller sends, reads back and rewrites: GUIDE §9 and §12.
 */
export const TABLE: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  Alias: {
    name: ['with or without alias/', 'replacement', 'never'],
    targetKeyRef: ['equal', 'none', 'at once'],
  },
  Bucket: {
    encryption: ['equal', 'none', 'at once'],
    lifecycle: ['equal', 'none', 'at once'],
    name: ['equal', 'replacement', 'never'],
    ownershipControls: ['equal', 'none', 'at once'],
    policy: ['as policies', 'none', 'at once'],
    publicAccessBlock: ['equal', 'none', 'at once'],
    tagging: ['among others', 'none', 'at once'],
    versioning: ['equal', 'none', 'at once'],
  },
  // Kubernetes' own, as are Secret and Service; what they hold stands at their root.
  ConfigMap: {
    data: ['equal', 'none', 'at once'],
  },
  DBInstance: {
    allocatedStorage: ['at least', 'none', 'at once'],
    autoMinorVersionUpgrade: ['equal', 'none', 'at once'],
    availabilityZone: ['equal', 'replacement', 'never'],
    backupRetentionPeriod: ['equal', 'none', 'at once'],
    caCertificateIdentifier: ['equal', 'reboot', 'held'],
    copyTagsToSnapshot: ['equal', 'none', 'at once'],
    databaseInsightsMode: ['equal', 'none', 'at once'],
    dbInstanceClass: ['equal', 'reboot', 'held'],
    dbInstanceIdentifier: ['equal', 'replacement', 'never'],
    dbName: ['equal', 'replacement', 'never'],
    dbParameterGroupRef: ['equal', 'none', 'at once'],
    dbSnapshotIdentifier: ['equal', 'replacement', 'never'],
    dbSubnetGroupRef: ['equal', 'replacement', 'never'],
    deletionProtection: ['equal', 'none', 'at once'],
    enableCloudwatchLogsExports: ['in any order', 'none', 'at once'],
    enableIAMDatabaseAuthentication: ['equal', 'replacement', 'never'],
    engine: ['equal', 'replacement', 'never'],
    engineVersion: ['or a newer minor version', 'irreversible', 'held'],
    iops: ['equal', 'none', 'at once'],
    kmsKeyID: ['equal', 'replacement', 'never'],
    kmsKeyRef: ['equal', 'replacement', 'never'],
    masterUserPassword: ['equal', 'none', 'at once'],
    masterUsername: ['equal', 'replacement', 'never'],
    maxAllocatedStorage: ['equal', 'none', 'at once'],
    monitoringInterval: ['equal', 'none', 'at once'],
    monitoringRoleRef: ['equal', 'none', 'at once'],
    multiAZ: ['equal', 'none', 'at once'],
    performanceInsightsEnabled: ['equal', 'none', 'at once'],
    performanceInsightsKMSKeyID: ['equal', 'replacement', 'never'],
    performanceInsightsKMSKeyRef: ['equal', 'replacement', 'never'],
    performanceInsightsRetentionPeriod: ['equal', 'none', 'at once'],
    port: ['equal', 'replacement', 'never'],
    preferredBackupWindow: ['in any case', 'none', 'at once'],
    preferredMaintenanceWindow: ['in any case', 'none', 'at once'],
    publiclyAccessible: ['equal', 'none', 'at once'],
    sourceDBInstanceIdentifier: ['equal', 'replacement', 'never'],
    storageEncrypted: ['equal', 'replacement', 'never'],
    storageThroughput: ['equal', 'none', 'at once'],
    storageType: ['equal', 'none', 'at once'],
    tags: ['among others', 'none', 'at once'],
    vpcSecurityGroupRefs: ['in any order', 'none', 'at once'],
  },
  DBParameterGroup: {
    description: ['equal', 'replacement', 'never'],
    family: ['equal', 'replacement', 'never'],
    name: ['equal', 'replacement', 'never'],
    parameterOverrides: ['equal', 'none', 'at once'],
    tags: ['among others', 'none', 'at once'],
  },
  DBSnapshot: {
    dbInstanceIdentifier: ['equal', 'replacement', 'never'],
    dbSnapshotIdentifier: ['equal', 'replacement', 'never'],
    tags: ['among others', 'none', 'at once'],
  },
  DBSubnetGroup: {
    description: ['equal', 'none', 'at once'],
    name: ['equal', 'replacement', 'never'],
    subnetIDs: ['in any order', 'none', 'at once'],
    subnetRefs: ['in any order', 'none', 'at once'],
    tags: ['among others', 'none', 'at once'],
  },
  ElasticIPAddress: {
    tags: ['among others', 'none', 'at once'],
  },
  Instance: {
    blockDeviceMappings: ['equal', 'read at create', 'kept'],
    iamInstanceProfile: ['equal', 'read at create', 'kept'],
    imageID: ['equal', 'read at create', 'kept'],
    instanceType: ['equal', 'replacement', 'made again'],
    metadataOptions: ['equal', 'read at create', 'kept'],
    monitoring: ['equal', 'read at create', 'kept'],
    securityGroupIDs: ['in any order', 'none', 'at once'],
    subnetID: ['equal', 'read at create', 'kept'],
    subnetRef: ['equal', 'read at create', 'kept'],
    tags: ['among others', 'none', 'at once'],
    userData: ['equal', 'read at create', 'kept'],
  },
  InstanceProfile: {
    name: ['equal', 'replacement', 'never'],
    roleRef: ['equal', 'none', 'at once'],
    tags: ['among others', 'none', 'at once'],
  },
  InternetGateway: {
    tags: ['among others', 'none', 'at once'],
    vpcRef: ['equal', 'none', 'at once'],
  },
  Key: {
    description: ['equal', 'replacement', 'never'],
    enableKeyRotation: ['equal', 'none', 'at once'],
    policy: ['as policies', 'none', 'at once'],
    tags: ['among others', 'none', 'at once'],
  },
  LogGroup: {
    kmsKeyID: ['equal', 'replacement', 'never'],
    kmsKeyRef: ['equal', 'replacement', 'never'],
    name: ['equal', 'replacement', 'never'],
    retentionDays: ['equal', 'none', 'at once'],
    tags: ['equal', 'none', 'at once'],
  },
  MetricAlarm: {
    actionsEnabled: ['equal', 'none', 'at once'],
    alarmActions: ['in any order', 'none', 'at once'],
    alarmDescription: ['equal', 'none', 'at once'],
    comparisonOperator: ['equal', 'none', 'at once'],
    datapointsToAlarm: ['equal', 'none', 'at once'],
    dimensions: ['equal', 'none', 'at once'],
    evaluationPeriods: ['equal', 'none', 'at once'],
    metricName: ['equal', 'none', 'at once'],
    name: ['equal', 'replacement', 'never'],
    namespace: ['equal', 'none', 'at once'],
    oKActions: ['in any order', 'none', 'at once'],
    period: ['equal', 'none', 'at once'],
    statistic: ['equal', 'none', 'at once'],
    tags: ['among others', 'none', 'at once'],
    threshold: ['as numbers', 'none', 'at once'],
    treatMissingData: ['equal', 'none', 'at once'],
  },
  NATGateway: {
    allocationRef: ['equal', 'replacement', 'never'],
    connectivityType: ['equal', 'replacement', 'never'],
    subnetRef: ['equal', 'replacement', 'never'],
    tags: ['among others', 'none', 'at once'],
  },
  Role: {
    assumeRolePolicyDocument: ['as policies', 'none', 'at once'],
    description: ['equal', 'none', 'at once'],
    inlinePolicies: ['equal', 'none', 'at once'],
    name: ['equal', 'replacement', 'never'],
    policies: ['in any order', 'none', 'at once'],
    tags: ['among others', 'none', 'at once'],
  },
  RouteTable: {
    routes: ['but for local routes', 'none', 'at once'],
    tags: ['among others', 'none', 'at once'],
    vpcRef: ['equal', 'replacement', 'never'],
  },
  Secret: {
    data: ['equal', 'none', 'at once'],
    type: ['equal', 'none', 'at once'],
  },
  // ACK's Secret.
  SecretsManager: {
    description: ['equal', 'none', 'at once'],
    name: ['equal', 'replacement', 'never'],
    secretString: ['equal', 'none', 'at once'],
    tags: ['among others', 'none', 'at once'],
  },
  SecurityGroup: {
    description: ['equal', 'replacement', 'never'],
    egressRules: ['by source and port', 'none', 'at once'],
    ingressRules: ['by source and port', 'none', 'at once'],
    name: ['equal', 'replacement', 'never'],
    tags: ['among others', 'none', 'at once'],
    vpcID: ['equal', 'replacement', 'never'],
    vpcRef: ['equal', 'replacement', 'never'],
  },
  Service: {
    externalName: ['equal', 'none', 'at once'],
    type: ['equal', 'none', 'at once'],
  },
  Subnet: {
    assignIPv6AddressOnCreation: ['equal', 'none', 'at once'],
    availabilityZone: ['equal', 'replacement', 'never'],
    cidrBlock: ['equal', 'replacement', 'never'],
    enableDNS64: ['equal', 'none', 'at once'],
    enableResourceNameDNSAAAARecord: ['equal', 'none', 'at once'],
    enableResourceNameDNSARecord: ['equal', 'none', 'at once'],
    hostnameType: ['equal', 'none', 'at once'],
    mapPublicIPOnLaunch: ['equal', 'none', 'at once'],
    routeTableRefs: ['in any order', 'none', 'at once'],
    tags: ['among others', 'none', 'at once'],
    vpcRef: ['equal', 'replacement', 'never'],
  },
  Subscription: {
    endpoint: ['equal', 'replacement', 'never'],
    protocol: ['equal', 'replacement', 'never'],
    topicRef: ['equal', 'replacement', 'never'],
  },
  Topic: {
    kmsMasterKeyRef: ['equal', 'none', 'at once'],
    name: ['equal', 'replacement', 'never'],
    tags: ['among others', 'none', 'at once'],
  },
  VPC: {
    cidrBlocks: ['equal', 'replacement', 'never'],
    disallowSecurityGroupDefaultRules: ['equal', 'none', 'at once'],
    enableDNSHostnames: ['equal', 'none', 'at once'],
    enableDNSSupport: ['equal', 'none', 'at once'],
    tags: ['among others', 'none', 'at once'],
  },
};
