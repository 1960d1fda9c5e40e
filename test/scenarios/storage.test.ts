import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Json } from '../../src/api/object.js';
import { World } from './support/world.js';

const SIX_HOURS = 6 * 3600;

let world: World;

beforeEach(async () => {
  world = new World({ instance: { storage: { size: '100Gi', maxSize: '500Gi' } }, replicas: { count: 1 } });
  world.ack.lateInitializes = false;
  await world.settle();
});

const storageOf = (name = 'primary'): { readonly [key: string]: Json } =>
  JSON.parse(
    JSON.stringify(
      Object.fromEntries(
        ['allocatedStorage', 'iops', 'storageThroughput', 'maxAllocatedStorage'].map((field) => [
          field,
          world.cluster.named(`DBInstance/tap-${name}`).spec?.[field],
        ]),
      ),
    ),
  );
const resize = async (storage: object): Promise<void> => {
  world.edit({ spec: { instance: { storage } } });
  await world.settle();
};

describe('storage', () => {
  test('grows at once, on replicas too, and what is left to its limit is shown', async () => {
    await resize({ size: '200Gi' });
    expect(storageOf()).toEqual({ allocatedStorage: 200, maxAllocatedStorage: 500 });
    expect(storageOf('replica-1')).toEqual({ allocatedStorage: 200, maxAllocatedStorage: 500 });
    expect(world.status).toMatchObject({ phase: 'Available', storage: { size: '200Gi', headroom: '300Gi' } });
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('is not asked to grow by less than RDS takes, and a person is told what to write', async () => {
    const writes = await world.writesDuring(() => resize({ size: '105Gi' }));
    expect(writes.filter(({ verb }) => verb !== 'status')).toEqual([]);
    expect(world.condition('Stalled')).toEqual({
      status: 'True',
      reason: 'GrowthTooSmall',
      message:
        'DBInstance tap-primary: the storage stays at 100 GiB: RDS grows it by 10 % at least, and 105 GiB are less. ' +
        'Set spec.instance.storage.size to 110Gi or more',
    });
    expect(world.condition('Ready')?.status).toBe('True');
    await resize({ size: '110Gi' });
    expect(storageOf()).toMatchObject({ allocatedStorage: 110 });
    expect(world.condition('Stalled')?.status).toBe('False');
  });

  test('grows again only six hours after it has, by itself, and all else meanwhile', async () => {
    await resize({ size: '200Gi' });
    const { 'tapstack.io/storage-changed-at': changedAt } =
      world.cluster.named('DBInstance/tap-primary').metadata.annotations ?? {};
    const due = `${new Date(Date.parse(changedAt as string) + SIX_HOURS * 1000).toISOString().slice(0, 19)}Z`;
    world.edit({ spec: { tags: { team: 'search' } } });
    await resize({ size: '400Gi' });
    expect(storageOf()).toEqual({ allocatedStorage: 200, maxAllocatedStorage: 500 });
    expect(JSON.stringify(world.cluster.named('DBInstance/tap-primary').spec)).toContain('search');
    expect(world.condition('Synced')).toEqual({
      status: 'False',
      reason: 'StorageCoolDown',
      message:
        'DBInstance tap-primary: the change of allocatedStorage, iops, storageThroughput is not written yet: RDS takes the ' +
        `next change of storage six hours after the last one at the earliest. It goes by itself at ${due}`,
    });
    expect(world.condition('Stalled')?.status).toBe('False');
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
    world.wait(SIX_HOURS);
    await world.settle();
    expect(storageOf()).toEqual({
      allocatedStorage: 400,
      iops: 12_000,
      storageThroughput: 500,
      maxAllocatedStorage: 500,
    });
    expect(world.status).toMatchObject({ phase: 'Available', storage: { size: '400Gi', headroom: '100Gi' } });
    // What has waited for its time was nobody's doing.
    expect(JSON.stringify(world.cluster.named('DBInstance/tap-primary').metadata.annotations)).not.toContain(
      'put-back',
    );
  });

  test('waits while RDS optimizes it', async () => {
    const primary = world.cluster.named('DBInstance/tap-primary');
    world.cluster.edit(primary, { status: { dbInstanceStatus: 'storage-optimization' } });
    world.edit({ spec: { instance: { storage: { size: '200Gi' } } } });
    await world.reconcile();
    expect(storageOf()).toMatchObject({ allocatedStorage: 100 });
    expect(world.status.waitingFor?.map(({ reason }) => reason)).toContain('StorageCoolDown');
    world.cluster.edit(primary, { status: { dbInstanceStatus: 'available' } });
    await world.settle();
    expect(storageOf()).toMatchObject({ allocatedStorage: 200 });
  });
});

describe('what RDS has grown by itself', () => {
  const grow = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) {
      const instance = world.ack.rds.instances.get(`tap-${name}-dev`);
      if (instance !== undefined) instance.sizeGiB = 120;
    }
    world.wait(36_000);
    world.ack.resync();
    expect(world.cluster.named('DBInstance/tap-primary').status).toMatchObject({
      conditions: expect.arrayContaining([expect.objectContaining({ type: 'ACK.Terminal', status: 'True' })]) as never,
    });
    await world.settle();
  };

  test('is found out from RDS, accepted and shown, though ACK only says that it cannot shrink it', async () => {
    await grow('primary', 'replica-1');
    expect(storageOf()).toMatchObject({ allocatedStorage: 120 });
    expect(storageOf('replica-1')).toMatchObject({ allocatedStorage: 120 });
    expect(world.status).toMatchObject({ phase: 'Available', storage: { size: '120Gi', headroom: '380Gi' } });
    expect(world.cluster.events.filter(({ type }) => type === 'Warning').map(({ reason }) => reason)).not.toContain(
      'ChildTerminal',
    );
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('gives a replica as much room as the primary has', async () => {
    await grow('primary');
    expect(storageOf('replica-1')).toMatchObject({ allocatedStorage: 120 });
  });

  test('stays when its limit is taken away, which is then its size and never unset', async () => {
    await grow('primary');
    await resize({ size: '100Gi', maxSize: null });
    expect(storageOf()).toMatchObject({ allocatedStorage: 120, maxAllocatedStorage: 120 });
    expect(storageOf('replica-1')).toMatchObject({ maxAllocatedStorage: 120 });
    expect(world.status).toMatchObject({ phase: 'Available', storage: { size: '120Gi', headroom: '0Gi' } });
    expect(world.condition('Stalled')?.status).toBe('False');
  });
});

test('a change that RDS refuses since it has changed the storage itself waits, and blocks nothing else', async () => {
  world.ack.faults.set('DBInstance/tap-primary', {
    terminal: "You can't currently modify the storage of this DB instance because it is being optimized.",
  });
  world.edit({ spec: { instance: { storage: { size: '200Gi' } } } });
  await world.reconcile();
  world.ack.step();
  world.ack.faults.clear();
  const instance = world.ack.rds.instances.get('tap-primary-dev');
  if (instance !== undefined) instance.sizeGiB = 120;
  await world.settle();
  expect(storageOf()).toMatchObject({ allocatedStorage: 120 });
  expect(world.condition('Synced')).toMatchObject({ status: 'False', reason: 'StorageCoolDown' });
  world.edit({ spec: { deletionProtection: false } });
  await world.settle();
  expect(world.cluster.named('DBInstance/tap-primary').spec).toMatchObject({ deletionProtection: false });
  world.wait(SIX_HOURS);
  await world.settle();
  expect(storageOf()).toMatchObject({ allocatedStorage: 200 });
});
