import { expect, test } from '@jest/globals';
import { DEFAULT_SETTINGS } from '../../src/api/settings.js';
import { createReconciler } from '../../src/reconcile/reconcile.js';
import type { Step } from '../../src/reconcile/step.js';
import { World } from '../scenarios/support/world.js';

/** The steps of one reconcile, in the order in which they begin. */
async function stepsOf({ cluster }: World, name = 'tap'): Promise<readonly string[]> {
  const steps: string[] = [];
  const step: Step = (name, work) => {
    steps.push(name);
    return work();
  };
  const context = { cluster, settings: DEFAULT_SETTINGS, ackResyncPeriodMs: 36_000_000, step };
  await createReconciler(context)({ namespace: 'shop', name });
  return steps;
}

test('who watches a reconcile is told of its steps in their order', async () => {
  expect(await stepsOf(new World())).toEqual(['observe', 'compose', 'plan', 'execute', 'report']);
});

test('what is not valid is reported after compose', async () => {
  const invalid = new World({ region: 'nowhere-1' } as never);
  expect(await stepsOf(invalid)).toEqual(['observe', 'compose', 'report']);
});

test('a deletion is one step, and what is not there has none', async () => {
  const world = new World();
  await world.settle();
  world.delete();
  expect(await stepsOf(world)).toEqual(['teardown']);
  expect(await stepsOf(world, 'gone')).toEqual([]);
});
