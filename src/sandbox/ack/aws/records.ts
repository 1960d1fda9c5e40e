import type { Fields } from '../runtime/resource.js';
import type { TagMap } from '../runtime/tags.js';

/** A state that AWS enters by itself, at a time in milliseconds since the epoch. */
export interface Step {
  readonly state: string;
  readonly at: number;
}

export interface Common {
  readonly id: string;
  readonly arn: string;
  readonly region: string;
  /** What made it: `Kind namespace/name`, or a name of AWS's own. */
  readonly madeBy: string;
  tags: TagMap;
  state: string;
  /** Still to come, in order; after the last one a deleted object is gone. */
  steps: Step[];
  /** AWS has accepted its deletion. */
  deleting: boolean;
}

export interface Rule {
  readonly direction: 'ingress' | 'egress';
  readonly protocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly cidr?: string;
  readonly ipv6Cidr?: string;
  readonly prefixListID?: string;
  readonly groupID?: string;
  readonly description?: string;
}

/** Spec-like attributes of a DB instance, by the names that ACK has for them. */
export interface InstanceAttributes {
  allocatedStorage: number;
  autoMinorVersionUpgrade: boolean;
  availabilityZone: string;
  backupRetentionPeriod: number;
  backupTarget: string;
  caCertificateIdentifier: string;
  copyTagsToSnapshot: boolean;
  databaseInsightsMode: string;
  dbInstanceClass: string;
  dbInstanceIdentifier: string;
  dbName?: string;
  deletionProtection: boolean;
  engine: string;
  engineVersion: string;
  iops?: number;
  kmsKeyID?: string;
  licenseModel: string;
  masterUsername: string;
  maxAllocatedStorage?: number;
  monitoringInterval: number;
  monitoringRoleARN?: string;
  multiAZ: boolean;
  networkType: string;
  performanceInsightsEnabled: boolean;
  performanceInsightsKMSKeyID?: string;
  performanceInsightsRetentionPeriod?: number;
  preferredBackupWindow: string;
  preferredMaintenanceWindow: string;
  promotionTier: number;
  publiclyAccessible: boolean;
  storageEncrypted: boolean;
  storageThroughput?: number;
  storageType: string;
}

/** What the account holds, by type. */
export interface Records {
  vpc: Common & {
    cidrBlocks: string[];
    dnsSupport: boolean;
    dnsHostnames: boolean;
    addressUsageMetrics: boolean;
    tenancy: string;
    /** The rules of the default security group. */
    defaultRules: boolean;
  };
  internetGateway: Common & { vpcID?: string };
  subnet: Common & {
    vpcID: string;
    cidrBlock: string;
    zone: string;
    routeTables: string[];
    attributes: {
      assignIPv6AddressOnCreation: boolean;
      enableDNS64: boolean;
      enableResourceNameDNSARecord: boolean;
      enableResourceNameDNSAAAARecord: boolean;
      hostnameType: string;
      mapPublicIPOnLaunch: boolean;
    };
  };
  routeTable: Common & { vpcID: string; routes: Fields[] };
  elasticIP: Common & { publicIP: string };
  natGateway: Common & {
    subnetID: string;
    vpcID: string;
    allocationID?: string;
    failureCode?: string;
    connectivityType: string;
  };
  securityGroup: Common & { name: string; description: string; vpcID: string; rules: Rule[] };
  instance: Common & {
    imageID: string;
    instanceType: string;
    subnetID: string;
    vpcID: string;
    zone: string;
    securityGroupIDs: string[];
    profileARN?: string;
    userData?: string;
    keyName?: string;
    publicIP?: string;
    privateIP: string;
    monitoring: boolean;
    sourceDestCheck: boolean;
    metadataOptions: Fields;
    blockDeviceMappings: Fields[];
    attributes: Fields;
  };
  key: Common & {
    description: string;
    policy: string;
    rotation: boolean;
    keySpec: string;
    keyUsage: string;
    origin: string;
    multiRegion: boolean;
    pendingWindowInDays?: number;
  };
  alias: Common & { targetKeyID: string };
  bucket: Common & { settings: Fields; objects: number };
  role: Common & {
    trustPolicy: string;
    description?: string;
    maxSessionDuration: number;
    path: string;
    permissionsBoundary?: string;
    policies: string[];
    inlinePolicies: Record<string, string>;
    /** Milliseconds since the epoch. */
    madeAt: number;
  };
  instanceProfile: Common & { path: string; role?: string };
  dbSubnetGroup: Common & { description: string; vpcID: string; subnetIDs: string[] };
  dbParameterGroup: Common & {
    family: string;
    description: string;
    parameters: Record<string, string>;
    /** What ACK said of a parameter that it did not take: it goes on saying so (aws-controllers-k8s/community #2487). */
    refusal?: string;
  };
  dbInstance: Common & {
    attributes: InstanceAttributes;
    /** Wanted, and shown as `pendingModifiedValues` until the next `available`. */
    pending: Partial<InstanceAttributes>;
    port: number;
    subnetGroup: string;
    vpcID: string;
    zones: string[];
    secondaryZone?: string;
    parameterGroup: { name: string; applyStatus: string };
    securityGroupIDs: string[];
    logExports: string[];
    iamAuthentication: boolean;
    masterUserPassword?: string;
    /** Identifier of the instance that this one replicates. */
    source?: string;
    resourceID: string;
    associatedRoles: { roleARN: string; featureName: string; status: string }[];
    /** Milliseconds since the epoch; RDS refuses another change of storage for six hours. */
    storageModifiedAt?: number;
    finalSnapshot?: string;
    deleteAutomatedBackups: boolean;
  };
  dbSnapshot: Common & {
    instance: string;
    kind: 'manual' | 'final';
    attributes: InstanceAttributes;
    port: number;
    vpcID: string;
  };
  logGroup: Common & { retentionDays?: number; kmsKeyID?: string };
  alarm: Common & { settings: Fields };
  secret: Common & { name: string; description?: string; secretString?: string; kmsKeyID?: string; versionID: string };
  topic: Common & { name: string; attributes: Record<string, string> };
  subscription: Common & {
    topicARN: string;
    protocol: string;
    endpoint?: string;
    confirmed: boolean;
    attributes: Record<string, string>;
  };
}

export type RecordType = keyof Records;
