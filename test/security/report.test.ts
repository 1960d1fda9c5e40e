import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import { TAPDATABASE_SCHEMA } from '../../src/api/generated/tapdatabase-schema.js';
import type { KubeObject } from '../../src/api/object.js';
import { render } from '../../src/cli/render.js';
import type { Control } from '../../src/security/control.js';
import { CONTROLS, type Row, securityReport } from '../../src/security/report.js';

const database = (spec: object = {}): TapDatabase => ({
  apiVersion: 'tapstack.io/v1alpha1',
  kind: 'TapDatabase',
  metadata: { name: 'shop', namespace: 'shop' },
  spec: { region: 'us-east-2', ...spec } as TapDatabase['spec'],
});

const children = render(database());
const rowOf = (rows: readonly Row[], id: string): Row => rows.find((row) => row.id === id) as Row;
const isCheck = (control: Control): boolean => 'fault' in control;

/** A change to the composed objects: a patch of every object of a kind that has the field, or one object more. */
type Mutation = (stack: readonly KubeObject[]) => readonly KubeObject[];

const set =
  (kind: string, field: string, value: unknown, of = /./): Mutation =>
  (stack) =>
    stack.map((object) => {
      if (object.kind !== kind || !of.test(object.metadata.name)) return object;
      const copy = structuredClone(object);
      const path = field.split('/');
      let holder = copy as unknown as Record<string, unknown>;
      for (const segment of path.slice(0, -1)) {
        holder[segment] ??= {};
        holder = holder[segment] as Record<string, unknown>;
      }
      holder[path.at(-1) as string] = value;
      return copy;
    });

const add =
  (apiVersion: string, kind: string, spec: object): Mutation =>
  (stack) => [
    ...stack,
    { apiVersion, kind, metadata: { name: 'more', namespace: 'shop' }, spec } as unknown as KubeObject,
  ];

const world = (from: number, block: object): object[] => [
  { ipProtocol: 'tcp', fromPort: from, toPort: from, ...block },
];
const V4 = { ipRanges: [{ cidrIP: '0.0.0.0/0' }] };
const V6 = { ipv6Ranges: [{ cidrIPv6: '::/0' }] };
const allow = (statement: object): string => JSON.stringify({ Statement: [{ Effect: 'Allow', ...statement }] });

const endpoint = (service: string): Mutation =>
  add('ec2.services.k8s.aws/v1alpha1', 'VPCEndpoint', { serviceName: `com.amazonaws.us-east-2.${service}` });

/** For each check the change that turns it around, from what the default spec gives. */
const TURNED: Readonly<Record<string, Mutation>> = {
  'RDS.2': set('DBInstance', 'spec/publiclyAccessible', true),
  'RDS.3': set('DBInstance', 'spec/storageEncrypted', false, /primary/),
  'RDS.4': set('DBInstance', 'spec/storageEncrypted', false, /primary/),
  'RDS.5': set('DBInstance', 'spec/multiAZ', false, /primary/),
  'RDS.6': set('DBInstance', 'spec/monitoringInterval', 0, /replica-2/),
  'RDS.8': set('DBInstance', 'spec/deletionProtection', false, /primary/),
  'RDS.9': set('DBInstance', 'spec/enableCloudwatchLogsExports', ['postgresql', 'upgrade']),
  'RDS.10': set('DBInstance', 'spec/enableIAMDatabaseAuthentication', true),
  'RDS.11': set('DBInstance', 'spec/backupRetentionPeriod', 6, /primary/),
  'RDS.13': set('DBInstance', 'spec/autoMinorVersionUpgrade', false),
  'RDS.17': set('DBInstance', 'spec/copyTagsToSnapshot', false, /replica-1/),
  'RDS.18': set('DBInstance', 'spec/dbSubnetGroupRef', undefined, /primary/),
  'RDS.23': set('DBInstance', 'spec/port', 6432, /primary/),
  'RDS.25': set('DBInstance', 'spec/masterUsername', 'shopkeeper', /primary/),
  'RDS.36': set('DBInstance', 'spec/enableCloudwatchLogsExports', []),
  'RDS.38': set('DBParameterGroup', 'spec/parameterOverrides', { 'rds.force_ssl': '0' }),
  'RDS.46': set('RouteTable', 'spec/routes', [{ gatewayRef: { from: { name: 'shop-igw' } } }], /isolated/),
  'S3.2': set('Bucket', 'spec/publicAccessBlock/restrictPublicBuckets', false),
  'S3.3': set('Bucket', 'spec/publicAccessBlock/ignorePublicACLs', false),
  'S3.5': set('Bucket', 'spec/policy', allow({ Principal: '*', Action: 's3:*' })),
  'S3.6': set('Bucket', 'spec/policy', allow({ Principal: { AWS: 'arn:aws:iam::210987654321:root' }, Action: 's3:*' })),
  'S3.8': set('Bucket', 'spec/publicAccessBlock/blockPublicPolicy', false),
  'S3.9': set('Bucket', 'spec/logging/loggingEnabled/targetBucket', 'logs'),
  'S3.12': set('Bucket', 'spec/ownershipControls', undefined),
  'S3.13': set('Bucket', 'spec/lifecycle/rules', [{ status: 'Enabled' }]),
  'EC2.2': set('VPC', 'spec/disallowSecurityGroupDefaultRules', false),
  'EC2.3': set('Instance', 'spec/blockDeviceMappings', []),
  'EC2.6': add('ec2.services.k8s.aws/v1alpha1', 'FlowLog', { resourceType: 'VPC' }),
  'EC2.8': set('Instance', 'spec/metadataOptions/httpTokens', 'optional'),
  'EC2.9': set('Subnet', 'spec/mapPublicIPOnLaunch', false),
  'EC2.10': endpoint('ec2'),
  'EC2.15': set('Subnet', 'spec/mapPublicIPOnLaunch', false),
  'EC2.17': set('Instance', 'spec/networkInterfaces', [{}, {}]),
  'EC2.18': set('SecurityGroup', 'spec/ingressRules', world(9000, V4), /app/),
  'EC2.19': set('SecurityGroup', 'spec/ingressRules', world(5432, V6), /database/),
  'EC2.24': set('Instance', 'spec/instanceType', 'm1.small'),
  'EC2.53': set('SecurityGroup', 'spec/ingressRules', world(22, V4), /bastion/),
  'EC2.54': set('SecurityGroup', 'spec/ingressRules', [{ ipProtocol: '-1', ...V6 }], /bastion/),
  'EC2.55': endpoint('ecr.api'),
  'EC2.56': endpoint('ecr.dkr'),
  'EC2.57': endpoint('ssm'),
  'EC2.58': endpoint('ssm-contacts'),
  'EC2.60': endpoint('ssm-incidents'),
  'EC2.180': set('Instance', 'spec/sourceDestCheckEnabled', false),
  'KMS.2': set('Role', 'spec/inlinePolicies', { wide: allow({ Action: ['kms:Decrypt'], Resource: '*' }) }, /s3/),
  'KMS.3': set('Key', 'status/keyState', 'PendingDeletion'),
  'KMS.4': set('Key', 'spec/enableKeyRotation', false),
  'KMS.5': set('Key', 'spec/policy', allow({ Principal: { AWS: '*' }, Action: 'kms:*' })),
};

/**
 * Every control of the standards for these services, by its number. Sources: AWS Security Hub User Guide, "AWS Foundational
 * Security Best Practices standard" and "CIS AWS Foundations Benchmark", as of the end of 2025; of RDS.38, 39, 50, 51, EC2.182
 * and 183 only the guide's list by service, or what others wrote of them in 2026, is known.
 */
const STANDARDS: Readonly<Record<string, readonly number[]>> = {
  RDS: [
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 24, 25, 27],
    ...[34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 50, 51],
  ],
  S3: [1, 2, 3, 5, 6, 8, 9, 12, 13, 19, 20, 22, 23, 24, 25],
  EC2: [
    ...[1, 2, 3, 4, 6, 7, 8, 9, 10, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 51, 53, 54, 55, 56, 57, 58, 60],
    ...[170, 171, 172, 173, 180, 181, 182, 183],
  ],
  KMS: [1, 2, 3, 4, 5],
};
/** Which the standards had, and have no more. */
const RETIRED = ['RDS.18'];

test('every control of the standards has its row', () => {
  const asked = Object.entries(STANDARDS).flatMap(([service, numbers]) => numbers.map((n) => `${service}.${n}`));
  expect(CONTROLS.map(({ id }) => id).toSorted()).toEqual([...asked, ...RETIRED].toSorted());
});

test('every check has a change that turns it around', () => {
  expect(Object.keys(TURNED).toSorted()).toEqual(
    CONTROLS.filter(isCheck)
      .map(({ id }) => id)
      .toSorted(),
  );
});

test.each(Object.entries(TURNED))('%s turns around', (id, mutate) => {
  const before = rowOf(securityReport(children), id);
  const after = rowOf(securityReport(mutate(children)), id);
  expect([before.state, after.state].toSorted()).toEqual(['Met', 'NotMet']);
});

test('the default spec meets all but these, each for its reason', () => {
  const rows = securityReport(children);
  const unmet = rows.filter(({ state }) => state === 'NotMet').map(({ id, why }) => `${id}: ${why}`);
  const instances = 'DBInstance shop-primary, shop-replica-1, shop-replica-2';
  expect(unmet).toEqual([
    `RDS.9: ${instances}: not exported: upgrade: monitoring.logs.exports`,
    `RDS.10: ${instances}: it does not: postgres.iamAuthentication`,
    'RDS.23: DBInstance shop-primary: it listens on 5432: postgres.port',
    'RDS.25: DBInstance shop-primary: its name is postgres: postgres.username',
    'S3.9: Bucket shop-backup: no access log is written; a log needs a bucket of its own; data events of CloudTrail tell the same',
    'S3.13: Bucket shop-backup: it has none: backup.bucket.expireAfterDays',
    'S3.20: only the root user of the account can switch it on, with a device at hand',
    "EC2.6: VPC shop-vpc: it has none; where they should go is the account's to say; a flow log of yours may name the VPC",
    'EC2.9: Instance shop-bastion: it has one; the bastion calls Systems Manager through it; nothing may call the bastion (EC2.18)',
    "EC2.10: VPC shop-vpc: it has none; nothing in the VPC calls EC2's API",
    'EC2.15: Subnet shop-public-1, shop-public-2: it does; NAT gateways and the bastion stand there; the database does not (RDS.46)',
    'EC2.55: VPC shop-vpc: it has none; nothing in the VPC pulls images',
    'EC2.56: VPC shop-vpc: it has none; nothing in the VPC pulls images',
    'EC2.57: VPC shop-vpc: it has none; the bastion calls it through its public address (EC2.9)',
    'EC2.58: VPC shop-vpc: it has none; nothing in the VPC calls it',
    'EC2.60: VPC shop-vpc: it has none; nothing in the VPC calls it',
  ]);
  expect(rows.filter(({ state }) => state === 'Met').length).toBe(33);
});

test('what is not met or does not apply says why, and every control is there once', () => {
  const rows = securityReport(children);
  for (const { state, why } of rows) expect(why === undefined).toBe(state === 'Met');
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
});

test('what the user has of its own, or not at all, does not apply', () => {
  const lean = securityReport(
    render(
      database({
        bastion: { enabled: false },
        backup: { bucket: { enabled: false } },
        encryption: { keyARN: 'arn:aws:kms:us-east-2:123456789012:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9' },
      }),
    ),
  );
  const away = ['S3.8', 'EC2.8', 'EC2.9', 'KMS.4'].map((id) => rowOf(lean, id).state);
  expect(away).toEqual(Array.from({ length: 4 }, () => 'NotApplicable'));
  expect(rowOf(lean, 'RDS.3').state).toBe('Met');
});

test('a Secret of Kubernetes is none of Secrets Manager, and an object of another API is none of AWS', () => {
  const foreign = add('example.com/v1', 'Bucket', {})(children.filter(({ kind }) => kind !== 'Bucket'));
  expect(rowOf(securityReport(foreign), 'S3.8').state).toBe('NotApplicable');
});

test('every field that a reason names is one of the API', () => {
  const turned = Object.values(TURNED).flatMap((mutate) => securityReport(mutate(children)));
  const reasons = [...securityReport(children), ...turned].map(({ why = '' }) => why);
  const fields = new Set(
    reasons.flatMap((why) => [...why.matchAll(/: ([a-z]+(?:\.[a-zA-Z]+)+)(?=;|$)/g)].map((match) => match[1] ?? '')),
  );
  expect(fields.size).toBeGreaterThan(6);
  const unknown = [...fields].filter((field) => schemaAt(field.split('.')) === undefined);
  expect(unknown).toEqual([]);
});

const schemaAt = (path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (schema, segment) =>
      (schema as { properties?: Readonly<Record<string, unknown>> } | undefined)?.properties?.[segment],
    (TAPDATABASE_SCHEMA as { properties: { spec: unknown } }).properties.spec,
  );

test('the page names exactly the controls that the default spec does not meet', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/security.md'), 'utf8');
  const named = [...page.matchAll(/^\| ((?:[A-Z0-9]+\.\d+(?:, )?)+) \|/gm)].flatMap((match) =>
    (match[1] ?? '').split(', '),
  );
  const unmet = securityReport(children).filter(({ state }) => state === 'NotMet');
  expect(named.toSorted()).toEqual(unmet.map(({ id }) => id).toSorted());
});
