import { beforeEach, describe, expect, test } from '@jest/globals';
import { World } from './support/world.js';

let world: World;

beforeEach(async () => {
  world = new World({ deletionProtection: false });
  await world.settle();
});

describe.each([
  ['DBInstance', 'tap-primary'],
  ['VPC', 'tap-vpc'],
  ['Key', 'tap'],
  ['Bucket', 'tap-backup'],
  ['Subnet', 'tap-isolated-1'],
  ['DBSubnetGroup', 'tap'],
])('given a %s that is deleted past the operator', (kind, name) => {
  test('it is not made again in silence, since it would be empty or another one; a person is asked', async () => {
    const id = world.status.inventory?.find((item) => item.kind === kind && item.name === name);
    world.cluster.remove(world.cluster.named(`${kind}/${name}`));
    await world.settle();
    expect(world.cluster.names()).not.toContain(`${kind}/${name}`);
    expect(world.condition('Stalled')).toMatchObject({ status: 'True', reason: 'ChildDeleted' });
    expect(world.condition('Stalled')?.message).toContain(`${kind} ${name}: it was deleted past the operator`);
    // For as long as nobody has acted, also when only the status remembers.
    expect(world.status.inventory).toContainEqual(id);
    world.wait(36_000);
    await world.settle();
    expect(world.cluster.names()).not.toContain(`${kind}/${name}`);
    expect(world.status.inventory).toContainEqual(id);
  });
});

test('where the database was is still told, and that it does not serve', async () => {
  const { endpoint, outputs } = world.status;
  world.cluster.forget(world.cluster.named('DBInstance/tap-primary'));
  await world.settle();
  expect(world.status).toMatchObject({ endpoint, outputs });
  expect(world.condition('Ready')).toMatchObject({ status: 'False', reason: 'NotServing' });
  expect(await world.writesDuring(() => world.settle())).toEqual([]);
});

test('an object that comes back from a backup is ours again', async () => {
  const vpc = world.cluster.named('VPC/tap-vpc');
  world.cluster.forget(vpc);
  await world.settle();
  expect(world.condition('Stalled')?.reason).toBe('ChildDeleted');
  const { labels, annotations, finalizers, ownerReferences, name, namespace } = vpc.metadata;
  const metadata = { name, namespace, labels, annotations, finalizers, ownerReferences };
  world.cluster.create({ ...vpc, metadata } as never);
  await world.settle();
  expect(world.condition('Stalled')?.status).toBe('False');
  expect(world.status.phase).toBe('Available');
});

test('the rest can still be deleted', async () => {
  world.cluster.forget(world.cluster.named('DBInstance/tap-primary'));
  await world.settle();
  world.delete();
  await world.settle();
  expect(world.isGone).toBe(true);
  expect(world.cluster.names()).toEqual([]);
});

describe('given that the last child is gone by what the operator remembers', () => {
  test('the finalizer stays while the API server still has one', async () => {
    const alarm = world.cluster.named('MetricAlarm/tap-primary-cpu');
    world.cluster.liveChildren = async () => [alarm];
    world.delete();
    await world.settle();
    expect(world.cluster.names()).toEqual([]);
    expect(world.isGone).toBe(false);
    expect(await world.reconcile()).toEqual({ requeueAfterMs: 5_000 });
    world.cluster.liveChildren = async () => [{ ...alarm, metadata: { ...alarm.metadata, labels: {} } }];
    await world.settle();
    expect(world.isGone).toBe(true);
  });

  test('and while a kind of which there were some is not served', async () => {
    world.delete();
    world.cluster.refuse = (verb) => (verb === 'finalizer' ? (new Error('not yet') as never) : undefined);
    await world.settle();
    world.cluster.refuse = () => undefined;
    world.cluster.edit(world.database as never, {
      status: { inventory: [{ kind: 'Topic', name: 'tap-alarms', id: 'arn' }] },
    });
    world.cluster.missing = ['Topic.sns.services.k8s.aws'];
    expect(await world.reconcile()).toEqual({ requeueAfterMs: 5_000 });
    world.cluster.missing = ['MetricAlarm.cloudwatch.services.k8s.aws'];
    await world.settle();
    expect(world.isGone).toBe(true);
  });
});

test('another program that takes back what is written is not chased at full speed', async () => {
  const vpc = world.cluster.named('VPC/tap-vpc');
  const takeBack = () => world.cluster.edit(vpc, { spec: { enableDNSSupport: false } });
  const writes = await world.writesDuring(async () => {
    for (let turn = 0; turn < 20; turn++) {
      takeBack();
      await world.reconcile();
      world.wait(1);
    }
  });
  const applied = writes.filter(({ verb }) => verb === 'apply');
  expect(applied.length).toBeGreaterThanOrEqual(3);
  expect(applied.length).toBeLessThanOrEqual(4);
  takeBack();
  await world.reconcile();
  takeBack();
  expect(await world.reconcile()).toEqual({ requeueAfterMs: 5_000 });
  expect(world.status.waitingFor).toContainEqual(
    expect.objectContaining({ kind: 'VPC', message: 'something takes back what was written seconds ago' }),
  );
});

test('without the guard nothing is owned any more before the first child goes', async () => {
  world.cluster.guardState = { installed: false, message: 'not there' };
  world.delete();
  const writes = await world.writesDuring(() => world.settle());
  const children = writes.filter(({ object }) => object !== 'TapDatabase/tap');
  const firstDelete = children.findIndex(({ verb }) => verb === 'delete');
  expect(new Set(children.slice(0, firstDelete).map(({ verb }) => verb))).toEqual(new Set(['patch']));
  expect(new Set(children.slice(0, firstDelete).map(({ object }) => object)).size).toBe(51);
  expect(world.isGone).toBe(true);
});
