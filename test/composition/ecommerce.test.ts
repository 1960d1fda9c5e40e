import { expect, test } from '@jest/globals';
import { ACCOUNT, example, rendered } from './support.js';

/** The stack of examples/ecommerce.yaml to the last property, with figures of their own: nothing here is computed. */
const children = rendered(example('ecommerce'));
const from = (name: string) => ({ from: { name } });
const AWS = 'arn:aws';

test('network: a VPC with DNS and without rules in its default group', () => {
  expect(children.spec('VPC/tap-vpc')).toMatchObject({
    cidrBlocks: ['10.0.0.0/16'],
    enableDNSSupport: true,
    enableDNSHostnames: true,
    disallowSecurityGroupDefaultRules: true,
  });
});

test.each([
  ['tap-public-1', '10.0.0.0/24', 'us-east-2a', true, 'tap-public'],
  ['tap-public-2', '10.0.1.0/24', 'us-east-2b', true, 'tap-public'],
  ['tap-private-1', '10.0.2.0/24', 'us-east-2a', false, 'tap-private-1'],
  ['tap-private-2', '10.0.3.0/24', 'us-east-2b', false, 'tap-private-2'],
  ['tap-isolated-1', '10.0.4.0/24', 'us-east-2a', false, 'tap-isolated'],
  ['tap-isolated-2', '10.0.5.0/24', 'us-east-2b', false, 'tap-isolated'],
])('network: subnet %s', (name, cidrBlock, availabilityZone, mapPublicIPOnLaunch, table) => {
  const { tags, ...spec } = children.spec(`Subnet/${name}`);
  expect(spec).toEqual({
    vpcRef: from('tap-vpc'),
    cidrBlock,
    availabilityZone,
    mapPublicIPOnLaunch,
    routeTableRefs: [from(table)],
    assignIPv6AddressOnCreation: false,
    enableDNS64: false,
    enableResourceNameDNSARecord: false,
    enableResourceNameDNSAAAARecord: false,
    hostnameType: 'ip-name',
  });
  expect(tags).toContainEqual({ key: 'Name', value: `${name}-dev` });
});

test('network: six subnets, an Internet gateway, two addresses and two NAT gateways', () => {
  expect(children.namesOf('Subnet')).toHaveLength(6);
  expect(children.spec('InternetGateway/tap-igw')).toMatchObject({ vpcRef: from('tap-vpc') });
  expect(children.namesOf('ElasticIPAddress')).toEqual(['tap-nat-1', 'tap-nat-2']);
  for (const i of [1, 2]) {
    expect(children.spec(`NATGateway/tap-nat-${i}`)).toMatchObject({
      subnetRef: from(`tap-public-${i}`),
      allocationRef: from(`tap-nat-${i}`),
      connectivityType: 'public',
    });
  }
});

test('network: public subnets go to the gateway, each private one to its own NAT gateway, isolated ones nowhere', () => {
  const routes = (name: string) => children.spec(`RouteTable/${name}`)['routes'];
  expect(children.namesOf('RouteTable')).toEqual(['tap-isolated', 'tap-private-1', 'tap-private-2', 'tap-public']);
  expect(routes('tap-public')).toEqual([{ destinationCIDRBlock: '0.0.0.0/0', gatewayRef: from('tap-igw') }]);
  expect(routes('tap-private-1')).toEqual([{ destinationCIDRBlock: '0.0.0.0/0', natGatewayRef: from('tap-nat-1') }]);
  expect(routes('tap-private-2')).toEqual([{ destinationCIDRBlock: '0.0.0.0/0', natGatewayRef: from('tap-nat-2') }]);
  expect(routes('tap-isolated')).toEqual([]);
});

test('access: three groups; only applications and the bastion reach the database', () => {
  const toDatabase = {
    ipProtocol: 'tcp',
    fromPort: 5432,
    toPort: 5432,
    ipRanges: [
      { cidrIP: '10.0.4.0/24', description: 'PostgreSQL to the database subnets' },
      { cidrIP: '10.0.5.0/24', description: 'PostgreSQL to the database subnets' },
    ],
  };
  const toInternet = (description: string) => ({
    ipProtocol: 'tcp',
    fromPort: 443,
    toPort: 443,
    ipRanges: [{ cidrIP: '0.0.0.0/0', description }],
  });
  expect(children.namesOf('SecurityGroup')).toEqual(['tap-app', 'tap-bastion', 'tap-database']);
  expect(children.spec('SecurityGroup/tap-app')).toMatchObject({
    name: 'tap-app-dev',
    vpcRef: from('tap-vpc'),
    ingressRules: [],
    egressRules: [toDatabase],
  });
  expect(children.spec('SecurityGroup/tap-bastion')).toMatchObject({
    name: 'tap-bastion-dev',
    ingressRules: [],
    egressRules: [toInternet('Systems Manager and packages'), toDatabase],
  });
  expect(children.spec('SecurityGroup/tap-database')).toMatchObject({
    name: 'tap-database-dev',
    ingressRules: [
      {
        ipProtocol: 'tcp',
        fromPort: 5432,
        toPort: 5432,
        userIDGroupPairs: [
          { groupRef: from('tap-app'), description: 'PostgreSQL from applications' },
          { groupRef: from('tap-bastion'), description: 'PostgreSQL from the bastion' },
        ],
      },
    ],
    egressRules: [toInternet('S3 import and export')],
  });
  expect(JSON.stringify(children.spec('SecurityGroup/tap-database')['ingressRules'])).not.toContain('0.0.0.0/0');
});

test('encryption: a key that rotates, its alias, its window, and a policy for whom it is meant', () => {
  const key = children.get('Key/tap');
  expect(key.spec).toMatchObject({ enableKeyRotation: true });
  expect(key.metadata.annotations).toMatchObject({
    'kms.services.k8s.aws/pending-window-in-days': '7',
    'services.k8s.aws/deletion-policy': 'retain',
  });
  expect(children.spec('Alias/tap')).toEqual({ name: 'alias/tap-dev', targetKeyRef: from('tap') });
  const { Statement } = children.policy('Key/tap', 'spec.policy');
  expect(Statement).toEqual([
    {
      Sid: 'AccountAdministrator',
      Effect: 'Allow',
      Principal: { AWS: `${AWS}:iam::${ACCOUNT}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
    {
      Sid: 'ThroughRDS',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      Resource: '*',
      Condition: {
        StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': 'rds.us-east-2.amazonaws.com' },
      },
    },
    {
      Sid: 'GrantsOfRDS',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
      Resource: '*',
      Condition: {
        Bool: { 'kms:GrantIsForAWSResource': 'true' },
        StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': 'rds.us-east-2.amazonaws.com' },
      },
    },
    {
      Sid: 'ThroughTheBucket',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      Resource: '*',
      Condition: {
        StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': 's3.us-east-2.amazonaws.com' },
        StringLike: {
          'kms:EncryptionContext:aws:s3:arn': [
            `${AWS}:s3:::tap-backup-dev-${ACCOUNT}-us-east-2`,
            `${AWS}:s3:::tap-backup-dev-${ACCOUNT}-us-east-2/*`,
          ],
        },
      },
    },
    {
      Sid: 'LogsOfTheInstances',
      Effect: 'Allow',
      Principal: { Service: 'logs.us-east-2.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      Resource: '*',
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': [
            `${AWS}:logs:us-east-2:${ACCOUNT}:log-group:/aws/rds/instance/tap-primary-dev/*`,
            `${AWS}:logs:us-east-2:${ACCOUNT}:log-group:/aws/rds/instance/tap-replica-*-dev/*`,
          ],
        },
      },
    },
  ]);
});

test('backup: a bucket that is versioned, encrypted, private and TLS only, with a name of its own', () => {
  const { policy, tagging, ...spec } = children.spec('Bucket/tap-backup');
  const bucket = `${AWS}:s3:::tap-backup-dev-${ACCOUNT}-us-east-2`;
  expect(spec).toEqual({
    name: `tap-backup-dev-${ACCOUNT}-us-east-2`,
    versioning: { status: 'Enabled' },
    encryption: {
      rules: [
        {
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: 'aws:kms',
            kmsMasterKeyID: '${Key/tap:status.ackResourceMetadata.arn}',
          },
          bucketKeyEnabled: true,
        },
      ],
    },
    publicAccessBlock: {
      blockPublicACLs: true,
      blockPublicPolicy: true,
      ignorePublicACLs: true,
      restrictPublicBuckets: true,
    },
    ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
  });
  expect(JSON.parse(String(policy))).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OnlyTLS',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [bucket, `${bucket}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
  expect(tagging).toEqual({
    tagSet: [
      { key: 'application', value: 'online-shop' },
      { key: 'cost-center', value: 'ecommerce' },
      { key: 'tapstack.io/database', value: 'default/tap' },
      { key: 'team', value: 'checkout' },
    ],
  });
});

test('monitoring: the role of Enhanced Monitoring', () => {
  expect(children.spec('Role/tap-monitoring')).toMatchObject({
    name: 'tap-monitoring-dev-us-east-2',
    policies: [`${AWS}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole`],
  });
  expect(children.policy('Role/tap-monitoring', 'spec.assumeRolePolicyDocument').Statement).toEqual([
    {
      Effect: 'Allow',
      Principal: { Service: 'monitoring.rds.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    },
  ]);
});

test('backup: one role with which RDS reads, writes and lists that bucket with that key, and nothing wider', () => {
  const bucket = `${AWS}:s3:::tap-backup-dev-${ACCOUNT}-us-east-2`;
  expect(children.spec('Role/tap-s3')).toMatchObject({ name: 'tap-s3-dev-us-east-2' });
  expect(children.policy('Role/tap-s3', 'spec.assumeRolePolicyDocument').Statement).toEqual([
    {
      Effect: 'Allow',
      Principal: { Service: 'rds.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: {
          'aws:SourceAccount': ACCOUNT,
          'aws:SourceArn': `${AWS}:rds:us-east-2:${ACCOUNT}:db:tap-primary-dev`,
        },
      },
    },
  ]);
  expect(children.policy('Role/tap-s3', 'spec.inlinePolicies.bucket').Statement).toEqual([
    { Sid: 'List', Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket },
    {
      Sid: 'ReadAndWrite',
      Effect: 'Allow',
      Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
      Resource: `${bucket}/*`,
    },
    {
      Sid: 'UseTheKey',
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '${Key/tap:status.ackResourceMetadata.arn}',
      Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-2.amazonaws.com' } },
    },
  ]);
});

test('bastion: its role and profile', () => {
  expect(children.spec('Role/tap-bastion')).toMatchObject({
    name: 'tap-bastion-dev-us-east-2',
    policies: [
      `${AWS}:iam::aws:policy/AmazonSSMManagedInstanceCore`,
      `${AWS}:iam::aws:policy/CloudWatchAgentServerPolicy`,
    ],
  });
  expect(children.policy('Role/tap-bastion', 'spec.assumeRolePolicyDocument').Statement).toEqual([
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ]);
  expect(children.spec('InstanceProfile/tap-bastion')).toMatchObject({
    name: 'tap-bastion-dev-us-east-2',
    roleRef: from('tap-bastion'),
  });
});

test('bastion: a small Amazon Linux 2023 in a public subnet, reached through Systems Manager only', () => {
  const { tags, userData, ...spec } = children.spec('Instance/tap-bastion');
  expect(spec).toEqual({
    imageID: 'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
    instanceType: 't3.micro',
    subnetRef: from('tap-public-1'),
    securityGroupIDs: ['${SecurityGroup/tap-bastion:status.id}'],
    iamInstanceProfile: { arn: '${InstanceProfile/tap-bastion:status.ackResourceMetadata.arn}' },
    metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required' },
    monitoring: { enabled: true },
    blockDeviceMappings: [
      { deviceName: '/dev/xvda', ebs: { deleteOnTermination: true, encrypted: true, volumeType: 'gp3' } },
    ],
  });
  expect(spec).not.toHaveProperty('keyName');
  const script = Buffer.from(String(userData), 'base64').toString('utf8');
  expect(script).toMatch(/^#!\/bin\/bash\n/);
  expect(script).toContain('dnf install --assumeyes "postgresql${major}"');
  expect(tags).toContainEqual({ key: 'Name', value: 'tap-bastion-dev' });
});

test('postgres: the parameter group has the literals in the units of RDS', () => {
  const { tags: _tags, ...spec } = children.spec('DBParameterGroup/tap-postgres17');
  expect(spec).toEqual({
    name: 'tap-postgres17-dev',
    family: 'postgres17',
    description: 'Parameters of the database tap',
    parameterOverrides: {
      shared_buffers: '262144',
      effective_cache_size: '786432',
      work_mem: '16384',
      maintenance_work_mem: '262144',
      'rds.force_ssl': '1',
    },
  });
});

test('network: the subnet group spans the isolated subnets', () => {
  expect(children.spec('DBSubnetGroup/tap')).toMatchObject({
    name: 'tap-dev',
    subnetRefs: [from('tap-isolated-1'), from('tap-isolated-2')],
  });
});

test('instance: the primary', () => {
  const { tags: _tags, ...spec } = children.spec('DBInstance/tap-primary');
  expect(spec).toEqual({
    dbInstanceIdentifier: 'tap-primary-dev',
    dbInstanceClass: 'db.m5.large',
    engine: 'postgres',
    engineVersion: '17.5',
    dbName: 'tap',
    port: 5432,
    masterUsername: 'postgres',
    masterUserPassword: { name: 'tap-credentials-1', key: 'password' },
    allocatedStorage: 100,
    storageType: 'gp3',
    iops: 3000,
    storageThroughput: 125,
    storageEncrypted: true,
    kmsKeyRef: from('tap'),
    multiAZ: true,
    publiclyAccessible: false,
    dbSubnetGroupRef: from('tap'),
    dbParameterGroupRef: from('tap-postgres17'),
    vpcSecurityGroupRefs: [from('tap-database')],
    enableIAMDatabaseAuthentication: false,
    backupRetentionPeriod: 7,
    preferredBackupWindow: '00:00-02:00',
    preferredMaintenanceWindow: 'sun:04:00-sun:06:00',
    copyTagsToSnapshot: true,
    autoMinorVersionUpgrade: true,
    deletionProtection: true,
    monitoringInterval: 60,
    monitoringRoleRef: from('tap-monitoring'),
    performanceInsightsEnabled: true,
    performanceInsightsRetentionPeriod: 7,
    performanceInsightsKMSKeyRef: from('tap'),
    databaseInsightsMode: 'standard',
    enableCloudwatchLogsExports: ['postgresql'],
  });
  expect(children.get('DBInstance/tap-primary').metadata.annotations).toMatchObject({
    'rds.services.k8s.aws/skip-final-snapshot': 'false',
    'rds.services.k8s.aws/final-db-snapshot-identifier': expect.stringMatching(/^tap-final-dev-[0-9a-f]{8}$/),
    'rds.services.k8s.aws/delete-automated-backups': 'false',
  });
});

test('replicas: two in different zones, monitored like the primary, with nothing that they have from it', () => {
  for (const [i, zone] of [
    [1, 'us-east-2b'],
    [2, 'us-east-2a'],
  ]) {
    const { tags: _tags, ...spec } = children.spec(`DBInstance/tap-replica-${i}`);
    expect(spec).toEqual({
      dbInstanceIdentifier: `tap-replica-${i}-dev`,
      sourceDBInstanceIdentifier: 'tap-primary-dev',
      dbInstanceClass: 'db.m5.large',
      engine: 'postgres',
      availabilityZone: zone,
      multiAZ: false,
      publiclyAccessible: false,
      storageType: 'gp3',
      iops: 3000,
      storageThroughput: 125,
      vpcSecurityGroupRefs: [from('tap-database')],
      enableIAMDatabaseAuthentication: false,
      copyTagsToSnapshot: true,
      autoMinorVersionUpgrade: true,
      deletionProtection: false,
      monitoringInterval: 60,
      monitoringRoleRef: from('tap-monitoring'),
      performanceInsightsEnabled: true,
      performanceInsightsRetentionPeriod: 7,
      performanceInsightsKMSKeyRef: from('tap'),
      databaseInsightsMode: 'standard',
      enableCloudwatchLogsExports: ['postgresql'],
    });
    const annotations = Object.keys(children.get(`DBInstance/tap-replica-${i}`).metadata.annotations ?? {});
    expect(annotations).toEqual(['services.k8s.aws/region']);
  }
  expect(children.namesOf('DBInstance')).toEqual(['tap-primary', 'tap-replica-1', 'tap-replica-2']);
});

test('monitoring: a log group of seven days for each instance, encrypted with the key', () => {
  expect(children.namesOf('LogGroup')).toEqual([
    'tap-primary-postgresql',
    'tap-replica-1-postgresql',
    'tap-replica-2-postgresql',
  ]);
  expect(children.spec('LogGroup/tap-replica-1-postgresql')).toEqual({
    name: '/aws/rds/instance/tap-replica-1-dev/postgresql',
    retentionDays: 7,
    kmsKeyRef: from('tap'),
    tags: {
      application: 'online-shop',
      'cost-center': 'ecommerce',
      'tapstack.io/database': 'default/tap',
      team: 'checkout',
    },
  });
});

test.each([
  ['tap-primary-cpu', 'CPUUtilization', 'GreaterThanThreshold', 80, 'tap-primary-dev'],
  ['tap-primary-storage', 'FreeStorageSpace', 'LessThanThreshold', 10737418240, 'tap-primary-dev'],
  ['tap-primary-connections', 'DatabaseConnections', 'GreaterThanThreshold', 100, 'tap-primary-dev'],
  ['tap-replica-1-lag', 'ReplicaLag', 'GreaterThanThreshold', 60, 'tap-replica-1-dev'],
  ['tap-replica-2-lag', 'ReplicaLag', 'GreaterThanThreshold', 60, 'tap-replica-2-dev'],
  ['tap-replica-1-replication', 'ReplicaLag', 'LessThanThreshold', 0, 'tap-replica-1-dev'],
  ['tap-replica-2-replication', 'ReplicaLag', 'LessThanThreshold', 0, 'tap-replica-2-dev'],
])('monitoring: alarm %s', (name, metricName, comparisonOperator, threshold, value) => {
  const { tags: _tags, alarmDescription, ...spec } = children.spec(`MetricAlarm/${name}`);
  expect(spec).toEqual({
    name: `${name}-dev`,
    namespace: 'AWS/RDS',
    metricName,
    dimensions: [{ name: 'DBInstanceIdentifier', value }],
    statistic: 'Average',
    period: 300,
    evaluationPeriods: 3,
    datapointsToAlarm: 3,
    threshold,
    comparisonOperator,
    treatMissingData: 'missing',
    actionsEnabled: true,
    alarmActions: [],
    oKActions: [],
  });
  expect(alarmDescription).toMatch(/\w+/);
  expect(children.namesOf('MetricAlarm')).toHaveLength(7);
});

test('credentials: Secrets Manager gets what AWS itself would write there', () => {
  const secret = children.get('SecretsManager/tap-credentials');
  expect(secret.spec).toMatchObject({
    name: 'tap-db-credentials-dev',
    description: expect.stringMatching(/content [0-9a-f]{12}$/),
    secretString: { name: 'tap-secrets-manager', key: 'credentials.json' },
  });
  expect(secret.metadata.annotations).toMatchObject({ 'services.k8s.aws/deletion-policy': 'retain' });
  expect(secret.metadata.annotations).not.toHaveProperty('services.k8s.aws/adoption-policy');
  const { stringData } = children.get('Secret/tap-secrets-manager') as unknown as {
    stringData: Record<string, string>;
  };
  expect(JSON.parse(stringData['credentials.json'] ?? '')).toEqual({
    username: 'postgres',
    password: '${Secret/tap-credentials-1:data.password}',
    engine: 'postgres',
    host: '${DBInstance/tap-primary:status.endpoint.address}',
    port: 5432,
    dbname: 'tap',
    dbInstanceIdentifier: 'tap-primary-dev',
  });
});

test('in the namespace: the password, the connection, the outputs and the Services', () => {
  const primary = '${DBInstance/tap-primary:status.endpoint.address}';
  const replicas = [1, 2].map((i) => `\${DBInstance/tap-replica-${i}:status.endpoint.address}`);
  const password = '${Secret/tap-credentials-1:data.password}';
  expect(children.get('Secret/tap-credentials-1')).toMatchObject({
    type: 'Opaque',
    immutable: true,
    stringData: { password },
  });
  const hosts = [...replicas, primary].map((host) => `${host}:5432`).join(',');
  expect(children.get('Secret/tap-connection')).toMatchObject({
    type: 'servicebinding.io/postgresql',
    stringData: {
      type: 'postgresql',
      provider: 'aws-rds',
      host: primary,
      port: '5432',
      database: 'tap',
      username: 'postgres',
      password,
      sslmode: 'require',
      uri: `postgresql://postgres:${password}@${primary}:5432/tap?sslmode=require`,
      'jdbc-uri': `jdbc:postgresql://${primary}:5432/tap?user=postgres&password=${password}&sslmode=require`,
      'ro-host': replicas[0],
      'ro-uri': `postgresql://postgres:${password}@${hosts}/tap?sslmode=require&load_balance_hosts=random&target_session_attrs=prefer-standby`,
      'ro-jdbc-uri': `jdbc:postgresql://${hosts}/tap?user=postgres&password=${password}&sslmode=require&loadBalanceHosts=true&targetServerType=preferSecondary`,
    },
  });
  expect(children.get('ConfigMap/tap-outputs').data).toEqual({
    primaryEndpoint: primary,
    primaryPort: '5432',
    credentialsSecretName: 'tap-db-credentials-dev',
    backupBucketName: `tap-backup-dev-${ACCOUNT}-us-east-2`,
    kmsKeyARN: '${Key/tap:status.ackResourceMetadata.arn}',
    bastionInstanceID: '${Instance/tap-bastion:status.instanceID}',
  });
  expect(children.namesOf('Service')).toEqual(['tap-ro', 'tap-ro-1', 'tap-ro-2', 'tap-rw']);
  expect(children.spec('Service/tap-rw')).toEqual({ type: 'ExternalName', externalName: primary });
  expect(children.spec('Service/tap-ro')).toEqual({ type: 'ExternalName', externalName: replicas[0] });
  expect(children.spec('Service/tap-ro-2')).toEqual({ type: 'ExternalName', externalName: replicas[1] });
});

test('tags and the region annotation stand on everything of AWS', () => {
  const aws = children.all.filter(({ apiVersion }) => apiVersion.includes('.services.k8s.aws/'));
  expect(aws).toHaveLength(43);
  for (const { kind, metadata, spec } of aws) {
    expect(metadata.annotations).toMatchObject({ 'services.k8s.aws/region': 'us-east-2' });
    const text = JSON.stringify(spec);
    for (const value of kind === 'Alias' ? [] : ['online-shop', 'checkout', 'ecommerce', 'default/tap']) {
      expect(text).toContain(`"${value}"`);
    }
  }
});
