import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';

type Part = Partial<TapDatabaseSpec>;
/** What a value of an option adds to the spec; some of it stands in the database's region. */
export type Value = Part | ((region: string) => Part);

const PARTITION: Readonly<Record<string, string>> = { 'cn-northwest-1': 'aws-cn', 'us-gov-west-1': 'aws-us-gov' };
const arn = (region: string, service: string, resource: string): string =>
  `arn:${PARTITION[region] ?? 'aws'}:${service}:${region}:123456789012:${resource}`;
const keyARN = (region: string): string => arn(region, 'kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab');

const EXISTING = { vpcID: 'vpc-0a1b2c3d', databaseSubnetIDs: ['subnet-0a1b2c31', 'subnet-0a1b2c32'] };
const publicSubnetIDs = ['subnet-0a1b2c3f'];
const databaseZones = (region: string): string[] => [`${region}b`, `${region}a`];

/**
 * Each option of the spec with the values that make a difference, the default first. A golden file names them by these
 * words: a value is never changed once a blueprint is frozen, a new one is added.
 */
export const OPTIONS: Readonly<Record<string, readonly (readonly [name: string, value: Value])[]>> = {
  region: [
    ['us-east-2', {}],
    ['cn-northwest-1', { region: 'cn-northwest-1' }],
    ['us-gov-west-1', { region: 'us-gov-west-1' }],
  ],
  environment: [
    ['dev', {}],
    ['prod', { environment: 'prod' }],
  ],
  tags: [
    ['none', {}],
    ['some', { tags: { team: 'checkout', Name: 'orders' } }],
  ],
  'postgres.version': [
    ['17', {}],
    ['13.20', { postgres: { version: '13.20' } }],
    ['16', { postgres: { version: '16' } }],
    ['18.1', { postgres: { version: '18.1' } }],
  ],
  'postgres.database': [
    ['tap', {}],
    ['orders', { postgres: { database: 'orders', username: 'owner' } }],
  ],
  'postgres.port': [
    ['5432', {}],
    ['6432', { postgres: { port: 6432 } }],
  ],
  'postgres.parameters': [
    ['tuned', {}],
    ['more', { postgres: { parameters: { max_connections: '500', shared_preload_libraries: 'pg_stat_statements' } } }],
    ['other', { postgres: { parameters: { shared_buffers: '1GB', work_mem: '64MB', 'rds.force_ssl': 'off' } } }],
  ],
  'postgres.caCertificateIdentifier': [
    ['of AWS', {}],
    ['rds-ca-ecc384-g1', { postgres: { caCertificateIdentifier: 'rds-ca-ecc384-g1' } }],
  ],
  'postgres.iamAuthentication': [
    ['off', {}],
    ['on', { postgres: { iamAuthentication: true } }],
  ],
  'instance.class': [
    ['db.m5.large', {}],
    ['db.r6g.xlarge', { instance: { class: 'db.r6g.xlarge' } }],
  ],
  'instance.multiAZ': [
    ['on', {}],
    ['off', { instance: { multiAZ: false } }],
  ],
  'instance.storage': [
    ['gp3 100Gi', {}],
    ['gp3 400Gi', { instance: { storage: { size: '400Gi' } } }],
    ['gp3 500Gi, fast', { instance: { storage: { size: '500Gi', iops: 16000, throughput: 1000 } } }],
    ['gp2 200Gi', { instance: { storage: { type: 'gp2', size: '200Gi' } } }],
    ['io1 200Gi', { instance: { storage: { type: 'io1', size: '200Gi', iops: 3000 } } }],
    ['io2 1Ti', { instance: { storage: { type: 'io2', size: '1Ti', iops: 20000 } } }],
  ],
  'instance.storage.maxSize': [
    ['none', {}],
    ['2Ti', { instance: { storage: { maxSize: '2Ti' } } }],
  ],
  'replicas.count': [
    ['2', {}],
    ['0', { replicas: { count: 0 } }],
    ['1', { replicas: { count: 1 } }],
    ['3', { replicas: { count: 3 } }],
  ],
  'replicas.class': [
    ['of the primary', {}],
    ['db.r6g.large', { replicas: { class: 'db.r6g.large' } }],
  ],
  'network.zones': [
    ['first two', {}],
    ['first three', { network: { zoneCount: 3 } }],
    ['named', (region) => ({ network: { zones: [`${region}c`, `${region}a`] } })],
  ],
  'network.natGateways': [
    ['one a zone', {}],
    ['0', { network: { natGateways: 0 } }],
    ['1', { network: { natGateways: 1 } }],
    ['2', { network: { natGateways: 2 } }],
  ],
  'network.databaseSubnets': [
    ['Isolated', {}],
    ['Private', { network: { databaseSubnets: 'Private' } }],
  ],
  'network.cidr': [
    ['10.0.0.0/16', {}],
    ['172.20.32.0/20', { network: { cidr: '172.20.32.0/20' } }],
  ],
  'network.existing': [
    ['none', {}],
    ['public', { network: { existing: { ...EXISTING, publicSubnetIDs } } }],
    [
      'public, zones told',
      (region) => ({
        network: { existing: { ...EXISTING, publicSubnetIDs, databaseZones: databaseZones(region) } },
      }),
    ],
    ['private', { network: { existing: EXISTING } }],
    [
      'private, zones told',
      (region) => ({
        network: { existing: { ...EXISTING, databaseZones: databaseZones(region) } },
      }),
    ],
  ],
  'access.cidrs': [
    ['none', {}],
    ['two', { access: { cidrs: ['192.168.4.0/24', '10.80.0.0/16'] } }],
  ],
  'access.securityGroupIDs': [
    ['none', {}],
    ['two', { access: { securityGroupIDs: ['sg-0b1b2c3d', 'sg-0a1b2c3d'] } }],
  ],
  'encryption.keyARN': [
    ['own', {}],
    ['brought', (region) => ({ encryption: { keyARN: keyARN(region) } })],
  ],
  'encryption.deletionWindowDays': [
    ['7', {}],
    ['30', { encryption: { deletionWindowDays: 30 } }],
  ],
  'credentials.secretsManager': [
    ['on', {}],
    ['off', { credentials: { secretsManager: false } }],
  ],
  'credentials.rotation': [
    ['none', {}],
    ['some', { credentials: { rotation: '2026-11', rotateEveryDays: 90 } }],
  ],
  bastion: [
    ['t3.micro', {}],
    ['off', { bastion: { enabled: false } }],
    ['t4g.nano', { bastion: { instanceType: 't4g.nano' } }],
  ],
  'backup.retentionDays': [
    ['7', {}],
    ['1', { backup: { retentionDays: 1 } }],
    ['35', { backup: { retentionDays: 35 } }],
  ],
  'backup.bucket': [
    ['on', {}],
    ['off', { backup: { bucket: { enabled: false } } }],
    ['named', { backup: { bucket: { name: 'acme-exports' } } }],
    ['expiring', { backup: { bucket: { expireAfterDays: 90 } } }],
  ],
  windows: [
    ['Sunday', {}],
    ['Monday', { backup: { window: '22:00-22:30' }, maintenance: { window: 'sun:23:30-mon:01:00' } }],
  ],
  'maintenance.disruptiveChanges': [
    ['InWindow', {}],
    ['OnApproval', { maintenance: { disruptiveChanges: 'OnApproval' } }],
  ],
  'maintenance.autoMinorVersionUpgrade': [
    ['on', {}],
    ['off', { maintenance: { autoMinorVersionUpgrade: false } }],
  ],
  'monitoring.enhancedIntervalSeconds': [
    ['60', {}],
    ['0', { monitoring: { enhancedIntervalSeconds: 0 } }],
    ['15', { monitoring: { enhancedIntervalSeconds: 15 } }],
  ],
  'monitoring.insights': [
    ['standard, 7 days', {}],
    ['off', { monitoring: { performanceInsights: { enabled: false } } }],
    ['advanced', { monitoring: { databaseInsights: 'Advanced' } }],
    [
      'advanced, 731 days',
      { monitoring: { databaseInsights: 'Advanced', performanceInsights: { retentionDays: 731 } } },
    ],
  ],
  'monitoring.logs.exports': [
    ['postgresql', {}],
    ['none', { monitoring: { logs: { exports: [] } } }],
    ['both', { monitoring: { logs: { exports: ['upgrade', 'postgresql'] } } }],
  ],
  'monitoring.logs.retentionDays': [
    ['7', {}],
    ['365', { monitoring: { logs: { retentionDays: 365 } } }],
  ],
  'monitoring.alarms': [
    ['on', {}],
    ['off', { monitoring: { alarms: { enabled: false } } }],
    [
      'other thresholds',
      {
        monitoring: {
          alarms: { cpuUtilizationPercent: 95, freeStorage: '25Gi', connections: 400, replicaLagSeconds: 300 },
        },
      },
    ],
  ],
  'monitoring.alarms.notify': [
    ['nobody', {}],
    ['topic', (region) => ({ monitoring: { alarms: { notify: { topicARN: arn(region, 'sns', 'oncall') } } } })],
    ['emails', { monitoring: { alarms: { notify: { emails: ['dba@example.com', 'oncall@example.com'] } } } }],
  ],
  restoreFrom: [
    ['none', {}],
    ['name', (region) => ({ restoreFrom: { snapshotID: 'shop-final-1', keyARN: keyARN(region) } })],
    [
      'ARN',
      (region) => ({
        restoreFrom: { snapshotID: arn(region, 'rds', 'snapshot:shop-final-1'), keyARN: keyARN(region) },
      }),
    ],
  ],
  deletionPolicy: [
    ['Snapshot', {}],
    ['Delete', { deletionPolicy: 'Delete' }],
    ['Retain', { deletionPolicy: 'Retain' }],
  ],
  deletionProtection: [
    ['on', {}],
    ['off', { deletionProtection: false }],
  ],
};
