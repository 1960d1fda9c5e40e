import { describe, expect, test } from '@jest/globals';
import { database, example, rendered } from './support.js';

const from = (name: string) => ({ from: { name } });
const KEY = 'arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const EXISTING = { vpcID: 'vpc-0a1b2c3d', databaseSubnetIDs: ['subnet-0a1b2c31', 'subnet-0a1b2c32'] };

describe('a network that is brought along', () => {
  const own = rendered(database());
  const existing = rendered(database({ network: { existing: { ...EXISTING, publicSubnetIDs: ['subnet-0a1b2c3f'] } } }));

  test('leaves out exactly what it replaces', () => {
    const left = own.names.filter((name) => !existing.names.includes(name));
    expect(new Set(left.map((name) => name.split('/')[0]))).toEqual(
      new Set(['VPC', 'Subnet', 'InternetGateway', 'RouteTable', 'ElasticIPAddress', 'NATGateway']),
    );
    expect(existing.names.filter((name) => !own.names.includes(name))).toEqual([]);
  });

  test('is used by id', () => {
    expect(existing.spec('DBSubnetGroup/tap')).toMatchObject({ subnetIDs: EXISTING.databaseSubnetIDs });
    expect(existing.spec('Instance/tap-bastion')).toMatchObject({ subnetID: 'subnet-0a1b2c3f' });
    for (const group of ['app', 'bastion', 'database']) {
      expect(existing.spec(`SecurityGroup/tap-${group}`)).toMatchObject({ vpcID: 'vpc-0a1b2c3d' });
      expect(existing.spec(`SecurityGroup/tap-${group}`)).not.toHaveProperty('vpcRef');
    }
  });

  test('has its database somewhere in the private networks', () => {
    expect(existing.spec('SecurityGroup/tap-app')['egressRules']).toMatchObject([
      { ipRanges: [{ cidrIP: '10.0.0.0/8' }, { cidrIP: '172.16.0.0/12' }, { cidrIP: '192.168.0.0/16' }] },
    ]);
  });

  test('tells the account by the database group', () => {
    const text = JSON.stringify(existing.spec('Key/tap'));
    expect(text).toContain('arn:aws:iam::123456789012:root');
  });

  test('places replicas only where the zones of its subnets are told', () => {
    expect(existing.spec('DBInstance/tap-replica-1')).not.toHaveProperty('availabilityZone');
    const databaseZones = ['us-east-2c', 'us-east-2a', 'us-east-2c'];
    const placed = rendered(
      database({ network: { existing: { ...EXISTING, databaseZones } }, replicas: { count: 3 } }),
    );
    const zones = [1, 2, 3].map((i) => placed.spec(`DBInstance/tap-replica-${i}`)['availabilityZone']);
    expect(zones).toEqual(['us-east-2a', 'us-east-2c', 'us-east-2a']);
  });

  test('has no bastion where it names no public subnet', () => {
    const { names } = rendered(database({ network: { existing: EXISTING } }));
    expect(names.filter((name) => name.includes('bastion'))).toEqual([]);
  });
});

describe('a key that is brought along', () => {
  const own = rendered(database());
  const notify = { emails: ['dba@example.com'] };
  const brought = rendered(database({ encryption: { keyARN: KEY }, monitoring: { alarms: { notify } } }));

  test('leaves out the key and its alias', () => {
    expect(own.names.filter((name) => !brought.names.includes(name))).toEqual(['Alias/tap', 'Key/tap']);
  });

  test('is used by ARN wherever the own one would be', () => {
    expect(brought.spec('DBInstance/tap-primary')).toMatchObject({ kmsKeyID: KEY, performanceInsightsKMSKeyID: KEY });
    expect(brought.spec('DBInstance/tap-replica-1')).toMatchObject({ performanceInsightsKMSKeyID: KEY });
    expect(brought.spec('LogGroup/tap-primary-postgresql')).toMatchObject({ kmsKeyID: KEY });
    expect(JSON.stringify(brought.spec('Bucket/tap-backup'))).toContain(KEY);
    expect(brought.get('ConfigMap/tap-outputs').data).toMatchObject({ kmsKeyARN: KEY });
    expect(JSON.stringify(brought.all)).not.toMatch(/kmsKeyRef|performanceInsightsKMSKeyRef/);
  });

  test('does not encrypt the topic: it may not admit CloudWatch', () => {
    expect(brought.spec('Topic/tap-alarms')).not.toHaveProperty('kmsMasterKeyID');
    expect(brought.spec('Topic/tap-alarms')).not.toHaveProperty('kmsMasterKeyRef');
  });
});

describe('alarms that notify', () => {
  test('mail: a topic, a subscription for each address, and the key admits CloudWatch', () => {
    const notify = { emails: ['dba@example.com', 'oncall@example.com'] };
    const children = rendered(database({ monitoring: { alarms: { notify } } }));
    expect(children.spec('Topic/tap-alarms')).toMatchObject({ name: 'tap-alarms-dev', kmsMasterKeyRef: from('tap') });
    const subscriptions = children.namesOf('Subscription');
    expect(subscriptions).toHaveLength(2);
    expect(subscriptions.map((name) => children.spec(`Subscription/${name}`))).toEqual(
      expect.arrayContaining(
        notify.emails.map((endpoint) => ({ topicRef: from('tap-alarms'), protocol: 'email', endpoint })),
      ),
    );
    const topic = '${Topic/tap-alarms:status.ackResourceMetadata.arn}';
    for (const name of children.namesOf('MetricAlarm')) {
      expect(children.spec(`MetricAlarm/${name}`)).toMatchObject({ alarmActions: [topic], oKActions: [topic] });
    }
    expect(children.policy('Key/tap', 'spec.policy').Statement.at(-1)).toEqual({
      Sid: 'AlarmsToTheTopic',
      Effect: 'Allow',
      Principal: { Service: ['cloudwatch.amazonaws.com', 'sns.amazonaws.com'] },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
    });
  });

  test('an existing topic is used as it is', () => {
    const topicARN = 'arn:aws:sns:us-east-2:123456789012:oncall';
    const children = rendered(database({ monitoring: { alarms: { notify: { topicARN } } } }));
    expect(children.spec('MetricAlarm/tap-primary-cpu')).toMatchObject({
      alarmActions: [topicARN],
      oKActions: [topicARN],
    });
    expect(children.namesOf('Topic')).toEqual([]);
    expect(children.get('Key/tap').spec?.['policy']).not.toContain('cloudwatch');
  });

  test('none at all', () => {
    const notify = { emails: ['dba@example.com'] };
    const { names } = rendered(database({ monitoring: { alarms: { enabled: false, notify } } }));
    expect(names.filter((name) => /^(MetricAlarm|Topic|Subscription)\//.test(name))).toEqual([]);
  });
});

describe('parts that are turned off', () => {
  test('the development example has no AWS object that it does not need', () => {
    const { names } = rendered(example('development'));
    const kinds = new Set(names.map((name) => name.split('/')[0]));
    for (const kind of ['NATGateway', 'ElasticIPAddress', 'Instance', 'Role', 'Bucket', 'MetricAlarm']) {
      expect(kinds).not.toContain(kind);
    }
    expect(names).not.toContain('SecretsManager/scratch-credentials');
    expect(names).not.toContain('Secret/scratch-secrets-manager');
  });

  test('without a bucket the database group reaches out nowhere, and the key admits S3 nowhere', () => {
    const children = rendered(database({ backup: { bucket: { enabled: false } } }));
    expect(children.spec('SecurityGroup/tap-database')).toMatchObject({ egressRules: [] });
    expect(children.spec('Key/tap')['policy']).not.toContain('s3.us-east-2');
    expect(children.get('ConfigMap/tap-outputs').data).not.toHaveProperty('backupBucketName');
  });

  test('without a bastion nothing is known of one', () => {
    const children = rendered(database({ bastion: { enabled: false } }));
    expect(JSON.stringify(children.all)).not.toContain('tap-bastion');
    expect(children.get('ConfigMap/tap-outputs').data).not.toHaveProperty('bastionInstanceID');
  });

  test('without enhanced monitoring there is no role for it', () => {
    const children = rendered(database({ monitoring: { enhancedIntervalSeconds: 0 } }));
    expect(children.spec('DBInstance/tap-primary')).toMatchObject({ monitoringInterval: 0 });
    expect(children.spec('DBInstance/tap-primary')).not.toHaveProperty('monitoringRoleRef');
    expect(children.namesOf('Role')).not.toContain('tap-monitoring');
  });

  test('without Performance Insights there is neither key nor retention for it', () => {
    const children = rendered(database({ monitoring: { performanceInsights: { enabled: false } } }));
    const spec = children.spec('DBInstance/tap-primary');
    expect(spec).toMatchObject({ performanceInsightsEnabled: false });
    expect(Object.keys(spec).filter((field) => field.startsWith('performanceInsights'))).toHaveLength(1);
  });

  test('without exported logs there are no groups, and the key does not admit CloudWatch Logs', () => {
    const children = rendered(database({ monitoring: { logs: { exports: [] } } }));
    expect(children.namesOf('LogGroup')).toEqual([]);
    expect(children.spec('DBInstance/tap-primary')).toMatchObject({ enableCloudwatchLogsExports: [] });
    expect(children.spec('Key/tap')['policy']).not.toContain('logs.us-east-2');
  });

  test('without Secrets Manager the outputs name the connection Secret', () => {
    const children = rendered(database({ credentials: { secretsManager: false } }));
    expect(children.get('ConfigMap/tap-outputs').data).toMatchObject({ credentialsSecretName: 'tap-connection' });
  });

  test('without replicas reads go to the primary', () => {
    const children = rendered(database({ replicas: { count: 0 } }));
    const primary = '${DBInstance/tap-primary:status.endpoint.address}';
    expect(children.spec('Service/tap-ro')).toMatchObject({ externalName: primary });
    expect(children.get('Secret/tap-connection')).toMatchObject({ stringData: { 'ro-host': primary } });
  });
});

describe('what was asked for', () => {
  test('fifteen replicas stand in turn in three zones', () => {
    const zones = ['us-east-2c', 'us-east-2a', 'us-east-2b'];
    const children = rendered(database({ network: { zones }, replicas: { count: 15, class: 'db.m5.xlarge' } }));
    const replicas = Array.from({ length: 15 }, (_none, i) => children.spec(`DBInstance/tap-replica-${i + 1}`));
    expect(replicas.map((spec) => spec['availabilityZone'])).toEqual(
      Array.from({ length: 15 }, (_none, i) => zones[(i + 1) % 3]),
    );
    expect(replicas[14]).toMatchObject({ dbInstanceIdentifier: 'tap-replica-15-dev', dbInstanceClass: 'db.m5.xlarge' });
    expect(children.namesOf('LogGroup')).toHaveLength(16);
  });

  test('private subnets share what NAT gateways there are', () => {
    const nat = (natGateways: number) => {
      const children = rendered(database({ network: { zoneCount: 3, natGateways } }));
      return [1, 2, 3].map((i) => children.spec(`RouteTable/tap-private-${i}`)['routes']);
    };
    const through = (i: number) => [{ destinationCIDRBlock: '0.0.0.0/0', natGatewayRef: from(`tap-nat-${i}`) }];
    expect(nat(2)).toEqual([through(1), through(2), through(1)]);
    expect(nat(0)).toEqual([[], [], []]);
  });

  test('the database may stand in the private subnets', () => {
    const children = rendered(database({ network: { databaseSubnets: 'Private' } }));
    expect(children.spec('DBSubnetGroup/tap')).toMatchObject({
      subnetRefs: [from('tap-private-1'), from('tap-private-2')],
    });
    expect(children.spec('SecurityGroup/tap-app')['egressRules']).toMatchObject([
      { ipRanges: [{ cidrIP: '10.0.2.0/24' }, { cidrIP: '10.0.3.0/24' }] },
    ]);
  });

  test('whom access names reaches the port, in one rule and in order', () => {
    const access = {
      cidrs: ['192.168.4.0/24', '10.80.0.0/16'],
      securityGroupIDs: ['sg-0b', 'sg-0a'].map((id) => `${id}1b2c3d`),
    };
    const children = rendered(database({ access, postgres: { port: 6432 } }));
    expect(children.spec('SecurityGroup/tap-database')['ingressRules']).toEqual([
      {
        ipProtocol: 'tcp',
        fromPort: 6432,
        toPort: 6432,
        ipRanges: [
          { cidrIP: '10.80.0.0/16', description: 'PostgreSQL from access.cidrs' },
          { cidrIP: '192.168.4.0/24', description: 'PostgreSQL from access.cidrs' },
        ],
        userIDGroupPairs: [
          { groupRef: from('tap-app'), description: 'PostgreSQL from applications' },
          { groupRef: from('tap-bastion'), description: 'PostgreSQL from the bastion' },
          { groupID: 'sg-0a1b2c3d', description: 'PostgreSQL from access.securityGroupIDs' },
          { groupID: 'sg-0b1b2c3d', description: 'PostgreSQL from access.securityGroupIDs' },
        ],
      },
    ]);
  });

  test('objects in the bucket expire, old versions and half-done uploads too', () => {
    const children = rendered(database({ backup: { bucket: { name: 'acme-exports', expireAfterDays: 90 } } }));
    expect(children.spec('Bucket/tap-backup')).toMatchObject({
      name: 'acme-exports',
      lifecycle: {
        rules: [
          {
            id: 'expire',
            status: 'Enabled',
            filter: { prefix: '' },
            expiration: { days: 90 },
            noncurrentVersionExpiration: { noncurrentDays: 90 },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      },
    });
  });

  test('a Graviton bastion has an image of its architecture', () => {
    const children = rendered(database({ bastion: { instanceType: 't4g.nano' } }));
    expect(children.spec('Instance/tap-bastion')['imageID']).toMatch(/-arm64$/);
  });

  test('logs, insights, certificates and IAM are the same on every instance', () => {
    const children = rendered(
      database({
        postgres: { caCertificateIdentifier: 'rds-ca-ecc384-g1', iamAuthentication: true },
        monitoring: { logs: { exports: ['upgrade', 'postgresql'], retentionDays: 30 }, databaseInsights: 'Advanced' },
        maintenance: { autoMinorVersionUpgrade: false },
      }),
    );
    for (const name of ['tap-primary', 'tap-replica-1', 'tap-replica-2']) {
      expect(children.spec(`DBInstance/${name}`)).toMatchObject({
        caCertificateIdentifier: 'rds-ca-ecc384-g1',
        enableIAMDatabaseAuthentication: true,
        enableCloudwatchLogsExports: ['postgresql', 'upgrade'],
        databaseInsightsMode: 'advanced',
        performanceInsightsRetentionPeriod: 465,
        autoMinorVersionUpgrade: false,
      });
      expect(children.spec(`LogGroup/${name}-upgrade`)).toMatchObject({ retentionDays: 30 });
    }
  });

  test('another major version has a parameter group of its own', () => {
    const children = rendered(database({ postgres: { version: '16.9' } }));
    expect(children.spec('DBParameterGroup/tap-postgres16')).toMatchObject({
      name: 'tap-postgres16-dev',
      family: 'postgres16',
    });
  });
});

describe('what becomes of AWS when the database is deleted', () => {
  const SKIP = 'rds.services.k8s.aws/skip-final-snapshot';
  const BACKUPS = 'rds.services.k8s.aws/delete-automated-backups';
  const RETAIN = { 'services.k8s.aws/deletion-policy': 'retain' };

  test('Delete: no snapshot, no backups, and the key goes', () => {
    const children = rendered(database({ deletionPolicy: 'Delete', encryption: { deletionWindowDays: 30 } }));
    expect(children.get('DBInstance/tap-primary').metadata.annotations).toMatchObject({
      [SKIP]: 'true',
      [BACKUPS]: 'true',
    });
    expect(children.get('DBInstance/tap-primary').metadata.annotations).not.toHaveProperty([
      'rds.services.k8s.aws/final-db-snapshot-identifier',
    ]);
    expect(children.get('Key/tap').metadata.annotations).toEqual({
      'kms.services.k8s.aws/pending-window-in-days': '30',
      'services.k8s.aws/region': 'us-east-2',
    });
  });

  test('Snapshot: the key stays with what it encrypts, nothing else', () => {
    const children = rendered(database());
    const retained = children.all.filter(({ metadata }) => metadata.annotations?.['services.k8s.aws/deletion-policy']);
    expect(retained.map(({ apiVersion, kind }) => `${kind}.${apiVersion.split('.')[0]}`).sort()).toEqual([
      'Key.kms',
      'Secret.secretsmanager',
    ]);
    expect(children.get('Key/tap').metadata.annotations).toMatchObject(RETAIN);
  });

  test('Retain: everything in AWS stays', () => {
    const children = rendered(database({ deletionPolicy: 'Retain' }));
    const aws = children.all.filter(({ apiVersion }) => apiVersion.includes('.services.k8s.aws/'));
    for (const { metadata } of aws) expect(metadata.annotations).toMatchObject(RETAIN);
    expect(children.get('DBInstance/tap-primary').metadata.annotations).toMatchObject({
      [SKIP]: 'false',
      [BACKUPS]: 'false',
    });
  });

  test('the final snapshot has a name for each database, though it comes back under the old one', () => {
    const id = (uid: string) => {
      const { metadata, ...rest } = database();
      const children = rendered({ ...rest, metadata: { ...metadata, uid } });
      return children.get('DBInstance/tap-primary').metadata.annotations?.[
        'rds.services.k8s.aws/final-db-snapshot-identifier'
      ];
    };
    expect(id('a')).toBe(id('a'));
    expect(id('a')).not.toBe(id('b'));
  });
});

test('elsewhere than in AWS proper, ARNs and hosts are those of the partition', () => {
  const children = rendered(database({ region: 'cn-north-1', network: { zones: ['cn-north-1a', 'cn-north-1b'] } }));
  const text = JSON.stringify(children.all);
  expect(text).not.toContain('arn:aws:');
  expect(children.spec('Role/tap-monitoring')['policies']).toEqual([
    'arn:aws-cn:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole',
  ]);
  expect(children.spec('Key/tap')['policy']).toContain('rds.cn-north-1.amazonaws.com.cn');
});
