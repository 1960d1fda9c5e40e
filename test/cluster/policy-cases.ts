import type { TapDatabase, TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import type { KubeObject } from '../../src/api/object.js';
import { compose } from '../../src/composition/compose.js';
import { everythingKnown, example } from '../composition/support.js';

export type Patch = Readonly<Record<string, unknown>>;
/** What a policy refuses: an object of the example with part of its spec changed, and what the refusal says of it. */
export type Case = readonly [policy: string, child: string, spec: Patch, says: string];

const ENCRYPTION = 'require-encryption';
const NOT_ENCRYPTED =
  'spec.storageEncrypted is not true, so its storage, backups and snapshots are not encrypted, for good: set it to true';
const NO_KMS = 'spec.encryption has a rule without KMS, or none: set sseAlgorithm to aws:kms';
const aes = { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] };
const NO_KEY = 'it has no KMS key: set spec.kmsKeyRef or spec.kmsKeyID';
const PLAIN_DISK = 'spec.blockDeviceMappings has a disk that is not encrypted, or none: set ebs.encrypted to true';
const disk = (encrypted: boolean) => ({ blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { encrypted } }] });

const TLS = 'require-tls';
const PASSWORDS = 'so PostgreSQL would take passwords and data without TLS: set it to';
const force = (value: string): Case => [
  TLS,
  'TapDatabase/tap',
  { postgres: { parameters: { 'rds.force_ssl': value } } },
  `spec.postgres.parameters["rds.force_ssl"] is "${value}", ${PASSWORDS} "on", or remove it, since that is the default`,
];
const override = (value: string | null) => ({ parameterOverrides: { 'rds.force_ssl': value } });
const NOT_FORCED = `spec.parameterOverrides["rds.force_ssl"] is not "1", ${PASSWORDS} "1"`;
const PLAIN_HTTP =
  'spec.policy has no statement that denies s3:* to everybody where aws:SecureTransport is false: add it';
export const bucketPolicy = (Effect: string, part: object) => {
  const Condition = { Bool: { 'aws:SecureTransport': ['false'] } };
  const Resource = [`arn:aws:s3:::${String(find('Bucket/tap-backup').spec?.['name'])}/*`];
  const statement = { Effect, Principal: { AWS: '*' }, Action: ['s3:*'], Resource, Condition, ...part };
  return { policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, undefined, 2) };
};

const STANDBY = 'require-multi-az';
const DOWN = 'so a production database would be down with its zone: set it to true';
const NO_STANDBY = `spec.instance.multiAZ is false, ${DOWN}, or remove it, since that is the default`;

const BACKUPS = 'require-backup-retention';
const few = (field: string, days: number) =>
  `spec.${field} is ${days}, and backups are to be kept for 7 days at least: set it to 7 or more`;

const PUBLIC = 'forbid-public-access';
const PUBLIC_CIDR =
  'spec.access.cidrs has 203.0.113.0/24, public addresses: name the private networks that need the database, or their ' +
  'security groups in spec.access.securityGroupIDs';
const ADDRESS = 'spec.publiclyAccessible is not false, so it would get a public address: set it to false';
const OPEN_BUCKET = 'spec.publicAccessBlock lacks blockPublicACLs, restrictPublicBuckets: set it to true';
const from = (ranges: Patch) => ({ ingressRules: [{ ipProtocol: 'tcp', fromPort: 5432, toPort: 5432, ...ranges }] });
const letsIn = (cidr: string) =>
  `spec.ingressRules lets in tcp 5432-5432 from ${cidr}: name networks of /8 or narrower, or security groups`;

const stack = stackOf('ecommerce', { environment: 'prod' });
export const CASES: readonly Case[] = [
  [ENCRYPTION, 'DBInstance/tap-primary', { storageEncrypted: false }, NOT_ENCRYPTED],
  [ENCRYPTION, 'Bucket/tap-backup', { encryption: aes }, NO_KMS],
  [ENCRYPTION, 'Bucket/tap-backup', { encryption: null }, NO_KMS],
  [ENCRYPTION, 'LogGroup/tap-primary-postgresql', { kmsKeyRef: null }, NO_KEY],
  [ENCRYPTION, 'Instance/tap-bastion', disk(false), PLAIN_DISK],
  ...['off', 'FALSE', ' No ', '0'].map(force),
  [TLS, 'DBParameterGroup/tap-postgres17', override('0'), NOT_FORCED],
  [TLS, 'DBParameterGroup/tap-postgres17', override(null), NOT_FORCED],
  [TLS, 'Bucket/tap-backup', { policy: null }, PLAIN_HTTP],
  [TLS, 'Bucket/tap-backup', bucketPolicy('Allow', {}), PLAIN_HTTP],
  [TLS, 'Bucket/tap-backup', bucketPolicy('Deny', { Principal: { AWS: '111122223333' } }), PLAIN_HTTP],
  [TLS, 'Bucket/tap-backup', bucketPolicy('Deny', { Condition: {} }), PLAIN_HTTP],
  [STANDBY, 'TapDatabase/tap', { instance: { multiAZ: false } }, NO_STANDBY],
  [STANDBY, 'DBInstance/tap-primary', { multiAZ: false }, `spec.multiAZ is not true, ${DOWN}`],
  [BACKUPS, 'TapDatabase/tap', { backup: { retentionDays: 6 } }, few('backup.retentionDays', 6)],
  [BACKUPS, 'DBInstance/tap-primary', { backupRetentionPeriod: 1 }, few('backupRetentionPeriod', 1)],
  [BACKUPS, 'DBInstance/tap-primary', { backupRetentionPeriod: null }, few('backupRetentionPeriod', 0)],
  [PUBLIC, 'TapDatabase/tap', { access: { cidrs: ['10.1.0.0/16', '203.0.113.0/24'] } }, PUBLIC_CIDR],
  [PUBLIC, 'DBInstance/tap-primary', { publiclyAccessible: true }, ADDRESS],
  [PUBLIC, 'DBInstance/tap-replica-1', { publiclyAccessible: null }, ADDRESS],
  [
    PUBLIC,
    'Bucket/tap-backup',
    { publicAccessBlock: { blockPublicACLs: false, restrictPublicBuckets: null } },
    OPEN_BUCKET,
  ],
  [PUBLIC, 'SecurityGroup/tap-database', from({ ipRanges: [{ cidrIP: '0.0.0.0/0' }] }), letsIn('0.0.0.0/0')],
  [PUBLIC, 'SecurityGroup/tap-app', from({ ipRanges: [{ cidrIP: '128.0.0.0/1' }] }), letsIn('128.0.0.0/1')],
  [PUBLIC, 'SecurityGroup/tap-bastion', from({ ipv6Ranges: [{ cidrIPv6: '::/0' }] }), letsIn('::/0')],
];

/** For each kind a change of what no policy judges. */
export const NEUTRAL: Readonly<Record<string, Patch>> = {
  TapDatabase: { tags: { team: 'shop' } },
  DBInstance: { copyTagsToSnapshot: false },
  DBParameterGroup: { parameterOverrides: { work_mem: '8192' } },
  Bucket: { versioning: { status: 'Suspended' } },
  LogGroup: { retentionDays: 30 },
  Instance: { monitoring: { enabled: false } },
  SecurityGroup: { egressRules: [] },
};

/** The database of an example, and everything that is composed of it. */
export function stackOf(
  name: Parameters<typeof example>[0],
  spec: Partial<TapDatabaseSpec> = {},
): readonly KubeObject[] {
  const given = example(name);
  const metadata = { ...given.metadata, namespace: 'default' };
  const database: TapDatabase = { ...given, metadata, spec: { ...given.spec, ...spec } };
  const { children, blocked } = compose(database, everythingKnown());
  if (blocked.length > 0) throw new Error(`${name} waits for ${blocked.length} values`);
  return [database as unknown as KubeObject, ...children.map(({ manifest }) => manifest)];
}

export function find(child: string): KubeObject {
  const found = stack.find(({ kind, metadata }) => `${kind}/${metadata.name}` === child);
  if (found === undefined) throw new Error(`the example has no ${child}`);
  return found;
}
