import { expect, test } from '@jest/globals';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { resolve } from '../../src/api/resolve.js';
import { database, identity } from './support/database.js';

const smallest = resolve(database());

test('the smallest spec has every default', () => {
  expect(smallest).toEqual({
    name: 'tap',
    namespace: 'shop',
    region: 'us-east-2',
    environment: 'dev',
    tags: {},
    postgres: {
      version: '17',
      database: 'tap',
      username: 'postgres',
      port: 5432,
      parameters: {
        effective_cache_size: '{DBInstanceClassMemory*3/32768}',
        maintenance_work_mem: '262144',
        'rds.force_ssl': '1',
        shared_buffers: '{DBInstanceClassMemory/32768}',
        work_mem: '16384',
      },
      iamAuthentication: false,
    },
    instance: {
      class: 'db.m5.large',
      multiAZ: true,
      storage: { sizeGiB: 100, type: 'gp3', iops: 3000, throughputMiBps: 125 },
    },
    replicas: { count: 2, class: 'db.m5.large' },
    network: {
      kind: 'own',
      cidr: '10.0.0.0/16',
      zones: ['us-east-2a', 'us-east-2b'],
      natGateways: 2,
      databaseSubnets: 'Isolated',
    },
    access: { cidrs: [], securityGroupIDs: [] },
    encryption: { deletionWindowDays: 7 },
    credentials: { secretsManager: true },
    bastion: { enabled: true, instanceType: 't3.micro' },
    backup: { retentionDays: 7, window: '00:00-02:00', bucket: { enabled: true } },
    maintenance: { window: 'sun:04:00-sun:06:00', autoMinorVersionUpgrade: true, disruptiveChanges: 'InWindow' },
    monitoring: {
      enhancedIntervalSeconds: 60,
      performanceInsights: { enabled: true, retentionDays: 7 },
      databaseInsights: 'Standard',
      logs: { exports: ['postgresql'], retentionDays: 7 },
      alarms: {
        enabled: true,
        cpuUtilizationPercent: 80,
        freeStorageBytes: 10737418240,
        connections: 100,
        replicaLagSeconds: 60,
      },
    },
    deletionPolicy: 'Snapshot',
    deletionProtection: true,
  });
});

test('a full spec is what it says, in the units of compose', () => {
  const spec: TapDatabaseSpec = {
    region: 'eu-west-1',
    environment: 'prod',
    tags: { team: 'shop', app: 'tap' },
    postgres: {
      version: '17.5',
      database: 'shop',
      username: 'owner',
      port: 6432,
      parameters: { shared_buffers: '2GB', 'rds.force_ssl': 'off', max_connections: '500', broken: '5 parsecs' },
      caCertificateIdentifier: 'rds-ca-rsa4096-g1',
      iamAuthentication: true,
    },
    instance: {
      class: 'db.r6g.xlarge',
      multiAZ: false,
      storage: { size: '1Ti', maxSize: '2Ti', type: 'gp3', iops: 16000, throughput: 1000 },
    },
    replicas: { count: 3, class: 'db.r6g.large' },
    network: { cidr: '10.1.0.0/20', zoneCount: 3, natGateways: 1, databaseSubnets: 'Private' },
    access: { cidrs: ['10.2.0.0/16'], securityGroupIDs: ['sg-0a1b2c3d'] },
    encryption: { keyARN: 'arn:aws:kms:eu-west-1:111122223333:key/a', deletionWindowDays: 30 },
    credentials: { secretsManager: false },
    bastion: { enabled: false, instanceType: 't4g.micro' },
    backup: {
      retentionDays: 35,
      window: '01:00-02:00',
      bucket: { enabled: false, name: 'shop-backups', expireAfterDays: 90 },
    },
    maintenance: { window: 'mon:04:00-mon:05:00', autoMinorVersionUpgrade: false, disruptiveChanges: 'InWindow' },
    monitoring: {
      enhancedIntervalSeconds: 5,
      performanceInsights: { enabled: true, retentionDays: 731 },
      databaseInsights: 'Advanced',
      logs: { exports: ['postgresql', 'upgrade'], retentionDays: 30 },
      alarms: {
        enabled: false,
        cpuUtilizationPercent: 70,
        freeStorage: '512Mi',
        connections: 400,
        replicaLagSeconds: 30,
        notify: { emails: ['dba@example.com'] },
      },
    },
    deletionPolicy: 'Retain',
    deletionProtection: false,
  };
  expect(resolve({ ...database(), metadata: { name: 'shop' }, spec })).toEqual({
    name: 'shop',
    namespace: 'default',
    region: 'eu-west-1',
    environment: 'prod',
    tags: { app: 'tap', team: 'shop' },
    postgres: {
      version: '17.5',
      database: 'shop',
      username: 'owner',
      port: 6432,
      parameters: {
        broken: '5 parsecs',
        effective_cache_size: '{DBInstanceClassMemory*3/32768}',
        maintenance_work_mem: '262144',
        max_connections: '500',
        'rds.force_ssl': '0',
        shared_buffers: '262144',
        work_mem: '16384',
      },
      caCertificateIdentifier: 'rds-ca-rsa4096-g1',
      iamAuthentication: true,
    },
    instance: {
      class: 'db.r6g.xlarge',
      multiAZ: false,
      storage: { sizeGiB: 1024, maxSizeGiB: 2048, type: 'gp3', iops: 16000, throughputMiBps: 1000 },
    },
    replicas: { count: 3, class: 'db.r6g.large' },
    network: {
      kind: 'own',
      cidr: '10.1.0.0/20',
      zones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
      natGateways: 1,
      databaseSubnets: 'Private',
    },
    access: { cidrs: ['10.2.0.0/16'], securityGroupIDs: ['sg-0a1b2c3d'] },
    encryption: { keyARN: 'arn:aws:kms:eu-west-1:111122223333:key/a', deletionWindowDays: 30 },
    credentials: { secretsManager: false },
    bastion: { enabled: false, instanceType: 't4g.micro' },
    backup: {
      retentionDays: 35,
      window: '01:00-02:00',
      bucket: { enabled: false, name: 'shop-backups', expireAfterDays: 90 },
    },
    maintenance: { window: 'mon:04:00-mon:05:00', autoMinorVersionUpgrade: false, disruptiveChanges: 'InWindow' },
    monitoring: {
      enhancedIntervalSeconds: 5,
      performanceInsights: { enabled: true, retentionDays: 731 },
      databaseInsights: 'Advanced',
      logs: { exports: ['postgresql', 'upgrade'], retentionDays: 30 },
      alarms: {
        enabled: false,
        cpuUtilizationPercent: 70,
        freeStorageBytes: 536870912,
        connections: 400,
        replicaLagSeconds: 30,
        notify: { emails: ['dba@example.com'] },
      },
    },
    deletionPolicy: 'Retain',
    deletionProtection: false,
  });
});

test('tags and parameters stand in the order of their names, whatever order they were written in', () => {
  const { tags, postgres } = resolve(
    database({ tags: { b: '2', c: '3', a: '1' }, postgres: { parameters: { zzz: '1', aaa: '1' } } }),
  );
  expect(Object.keys(tags)).toEqual(['a', 'b', 'c']);
  expect(Object.keys(postgres.parameters)).toEqual([
    'aaa',
    'effective_cache_size',
    'maintenance_work_mem',
    'rds.force_ssl',
    'shared_buffers',
    'work_mem',
    'zzz',
  ]);
});

test.each([
  [{ size: '400Gi' }, { sizeGiB: 400, type: 'gp3', iops: 12000, throughputMiBps: 500 }],
  [{ size: '399Gi' }, { sizeGiB: 399, type: 'gp3', iops: 3000, throughputMiBps: 125 }],
  [{ type: 'gp2' }, { sizeGiB: 100, type: 'gp2' }],
  [
    { type: 'io2', iops: 5000 },
    { sizeGiB: 100, type: 'io2', iops: 5000 },
  ],
  [{ type: 'io1' }, { sizeGiB: 100, type: 'io1' }],
  [
    { size: 'huge', maxSize: 'huger' },
    { sizeGiB: 100, type: 'gp3', iops: 3000, throughputMiBps: 125 },
  ],
  [{ size: '512Mi' }, { sizeGiB: 100, type: 'gp3', iops: 3000, throughputMiBps: 125 }],
] as const)('storage %j is %j', (storage, resolved) => {
  expect(resolve(database({ instance: { storage } })).instance.storage).toEqual(resolved);
});

test('an existing network replaces the own one', () => {
  const existing = { vpcID: 'vpc-0a1b2c3d', databaseSubnetIDs: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'] };
  expect(resolve(database({ network: { existing } })).network).toEqual({
    kind: 'existing',
    ...existing,
    publicSubnetIDs: [],
  });
  const full = { ...existing, databaseZones: ['us-east-2a', 'us-east-2c'], publicSubnetIDs: ['subnet-2a1b2c3d'] };
  expect(resolve(database({ network: { existing: full } })).network).toEqual({ kind: 'existing', ...full });
});

test('zones are those that are named, else the first of the region, else unknown', () => {
  const zonesOf = (spec: Partial<TapDatabaseSpec>): unknown => {
    const { network } = resolve(database(spec));
    return network.kind === 'own' && { zones: network.zones, natGateways: network.natGateways };
  };
  expect(zonesOf({ network: { zones: ['us-east-2c', 'us-east-2a'] } })).toEqual({
    zones: ['us-east-2c', 'us-east-2a'],
    natGateways: 2,
  });
  expect(zonesOf({ network: { zoneCount: 3 } })).toEqual({
    zones: ['us-east-2a', 'us-east-2b', 'us-east-2c'],
    natGateways: 3,
  });
  expect(zonesOf({ region: 'us-west-1' })).toEqual({ zones: [], natGateways: 0 });
});

test('alarms notify a topic, or addresses, or nobody', () => {
  const notifyOf = (notify: { topicARN?: string; emails?: string[] }): unknown =>
    resolve(database({ monitoring: { alarms: { notify } } })).monitoring.alarms.notify;
  const topicARN = 'arn:aws:sns:us-east-2:111122223333:alarms';
  expect(notifyOf({ topicARN })).toEqual({ topicARN });
  expect(notifyOf({ emails: ['a@example.com'] })).toEqual({ emails: ['a@example.com'] });
  expect(notifyOf({ emails: [] })).toBeUndefined();
  expect(notifyOf({})).toBeUndefined();
});

test('advanced insights keep data as long as they have to', () => {
  const { monitoring } = resolve(database({ monitoring: { databaseInsights: 'Advanced' } }));
  expect(monitoring.performanceInsights).toEqual({ enabled: true, retentionDays: 465 });
});

test('free storage that is no size is the default', () => {
  const { monitoring } = resolve(database({ monitoring: { alarms: { freeStorage: 'plenty' } } }));
  expect(monitoring.alarms.freeStorageBytes).toBe(10737418240);
});

test('the identity wins over the spec and over defaults', () => {
  const spec: TapDatabaseSpec = {
    region: 'eu-west-1',
    environment: 'prod',
    postgres: { database: 'shop', username: 'owner', port: 6432, iamAuthentication: true },
    network: { cidr: '10.9.0.0/16', zones: ['eu-west-1a', 'eu-west-1b'], databaseSubnets: 'Private' },
    encryption: { keyARN: 'arn:aws:kms:eu-west-1:111122223333:key/a' },
    backup: { bucket: { name: 'other' } },
  };
  expect(resolve(database(spec, { identity }))).toEqual(smallest);

  const pinned = {
    ...identity,
    network: { cidr: '10.8.0.0/16', zones: ['us-east-2b', 'us-east-2c'], databaseSubnets: 'Private' as const },
    encryption: { keyARN: 'arn:aws:kms:us-east-2:111122223333:key/b' },
    backup: { bucket: { name: 'tap-backup-dev-111122223333-us-east-2' } },
  };
  const resolved = resolve(database({}, { identity: pinned }));
  expect(resolved.network).toEqual({ kind: 'own', natGateways: 2, ...pinned.network });
  expect(resolved.encryption.keyARN).toBe('arn:aws:kms:us-east-2:111122223333:key/b');
  expect(resolved.backup.bucket.name).toBe('tap-backup-dev-111122223333-us-east-2');
});

test('an existing network of the identity wins over the spec', () => {
  const existing = { vpcID: 'vpc-0a1b2c3d', databaseSubnetIDs: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'] };
  const pinned = { ...identity, network: { existing } };
  expect(resolve(database({ network: { cidr: '10.9.0.0/16' } }, { identity: pinned })).network).toEqual({
    kind: 'existing',
    ...existing,
    publicSubnetIDs: [],
  });
  const asked = database({ network: { existing } }, { identity });
  expect(resolve(asked).network).toEqual(smallest.network);
});
