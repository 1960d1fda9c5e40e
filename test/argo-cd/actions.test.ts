import { beforeEach, describe, expect, test } from '@jest/globals';
import type { World } from '../scenarios/support/world.js';
import { runAction } from './support/run-action.js';
import { ACTIONS, type Action, DATABASE_HEALTH, DISCOVERY, runLua } from './support/scripts.js';
import { STAGES, serving } from './support/stages.js';

let world: World;

/** Which buttons can be pressed. */
async function offered(): Promise<readonly string[]> {
  const actions = (await runLua(DISCOVERY, world.database)) as Record<Action, { readonly disabled: boolean }>;
  expect(Object.keys(actions).toSorted()).toEqual(ACTIONS.toSorted());
  return ACTIONS.filter((action) => !actions[action].disabled);
}

/** Presses a button and lets the operator do what it understands. Answers with the patch that Argo CD has sent. */
async function press(action: Action): Promise<object> {
  const patch = await runAction(action, world.database);
  world.edit(patch);
  await world.settle();
  return patch;
}

const annotated = (annotations: Readonly<Record<string, string>>) => ({ metadata: { annotations } });
const health = async () => ((await runLua(DATABASE_HEALTH, world.database)) as { readonly status: string }).status;

describe('a database that serves', () => {
  beforeEach(async () => {
    world = await serving();
  });

  test('offers rotate and pause', async () => {
    expect(await offered()).toEqual(['rotate', 'pause']);
  });

  test('is paused and resumed by nothing but the annotation', async () => {
    expect(await press('pause')).toEqual(annotated({ 'tapstack.io/paused': 'true' }));
    expect([world.status.phase, await health()]).toEqual(['Paused', 'Suspended']);
    expect(await offered()).toEqual(['resume']);
    expect(await press('resume')).toEqual(annotated({ 'tapstack.io/paused': 'false' }));
    expect([world.status.phase, await health()]).toEqual(['Available', 'Healthy']);
    expect(await offered()).toEqual(['rotate', 'pause']);
  });

  test('gets another password with each rotation, and one only while a rotation is under way', async () => {
    const patch = await runAction('rotate', world.database);
    expect(patch).toEqual({ spec: { credentials: { rotation: 'after tap-credentials-1' } } });
    world.edit(patch);
    await world.reconcile();
    expect(await runAction('rotate', world.database)).toEqual({});
    await world.settle();
    expect(world.status).toMatchObject({ phase: 'Available', credentials: { secretName: 'tap-credentials-2' } });
    expect(await press('rotate')).toEqual({ spec: { credentials: { rotation: 'after tap-credentials-2' } } });
    expect(world.status.credentials).toEqual({ secretName: 'tap-credentials-3' });
  });

  test('keeps what else its spec and annotations say', async () => {
    world = await serving({ credentials: { rotateEveryDays: 30 } });
    world.edit(annotated({ note: 'mine' }));
    expect(await press('resume')).toEqual({});
    await press('rotate');
    await press('pause');
    expect(world.database.spec.credentials).toEqual({ rotateEveryDays: 30, rotation: 'after tap-credentials-1' });
    expect(world.database.metadata.annotations).toMatchObject({ note: 'mine' });
  });
});

describe.each(['a change waits for the window', 'a change waits for an approval'] as const)('while %s', (stage) => {
  const classOf = (name: string) => world.cluster.named(`DBInstance/${name}`).spec?.['dbInstanceClass'];

  test('approve lets all of it go', async () => {
    world = await STAGES[stage]();
    const ids = (world.status.heldChanges ?? []).map(({ id }) => id);
    expect(ids).toHaveLength(3);
    expect(await offered()).toEqual(['approve', 'rotate', 'pause']);
    expect(classOf('tap-primary')).toBe('db.m5.large');
    expect(await press('approve')).toEqual(annotated({ 'tapstack.io/approve': ids.join(',') }));
    expect(['tap-replica-1', 'tap-replica-2', 'tap-primary'].map(classOf)).toEqual(Array(3).fill('db.m5.xlarge'));
    expect(world.status).not.toHaveProperty('heldChanges');
    expect(await offered()).toEqual(['rotate', 'pause']);
    expect(await health()).toBe('Healthy');
  });
});

test('a lost primary is not made again, empty, by an approval in general', async () => {
  world = await serving();
  world.cluster.forget(world.cluster.named('DBInstance/tap-primary'));
  await world.settle();
  expect(world.status.heldChanges).toEqual([expect.objectContaining({ child: 'DBInstance/tap-primary', fields: [] })]);
  expect(await offered()).not.toContain('approve');
  expect(await runAction('approve', world.database)).toEqual({});
});

// Argo CD runs an action also where discovery says that it is disabled.
test.each([
  ['approve', 'it serves'],
  ['rotate', 'it was just created'],
  ['resume', 'it serves'],
  ['pause', 'it is paused'],
] as const)('%s changes nothing when %s', async (action, stage) => {
  world = await STAGES[stage]();
  expect(await offered()).not.toContain(action);
  expect(await runAction(action, world.database)).toEqual({});
});

test('no password is asked for on the way out', async () => {
  world = await STAGES['it is being deleted']();
  expect(await offered()).not.toContain('rotate');
});
