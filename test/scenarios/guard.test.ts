import { expect, test } from '@jest/globals';
import { World } from './support/world.js';

const MISSING = {
  installed: false,
  message: 'the policy tapdb-operator-protect-children is not there: install the chart',
} as const;
const owners = (world: World) =>
  new Set(
    world.cluster
      .all()
      .filter(({ kind }) => kind !== 'TapDatabase')
      .map(({ metadata }) => JSON.stringify(metadata.ownerReferences ?? [])),
  );
const OWNER = JSON.stringify([
  {
    apiVersion: 'tapstack.io/v1alpha1',
    kind: 'TapDatabase',
    name: 'tap',
    uid: 'uid-of-tap',
    controller: true,
    blockOwnerDeletion: true,
  },
]);

test('with the guard every child has the TapDatabase as its owner', async () => {
  const world = new World();
  await world.settle();
  expect(owners(world)).toEqual(new Set([OWNER]));
  expect(world.condition('DeletionGuarded')).toEqual({
    status: 'True',
    reason: 'GuardInstalled',
    message: 'nobody but the operator deletes children',
  });
});

test('without it none has, and the status says what is missing', async () => {
  const world = new World();
  world.cluster.guardState = MISSING;
  await world.settle();
  expect(owners(world)).toEqual(new Set(['[]']));
  expect(world.condition('DeletionGuarded')).toEqual({
    status: 'False',
    reason: 'GuardMissing',
    message: MISSING.message,
  });
  expect(world.status.phase).toBe('Available');
});

test('owners go and come with the guard while the database lives, and ACK is woken by neither', async () => {
  const world = new World();
  await world.settle();
  const generations = () => world.cluster.all().map(({ metadata }) => metadata.generation);
  const before = generations();
  world.cluster.guardState = MISSING;
  await world.reconcile();
  expect(owners(world)).toEqual(new Set(['[]']));
  expect(world.condition('Synced')?.status).toBe('True');
  expect(world.cluster.events.at(-1)).toMatchObject({ type: 'Warning', reason: 'GuardMissing' });
  world.cluster.guardState = { installed: true };
  await world.reconcile();
  expect(owners(world)).toEqual(new Set([OWNER]));
  expect(world.cluster.events.at(-1)).toMatchObject({ type: 'Normal', reason: 'GuardInstalled' });
  expect(generations()).toEqual(before);
  expect(await world.writesDuring(() => world.settle())).toEqual([]);
});

test('teardown is the same without it', async () => {
  const world = new World({ deletionProtection: false });
  world.cluster.guardState = MISSING;
  await world.settle();
  world.delete();
  await world.settle();
  expect(world.isGone).toBe(true);
  expect(world.cluster.names()).toEqual([]);
});
