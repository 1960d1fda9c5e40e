import fc from 'fast-check';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

/** Undefined properties are left out, at every depth: a manifest has none. */
const record = <T>(model: { readonly [K in keyof T]: fc.Arbitrary<T[K] | undefined> }): fc.Arbitrary<T> =>
  fc
    .tuple(
      ...Object.entries<fc.Arbitrary<unknown>>(model).map(([key, value]) =>
        value.map((inner) => [key, inner] as const),
      ),
    )
    .map((entries) => Object.fromEntries(entries.filter(([, inner]) => inner !== undefined)) as T);

const zones = fc.constantFrom(['us-east-2a', 'us-east-2b'], ['us-east-2c', 'us-east-2a', 'us-east-2b']);
const subnets = ['subnet-0a1b2c31', 'subnet-0a1b2c32'];

const network = fc.oneof(
  record<NonNullable<TapDatabaseSpec['network']>>({
    cidr: maybe(fc.constantFrom('10.0.0.0/16', '172.20.32.0/20', '192.168.0.0/21')),
    zones,
    natGateways: maybe(fc.integer({ min: 0, max: 2 })),
    databaseSubnets: maybe(fc.constantFrom('Private', 'Isolated')),
  }),
  record({ zoneCount: maybe(fc.constantFrom(2, 3)) }),
  fc.record({
    existing: record<NonNullable<NonNullable<TapDatabaseSpec['network']>['existing']>>({
      vpcID: fc.constant('vpc-0a1b2c3d'),
      databaseSubnetIDs: fc.constant(subnets),
      databaseZones: maybe(fc.constant(['us-east-2a', 'us-east-2b'])),
      publicSubnetIDs: maybe(fc.constantFrom([], ['subnet-0a1b2c3f'])),
    }),
  }),
);

const storage = fc.oneof(
  record({ size: maybe(fc.constantFrom('20Gi', '100Gi', '399Gi')), maxSize: maybe(fc.constant('1000Gi')) }),
  fc.constantFrom(
    { size: '400Gi', iops: 16000, throughput: 1000 },
    { size: '1Ti' },
    { size: '200Gi', type: 'gp2' as const },
    { size: '200Gi', type: 'io2' as const, iops: 3000 },
  ),
);

const monitoring = record<NonNullable<TapDatabaseSpec['monitoring']>>({
  enhancedIntervalSeconds: maybe(fc.constantFrom(0, 1, 60)),
  performanceInsights: maybe(fc.record({ enabled: fc.boolean() })),
  logs: maybe(
    record<NonNullable<NonNullable<TapDatabaseSpec['monitoring']>['logs']>>({
      exports: maybe(fc.subarray(['postgresql', 'upgrade'] as const)),
      retentionDays: maybe(fc.constantFrom(1, 30, 3653)),
    }),
  ),
  alarms: maybe(
    record<NonNullable<NonNullable<TapDatabaseSpec['monitoring']>['alarms']>>({
      enabled: maybe(fc.boolean()),
      notify: maybe(
        fc.oneof(
          fc.record({ topicARN: fc.constant('arn:aws:sns:us-east-2:123456789012:oncall') }),
          fc.record({ emails: fc.uniqueArray(fc.emailAddress(), { maxLength: 5 }) }),
        ),
      ),
    }),
  ),
});

const environment = fc.stringMatching(/^[a-z][a-z0-9]{0,11}$/);

/** A name as metadata.name may be, up to its longest. */
export const randomName = fc.stringMatching(/^[a-z][a-z0-9-]{0,37}[a-z0-9]$/).filter((name) => !name.includes('--'));

/** Mostly valid specs that turn every part on and off; whoever uses them leaves out those that `validate` refuses. */
export const randomSpec: fc.Arbitrary<TapDatabaseSpec> = record<TapDatabaseSpec>({
  region: fc.constant('us-east-2'),
  environment: maybe(environment),
  tags: maybe(
    fc.dictionary(
      fc.stringMatching(/^[A-Za-z0-9_. -]{1,20}$/).map((key) => key.trim() || 'k'),
      fc.stringMatching(/^[\p{L}0-9_.:/=+@ -]{0,10}$/u),
      {
        maxKeys: 5,
        noNullPrototype: true,
      },
    ),
  ),
  postgres: maybe(
    record({
      version: maybe(fc.constantFrom('15.4', '16', '17.5')),
      port: maybe(fc.constantFrom(1150, 6432, 65535)),
      iamAuthentication: maybe(fc.boolean()),
      caCertificateIdentifier: maybe(fc.constant('rds-ca-rsa4096-g1')),
    }),
  ),
  instance: fc.record({ class: fc.constantFrom('db.m5.large', 'db.r6g.xlarge'), multiAZ: fc.boolean(), storage }),
  replicas: maybe(fc.record({ count: fc.integer({ min: 0, max: 15 }) })),
  network: maybe(network),
  access: maybe(
    record({
      cidrs: maybe(fc.uniqueArray(fc.constantFrom('10.1.0.0/16', '10.2.3.0/24', '192.168.7.7/32'))),
      securityGroupIDs: maybe(fc.uniqueArray(fc.constantFrom('sg-0a1b2c31', 'sg-0a1b2c32'))),
    }),
  ),
  encryption: maybe(
    record({
      keyARN: maybe(fc.constant('arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab')),
    }),
  ),
  credentials: maybe(fc.record({ secretsManager: fc.boolean() })),
  bastion: maybe(
    record({ enabled: maybe(fc.boolean()), instanceType: maybe(fc.constantFrom('t4g.nano', 'm5.large')) }),
  ),
  backup: maybe(
    fc.record({
      bucket: record({ enabled: maybe(fc.boolean()), expireAfterDays: maybe(fc.integer({ min: 1, max: 3650 })) }),
    }),
  ),
  monitoring: maybe(monitoring),
  deletionPolicy: maybe(fc.constantFrom('Snapshot', 'Delete', 'Retain')),
  deletionProtection: maybe(fc.boolean()),
});
