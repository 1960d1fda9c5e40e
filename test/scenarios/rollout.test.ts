import { expect, test } from '@jest/globals';
import type { TapCompositionSpec } from '../../src/api/generated/tapcomposition.js';
import { Fleet } from './support/fleet.js';
import { mostOnTheWay } from './support/on-the-way.js';

const NAMES = ['a', 'b', 'c', 'd'];
const days = (retentionDays: number, more: Partial<TapCompositionSpec> = {}) => ({
  defaults: { backup: { retentionDays } },
  ...more,
});

/** Four databases on `production-1`. */
async function fleetOnFirst(more: Partial<TapCompositionSpec> = {}): Promise<Fleet> {
  const fleet = new Fleet();
  fleet.compose('production', days(30, more));
  for (const name of NAMES) fleet.create(name);
  await fleet.settle();
  return fleet;
}

const all = (revision: string, names = NAMES): readonly string[] =>
  names.map((name) => `${name} production-${revision}`);

test.each([
  [undefined, 1],
  [1, 1],
  [2, 2],
  [9, 4],
])(
  'a change moves followers to the new revision, with maxUnsettled %p never more than %p at a time',
  async (maxUnsettled, most) => {
    const rollout = maxUnsettled === undefined ? {} : { rollout: { maxUnsettled } };
    const fleet = await fleetOnFirst(rollout);
    const seen = mostOnTheWay(fleet, 'production-2');
    fleet.compose('production', days(20, rollout));
    await fleet.settle();
    expect(fleet.revisions).toEqual(all('2'));
    for (const name of NAMES) expect(fleet.instance(name)['backupRetentionPeriod']).toBe(20);
    expect(seen.most).toBe(most);
    expect(fleet.composition('production').status).toMatchObject({
      currentRevision: 'production-2',
      message: '4 of 4 databases are settled',
      rollout: { total: 4, settled: 4, unsettled: [], waiting: 0, failed: [] },
    });
    const moves = fleet.cluster.events.filter(({ reason }) => reason === 'RevisionChanged');
    expect(moves).toEqual(
      Array(4).fill({ type: 'Normal', reason: 'RevisionChanged', message: 'went from production-1 to production-2' }),
    );
    const writes = await fleet.writesDuring(() => fleet.settle());
    expect(writes).toEqual([]);
  },
);

test('a canary goes only where its labels are, and removing it lets the revision go to all', async () => {
  const fleet = await fleetOnFirst();
  fleet.edit('c', { metadata: { labels: { ring: 'canary' } } });
  fleet.compose('production', days(20, { rollout: { canary: { matchLabels: { ring: 'canary' } } } }));
  fleet.create('e');
  await fleet.settle();
  expect(fleet.revisions).toEqual([
    'a production-1',
    'b production-1',
    'c production-2',
    'd production-1',
    'e production-1',
  ]);
  fleet.edit('c', { metadata: { labels: { ring: null } } });
  fleet.edit('d', { metadata: { labels: { ring: 'canary' } } });
  await fleet.settle();
  expect(fleet.revisions).toEqual([
    'a production-1',
    'b production-1',
    'c production-2',
    'd production-2',
    'e production-1',
  ]);
  fleet.compose('production', days(20));
  await fleet.settle();
  expect(fleet.revisions).toEqual(all('2', [...NAMES, 'e']));
  expect(fleet.kept).toEqual(['production-1', 'production-2']);
});

test('a canary moves nobody else to what was taken back before', async () => {
  const fleet = await fleetOnFirst();
  fleet.compose('production', days(20));
  await fleet.settle();
  fleet.compose('production', days(30));
  await fleet.settle();
  expect(fleet.revisions).toEqual(all('1'));
  fleet.edit('c', { metadata: { labels: { ring: 'canary' } } });
  fleet.compose('production', days(10, { rollout: { canary: { matchLabels: { ring: 'canary' } } } }));
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-1', 'b production-1', 'c production-3', 'd production-1']);
});

test('a canary of the revision that all are on moves nobody', async () => {
  const fleet = await fleetOnFirst();
  fleet.compose('production', days(20));
  await fleet.settle();
  const rollout = { canary: { matchLabels: { ring: 'canary' } } };
  fleet.compose('production', days(20, { rollout }));
  const writes = await fleet.writesDuring(() => fleet.settle());
  expect(writes.filter(({ object }) => !object.startsWith('TapComposition'))).toEqual([]);
  expect(fleet.revisions).toEqual(all('2'));
  // Nor does taking a bad one back while its canary stands.
  fleet.edit('c', { metadata: { labels: { ring: 'canary' } } });
  fleet.compose('production', days(25, { rollout }));
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-2', 'b production-2', 'c production-3', 'd production-2']);
  fleet.compose('production', days(20, { rollout }));
  await fleet.settle();
  expect(fleet.revisions).toEqual(all('2'));
});

test('what one database breaks of itself keeps nobody waiting, and is named', async () => {
  const constraints = [{ rule: 'self.backup.retentionDays < 35', message: 'too long' }];
  const fleet = await fleetOnFirst();
  fleet.compose('production', days(20, { constraints, rollout: { maxUnsettled: 1 } }));
  for (let turn = 0; !fleet.revisions.includes('a production-2'); turn++) {
    expect(turn).toBeLessThan(50);
    await fleet.turn();
  }
  // The next comes before all have been on the one before, and the first breaks a rule of both.
  fleet.edit('a', { spec: { backup: { retentionDays: 35 } } });
  fleet.compose('production', days(30, { constraints }));
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-2', 'b production-3', 'c production-3', 'd production-3']);
  expect(fleet.condition(fleet.composition('production'), 'RolledOut')).toMatchObject({
    status: 'False',
    message: expect.stringContaining('shop/a'),
  });
  fleet.edit('a', { spec: { backup: null } });
  await fleet.settle();
  expect(fleet.revisions).toEqual(all('3'));
});

test('an operator that does not keep TapCompositions moves its databases, and writes nothing of them', async () => {
  const fleet = new Fleet();
  fleet.manages = false;
  fleet.compose('production', days(10));
  for (const name of NAMES) fleet.create(name);
  await fleet.settle();
  expect(fleet.kept).toEqual([]);
  expect(fleet.condition(fleet.database('a'), 'Stalled')).toMatchObject({ reason: 'CompositionInvalid' });
  await fleet.keptElsewhere('production');
  await fleet.settle();
  expect(fleet.revisions).toEqual(all('1'));
  fleet.compose('production', days(20));
  await fleet.keptElsewhere('production');
  const writes = await fleet.writesDuring(() => fleet.settle());
  expect(writes.filter(({ object }) => object.startsWith('TapComposition'))).toEqual([]);
  expect(fleet.revisions).toEqual(all('2'));
});

test('content that comes back is its old revision again', async () => {
  const fleet = await fleetOnFirst();
  fleet.compose('production', days(20));
  await fleet.settle();
  fleet.compose('production', days(30));
  await fleet.settle();
  expect(fleet.kept).toEqual(['production-1', 'production-2']);
  expect(fleet.revisions).toEqual(all('1'));
  expect(fleet.composition('production').status?.currentRevision).toBe('production-1');
});

test('a roll-out that is overtaken goes on with the newer revision, first where the older one had come', async () => {
  const fleet = await fleetOnFirst();
  fleet.compose('production', days(20));
  while (!fleet.revisions.includes('a production-2')) await fleet.reconcileNext();
  const seen = mostOnTheWay(fleet, 'production-3');
  fleet.compose('production', days(10));
  await fleet.settle();
  expect(fleet.revisions).toEqual(all('3'));
  expect(seen.most).toBe(1);
  expect(seen.order[0]).toBe('a');
});

test('paused databases are passed over, written by nobody, and come along when they are resumed', async () => {
  const fleet = await fleetOnFirst();
  fleet.edit('b', { metadata: { annotations: { 'tapstack.io/paused': 'true' } } });
  await fleet.settle();
  fleet.compose('production', days(20));
  const writes = await fleet.writesDuring(() => fleet.settle());
  expect(writes.map(({ object }) => object)).not.toContain('DBInstance/b-primary');
  expect(writes.map(({ object }) => object)).not.toContain('TapDatabase/b');
  expect(fleet.revisions).toEqual(['a production-2', 'b production-1', 'c production-2', 'd production-2']);
  expect(fleet.composition('production').status?.rollout?.total).toBe(3);
  expect(fleet.condition(fleet.composition('production'), 'RolledOut')).toMatchObject({ status: 'True' });
  fleet.edit('b', { metadata: { annotations: { 'tapstack.io/paused': null } } });
  await fleet.settle();
  expect(fleet.revisions).toEqual(all('2'));
});

test('databases that are being deleted are none of its business', async () => {
  const fleet = await fleetOnFirst();
  fleet.cluster.remove(fleet.database('a') as never);
  await fleet.settle();
  expect(fleet.condition(fleet.database('a'), 'Stalled')).toMatchObject({ reason: 'DeletionProtected' });
  fleet.compose('production', days(20));
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-1', 'b production-2', 'c production-2', 'd production-2']);
  expect(fleet.instance('a')['backupRetentionPeriod']).toBe(30);
  expect(fleet.composition('production').status?.rollout).toMatchObject({ total: 3, settled: 3 });
});

test('what its spec makes of no one is no revision, and nobody moves', async () => {
  const fleet = await fleetOnFirst();
  fleet.compose(
    'production',
    days(20, { patches: [{ target: { kind: 'DBCluster' }, type: 'MergePatch', patch: {} }] }),
  );
  const writes = await fleet.writesDuring(() => fleet.settle());
  expect(writes).toEqual([{ verb: 'status', object: 'TapComposition/production' }]);
  expect(fleet.revisions).toEqual(all('1'));
  expect(fleet.condition(fleet.composition('production'), 'Valid')).toEqual({
    status: 'False',
    reason: 'CompositionInvalid',
    message: expect.stringMatching(
      /^databases stay on production-1: spec\.patches\[0\]\.target\.kind "DBCluster": is not composed/,
    ),
  });
  expect(fleet.condition(fleet.composition('production'), 'RolledOut')).toEqual({
    status: 'False',
    reason: 'CompositionInvalid',
    message: 'it is no revision; of the one before, 4 of 4 databases are settled',
  });
});
