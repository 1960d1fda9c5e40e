import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ALLOW_ALL } from '../../src/api/find-problems.js';
import type { TapComposition } from '../../src/api/generated/tapcomposition.js';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import type { KubeObject } from '../../src/api/object.js';
import { blueprintCandidate, compositionCandidate } from '../../src/cli/candidate.js';
import { type Impact, impactOf } from '../../src/cli/impact.js';
import { planCandidate } from '../../src/cli/plan-candidate.js';
import { revisionFor } from '../../src/revisions/revision.js';
import { World } from '../scenarios/support/world.js';

const composition = (defaults: object, more: object = {}): TapComposition => ({
  apiVersion: 'tapstack.io/v1alpha1',
  kind: 'TapComposition',
  metadata: { name: 'gold' },
  spec: { blueprint: 'ha-postgres/v1', defaults, ...more },
});
const LIVE = composition({ tags: { team: 'platform' } });

let world: World;

/** A database that follows the live composition, as far as it comes. */
async function start(spec: Partial<TapDatabaseSpec> = {}): Promise<void> {
  world = new World({ compositionRef: { name: 'gold' }, ...spec });
  world.cluster.create({ ...LIVE, status: { currentRevision: 'gold-1' } } as unknown as KubeObject);
  world.cluster.create(revisionFor(LIVE, []) as unknown as KubeObject);
  await world.settle();
}

const reader = () => ({ cluster: world.cluster, view: world.cluster });

async function impact(candidate: ReturnType<typeof blueprintCandidate>): Promise<Impact> {
  const found = await impactOf(world.database, candidate, { reader: reader(), settings: ALLOW_ALL });
  if (found === undefined) throw new Error('the candidate is not for it');
  return found;
}
const of = (given: TapComposition) => impact(compositionCandidate(given, world.cluster.catalogue()));

const XLARGE = { instance: { class: 'db.m5.xlarge' } };

describe('the impact on a database', () => {
  beforeEach(() => start());

  test('is none where the composition is the live one, and nothing is written to find out', async () => {
    expect(world.status.composition).toEqual({ name: 'gold', revision: 'gold-1' });
    const writes = await world.writesDuring(async () => {
      expect(await of(LIVE)).toEqual({ database: 'shop/tap', class: 'unchanged', disruptions: [], steps: [] });
    });
    expect(writes).toEqual([]);
  });

  test('is what the candidate changes, without the mark of its revision', async () => {
    const { class: what, steps } = await of(composition({ tags: { team: 'other' } }));
    expect(what).toBe('changed');
    const changed = steps.filter(({ action }) => action === 'change');
    expect(changed.length).toBeGreaterThan(20);
    for (const { fields } of changed) expect(fields.map(({ path }) => path)).toEqual([expect.stringMatching(/\.tag/)]);
    const constraints = [{ rule: 'self.replicas.count < 9', message: 'fewer' }];
    expect((await of(composition({ tags: { team: 'platform' } }, { constraints }))).class).toBe('unchanged');
  });

  test('is what it disturbs, with its classes', async () => {
    const { class: what, disruptions, steps } = await of(composition({ tags: { team: 'platform' }, ...XLARGE }));
    expect([what, disruptions]).toEqual(['disrupted', ['failover', 'reboot']]);
    expect(steps.filter(({ action }) => action === 'hold')).toHaveLength(3);
  });

  test('does not count what waits anyway', async () => {
    world.edit({ spec: XLARGE });
    await world.settle();
    const { class: what, disruptions, steps } = await of(composition({ tags: { team: 'other' } }));
    expect([what, disruptions]).toEqual(['changed', []]);
    expect(steps.map(({ action }) => action)).not.toContain('hold');
  });

  test('is a refusal where it cannot be composed, but not for what is wrong anyway', async () => {
    const constraints = [{ rule: 'self.replicas.count < 2', message: 'one replica' }];
    expect(await of(composition({}, { constraints }))).toMatchObject({
      class: 'refused',
      reason: 'ConstraintViolated',
      message: expect.stringContaining('one replica'),
      steps: [],
    });
    world.edit({ spec: { backup: { window: '04:00-05:00' } } });
    expect(await of(composition({ tags: { team: 'other' } }))).toMatchObject({
      class: 'unchanged',
      message: expect.stringMatching(/^InvalidSpec: spec\.maintenance\.window /),
    });
  });

  test('of a blueprint that this version does not know is a refusal', async () => {
    const candidate = blueprintCandidate('ha-postgres/v99', world.cluster.catalogue());
    expect(await impact(candidate)).toMatchObject({ class: 'refused', reason: 'BlueprintUnknown' });
  });

  test('is none for who stays', async () => {
    world.edit({ spec: { compositionUpdatePolicy: 'Manual' } });
    expect(await of(composition(XLARGE))).toEqual({
      database: 'shop/tap',
      class: 'stay',
      message: 'stays on gold-1: spec.compositionUpdatePolicy is Manual',
      disruptions: [],
      steps: [],
    });
  });
});

test('what would be done at once disturbs as well, and so does what waits for something else first', async () => {
  await start({ maintenance: { disruptiveChanges: 'Immediately' } });
  const { class: what, disruptions, steps } = await of(composition({ tags: { team: 'platform' }, ...XLARGE }));
  expect([what, disruptions]).toEqual(['disrupted', ['failover', 'reboot']]);
  expect(steps.map(({ action }) => action)).not.toContain('hold');
});

test('one that follows what is not there yet is made by the candidate', async () => {
  world = new World({ compositionRef: { name: 'gold' } });
  await world.settle();
  expect(world.status.phase).toBe('Stalled');
  const { class: what, steps } = await of(LIVE);
  expect(what).toBe('changed');
  expect(steps.map(({ action, kind }) => `${action} ${kind}`)).toContain('create VPC');
});

test('all databases are looked at but those that go, and one that is paused is told of', async () => {
  await start();
  world.edit({ metadata: { annotations: { 'tapstack.io/paused': 'true' } } });
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const plan = () =>
    planCandidate({ blueprint: 'ha-postgres/v1' }, undefined, { reader: reader(), settings: ALLOW_ALL });
  try {
    const { subject, impacts } = await plan();
    expect([subject, impacts.map(({ class: what }) => what)]).toEqual([{ blueprint: 'ha-postgres/v1' }, ['unchanged']]);
    expect(stderr).toHaveBeenCalledWith('shop/tap is paused: nothing is done to it before tapdb resume tap -n shop\n');
    world.delete();
    expect((await plan()).impacts).toEqual([]);
  } finally {
    stderr.mockRestore();
  }
});
