import type { Json, KubeObject } from '../../../src/api/object.js';

type Fields = { readonly [key: string]: Json };

/** What ACK writes into a spec once AWS has answered, each as a patch of its own. Source: GUIDE §9, §12; the values are AWS's defaults. */
const FIELDS: Readonly<Record<string, (spec: Fields, all: readonly KubeObject[]) => readonly Fields[]>> = {
  VPC: () => [{ enableNetworkAddressUsageMetrics: false }, { instanceTenancy: 'default' }],
  Subnet: () => [{ availabilityZoneID: 'use2-az1' }],
  RouteTable: ({ routes }) => [
    { routes: [{ destinationCIDRBlock: '10.0.0.0/16', gatewayID: 'local' }, ...(routes as Json[])] },
  ],
  SecurityGroup: ({ ingressRules, egressRules }) => [
    { ingressRules: resolved(ingressRules as Fields[]) },
    { egressRules: [...(egressRules as Fields[])].reverse() },
  ],
  ElasticIPAddress: () => [{ publicIPv4Pool: 'amazon' }, { networkBorderGroup: 'us-east-2' }],
  NATGateway: () => [{ availabilityMode: 'zonal' }, { vpcID: 'vpc-1' }],
  Instance: ({ blockDeviceMappings }) => [
    { imageID: 'ami-0a1b2c3d4e5f60718' },
    { networkInterfaces: [{ deviceIndex: 0, privateIPAddress: '10.0.0.10' }] },
    { securityGroups: ['any-bastion'], sourceDestCheckEnabled: true, hibernationOptions: { configured: false } },
    { blockDeviceMappings: (blockDeviceMappings as Fields[]).map((mapping) => ({ ...mapping, noDevice: '' })) },
    { privateIPAddress: '10.0.0.10', placement: { availabilityZone: 'us-east-2a' } },
    { cpuOptions: { coreCount: 1, threadsPerCore: 2 } },
  ],
  Key: ({ policy }) => [
    { keySpec: 'SYMMETRIC_DEFAULT', keyUsage: 'ENCRYPT_DECRYPT' },
    { origin: 'AWS_KMS', multiRegion: false },
    { policy: reformatted(policy as string) },
  ],
  Bucket: ({ policy }) => [
    { createBucketConfiguration: { locationConstraint: 'us-east-2' } },
    { abac: { status: 'Disabled' } },
    { policy: reformatted(policy as string) },
  ],
  Role: ({ assumeRolePolicyDocument, policies }) => [
    { path: '/', maxSessionDuration: 3600 },
    { assumeRolePolicyDocument: reformatted(assumeRolePolicyDocument as string) },
    ...(policies === undefined ? [] : [{ policies: [...(policies as Json[])].reverse() }]),
  ],
  InstanceProfile: () => [{ path: '/' }],
  DBSubnetGroup: ({ subnetRefs, subnetIDs }) => [
    subnetRefs === undefined
      ? { subnetIDs: [...(subnetIDs as Json[])].reverse() }
      : { subnetRefs: [...(subnetRefs as Json[])].reverse() },
  ],
  DBInstance: (spec, all) =>
    spec['sourceDBInstanceIdentifier'] === undefined ? primary(spec) : replica(spec, sourceOf(spec, all)),
  Topic: () => [{ policy: '{"Version":"2008-10-17","Statement":[]}' }],
  Subscription: () => [{ filterPolicyScope: 'MessageAttributes' }],
};

const primary = (spec: Fields): readonly Fields[] => [
  ...gp3(spec),
  { availabilityZone: 'us-east-2a' },
  { caCertificateIdentifier: spec['caCertificateIdentifier'] ?? 'rds-ca-rsa2048-g1' },
  ...CHOSEN,
  ...performanceInsightsKey(spec),
  { engineVersion: minorOf(spec['engineVersion']) },
  { allocatedStorage: Number(spec['allocatedStorage']) + (spec['maxAllocatedStorage'] === undefined ? 0 : 20) },
  { preferredMaintenanceWindow: 'Sun:04:00-Sun:06:00' },
];

/** What a replica has from its source it is not asked for, and is then told. */
const replica = (spec: Fields, source: Fields): readonly Fields[] => [
  { dbName: source['dbName'] ?? 'tap', masterUsername: source['masterUsername'] ?? 'postgres' },
  { allocatedStorage: spec['allocatedStorage'] ?? source['allocatedStorage'] ?? 100 },
  { engineVersion: minorOf(source['engineVersion'] ?? '17.5'), storageEncrypted: true },
  { kmsKeyID: source['kmsKeyID'] ?? 'arn:aws:kms:us-east-2:123456789012:key/1' },
  { backupRetentionPeriod: 0, preferredBackupWindow: '00:00-02:00', preferredMaintenanceWindow: 'mon:09:00-mon:09:30' },
  { caCertificateIdentifier: spec['caCertificateIdentifier'] ?? 'rds-ca-rsa2048-g1' },
  ...CHOSEN,
  ...performanceInsightsKey(spec),
];

/** RDS tells the baseline of a small volume, which may not be asked for. */
const gp3 = ({ storageType, iops, storageThroughput }: Fields): readonly Fields[] =>
  storageType === 'gp3' ? [{ iops: iops ?? 3000 }, { storageThroughput: storageThroughput ?? 125 }] : [];

const CHOSEN: readonly Fields[] = [
  { licenseModel: 'postgresql-license' },
  { networkType: 'IPV4', backupTarget: 'region', promotionTier: 1 },
];

/** Where it is on and no key was asked for. */
const performanceInsightsKey = (spec: Fields): readonly Fields[] =>
  spec['performanceInsightsEnabled'] !== true || spec['performanceInsightsKMSKeyRef'] !== undefined
    ? []
    : [
        {
          performanceInsightsKMSKeyID:
            spec['performanceInsightsKMSKeyID'] ?? 'arn:aws:kms:us-east-2:123456789012:key/default',
        },
      ];

const minorOf = (version: Json | undefined): string =>
  String(version).includes('.') ? String(version) : `${String(version)}.6`;

const sourceOf = (spec: Fields, all: readonly KubeObject[]): Fields =>
  all.find((other) => other.spec?.['dbInstanceIdentifier'] === spec['sourceDBInstanceIdentifier'])?.spec ?? {};

/** AWS gives sources in an order of its own, and ids beside the references. */
function resolved(rules: readonly Fields[]): Fields[] {
  return rules.map((rule) => {
    const pairs = (rule['userIDGroupPairs'] as Fields[] | undefined)?.map((pair) => ({
      ...pair,
      userID: '123456789012',
    }));
    return pairs === undefined ? { ...rule } : { ...rule, userIDGroupPairs: pairs.reverse() };
  });
}

/** The same policy as IAM and KMS give it back: other white space, other order of keys, lists of one as their item. */
function reformatted(policy: string): string {
  const turned = (value: Json): Json => {
    if (Array.isArray(value)) return value.length === 1 ? turned(value[0] as Json) : value.map(turned).reverse();
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, turned(inner)]),
    );
  };
  return JSON.stringify(turned(JSON.parse(policy) as Json), null, 2);
}

/** Patches of the spec, each of which may come or not. `all`: where a replica's source is found. */
export const lateInitialization = (object: KubeObject, all: readonly KubeObject[] = []): readonly Fields[] =>
  FIELDS[object.kind]?.(object.spec ?? {}, all) ?? [];
