import { beforeAll, describe, expect, test } from '@jest/globals';
import { World } from './support/world.js';

describe('given the smallest TapDatabase', () => {
  const world = new World();
  const seen: {
    readonly phase: string | undefined;
    readonly ready: string | undefined;
    readonly synced: string | undefined;
  }[] = [];

  beforeAll(async () => {
    for (let turn = 0; turn < 25; turn++) {
      await world.reconcile();
      seen.push({
        phase: world.status.phase,
        ready: world.condition('Ready')?.status,
        synced: world.condition('Synced')?.status,
      });
      world.wait(1);
      world.ack.step();
      world.wait(1);
    }
  });

  test('its finalizer and its identity are on record before the first child exists', () => {
    expect(world.cluster.writes.slice(0, 3)).toEqual([
      { verb: 'finalizer', object: 'TapDatabase/tap' },
      { verb: 'status', object: 'TapDatabase/tap' },
      { verb: 'apply', object: 'Secret/tap-credentials-1' },
    ]);
    expect(world.status.identity).toMatchObject({
      region: 'us-east-2',
      environment: 'dev',
      composition: { name: 'ha-postgres/v1' },
    });
  });

  test.each([
    ['VPC/tap-vpc', 'InternetGateway/tap-igw'],
    ['InternetGateway/tap-igw', 'RouteTable/tap-public'],
    ['RouteTable/tap-public', 'Subnet/tap-public-1'],
    ['Subnet/tap-public-1', 'NATGateway/tap-nat-1'],
    ['NATGateway/tap-nat-1', 'RouteTable/tap-private-1'],
    ['RouteTable/tap-private-1', 'Subnet/tap-private-1'],
    ['VPC/tap-vpc', 'Key/tap'],
    ['Key/tap', 'Bucket/tap-backup'],
    ['Role/tap-bastion', 'InstanceProfile/tap-bastion'],
    ['InstanceProfile/tap-bastion', 'Instance/tap-bastion'],
    ['SecurityGroup/tap-app', 'SecurityGroup/tap-database'],
    ['Subnet/tap-isolated-1', 'DBSubnetGroup/tap'],
    ['DBSubnetGroup/tap', 'DBInstance/tap-primary'],
    ['Role/tap-monitoring', 'DBInstance/tap-primary'],
    ['LogGroup/tap-primary-postgresql', 'DBInstance/tap-primary'],
    ['DBInstance/tap-primary', 'DBInstance/tap-replica-1'],
    ['LogGroup/tap-replica-1-postgresql', 'DBInstance/tap-replica-1'],
    ['DBInstance/tap-primary', 'Secret/tap-connection'],
    ['Secret/tap-secrets-manager', 'SecretsManager/tap-credentials'],
  ])('%s is created before %s', (first, then) => {
    const created = world.cluster.writes.filter(({ verb }) => verb === 'apply').map(({ object }) => object);
    expect(created).toContain(first);
    expect(created.indexOf(then)).toBeGreaterThan(created.indexOf(first));
  });

  test('it goes from Creating to Available, and is Ready before all is Synced', () => {
    expect(seen[0]).toEqual({ phase: 'Creating', ready: 'False', synced: 'False' });
    expect(seen.at(-1)).toEqual({ phase: 'Available', ready: 'True', synced: 'True' });
    const serving = seen.findIndex(({ ready }) => ready === 'True');
    expect(seen[serving]).toEqual({ phase: 'Updating', ready: 'True', synced: 'False' });
    // Neither turns back.
    expect(seen.slice(serving).every(({ ready }) => ready === 'True')).toBe(true);
    expect(seen.filter(({ synced }) => synced === 'True')).toEqual(
      seen.slice(seen.findIndex(({ synced }) => synced === 'True')),
    );
  });

  test('its status has all that a person needs to use it', () => {
    const { conditions: _, identity: __, inventory: ___, resources, ...status } = world.status;
    expect(resources).toEqual({ total: 51, ready: 51 });
    expect(status).toEqual({
      observedGeneration: 1,
      phase: 'Available',
      message: 'the primary serves connections',
      endpoint: { address: 'tap-primary-dev.c1.us-east-2.rds.amazonaws.com', port: 5432 },
      readEndpoints: [
        { address: 'tap-replica-1-dev.c1.us-east-2.rds.amazonaws.com', port: 5432 },
        { address: 'tap-replica-2-dev.c1.us-east-2.rds.amazonaws.com', port: 5432 },
      ],
      connectionSecretRef: { name: 'tap-connection' },
      credentials: { secretName: 'tap-credentials-1' },
      binding: { name: 'tap-connection' },
      outputs: {
        primaryEndpoint: 'tap-primary-dev.c1.us-east-2.rds.amazonaws.com',
        primaryPort: 5432,
        credentialsSecretName: 'tap-db-credentials-dev',
        backupBucketName: 'tap-backup-dev-123456789012-us-east-2',
        kmsKeyARN: 'arn:aws:key:us-east-2:123456789012:tap',
        bastionInstanceID: 'instance-tap-bastion',
      },
      composition: { name: 'ha-postgres/v1' },
      replicas: 2,
      selector: 'tapstack.io/database=tap,tapstack.io/component=replicas',
      instanceClass: 'db.m5.large',
      engineVersion: '17.6',
      storage: { size: '100Gi' },
    });
    expect(world.status.inventory).toContainEqual({ kind: 'DBInstance', name: 'tap-primary', id: 'tap-primary-dev' });
    expect(world.status.inventory).toContainEqual({ kind: 'VPC', name: 'tap-vpc', id: 'vpc-tap-vpc' });
  });

  test('what a person has to do by hand is said with the commands, and is no part of Ready or Synced', () => {
    const { status, message = '' } = world.condition('RoleAssociated') ?? {};
    expect(status).toBe('False');
    for (const feature of ['s3Import', 's3Export']) {
      expect(message).toContain(
        'aws rds add-role-to-db-instance --db-instance-identifier tap-primary-dev ' +
          `--role-arn arn:aws:role:us-east-2:123456789012:tap-s3 --feature-name ${feature} --region us-east-2`,
      );
    }
  });

  test('there is an Event for what turned, and none for what only started', () => {
    expect(world.cluster.events).toEqual([
      { type: 'Normal', reason: 'Available', message: 'the primary serves connections' },
      { type: 'Normal', reason: 'AllSynced', message: 'every child is as composed and synced' },
    ]);
  });

  test('at rest nothing is written, not even the status, whoever touches a child or restamps its conditions', async () => {
    const writes = await world.writesDuring(async () => {
      await world.settle();
      world.cluster.edit(world.cluster.named('VPC/tap-vpc'), { metadata: { annotations: { 'of-another': 'x' } } });
      world.cluster.edit(world.cluster.named('Service/tap-rw'), { metadata: { labels: { 'of-another': 'x' } } });
      world.ack.resync();
      await world.settle();
      world.wait(36_000);
      await world.settle();
    });
    expect(writes).toEqual([]);
  });

  test('it is looked at again every ten minutes, since nobody watches its Secrets', async () => {
    expect(await world.reconcile()).toEqual({ requeueAfterMs: 600_000 });
  });
});

test('while a controller has not reported, the loop comes back when its silence would be news', async () => {
  const world = new World();
  world.ack.faults.set('VPC/tap-vpc', 'silent');
  await world.reconcile();
  // The API server's whole seconds make the object 400 ms older than it is.
  expect(await world.reconcile()).toEqual({ requeueAfterMs: 179_600 });
  await world.settle();
  world.wait(180);
  await world.reconcile();
  expect(world.status.waitingFor?.[0]).toMatchObject({ kind: 'VPC', name: 'tap-vpc', reason: 'NotReconciled' });
  expect(world.condition('Synced')?.message).toContain(
    'the controller of ec2.services.k8s.aws runs and watches this namespace, and says nothing of this object',
  );
});

test('a key of a TapDatabase that is gone asks for nothing', async () => {
  const world = new World();
  world.cluster.forget(world.database as never);
  expect(await world.reconcile()).toBe('awaitChange');
  expect(world.cluster.writes).toEqual([]);
});

test('with fewer parts there are fewer children: no bastion, bucket, alarms, copy of the credentials or replicas', async () => {
  const world = new World({
    bastion: { enabled: false },
    backup: { bucket: { enabled: false } },
    monitoring: { alarms: { enabled: false }, logs: { exports: [] }, enhancedIntervalSeconds: 0 },
    credentials: { secretsManager: false },
    replicas: { count: 0 },
  });
  await world.settle();
  expect(world.status.phase).toBe('Available');
  expect(world.condition('RoleAssociated')).toBeUndefined();
  expect(world.status.readEndpoints).toEqual([]);
  expect(
    world.cluster.names().filter((name) => /Instance|Bucket|MetricAlarm|SecretsManager|LogGroup/.test(name)),
  ).toEqual(['DBInstance/tap-primary']);
});
