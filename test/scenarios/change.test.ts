import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Json } from '../../src/api/object.js';
import { World } from './support/world.js';

let world: World;

beforeEach(async () => {
  world = new World({ tags: { team: 'checkout' } });
  await world.settle();
});

const applied = (writes: readonly { readonly verb: string; readonly object: string }[]) =>
  [...new Set(writes.filter(({ verb }) => verb === 'apply').map(({ object }) => object))].sort();
const deleted = (writes: readonly { readonly verb: string; readonly object: string }[]) =>
  writes.filter(({ verb }) => verb === 'delete').map(({ object }) => object);
const spec = (name: string): { readonly [key: string]: Json } => world.cluster.named(name).spec ?? {};

describe('a changed tag', () => {
  test('is written to everything that has tags, and Synced is True only once ACK has seen all of it', async () => {
    world.edit({ spec: { tags: { team: 'search' } } });
    await world.reconcile();
    expect(world.status.observedGeneration).toBe(2);
    expect(world.condition('Synced')).toMatchObject({ status: 'False', reason: 'NotObservedYet' });
    expect(world.condition('Ready')?.status).toBe('True');
    await world.settle();
    expect(world.condition('Synced')?.status).toBe('True');
    expect(spec('VPC/tap-vpc')['tags']).toContainEqual({ key: 'team', value: 'search' });
    expect(spec('LogGroup/tap-primary-postgresql')['tags']).toMatchObject({ team: 'search' });
  });

  test('that is dropped goes everywhere, and late-initialized fields stay', async () => {
    world.edit({ spec: { tags: null } });
    await world.settle();
    expect(
      JSON.stringify(
        world.cluster
          .all()
          .filter(({ kind }) => kind !== 'TapDatabase')
          .map((object) => object.spec ?? {}),
      ),
    ).not.toContain('checkout');
    expect(spec('VPC/tap-vpc')['instanceTenancy']).toBe('default');
    expect(spec('DBInstance/tap-primary')['engineVersion']).toBe('17.6');
    expect(world.condition('Synced')?.status).toBe('True');
  });
});

test('access for one more network is written at once, to the database’s group alone', async () => {
  const writes = await world.writesDuring(async () => {
    world.edit({ spec: { access: { cidrs: ['192.168.0.0/16'] } } });
    await world.settle();
  });
  expect(applied(writes)).toEqual(['SecurityGroup/tap-database']);
  expect(JSON.stringify(spec('SecurityGroup/tap-database')['ingressRules'])).toContain('192.168.0.0/16');
});

describe('a change that may disturb the database', () => {
  test('is held, and named with its fields until it is taken back', async () => {
    world.edit({ spec: { instance: { class: 'db.m5.xlarge' } } });
    await world.settle();
    expect(spec('DBInstance/tap-primary')['dbInstanceClass']).toBe('db.m5.large');
    expect(world.condition('Synced')).toEqual({
      status: 'False',
      reason: 'WaitsForWindow',
      message: expect.stringContaining('spec.dbInstanceClass') as never,
    });
    expect(world.condition('Ready')?.status).toBe('True');
    expect(world.status.phase).toBe('Available');
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
    world.edit({ spec: { instance: { class: 'db.m5.large' } } });
    await world.settle();
    expect(world.condition('Synced')?.status).toBe('True');
  });

  test('lets the rest of the same edit through', async () => {
    world.edit({ spec: { instance: { class: 'db.m5.xlarge', multiAZ: false }, tags: { team: 'search' } } });
    await world.settle();
    expect(spec('DBInstance/tap-primary')).toMatchObject({ dbInstanceClass: 'db.m5.large', multiAZ: false });
    expect(spec('DBInstance/tap-primary')['tags']).toContainEqual({ key: 'team', value: 'search' });
  });
});

describe('replicas', () => {
  test('come with their logs, alarms and Services', async () => {
    world.edit({ spec: { replicas: { count: 3 } } });
    await world.settle();
    expect(world.cluster.names().filter((name) => name.includes('-3'))).toEqual([
      'DBInstance/tap-replica-3',
      'LogGroup/tap-replica-3-postgresql',
      'MetricAlarm/tap-replica-3-lag',
      'MetricAlarm/tap-replica-3-replication',
      'Service/tap-ro-3',
    ]);
    expect(world.status).toMatchObject({ replicas: 3, phase: 'Available' });
  });

  test('go, the newest first, out of the connection and after what refers to them', async () => {
    const writes = await world.writesDuring(async () => {
      world.edit({ spec: { replicas: { count: 1 } } });
      await world.settle();
    });
    const order = deleted(writes);
    expect(order.toSorted()).toEqual([
      'DBInstance/tap-replica-2',
      'LogGroup/tap-replica-2-postgresql',
      'MetricAlarm/tap-replica-2-lag',
      'MetricAlarm/tap-replica-2-replication',
      'Service/tap-ro-2',
    ]);
    expect(order.indexOf('DBInstance/tap-replica-2')).toBeGreaterThan(order.indexOf('MetricAlarm/tap-replica-2-lag'));
    expect(order.at(-1)).toBe('LogGroup/tap-replica-2-postgresql');
    expect(world.status).toMatchObject({ replicas: 1, phase: 'Available' });
  });

  test('that are on their way out are told', async () => {
    world.ack.faults.set('DBInstance/tap-replica-2', { recoverable: 'AWS is busy' });
    world.edit({ spec: { replicas: { count: 1 } } });
    await world.settle();
    expect(world.condition('Synced')).toMatchObject({ status: 'False', reason: 'ACKRecoverable' });
    expect(world.condition('Synced')?.message).toContain('AWS is busy');
  });
});

test('NAT gateways that are no longer wanted go, with their routes and addresses', async () => {
  world.edit({ spec: { network: { natGateways: 0 } } });
  await world.settle();
  expect(world.cluster.names().filter((name) => /NATGateway|ElasticIP/.test(name))).toEqual([]);
  expect(JSON.stringify(spec('RouteTable/tap-private-1'))).not.toContain('natGatewayRef');
  expect(world.status.phase).toBe('Available');
});

test('a part that is switched off goes, what holds data stays', async () => {
  world.edit({ spec: { bastion: { enabled: false }, backup: { bucket: { enabled: false } } } });
  await world.settle();
  expect(world.cluster.names()).not.toContain('Instance/tap-bastion');
  expect(world.cluster.names()).not.toContain('Role/tap-s3');
  expect(world.cluster.names()).toContain('Bucket/tap-backup');
  expect(world.status.phase).toBe('Available');
});

test('notification that is switched on and off again leaves neither topic nor actions', async () => {
  world.edit({ spec: { monitoring: { alarms: { notify: { emails: ['on-call@example.org'] } } } } });
  await world.settle();
  expect(spec('MetricAlarm/tap-primary-cpu')['alarmActions']).toHaveLength(1);
  world.edit({ spec: { monitoring: { alarms: { notify: null } } } });
  await world.settle();
  expect(world.cluster.names().filter((name) => /Topic|Subscription/.test(name))).toEqual([]);
  expect(spec('MetricAlarm/tap-primary-cpu')['alarmActions'] ?? []).toEqual([]);
  expect(world.status.phase).toBe('Available');
});

test('what RDS moves by itself is not fought, and told', async () => {
  const grown = new World({ instance: { storage: { maxSize: '200Gi' } } });
  await grown.settle();
  expect(grown.cluster.named('DBInstance/tap-primary').spec).toMatchObject({
    allocatedStorage: 120,
    engineVersion: '17.6',
  });
  expect(grown.status).toMatchObject({
    storage: { size: '120Gi', headroom: '80Gi' },
    engineVersion: '17.6',
    phase: 'Available',
  });
});

test('what a person changes on a child is put back, and where that would disturb it is told', async () => {
  world.cluster.edit(world.cluster.named('VPC/tap-vpc'), { spec: { enableDNSSupport: false } });
  world.cluster.edit(world.cluster.named('DBInstance/tap-primary'), {
    spec: { dbInstanceClass: 'db.m5.2xlarge', multiAZ: false, port: 6432 },
  });
  world.cluster.edit(world.cluster.named('ConfigMap/tap-outputs'), { data: { primaryEndpoint: 'elsewhere' } });
  await world.settle();
  expect(spec('VPC/tap-vpc')['enableDNSSupport']).toBe(true);
  expect(world.cluster.named('ConfigMap/tap-outputs').data).toMatchObject({
    primaryEndpoint: 'tap-primary-dev.c1.us-east-2.rds.amazonaws.com',
  });
  expect(spec('DBInstance/tap-primary')).toMatchObject({
    dbInstanceClass: 'db.m5.2xlarge',
    multiAZ: true,
    port: 5432,
  });
  expect(world.condition('Synced')?.message).toContain('spec.dbInstanceClass');
});

test('the database stays Ready while RDS backs it up, and is said to be busy', async () => {
  const primary = world.cluster.named('DBInstance/tap-primary');
  world.cluster.edit(primary, { status: { dbInstanceStatus: 'backing-up' } });
  await world.reconcile();
  expect(world.condition('Ready')?.status).toBe('True');
  expect(world.condition('Synced')?.message).toBe('DBInstance tap-primary: AWS says backing-up, not available yet');
  world.cluster.edit(primary, { status: { dbInstanceStatus: 'rebooting' } });
  await world.reconcile();
  expect(world.condition('Ready')).toEqual({
    status: 'False',
    reason: 'NotServing',
    message: 'the primary is rebooting; it serves once it is available',
  });
  expect(world.cluster.events.at(-1)).toMatchObject({ type: 'Warning', reason: 'NotServing' });
});

test('a role that was attached is told as such', async () => {
  const roleARN = 'arn:aws:role:us-east-2:123456789012:tap-s3';
  const roles = (features: readonly string[]) => ({
    status: { associatedRoles: features.map((featureName) => ({ featureName, roleARN })) },
  });
  const primary = world.cluster.named('DBInstance/tap-primary');
  world.cluster.edit(primary, roles(['s3Import']));
  await world.reconcile();
  expect(world.condition('RoleAssociated')?.message).toContain('--feature-name s3Export');
  expect(world.condition('RoleAssociated')?.message).not.toContain('--feature-name s3Import');
  world.cluster.edit(primary, roles(['s3Import', 's3Export']));
  await world.reconcile();
  expect(world.condition('RoleAssociated')).toEqual({
    status: 'True',
    reason: 'Associated',
    message: 'the primary may use the backup bucket',
  });
});
