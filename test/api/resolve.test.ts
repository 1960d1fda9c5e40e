import { expect, test } from '@jest/globals';
import type { TapDatabase, TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { resolve } from '../../src/api/resolve.js';

const database = (spec: Partial<TapDatabaseSpec>, status?: TapDatabase['status']): TapDatabase => ({
  apiVersion: 'tapstack.io/v1alpha1',
  kind: 'TapDatabase',
  metadata: { name: 'tap', namespace: 'shop' },
  spec: { region: 'us-east-2', ...spec },
  ...(status === undefined ? {} : { status }),
});

test('the smallest spec has every default', () => {
  expect(resolve(database({}))).toEqual({
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
    maintenance: { window: 'sun:04:00-sun:06:00', autoMinorVersionUpgrade: true },
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
