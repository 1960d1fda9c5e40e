import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { createReconciler } from '../../src/reconcile/reconcile.js';
import { World } from './support/world.js';

const other = (uid: string): KubeObject =>
  ({
    apiVersion: 'tapstack.io/v1alpha1',
    kind: 'TapDatabase',
    metadata: { name: 'tap', namespace: 'billing', uid },
    spec: { region: 'us-east-2' },
  }) as unknown as KubeObject;

describe('two TapDatabases of one name, made in the same second', () => {
  test.each([
    ['before', 'uid-of-another'],
    ['after', 'uid-of-zebra'],
  ])('whoever was composed first keeps the names, though the other uid sorts %s', async (_order, uid) => {
    const world = new World();
    await world.settle();
    world.cluster.create(other(uid));
    const reconcile = createReconciler({
      cluster: world.cluster,
      settings: { allowedReferences: [] },
      ackResyncPeriodMs: 36_000_000,
    });
    expect(await reconcile({ namespace: 'billing', name: 'tap' })).toEqual({ requeueAfterMs: 15_000 });
    const late = world.cluster.cachedDatabase({ namespace: 'billing', name: 'tap' });
    expect(late?.status?.identity).toBeUndefined();
    expect(late?.status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Stalled', reason: 'NameConflict' }),
    );
    await world.settle();
    expect(world.status.phase).toBe('Available');
  });

  test('a lost status is no lost claim: the children tell whose the names are', async () => {
    const world = new World();
    await world.settle();
    world.cluster.create(other('uid-of-another'));
    world.edit({ status: null } as never);
    await world.settle();
    expect(world.status.phase).toBe('Available');
    expect(world.status.identity).toMatchObject({ region: 'us-east-2', environment: 'dev' });
  });
});

test('a kind that the database does not need may be missing', async () => {
  const world = new World();
  world.cluster.missing = ['Topic.sns.services.k8s.aws', 'Subscription.sns.services.k8s.aws'];
  await world.settle();
  expect(world.status.phase).toBe('Available');
  world.edit({ spec: { replicas: { count: 1 } } });
  await world.settle();
  expect(world.cluster.names()).not.toContain('DBInstance/tap-replica-2');
  expect(world.condition('Synced')?.status).toBe('True');
});

test('an object of somebody else is looked at again: nothing tells that it is gone', async () => {
  const world = new World();
  const foreign = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'tap-outputs', namespace: 'shop' } };
  world.cluster.create(foreign);
  await world.settle();
  expect(world.condition('Stalled')?.reason).toBe('ChildNotOwned');
  expect(await world.reconcile()).toEqual({ requeueAfterMs: 15_000 });
  world.cluster.remove(foreign);
  await world.settle();
  expect(world.status.phase).toBe('Available');
});
