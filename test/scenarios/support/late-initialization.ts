import type { Json, KubeObject } from '../../../src/api/object.js';

type Fields = { readonly [key: string]: Json };

/** What ACK writes into a spec once AWS has answered, each as a patch of its own. Source: GUIDE §9, §12; the values are AWS's defaults. */
const FIELDS: Readonly<Record<string, (spec: Fields) => readonly Fields[]>> = {
  VPC: () => [{ instanceTenancy: 'default' }],
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
  Role: ({ assumeRolePolicyDocument, policies = [] }) => [
    { path: '/', maxSessionDuration: 3600 },
    { assumeRolePolicyDocument: reformatted(assumeRolePolicyDocument as string) },
    { policies: [...(policies as Json[])].reverse() },
  ],
  InstanceProfile: () => [{ path: '/' }],
  DBSubnetGroup: ({ subnetRefs }) => [{ subnetRefs: [...(subnetRefs as Json[])].reverse() }],
  DBInstance: (spec) => (spec['sourceDBInstanceIdentifier'] === undefined ? primary(spec) : replica()),
  Topic: () => [{ policy: '{"Version":"2008-10-17","Statement":[]}' }, { fifoTopic: 'false' }],
  Subscription: () => [{ filterPolicyScope: 'MessageAttributes' }, { rawMessageDelivery: 'false' }],
};

const primary = ({
  allocatedStorage,
  maxAllocatedStorage,
  engineVersion,
  performanceInsightsKMSKeyID = 'arn:aws:kms:us-east-2:123456789012:key/default',
}: Fields): readonly Fields[] => [
  { availabilityZone: 'us-east-2a' },
  { caCertificateIdentifier: 'rds-ca-rsa2048-g1', licenseModel: 'postgresql-license' },
  { networkType: 'IPV4', backupTarget: 'region', promotionTier: 1 },
  { performanceInsightsKMSKeyID },
  { engineVersion: String(engineVersion).includes('.') ? String(engineVersion) : `${String(engineVersion)}.6` },
  { allocatedStorage: Number(allocatedStorage) + (maxAllocatedStorage === undefined ? 0 : 20) },
  { preferredMaintenanceWindow: 'Sun:04:00-Sun:06:00' },
];

const replica = (): readonly Fields[] => [
  { dbName: 'tap', masterUsername: 'postgres', allocatedStorage: 100 },
  { engineVersion: '17.5', kmsKeyID: 'arn:aws:kms:us-east-2:123456789012:key/1' },
  { backupRetentionPeriod: 0, preferredBackupWindow: '00:00-02:00' },
  { caCertificateIdentifier: 'rds-ca-rsa2048-g1' },
];

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

/** Patches of the spec, each of which may come or not. */
export const lateInitialization = (object: KubeObject): readonly Fields[] =>
  FIELDS[object.kind]?.(object.spec ?? {}) ?? [];
