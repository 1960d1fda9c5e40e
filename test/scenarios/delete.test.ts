import { describe, expect, test } from '@jest/globals';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { World } from './support/world.js';

const ALLOW = { metadata: { annotations: { 'tapstack.io/allow-deletion': 'tap' } } };

async function living(spec: Partial<TapDatabaseSpec> = {}): Promise<World> {
  const world = new World({ deletionProtection: false, ...spec });
  await world.settle();
  return world;
}

async function deleted(spec: Partial<TapDatabaseSpec> = {}): Promise<World> {
  const world = await living(spec);
  world.delete();
  await world.settle();
  return world;
}

describe('given protection', () => {
  test('nothing is touched, and the status says how to go on', async () => {
    const world = await living({ deletionProtection: true });
    const before = world.cluster.names();
    world.delete();
    const writes = await world.writesDuring(() => world.settle());
    expect(writes.every(({ verb }) => verb === 'status')).toBe(true);
    expect(world.cluster.names()).toEqual(before);
    expect(world.condition('Stalled')).toEqual({
      status: 'True',
      reason: 'DeletionProtected',
      message:
        'deletion was asked for while protection is on, so nothing is touched. To go on: kubectl annotate tapdatabase tap -n shop tapstack.io/allow-deletion=tap',
    });
    expect(world.condition('Ready')?.status).toBe('True');
    expect(world.status).toMatchObject({ phase: 'Deleting', resources: { total: 51, ready: 51 } });
    expect(await world.reconcile()).toBe('awaitChange');
  });

  test('it is on where the spec does not say, and is not lifted for another name', async () => {
    const world = await living();
    world.edit({
      spec: { deletionProtection: null },
      metadata: { annotations: { 'tapstack.io/allow-deletion': 'other' } },
    });
    world.delete();
    await world.settle();
    expect(world.condition('Stalled')?.reason).toBe('DeletionProtected');
  });

  test('the annotation with its name lets it go', async () => {
    const world = await living({ deletionProtection: true });
    world.delete();
    await world.settle();
    world.edit(ALLOW);
    await world.settle();
    expect(world.isGone).toBe(true);
    expect(world.cluster.names()).toEqual([]);
  });

  test('a database that never composed is not protected', async () => {
    const world = new World({ instance: { class: 'db.unknown.large' } });
    await world.settle();
    expect(world.status.phase).toBe('Stalled');
    world.delete();
    expect(world.isGone).toBe(true);
  });

  test('nor one that got its finalizer and nothing else', async () => {
    const world = new World();
    world.edit({ metadata: { finalizers: ['tapstack.io/teardown'] } });
    world.delete();
    await world.settle();
    expect(world.isGone).toBe(true);
    expect(world.cluster.events.map(({ message }) => message)).toEqual(['nothing had been made']);
  });

  test('one whose status was lost is, while a child of it lives', async () => {
    const world = await living({ deletionProtection: true });
    world.edit({ status: null } as never);
    world.delete();
    await world.settle();
    expect(world.condition('Stalled')?.reason).toBe('DeletionProtected');
  });
});

test('children go out of the connection, then replicas, then the primary, then what it stands on', async () => {
  const world = await deleted();
  const order = world.cluster.writes.filter(({ verb }) => verb === 'delete').map(({ object }) => object);
  const at = (name: string) => order.indexOf(name);
  expect(new Set(order).size).toBe(52);
  for (const [first, then] of [
    ['Secret/tap-connection', 'DBInstance/tap-replica-1'],
    ['SecretsManager/tap-credentials', 'Secret/tap-secrets-manager'],
    ['MetricAlarm/tap-primary-cpu', 'DBInstance/tap-primary'],
    ['DBInstance/tap-replica-2', 'DBInstance/tap-primary'],
    ['DBInstance/tap-primary', String(order.find((name) => name.startsWith('DBSnapshot/')))],
    ['DBInstance/tap-primary', 'DBSubnetGroup/tap'],
    ['DBInstance/tap-primary', 'Secret/tap-credentials-1'],
    ['DBInstance/tap-primary', 'LogGroup/tap-primary-postgresql'],
    ['DBSubnetGroup/tap', 'Subnet/tap-isolated-1'],
    ['Instance/tap-bastion', 'InstanceProfile/tap-bastion'],
    ['InstanceProfile/tap-bastion', 'Role/tap-bastion'],
    ['Bucket/tap-backup', 'Key/tap'],
    ['NATGateway/tap-nat-1', 'ElasticIPAddress/tap-nat-1'],
    ['InternetGateway/tap-igw', 'VPC/tap-vpc'],
  ] as const) {
    expect(at(first)).toBeGreaterThanOrEqual(0);
    expect(at(then)).toBeGreaterThan(at(first));
  }
});

test('protection of the primary is taken off, and seen to be off, before it is deleted', async () => {
  const world = await living({ deletionProtection: true });
  world.edit(ALLOW);
  world.delete();
  const writes = await world.writesDuring(() => world.settle());
  const ofPrimary = writes.filter(({ object }) => object === 'DBInstance/tap-primary').map(({ verb }) => verb);
  expect(ofPrimary).toEqual(['patch', 'delete']);
  expect(world.isGone).toBe(true);
});

test('what is not ours is left where it is', async () => {
  const world = await living();
  const foreign = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'shop', labels: { 'tapstack.io/database': 'other' } },
  };
  world.cluster.create(foreign);
  world.delete();
  await world.settle();
  expect(world.isGone).toBe(true);
  expect(world.cluster.names()).toEqual(['ConfigMap/settings']);
});

test('a TapDatabase that only others still hold is no business of the loop', async () => {
  const world = await living();
  world.edit({ metadata: { finalizers: ['tapstack.io/teardown', 'of.another/audit'] } });
  world.delete();
  await world.settle();
  expect(world.isGone).toBe(false);
  expect(world.cluster.names()).toEqual([]);
  expect(world.database.metadata.finalizers).toEqual(['of.another/audit']);
  expect(await world.writesDuring(() => world.reconcile())).toEqual([]);
  expect(await world.reconcile()).toBe('awaitChange');
});

test('a deletion in the middle of the creation takes down what there is', async () => {
  const world = new World({ deletionProtection: false });
  for (let turn = 0; turn < 4; turn++) {
    await world.reconcile();
    world.wait(1);
    world.ack.step();
  }
  expect(world.cluster.names()).toContain('VPC/tap-vpc');
  world.delete();
  await world.settle();
  expect(world.isGone).toBe(true);
  expect(world.cluster.names()).toEqual([]);
});
