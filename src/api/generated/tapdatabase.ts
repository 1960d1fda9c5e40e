// Generated from crds/tapdatabase.yaml by `npm run generate`: edit that file instead.
import type { ObjectMeta } from '../object.js';

/**
 * A highly available PostgreSQL on AWS with its network, encryption, backups, access and monitoring.
 */
export type TapDatabase = {
  readonly apiVersion: 'tapstack.io/v1alpha1';
  readonly kind: 'TapDatabase';
  readonly metadata: ObjectMeta;
  readonly spec: TapDatabaseSpec;
  readonly status?: TapDatabaseStatus;
};
/**
 * What is wanted. Every field but region has a default; fixed fields cannot change once the database exists.
 */
export type TapDatabaseSpec = {
  /**
   * AWS region of everything, e.g. us-east-2. Fixed.
   */
  readonly region: string;
  /**
   * Suffix of the names in AWS, 1 to 12 characters. Default dev. Fixed.
   */
  readonly environment?: string;
  /**
   * On every AWS resource that can have tags, at most 40. Default none.
   */
  readonly tags?: {
    readonly [k: string]: string;
  };
  readonly postgres?: TapDatabaseSpecPostgres;
  readonly instance?: TapDatabaseSpecInstance;
  readonly replicas?: TapDatabaseSpecReplicas;
  readonly network?: TapDatabaseSpecNetwork;
  readonly access?: TapDatabaseSpecAccess;
  readonly encryption?: TapDatabaseSpecEncryption;
  readonly credentials?: TapDatabaseSpecCredentials;
  readonly bastion?: TapDatabaseSpecBastion;
  readonly backup?: TapDatabaseSpecBackup;
  readonly maintenance?: TapDatabaseSpecMaintenance;
  readonly monitoring?: TapDatabaseSpecMonitoring;
  readonly restoreFrom?: RestoreFrom;
  readonly adopt?: TapDatabaseSpecAdopt;
  /**
   * What becomes of AWS when this resource is deleted. Snapshot takes one and keeps the key, Delete keeps only the secret in Secrets Manager and a bucket that is not empty, Retain keeps all. Default Snapshot.
   */
  readonly deletionPolicy?: 'Snapshot' | 'Delete' | 'Retain';
  /**
   * Whether the deletion of this resource, and of the primary in RDS, is refused. Default true.
   */
  readonly deletionProtection?: boolean;
  readonly compositionRef?: TapDatabaseSpecCompositionRef;
  readonly compositionRevisionRef?: TapDatabaseSpecCompositionRevisionRef;
  /**
   * Whether new revisions of the composition are followed; with Manual it stays on the one it has until compositionRevisionRef names another. Default Automatic.
   */
  readonly compositionUpdatePolicy?: 'Automatic' | 'Manual';
};
/**
 * The engine and the database in it.
 */
export type TapDatabaseSpecPostgres = {
  /**
   * Major version, or major and minor, e.g. "17" or "17.5". Default "17". Never goes down. Another major version needs an approval, and a snapshot is taken before it.
   */
  readonly version?: string;
  /**
   * Name of the first database. Default tap. Fixed.
   */
  readonly database?: string;
  /**
   * Name of the master user. Default postgres. Fixed.
   */
  readonly username?: string;
  /**
   * TCP port. Default 5432. Fixed.
   */
  readonly port?: number;
  /**
   * Parameter group values over the tuned default set, as PostgreSQL writes them ("16MB", "on"), in AWS's raw unit ("16384"), or as an RDS formula ("{DBInstanceClassMemory/32768}"). Default only the tuned set.
   */
  readonly parameters?: {
    readonly [k: string]: string;
  };
  /**
   * Certificate authority of the server certificate, e.g. rds-ca-rsa2048-g1. Default AWS's.
   */
  readonly caCertificateIdentifier?: string;
  /**
   * Whether IAM principals may log in to the database. Default false. Fixed.
   */
  readonly iamAuthentication?: boolean;
};
/**
 * The primary.
 */
export type TapDatabaseSpecInstance = {
  /**
   * Instance class, e.g. db.m5.large. Default db.m5.large.
   */
  readonly class?: string;
  /**
   * Memory of the class, e.g. 8Gi. Default what is known of the class; needed for an unknown one.
   */
  readonly memory?: string;
  /**
   * Whether a standby in another zone takes over on failure. Default true.
   */
  readonly multiAZ?: boolean;
  readonly storage?: TapDatabaseSpecInstanceStorage;
};
/**
 * Storage of the primary; replicas have the same.
 */
export type TapDatabaseSpecInstanceStorage = {
  /**
   * Whole GiB, e.g. 100Gi, from 20Gi to 64Ti. Default 100Gi. Never shrinks, and grows by 10 % at least, six hours after the last change at the earliest.
   */
  readonly size?: string;
  /**
   * Up to where RDS may grow the storage by itself, at least 1.1 times the size. Default no growth.
   */
  readonly maxSize?: string;
  /**
   * EBS volume type. Default gp3.
   */
  readonly type?: 'gp2' | 'gp3' | 'io1' | 'io2';
  /**
   * I/O operations a second. Default what gp2 and gp3 have at their size; gp3 can have 12000 to 64000 from 400Gi on; io1 and io2 need it.
   */
  readonly iops?: number;
  /**
   * MiB a second, 500 to 4000 and at most a quarter of iops, for gp3 from 400Gi on. Default what gp3 has at its size.
   */
  readonly throughput?: number;
};
/**
 * Read replicas, spread over the zones.
 */
export type TapDatabaseSpecReplicas = {
  /**
   * How many, 0 to 15. Default 2. The scale subresource; the newest go first.
   */
  readonly count?: number;
  /**
   * Instance class, e.g. db.r6g.large. Default the primary's.
   */
  readonly class?: string;
};
/**
 * The network that is made for the database, or the existing one that is used.
 */
export type TapDatabaseSpecNetwork = {
  /**
   * IPv4 network of the VPC, /16 to /21. Default 10.0.0.0/16. Fixed.
   */
  readonly cidr?: string;
  /**
   * Names of 2 or 3 zones of the region, in the order of their subnets. Default the first zoneCount of them. Fixed.
   */
  readonly zones?: readonly string[];
  /**
   * How many zones, 2 or 3. Default 2. Fixed.
   */
  readonly zoneCount?: number;
  /**
   * How many NAT gateways, 0 to the number of zones. Default one for each zone.
   */
  readonly natGateways?: number;
  /**
   * Whether the database's subnets reach out through NAT (Private) or not at all (Isolated). Default Isolated. Fixed.
   */
  readonly databaseSubnets?: 'Private' | 'Isolated';
  readonly existing?: ExistingNetwork;
};
/**
 * A VPC that is there already; nothing of the network is created then. Excludes the other fields. Fixed.
 */
export type ExistingNetwork = {
  /**
   * Id of the VPC, e.g. vpc-0a1b2c3d4e5f60718.
   */
  readonly vpcID: string;
  /**
   * Ids of the database's subnets, in at least two zones.
   */
  readonly databaseSubnetIDs: readonly string[];
  /**
   * The zone of each of databaseSubnetIDs, in the same order; places the replicas. Default RDS places them.
   */
  readonly databaseZones?: readonly string[];
  /**
   * Ids of subnets with a way to the Internet, for the bastion only. Default none.
   */
  readonly publicSubnetIDs?: readonly string[];
};
/**
 * Who may reach the port, besides the application's and the bastion's security groups.
 */
export type TapDatabaseSpecAccess = {
  /**
   * IPv4 networks, /8 or narrower. Default none.
   */
  readonly cidrs?: readonly string[];
  /**
   * Ids of security groups, e.g. sg-0a1b2c3d4e5f60718. Default none.
   */
  readonly securityGroupIDs?: readonly string[];
};
/**
 * The KMS key of storage, snapshots, backups and logs.
 */
export type TapDatabaseSpecEncryption = {
  /**
   * ARN of an existing key in the region. Default a key of its own, with rotation. Fixed.
   */
  readonly keyARN?: string;
  /**
   * Days between the deletion of the own key and its end, 7 to 30. Default 7.
   */
  readonly deletionWindowDays?: number;
};
/**
 * The master user's password, which is always generated.
 */
export type TapDatabaseSpecCredentials = {
  /**
   * Whether Secrets Manager holds a copy. Default true.
   */
  readonly secretsManager?: boolean;
  /**
   * Any string; a change of it rotates the password once. What stands here at the first look, be it nothing, rotates nothing; nor does its removal. Clients have to read the connection Secret again. Default none.
   */
  readonly rotation?: string;
  /**
   * Days between rotations by schedule, 1 to 365, counted from the last rotation of any cause. Default no schedule.
   */
  readonly rotateEveryDays?: number;
};
/**
 * A host to reach the database through AWS Systems Manager, without a key pair and without ingress.
 */
export type TapDatabaseSpecBastion = {
  /**
   * Whether there is one. Default true.
   */
  readonly enabled?: boolean;
  /**
   * EC2 instance type, e.g. t4g.micro. Default t3.micro.
   */
  readonly instanceType?: string;
};
/**
 * RDS's own backups, and the bucket for exports.
 */
export type TapDatabaseSpecBackup = {
  /**
   * Days that automated backups are kept, 1 to 35. Default 7.
   */
  readonly retentionDays?: number;
  /**
   * Daily time of the backup, HH:MM-HH:MM in UTC, at least 30 minutes, apart from the maintenance window. Default 00:00-02:00.
   */
  readonly window?: string;
  readonly bucket?: TapDatabaseSpecBackupBucket;
};
/**
 * An encrypted, versioned S3 bucket that the database may import from and export to.
 */
export type TapDatabaseSpecBackupBucket = {
  /**
   * Whether there is one. Turned off later, it stays in AWS. Default true.
   */
  readonly enabled?: boolean;
  /**
   * Name of the bucket, unique in all of AWS. Default generated. Fixed.
   */
  readonly name?: string;
  /**
   * Days until an object expires, 1 to 3650. Default never.
   */
  readonly expireAfterDays?: number;
};
/**
 * When RDS and the operator may disturb the database.
 */
export type TapDatabaseSpecMaintenance = {
  /**
   * Weekly time, ddd:HH:MM-ddd:HH:MM in UTC, at least 30 minutes, e.g. sun:23:30-mon:01:00. Default sun:04:00-sun:06:00.
   */
  readonly window?: string;
  /**
   * When changes that restart the database are made. Default InWindow.
   */
  readonly disruptiveChanges?: 'InWindow' | 'OnApproval' | 'Immediately';
  /**
   * Whether RDS upgrades minor versions by itself, in the window. Default true.
   */
  readonly autoMinorVersionUpgrade?: boolean;
};
/**
 * What is measured, logged and alarmed.
 */
export type TapDatabaseSpecMonitoring = {
  /**
   * Seconds between measurements of the operating system, 0 for none. Default 60.
   */
  readonly enhancedIntervalSeconds?: 0 | 1 | 5 | 10 | 15 | 30 | 60;
  readonly performanceInsights?: TapDatabaseSpecMonitoringPerformanceInsights;
  /**
   * Mode of CloudWatch Database Insights. Default Standard.
   */
  readonly databaseInsights?: 'Standard' | 'Advanced';
  readonly logs?: TapDatabaseSpecMonitoringLogs;
  readonly alarms?: TapDatabaseSpecMonitoringAlarms;
};
/**
 * RDS Performance Insights.
 */
export type TapDatabaseSpecMonitoringPerformanceInsights = {
  /**
   * Whether it is on. Default true.
   */
  readonly enabled?: boolean;
  /**
   * Days it keeps, 7; with databaseInsights Advanced 465 to 731. Default 7, or 465.
   */
  readonly retentionDays?: number;
};
/**
 * Logs in CloudWatch.
 */
export type TapDatabaseSpecMonitoringLogs = {
  /**
   * Which logs. Default postgresql.
   */
  readonly exports?: readonly ('postgresql' | 'upgrade')[];
  /**
   * Days they are kept, one of the numbers that CloudWatch has. Default 7.
   */
  readonly retentionDays?:
    | 1
    | 3
    | 5
    | 7
    | 14
    | 30
    | 60
    | 90
    | 120
    | 150
    | 180
    | 365
    | 400
    | 545
    | 731
    | 1096
    | 1827
    | 2192
    | 2557
    | 2922
    | 3288
    | 3653;
};
/**
 * CloudWatch alarms on the average of 3 periods of 300 seconds.
 */
export type TapDatabaseSpecMonitoringAlarms = {
  /**
   * Whether there are any. Default true.
   */
  readonly enabled?: boolean;
  /**
   * Alarm above this use of the primary's CPU, 1 to 100. Default 80.
   */
  readonly cpuUtilizationPercent?: number;
  /**
   * Alarm below this free storage of the primary, e.g. 10Gi. Default 10Gi.
   */
  readonly freeStorage?: string;
  /**
   * Alarm above this number of connections to the primary. Default 100.
   */
  readonly connections?: number;
  /**
   * Alarm above this lag of a replica, in seconds. Default 60. An idle primary shows up to 300.
   */
  readonly replicaLagSeconds?: number;
  readonly notify?: TapDatabaseSpecMonitoringAlarmsNotify;
};
/**
 * Who hears of alarms, an existing SNS topic or mail addresses. Default nobody.
 */
export type TapDatabaseSpecMonitoringAlarmsNotify = {
  /**
   * ARN of an SNS topic in the region.
   */
  readonly topicARN?: string;
  /**
   * Addresses; each gets a mail to confirm. An SNS topic is created for them.
   */
  readonly emails?: readonly string[];
};
/**
 * The snapshot that the database begins with, of the same major version. It has to carry the tag tapstack.io/database=<namespace>/<name>, or be allowed by the operator's configuration; user and database have to be the snapshot's. Default an empty database. Fixed, but may be removed.
 */
export type RestoreFrom = {
  /**
   * Identifier or ARN of an RDS snapshot.
   */
  readonly snapshotID: string;
  /**
   * ARN of the KMS key that the snapshot is encrypted with.
   */
  readonly keyARN: string;
};
/**
 * AWS resources to take over instead of creating them, as `tapdb export` prints them: each is looked at first, and has to carry the tag tapstack.io/database=<namespace>/<name>, or be allowed by the operator's configuration. May stay, and counts only for what is not there. Default none.
 */
export type TapDatabaseSpecAdopt = {
  readonly resources: readonly AwsResource[];
};
export type AwsResource = {
  /**
   * ACK kind, e.g. DBInstance.
   */
  readonly kind: string;
  /**
   * Name of the child.
   */
  readonly name: string;
  /**
   * What AWS knows it by.
   */
  readonly id: string;
};
/**
 * The TapComposition to follow. Default the one it was created with: the cluster's default at that time, else the newest blueprint.
 */
export type TapDatabaseSpecCompositionRef = {
  readonly name: string;
};
/**
 * The TapCompositionRevision to stay on. Default the one that its composition says.
 */
export type TapDatabaseSpecCompositionRevisionRef = {
  readonly name: string;
};
/**
 * What was observed. Written by the operator, only when it changes in meaning.
 */
export type TapDatabaseStatus = {
  /**
   * Generation of the spec that this status speaks of.
   */
  readonly observedGeneration?: number;
  /**
   * Where the database stands, in one word.
   */
  readonly phase?: 'Pending' | 'Creating' | 'Available' | 'Updating' | 'Restoring' | 'Deleting' | 'Paused' | 'Stalled';
  /**
   * Why, in one line.
   */
  readonly message?: string;
  /**
   * Ready, Synced, Stalled, RoleAssociated, DeletionGuarded; ChangeHeld, RebootPending and RevisionRefused while so.
   */
  readonly conditions?: readonly Condition[];
  readonly identity?: Identity;
  readonly endpoint?: Endpoint;
  /**
   * Where each serving replica is reached, in the order of the replicas.
   */
  readonly readEndpoints?: readonly ReadEndpoint[];
  readonly connectionSecretRef?: TapDatabaseStatusConnectionSecretRef;
  readonly credentials?: TapDatabaseStatusCredentials;
  readonly binding?: TapDatabaseStatusBinding;
  readonly outputs?: Outputs;
  readonly resources?: TapDatabaseStatusResources;
  /**
   * The first children that are not ready, and why; at most 10.
   */
  readonly waitingFor?: readonly WaitingFor[];
  /**
   * What is in AWS, for adoption.
   */
  readonly inventory?: readonly InventoryItem[];
  /**
   * Changes that would disturb the database and wait for the window or an approval.
   */
  readonly heldChanges?: readonly HeldChange[];
  readonly approved?: TapDatabaseStatusApproved;
  readonly composition?: TapDatabaseStatusComposition;
  readonly deletion?: TapDatabaseStatusDeletion;
  /**
   * How many read replicas there are.
   */
  readonly replicas?: number;
  /**
   * Label selector of the replicas, for the scale subresource.
   */
  readonly selector?: string;
  /**
   * Class of the primary.
   */
  readonly instanceClass?: string;
  /**
   * Version of PostgreSQL that runs, e.g. "17.5".
   */
  readonly engineVersion?: string;
  readonly storage?: TapDatabaseStatusStorage;
  /**
   * The final snapshot that RDS takes in a deletion, written down before it is taken. Restore from it.
   */
  readonly finalSnapshotID?: string;
};
export type Condition = {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly observedGeneration?: number;
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
};
/**
 * Every fixed field as it was resolved at the first compose. It wins over spec, defaults and compositions for ever.
 */
export type Identity = {
  readonly region: string;
  readonly environment: string;
  readonly postgres: IdentityPostgres;
  readonly network: IdentityNetwork;
  readonly encryption: IdentityEncryption;
  readonly backup: IdentityBackup;
  readonly restoreFrom?: IdentityRestoreFrom;
  readonly composition: IdentityComposition;
  readonly account?: IdentityAccount;
};
export type IdentityPostgres = {
  readonly database: string;
  readonly username: string;
  readonly port: number;
  readonly iamAuthentication: boolean;
};
/**
 * Either cidr, zones and databaseSubnets, or existing.
 */
export type IdentityNetwork = {
  readonly cidr?: string;
  readonly zones?: readonly string[];
  readonly databaseSubnets?: 'Private' | 'Isolated';
  readonly existing?: IdentityNetworkExisting;
};
export type IdentityNetworkExisting = {
  readonly vpcID: string;
  readonly databaseSubnetIDs: readonly string[];
  readonly databaseZones?: readonly string[];
  readonly publicSubnetIDs?: readonly string[];
};
/**
 * Without keyARN the database has a key of its own.
 */
export type IdentityEncryption = {
  readonly keyARN?: string;
};
export type IdentityBackup = {
  readonly bucket: IdentityBackupBucket;
};
/**
 * The name may come later, when the account that is part of a generated name is known.
 */
export type IdentityBackupBucket = {
  readonly name?: string;
};
export type IdentityRestoreFrom = {
  readonly snapshotID: string;
  readonly keyARN: string;
};
/**
 * What the database was first composed with.
 */
export type IdentityComposition = {
  readonly name: string;
  readonly revision?: string;
};
/**
 * The AWS account, known once a first child is in AWS.
 */
export type IdentityAccount = {
  readonly id: string;
  readonly partition: string;
};
/**
 * Where the primary is reached.
 */
export type Endpoint = {
  readonly address: string;
  readonly port: number;
};
export type ReadEndpoint = {
  readonly address: string;
  readonly port: number;
};
/**
 * The Secret with everything an application needs to connect.
 */
export type TapDatabaseStatusConnectionSecretRef = {
  readonly name: string;
};
/**
 * Which generated password opens the database now.
 */
export type TapDatabaseStatusCredentials = {
  /**
   * The Secret <name>-credentials-<n>; n grows by one with each rotation.
   */
  readonly secretName: string;
};
/**
 * The Secret with everything an application needs to connect, where servicebinding.io looks for it.
 */
export type TapDatabaseStatusBinding = {
  readonly name: string;
};
/**
 * What other stacks take from this one; also in the ConfigMap <name>-outputs.
 */
export type Outputs = {
  readonly primaryEndpoint?: string;
  readonly primaryPort?: number;
  /**
   * Name in Secrets Manager, else of the Kubernetes Secret.
   */
  readonly credentialsSecretName?: string;
  readonly backupBucketName?: string;
  readonly kmsKeyARN?: string;
  readonly bastionInstanceID?: string;
};
/**
 * How many children there are, and how many of them are ready.
 */
export type TapDatabaseStatusResources = {
  readonly total: number;
  readonly ready: number;
};
export type WaitingFor = {
  readonly kind: string;
  readonly name: string;
  readonly reason: string;
  readonly message: string;
};
export type InventoryItem = {
  readonly kind: string;
  readonly name: string;
  readonly id: string;
  /**
   * Of a database that is being deleted, why it stays in AWS.
   */
  readonly kept?: string;
};
export type HeldChange = {
  /**
   * What tapstack.io/approve takes.
   */
  readonly id: string;
  /**
   * The child as Kind/name.
   */
  readonly child: string;
  readonly class: 'reboot' | 'failover' | 'replacement' | 'irreversible';
  /**
   * What happens to the database when it is made.
   */
  readonly effect: string;
  /**
   * Paths of the fields that change.
   */
  readonly fields: readonly string[];
  /**
   * When the window opens; absent where an approval is awaited.
   */
  readonly notBefore?: string;
};
/**
 * Approvals that are being carried out.
 */
export type TapDatabaseStatusApproved = {
  readonly setID?: string;
  readonly ids?: readonly string[];
};
/**
 * The composition and revision it is composed with.
 */
export type TapDatabaseStatusComposition = {
  readonly name: string;
  readonly revision?: string;
  /**
   * The revision that it should follow and cannot be composed with; RevisionRefused says why.
   */
  readonly refused?: string;
};
/**
 * What holds of its deletion where the defaults of its composition decide that, so that it holds without them too.
 */
export type TapDatabaseStatusDeletion = {
  readonly policy?: 'Snapshot' | 'Delete' | 'Retain';
  readonly protection?: boolean;
};
/**
 * Storage of the primary.
 */
export type TapDatabaseStatusStorage = {
  /**
   * As allocated by RDS, e.g. 120Gi.
   */
  readonly size?: string;
  /**
   * How far RDS may still grow it by itself, e.g. 80Gi.
   */
  readonly headroom?: string;
};
