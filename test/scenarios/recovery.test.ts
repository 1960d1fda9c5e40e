import { describe, expect, test } from '@jest/globals';
import { endState, killAfter } from './support/kill.js';
import { World } from './support/world.js';

describe('given an operator that is killed after any of its writes', () => {
  test('the creation ends as one that was not disturbed', async () => {
    const undisturbed = new World();
    await undisturbed.settle();
    const total = undisturbed.cluster.writes.length;
    const struck = new World();
    let kills = 0;
    while (struck.status.phase !== 'Available' && kills < 3 * total) {
      killAfter(struck, 1);
      await struck.reconcile();
      struck.cluster.refuse = () => undefined;
      kills += 1;
      struck.wait(1);
      struck.ack.step();
    }
    await struck.settle();
    expect(kills).toBeGreaterThan(50);
    expect(endState(struck)).toEqual(endState(undisturbed));
  });

  test('the deletion ends as one that was not disturbed', async () => {
    const run = async (kill: boolean): Promise<unknown> => {
      const world = new World({ deletionProtection: false });
      await world.settle();
      world.delete();
      for (let turn = 0; kill && turn < 400 && !world.isGone; turn++) {
        killAfter(world, 1);
        await world.reconcile();
        world.cluster.refuse = () => undefined;
        world.wait(1);
        world.ack.step();
      }
      await world.settle();
      return { ...(endState(world) as object), names: world.cluster.names() };
    };
    expect(await run(true)).toEqual(await run(false));
  });
});

describe('given a status that was lost', () => {
  test('the identity is known by the live children, and nothing is renamed', async () => {
    const world = new World({ network: { cidr: '10.8.0.0/16' } });
    await world.settle();
    const { identity } = world.status;
    const names = world.cluster.names();
    world.edit({ status: null } as never);
    await world.settle();
    expect(world.status.identity).toEqual(identity);
    expect(world.cluster.names()).toEqual(names);
    expect(world.status.phase).toBe('Available');
  });

  test('a fixed field that changed meanwhile is still seen', async () => {
    const world = new World();
    await world.settle();
    world.edit({ spec: { network: { cidr: '10.8.0.0/16' } }, status: null } as never);
    const writes = await world.writesDuring(() => world.settle());
    expect(world.condition('Stalled')?.reason).toBe('IdentityChanged');
    expect(writes.every(({ verb }) => verb === 'status')).toBe(true);
  });
});

test('a TapDatabase that comes back from a backup, with another uid, has its children again', async () => {
  const world = new World();
  await world.settle();
  const { spec } = world.database;
  world.cluster.forget(world.database as never);
  world.cluster.create({
    apiVersion: 'tapstack.io/v1alpha1',
    kind: 'TapDatabase',
    metadata: { name: 'tap', namespace: 'shop', uid: 'uid-of-today' },
    spec: spec as never,
  });
  const before = world.cluster.named('VPC/tap-vpc').metadata.uid;
  await world.settle();
  expect(world.status.phase).toBe('Available');
  expect(world.cluster.named('VPC/tap-vpc').metadata).toMatchObject({
    uid: before,
    ownerReferences: [{ uid: 'uid-of-today' }],
  });
});

test('a finalizer that somebody removed is put back', async () => {
  const world = new World();
  await world.settle();
  world.edit({ metadata: { finalizers: null } });
  await world.settle();
  expect(world.database.metadata.finalizers).toEqual(['tapstack.io/teardown']);
});

test('an object without data that was deleted past the operator is made again', async () => {
  const world = new World();
  await world.settle();
  world.cluster.remove(world.cluster.named('MetricAlarm/tap-primary-cpu'));
  world.cluster.remove(world.cluster.named('Service/tap-rw'));
  await world.reconcile();
  expect(world.status.waitingFor).toContainEqual({
    kind: 'MetricAlarm',
    name: 'tap-primary-cpu',
    reason: 'Deleting',
    message: 'being deleted',
  });
  await world.settle();
  expect(world.cluster.names()).toEqual(expect.arrayContaining(['MetricAlarm/tap-primary-cpu', 'Service/tap-rw']));
  expect(world.status.phase).toBe('Available');
});
