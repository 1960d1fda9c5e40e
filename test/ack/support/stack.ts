import type { JsonObject } from '../../../src/sandbox/ack/runtime/resource.js';
import { MONITORING_POLICY, ref, trustOf } from './manifests.js';
import { at, type Space } from './space.js';

export type StackObject = readonly [kind: string, name: string];

const FLAGS = {
  assignIPv6AddressOnCreation: false,
  enableDNS64: false,
  enableResourceNameDNSARecord: false,
  enableResourceNameDNSAAAARecord: false,
  hostnameType: 'ip-name',
};
const OUT = [{ ipProtocol: '-1', ipRanges: [{ cidrIP: '0.0.0.0/0', description: 'all out' }] }];
const ZONES = ['a', 'b'] as const;

/** The 44 objects of one highly available database, each once those before it are synced. */
export async function applyStack(space: Space): Promise<readonly StackObject[]> {
  const made: StackObject[] = [];
  const prefix = space.name;
  const make = async (
    kind: string,
    name: string,
    spec: JsonObject,
    annotations?: Record<string, string>,
  ): Promise<(path: string) => string> => {
    const live = await space.synced(kind, name, spec, annotations);
    made.push([kind, name]);
    return (path) => String(at(live, path));
  };
  await space.secret('master-1', { password: 'correct-horse-battery', 'credentials.json': '{}' });

  await make('VPC', 'vpc', {
    cidrBlocks: ['10.0.0.0/16'],
    enableDNSSupport: true,
    enableDNSHostnames: true,
    disallowSecurityGroupDefaultRules: true,
  });
  await make('InternetGateway', 'gateway', { vpcRef: ref('vpc') });
  const routes = (target: JsonObject): JsonObject => ({
    vpcRef: ref('vpc'),
    routes: [{ destinationCIDRBlock: '0.0.0.0/0', ...target }],
  });
  await make('RouteTable', 'public', routes({ gatewayRef: ref('gateway') }));
  await make('RouteTable', 'isolated', { vpcRef: ref('vpc') });
  const subnet = async (kind: string, zone: string, block: number, table: string): Promise<void> => {
    await make('Subnet', `${kind}-${zone}`, {
      vpcRef: ref('vpc'),
      cidrBlock: `10.0.${block}.0/24`,
      availabilityZone: `us-east-1${zone}`,
      mapPublicIPOnLaunch: kind === 'public',
      routeTableRefs: [ref(table)],
      ...FLAGS,
    });
  };
  for (const [index, zone] of ZONES.entries()) {
    await subnet('public', zone, index, 'public');
    await subnet('isolated', zone, 4 + index, 'isolated');
    await make('ElasticIPAddress', `address-${zone}`, {});
    await make('NATGateway', `nat-${zone}`, {
      subnetRef: ref(`public-${zone}`),
      allocationRef: ref(`address-${zone}`),
      connectivityType: 'public',
    });
    await make('RouteTable', `private-${zone}`, routes({ natGatewayRef: ref(`nat-${zone}`) }));
    await subnet('private', zone, 2 + index, `private-${zone}`);
  }

  const group = (name: string, ingressRules: JsonObject[] = []): Promise<(path: string) => string> =>
    make('SecurityGroup', name, {
      name: `${prefix}-${name}`,
      description: name,
      vpcRef: ref('vpc'),
      egressRules: OUT,
      ...(ingressRules.length > 0 ? { ingressRules } : {}),
    });
  const from = (name: string): JsonObject => ({
    ipProtocol: 'tcp',
    fromPort: 5432,
    toPort: 5432,
    userIDGroupPairs: [{ groupRef: ref(name) }],
  });
  await group('app');
  const bastionGroup = await group('bastion');
  await group('db', [from('app'), from('bastion')]);

  const key = await make('Key', 'key', { description: `of ${prefix}`, enableKeyRotation: true });
  await make('Alias', 'alias', { name: `alias/${prefix}`, targetKeyRef: ref('key') });
  await make('Bucket', 'bucket', {
    name: `${prefix}-backup`,
    versioning: { status: 'Enabled' },
    encryption: {
      rules: [
        {
          bucketKeyEnabled: true,
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: 'aws:kms',
            kmsMasterKeyID: key('status.ackResourceMetadata.arn'),
          },
        },
      ],
    },
  });
  await make('Role', 'monitoring', {
    name: `${prefix}-monitoring`,
    assumeRolePolicyDocument: trustOf('monitoring.rds.amazonaws.com'),
    policies: [MONITORING_POLICY],
  });
  for (const name of ['import', 'export'])
    await make('Role', name, { name: `${prefix}-${name}`, assumeRolePolicyDocument: trustOf('rds.amazonaws.com') });
  await make('Role', 'bastion', {
    name: `${prefix}-bastion`,
    assumeRolePolicyDocument: trustOf('ec2.amazonaws.com'),
    policies: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'],
  });
  const profile = await make('InstanceProfile', 'bastion', { name: `${prefix}-bastion`, roleRef: ref('bastion') });
  await make('Instance', 'bastion', {
    imageID: 'ami-00000000000000000',
    instanceType: 't3.micro',
    subnetRef: ref('public-a'),
    securityGroupIDs: [bastionGroup('status.id')],
    iamInstanceProfile: { arn: profile('status.ackResourceMetadata.arn') },
  });

  await make('DBSubnetGroup', 'subnets', {
    name: `${prefix}-subnets`,
    description: 'd',
    subnetRefs: ZONES.map((zone) => ref(`isolated-${zone}`)),
  });
  await make('DBParameterGroup', 'parameters', {
    name: `${prefix}-pg17`,
    family: 'postgres17',
    description: 'd',
    parameterOverrides: { 'rds.force_ssl': '1' },
  });
  for (const name of ['db', 'ro-1', 'ro-2'])
    await make('LogGroup', name, { name: `/aws/rds/instance/${prefix}-${name}/postgresql`, retentionDays: 7 });
  const instance = {
    engine: 'postgres',
    dbInstanceClass: 'db.t4g.medium',
    storageType: 'gp3',
    maxAllocatedStorage: 500,
    vpcSecurityGroupRefs: [ref('db')],
    monitoringInterval: 60,
    monitoringRoleRef: ref('monitoring'),
    performanceInsightsEnabled: true,
    performanceInsightsRetentionPeriod: 7,
    performanceInsightsKMSKeyRef: ref('key'),
    enableCloudwatchLogsExports: ['postgresql'],
  };
  await make(
    'DBInstance',
    'db',
    {
      ...instance,
      dbInstanceIdentifier: `${prefix}-db`,
      engineVersion: '17',
      dbName: 'tap',
      allocatedStorage: 100,
      storageEncrypted: true,
      kmsKeyRef: ref('key'),
      multiAZ: true,
      dbSubnetGroupRef: ref('subnets'),
      dbParameterGroupRef: ref('parameters'),
      masterUsername: 'tapadmin',
      masterUserPassword: { name: 'master-1', key: 'password' },
      backupRetentionPeriod: 7,
      preferredBackupWindow: '03:00-04:00',
      preferredMaintenanceWindow: 'sun:05:00-sun:06:00',
    },
    {
      'rds.services.k8s.aws/skip-final-snapshot': 'false',
      'rds.services.k8s.aws/final-db-snapshot-identifier': `${prefix}-final`,
    },
  );
  for (const [index, zone] of ZONES.entries()) {
    await make('DBInstance', `ro-${index + 1}`, {
      ...instance,
      dbInstanceIdentifier: `${prefix}-ro-${index + 1}`,
      sourceDBInstanceIdentifier: `${prefix}-db`,
      availabilityZone: `us-east-1${zone}`,
      multiAZ: false,
    });
  }

  await make('Secret', 'credentials', {
    name: `${prefix}/credentials`,
    description: 'hash 1',
    secretString: { name: 'master-1', key: 'credentials.json' },
  });
  const topic = await make('Topic', 'alarms', { name: `${prefix}-alarms` });
  await make('Subscription', 'queue', {
    topicRef: ref('alarms'),
    protocol: 'sqs',
    endpoint: 'arn:aws:sqs:us-east-1:123456789012:q',
  });
  for (const metricName of ['CPUUtilization', 'FreeStorageSpace', 'DatabaseConnections', 'ReadLatency', 'ReplicaLag']) {
    await make('MetricAlarm', metricName.toLowerCase(), {
      name: `${prefix}-${metricName}`,
      namespace: 'AWS/RDS',
      metricName,
      dimensions: [{ name: 'DBInstanceIdentifier', value: `${prefix}-db` }],
      statistic: 'Average',
      period: 300,
      evaluationPeriods: 3,
      threshold: 80,
      comparisonOperator: 'GreaterThanThreshold',
      treatMissingData: 'missing',
      actionsEnabled: true,
      alarmActions: [topic('status.topicARN')],
    });
  }
  return made;
}

/** One after the other, from the last that was made to the first. */
export async function deleteStack(space: Space, objects: readonly StackObject[]): Promise<void> {
  for (const [kind, name] of objects.toReversed()) {
    await space.delete(kind, name);
    await space.untilGone(kind, name);
  }
}
