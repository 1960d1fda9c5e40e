/**
 * A TapDatabase's spec with every default filled in: what compose works on. Sizes are in the unit that the name says.
 * `resolve` (resolve.ts) makes it from the user's spec, `status.identity` winning over both.
 */
export interface ResolvedSpec {
  /** metadata.name */
  readonly name: string;
  readonly namespace: string;
  readonly region: string;
  readonly environment: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly postgres: {
    /** `17` or `17.5` */
    readonly version: string;
    readonly database: string;
    readonly username: string;
    readonly port: number;
    /** Already in RDS's raw units or RDS formulas, ready for a parameter group. */
    readonly parameters: Readonly<Record<string, string>>;
    readonly caCertificateIdentifier?: string;
    readonly iamAuthentication: boolean;
  };
  readonly instance: {
    readonly class: string;
    readonly multiAZ: boolean;
    readonly storage: {
      readonly sizeGiB: number;
      readonly maxSizeGiB?: number;
      readonly type: 'gp2' | 'gp3' | 'io1' | 'io2';
      /** Always a number where the type has it: rendered explicitly (gp3: 3000 below 400 GiB, 12000 from there). Undefined for gp2. */
      readonly iops?: number;
      /** MiB/s, gp3 only (125 below 400 GiB, 500 from there). */
      readonly throughputMiBps?: number;
    };
  };
  readonly replicas: { readonly count: number; readonly class: string };
  readonly network:
    | {
        readonly kind: 'own';
        readonly cidr: string;
        /** In order; index i gives the i-th public, private and isolated subnet. */
        readonly zones: readonly string[];
        readonly natGateways: number;
        readonly databaseSubnets: 'Private' | 'Isolated';
      }
    | {
        readonly kind: 'existing';
        readonly vpcID: string;
        readonly databaseSubnetIDs: readonly string[];
        readonly databaseZones?: readonly string[];
        readonly publicSubnetIDs: readonly string[];
      };
  readonly access: { readonly cidrs: readonly string[]; readonly securityGroupIDs: readonly string[] };
  readonly encryption: { readonly keyARN?: string; readonly deletionWindowDays: number };
  readonly credentials: {
    readonly secretsManager: boolean;
    readonly rotation?: string;
    readonly rotateEveryDays?: number;
  };
  readonly bastion: { readonly enabled: boolean; readonly instanceType: string };
  readonly backup: {
    readonly retentionDays: number;
    /** `HH:MM-HH:MM`, UTC */
    readonly window: string;
    readonly bucket: { readonly enabled: boolean; readonly name?: string; readonly expireAfterDays?: number };
  };
  readonly maintenance: {
    /** `ddd:hh:mm-ddd:hh:mm`, UTC, lower case */
    readonly window: string;
    /** When what restarts the database is done; what is for good needs an approval whichever it is. */
    readonly disruptiveChanges: 'InWindow' | 'OnApproval' | 'Immediately';
    readonly autoMinorVersionUpgrade: boolean;
  };
  readonly monitoring: {
    readonly enhancedIntervalSeconds: number;
    readonly performanceInsights: { readonly enabled: boolean; readonly retentionDays: number };
    readonly databaseInsights: 'Standard' | 'Advanced';
    readonly logs: { readonly exports: readonly ('postgresql' | 'upgrade')[]; readonly retentionDays: number };
    readonly alarms: {
      readonly enabled: boolean;
      readonly cpuUtilizationPercent: number;
      readonly freeStorageBytes: number;
      readonly connections: number;
      readonly replicaLagSeconds: number;
      readonly notify?: { readonly topicARN: string } | { readonly emails: readonly string[] };
    };
  };
  readonly restoreFrom?: { readonly snapshotID: string; readonly keyARN: string };
  readonly deletionPolicy: 'Snapshot' | 'Delete' | 'Retain';
  readonly deletionProtection: boolean;
}
