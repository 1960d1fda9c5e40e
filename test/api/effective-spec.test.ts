import { expect, test } from '@jest/globals';
import { brokenConstraints } from '../../src/api/constraints.js';
import { effectiveSpec } from '../../src/api/effective-spec.js';
import type { TapDatabase, TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { database, identity } from './support/database.js';

const EXISTING = { vpcID: 'vpc-0a1b2c3d', databaseSubnetIDs: ['subnet-0a1b2c31', 'subnet-0a1b2c32'] };
const holds = (rule: string, of: TapDatabase): boolean => brokenConstraints(of, [{ rule, message: '' }]).length === 0;

test('of the smallest database every default is told in its words', () => {
  expect(effectiveSpec(database())).toEqual({
    region: 'us-east-2',
    environment: 'dev',
    tags: {},
    postgres: {
      version: '17',
      database: 'tap',
      username: 'postgres',
      port: 5432,
      iamAuthentication: false,
      parameters: {
        effective_cache_size: '{DBInstanceClassMemory*3/32768}',
        maintenance_work_mem: '256MB',
        'rds.force_ssl': 'on',
        shared_buffers: '{DBInstanceClassMemory/32768}',
        work_mem: '16MB',
      },
    },
    instance: {
      class: 'db.m5.large',
      multiAZ: true,
      storage: { size: '100Gi', type: 'gp3', iops: 3000, throughput: 125 },
    },
    replicas: { count: 2, class: 'db.m5.large' },
    network: { cidr: '10.0.0.0/16', zones: ['us-east-2a', 'us-east-2b'], natGateways: 2, databaseSubnets: 'Isolated' },
    access: { cidrs: [], securityGroupIDs: [] },
    encryption: { deletionWindowDays: 7 },
    credentials: { secretsManager: true },
    bastion: { enabled: true, instanceType: 't3.micro' },
    backup: { retentionDays: 7, window: '00:00-02:00', bucket: { enabled: true } },
    maintenance: { window: 'sun:04:00-sun:06:00', disruptiveChanges: 'InWindow', autoMinorVersionUpgrade: true },
    monitoring: {
      enhancedIntervalSeconds: 60,
      performanceInsights: { enabled: true, retentionDays: 7 },
      databaseInsights: 'Standard',
      logs: { exports: ['postgresql'], retentionDays: 7 },
      alarms: {
        enabled: true,
        cpuUtilizationPercent: 80,
        freeStorage: '10Gi',
        connections: 100,
        replicaLagSeconds: 60,
      },
    },
    deletionPolicy: 'Snapshot',
    deletionProtection: true,
  });
});

test.each<readonly [string, Partial<TapDatabaseSpec>]>([
  ['self.instance.storage.iops == 3000', { instance: { storage: { type: 'gp3' } } }],
  ['self.network.zones.size() == 3', { network: { zoneCount: 3 } }],
  ['self.network.existing.publicSubnetIDs.size() == 0', { network: { existing: EXISTING } }],
  ['self.monitoring.alarms.connections == 100', { monitoring: { alarms: { notify: { emails: ['a@example.com'] } } } }],
  ['self.instance.storage.maxSize == "1024Gi"', { instance: { storage: { maxSize: '1024Gi' } } }],
])('%s holds though what else is written would contradict a default', (rule, spec) => {
  expect(holds(rule, database(spec))).toBe(true);
});

test('what came from a default and is fixed since is still told', () => {
  const pinned = { ...identity, network: { existing: EXISTING }, environment: 'prod' };
  const of = database({}, { identity: pinned });
  expect(holds('has(self.network.existing) && !has(self.network.cidr) && self.environment == "prod"', of)).toBe(true);
});
