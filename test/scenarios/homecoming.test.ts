import { describe, expect, test } from '@jest/globals';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { valueAt } from '../../src/api/object.js';
import { World } from './support/world.js';

/** Few children, where a test needs many worlds. */
const SMALL: Partial<TapDatabaseSpec> = {
  replicas: { count: 0 },
  network: { natGateways: 0 },
  bastion: { enabled: false },
  backup: { bucket: { enabled: false } },
  credentials: { secretsManager: false },
  monitoring: { alarms: { enabled: false }, logs: { exports: [] } },
};

/** A database whose primary somebody has deleted past the guard, and AWS has refused it. */
async function bereft(spec: Partial<TapDatabaseSpec> = {}): Promise<World> {
  const world = new World({ deletionProtection: true, ...spec });
  await world.settle();
  world.cluster.remove(world.cluster.named('DBInstance/tap-primary'));
  await world.settle();
  return world;
}

function idOf(world: World): string {
  return /tapstack\.io\/approve=([0-9a-f]{10})/.exec(world.condition('Stalled')?.message ?? '')?.[1] ?? '';
}

const approve = (world: World, id: string): void =>
  world.edit({ metadata: { annotations: { 'tapstack.io/approve': id } } });

describe('given a primary that was deleted past the operator while AWS protected it', () => {
  test('it is held for approval: nothing is written, and the status says that it serves and what to do', async () => {
    const world = await bereft();
    expect(world.condition('Stalled')).toEqual({
      status: 'True',
      reason: 'ChildDeleted',
      message:
        'DBInstance tap-primary: it was deleted past the operator while it was protected, which AWS has refused: it serves on, and ' +
        `ACK does nothing for it any more. To mend that: kubectl annotate tapdatabase tap -n shop tapstack.io/approve=${idOf(world)}; ` +
        'its object is let go without AWS being told, and the instance is taken over under a new one: nothing changes in AWS',
    });
    expect(world.condition('Ready')?.status).toBe('True');
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
    approve(world, '0123456789');
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('with approval the instance lives on under an object of ours with its name, and nothing is done to it in AWS', async () => {
    const world = await bereft();
    const before = world.cluster.named('DBInstance/tap-primary').metadata.uid;
    const endpoint = world.status.endpoint;
    approve(world, idOf(world));
    const writes = (await world.writesDuring(() => world.settle())).map(({ verb, object }) => `${verb} ${object}`);
    const primary = world.cluster.named('DBInstance/tap-primary');
    expect(primary.metadata.uid).not.toBe(before);
    expect(primary.metadata.deletionTimestamp).toBeUndefined();
    expect(primary.metadata.annotations?.['services.k8s.aws/adopted']).toBe('true');
    expect(valueAt(primary, 'spec.deletionProtection')).toBe(true);
    expect(world.status).toMatchObject({ phase: 'Available', endpoint });
    expect(world.condition('Stalled')?.status).toBe('False');
    // The look at it comes first and goes last; the old object goes without AWS being told.
    const order = [
      'apply DBInstance/tap-primary-keeper',
      'patch DBInstance/tap-primary',
      'apply DBInstance/tap-primary',
      'delete DBInstance/tap-primary-keeper',
    ].map((write) => writes.indexOf(write));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order).not.toContain(-1);
    expect(world.ack.endings.map(({ object, fate }) => `${object} ${fate}`).toSorted()).toEqual([
      'DBInstance/tap-primary retained',
      'DBInstance/tap-primary-keeper retained',
    ]);
    expect(world.cluster.names().filter((name) => name.startsWith('DBInstance/'))).toEqual([
      'DBInstance/tap-primary',
      'DBInstance/tap-replica-1',
      'DBInstance/tap-replica-2',
    ]);
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('an operator that dies at any write goes on where it was, also without the approval', async () => {
    const reference = await bereft(SMALL);
    approve(reference, idOf(reference));
    const writes = await reference.writesDuring(() => reference.settle());
    for (let dies = 1; dies <= writes.length; dies += 1) {
      const world = await bereft(SMALL);
      approve(world, idOf(world));
      let left = dies;
      world.cluster.refuse = () => {
        left -= 1;
        if (left < 0) throw new Error('killed');
        return undefined;
      };
      for (let turn = 0; turn < 40 && left >= 0; turn += 1) {
        await world.reconcile();
        world.wait(1);
        world.ack.step();
        world.wait(14);
      }
      world.cluster.refuse = () => undefined;
      const isBegun = world.cluster.names().includes('DBInstance/tap-primary-keeper');
      if (isBegun) world.edit({ metadata: { annotations: { 'tapstack.io/approve': null } } });
      await world.settle();
      expect([dies, world.status.phase]).toEqual([dies, 'Available']);
      expect(world.ack.aws.has('DBInstance tap-primary-dev')).toBe(true);
    }
  });

  test('what AWS has under the name without the tag of the database is not taken over', async () => {
    const world = await bereft();
    const there = world.ack.aws.get('DBInstance tap-primary-dev');
    world.ack.aws.set('DBInstance tap-primary-dev', { ...there, spec: { ...there?.spec, tags: [] } } as never);
    approve(world, idOf(world));
    await world.settle();
    expect(JSON.stringify(world.status.waitingFor)).toContain(
      'AWS has an instance tap-primary-dev without the tag of this database, so it is not taken over',
    );
    expect(world.cluster.named('DBInstance/tap-primary').metadata.deletionTimestamp).toBeDefined();
    expect(world.cluster.named('DBInstance/tap-primary').metadata.annotations).not.toHaveProperty(
      'services.k8s.aws/deletion-policy',
    );
  });

  test('a deletion of the database in the middle of it takes everything down all the same', async () => {
    const world = await bereft();
    approve(world, idOf(world));
    await world.reconcile();
    expect(world.cluster.names()).toContain('DBInstance/tap-primary-keeper');
    world.edit({ metadata: { annotations: { 'tapstack.io/allow-deletion': 'tap' } } });
    world.delete();
    await world.settle();
    expect(world.isGone).toBe(true);
    expect(world.cluster.names()).toEqual([]);
    expect(world.ack.aws.has('DBInstance tap-primary-dev')).toBe(false);
  });
});
