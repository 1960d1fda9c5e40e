import { expect, test } from '@jest/globals';
import type { TapCompositionSpec } from '../../src/api/generated/tapcomposition.js';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { Fleet } from './support/fleet.js';

const days = (retentionDays: number, more: Partial<TapCompositionSpec> = {}) => ({
  defaults: { backup: { retentionDays } },
  ...more,
});

async function fleetOf(of: Readonly<Record<string, Partial<TapDatabaseSpec>>>): Promise<Fleet> {
  const fleet = new Fleet();
  fleet.compose('production', days(30));
  for (const [name, spec] of Object.entries(of)) fleet.create(name, spec);
  await fleet.settle();
  return fleet;
}

async function composeAll(fleet: Fleet, numbers: readonly number[], more: Partial<TapCompositionSpec>): Promise<void> {
  for (const number of numbers) {
    fleet.compose('production', days(number, more));
    await fleet.settle();
  }
}

test('revisions in use stay for ever, of the others the newest that are to be kept', async () => {
  const fleet = await fleetOf({ a: { compositionUpdatePolicy: 'Manual' }, b: {} });
  await composeAll(fleet, [21, 22, 23, 24], { revisionHistoryLimit: 1 });
  // 1: where both were made, and a is; 5: where b is.
  expect(fleet.kept).toEqual(['production-1', 'production-4', 'production-5']);
  await composeAll(fleet, [25], { revisionHistoryLimit: 0 });
  expect(fleet.kept).toEqual(['production-1', 'production-6']);
  expect(fleet.revisions).toEqual(['a production-1', 'b production-6']);
});

test('no revision expires while a database without a status may be on it', async () => {
  const fleet = await fleetOf({ a: { compositionUpdatePolicy: 'Manual' } });
  await composeAll(fleet, [21], {});
  fleet.edit('a', { spec: { compositionUpdatePolicy: 'Automatic' } });
  await fleet.settle();
  fleet.edit('a', { spec: { compositionUpdatePolicy: 'Manual' } });
  await composeAll(fleet, [22, 23], {});
  fleet.edit('a', { status: null });
  fleet.compose('production', days(24, { revisionHistoryLimit: 0 }));
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-2']);
  expect(fleet.kept).toContain('production-2');
});

test('a status that is lost comes back from the children, on the revision that they are of', async () => {
  const fleet = await fleetOf({ a: {}, b: { compositionUpdatePolicy: 'Manual' } });
  await composeAll(fleet, [20], {});
  const [before, kept] = [fleet.revisions, fleet.database('b').status];
  for (const name of ['a', 'b']) fleet.edit(name, { status: null });
  fleet.restart();
  const writes = await fleet.writesDuring(() => fleet.settle());
  expect(fleet.revisions).toEqual(before);
  expect(fleet.revisions).toEqual(['a production-2', 'b production-1']);
  expect(fleet.database('b').status?.composition).toEqual(kept?.composition);
  expect(writes.filter(({ object }) => !object.startsWith('Tap'))).toEqual([]);
});

test('without its TapComposition a database stays as it is, edits of its own included', async () => {
  const fleet = await fleetOf({ a: {} });
  fleet.cluster.remove(fleet.composition('production') as never);
  const writes = await fleet.writesDuring(() => fleet.settle());
  expect(writes).toEqual([{ verb: 'status', object: 'TapDatabase/a' }]);
  expect(fleet.revisions).toEqual(['a production-1']);
  expect(fleet.kept).toEqual(['production-1']);
  expect(fleet.condition(fleet.database('a'), 'RevisionRefused')).toMatchObject({ reason: 'CompositionNotFound' });
  fleet.edit('a', { spec: { backup: { window: '00:30-02:00' } } });
  await fleet.settle();
  expect(fleet.instance('a')).toMatchObject({ backupRetentionPeriod: 30, preferredBackupWindow: '00:30-02:00' });
  fleet.compose('production', days(30));
  await fleet.settle();
  expect(fleet.condition(fleet.database('a'), 'RevisionRefused')).toBeUndefined();
  expect(fleet.revisions).toEqual(['a production-1']);
});

test('a current revision that somebody deletes is made again, and children are not touched', async () => {
  const fleet = await fleetOf({ a: {}, b: {} });
  await composeAll(fleet, [20], {});
  fleet.cluster.remove(fleet.cluster.named('TapCompositionRevision/production-2'));
  const writes = await fleet.writesDuring(() => fleet.settle());
  expect(fleet.kept).toEqual(['production-1', 'production-2']);
  expect(writes.filter(({ object }) => !object.startsWith('Tap'))).toEqual([]);
  expect(fleet.condition(fleet.database('a'), 'Stalled')).toMatchObject({ status: 'False' });
});

test('a database that has seen its revision gone is well again when it is back', async () => {
  const fleet = await fleetOf({ a: { compositionRevisionRef: { name: 'production-1' } } });
  await composeAll(fleet, [20], {});
  const revision = fleet.cluster.named('TapCompositionRevision/production-1');
  fleet.cluster.remove(revision);
  const writes = await fleet.writesDuring(() => fleet.settle());
  expect(fleet.condition(fleet.database('a'), 'Stalled')).toMatchObject({ status: 'True', reason: 'RevisionNotFound' });
  expect(writes.filter(({ object }) => !object.startsWith('Tap'))).toEqual([]);
  expect(fleet.instance('a')['backupRetentionPeriod']).toBe(30);
  fleet.cluster.create(revision);
  await fleet.settle();
  expect(fleet.condition(fleet.database('a'), 'Stalled')).toMatchObject({ status: 'False' });
});

test('one that stays on a revision that is gone goes nowhere unasked', async () => {
  const fleet = await fleetOf({ a: { compositionUpdatePolicy: 'Manual' } });
  await composeAll(fleet, [20], {});
  fleet.cluster.remove(fleet.cluster.named('TapCompositionRevision/production-1'));
  const writes = await fleet.writesDuring(() => fleet.settle());
  expect(writes.filter(({ object }) => !object.startsWith('Tap'))).toEqual([]);
  expect(fleet.condition(fleet.database('a'), 'Stalled')).toMatchObject({
    reason: 'RevisionNotFound',
    message:
      'the revision production-1 that it stays on is gone: name another of production in spec.compositionRevisionRef, or set spec.compositionUpdatePolicy to Automatic',
  });
  fleet.edit('a', { spec: { compositionUpdatePolicy: 'Automatic' } });
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-2']);
});

test('no number is given twice, though nothing but the databases remembers it', async () => {
  const fleet = await fleetOf({ a: {}, b: { compositionUpdatePolicy: 'Manual' } });
  await composeAll(fleet, [20], {});
  // As after a restore of the namespaces alone: the TapComposition comes from Git.
  for (const kept of fleet.kept) fleet.cluster.remove(fleet.cluster.named(`TapCompositionRevision/${kept}`));
  fleet.cluster.remove(fleet.composition('production') as never);
  fleet.edit('a', { status: null });
  fleet.compose('production', days(9));
  fleet.restart();
  await fleet.settle();
  expect(fleet.kept).toEqual(['production-3']);
  expect(fleet.revisions).toEqual(['a production-3', 'b production-1']);
  expect(fleet.instance('b')['backupRetentionPeriod']).toBe(30);
  expect(fleet.condition(fleet.database('b'), 'Stalled')).toMatchObject({ reason: 'RevisionNotFound' });
});

test('no number is given twice, though the newest revision was deleted before the next', async () => {
  const fleet = await fleetOf({ a: {} });
  await composeAll(fleet, [20], {});
  fleet.cluster.remove(fleet.cluster.named('TapCompositionRevision/production-2'));
  fleet.compose('production', days(10));
  await fleet.settle();
  expect(fleet.kept).toEqual(['production-1', 'production-3']);
  expect(fleet.revisions).toEqual(['a production-3']);
});

test('what defaults say of its deletion holds when the TapComposition and its revisions are gone', async () => {
  const fleet = new Fleet();
  fleet.compose('scratch', { defaults: { deletionPolicy: 'Delete', deletionProtection: false } });
  fleet.create('a');
  fleet.create('b', { deletionPolicy: 'Retain' });
  fleet.create('c', { deletionProtection: true });
  await fleet.settle();
  expect(fleet.database('a').status?.deletion).toEqual({ policy: 'Delete', protection: false });
  fleet.cluster.remove(fleet.composition('scratch') as never);
  await fleet.settle();
  fleet.cluster.remove(fleet.cluster.named('TapCompositionRevision/scratch-1'));
  await fleet.settle();
  for (const name of ['a', 'b', 'c']) fleet.cluster.remove(fleet.database(name) as never);
  await fleet.settle();
  expect(fleet.cluster.cachedDatabases().map(({ metadata }) => metadata.name)).toEqual(['c']);
  expect(fleet.condition(fleet.database('c'), 'Stalled')).toMatchObject({ reason: 'DeletionProtected' });
  const fates = Object.fromEntries(fleet.ack.endings.map(({ object, fate }) => [object, fate]));
  expect(fates).toMatchObject({ 'DBInstance/a-primary': 'deleted', 'DBInstance/b-primary': 'retained' });
});
