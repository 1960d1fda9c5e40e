import { expect, test } from '@jest/globals';
import type { TapCompositionSpec } from '../../src/api/generated/tapcomposition.js';
import { Fleet } from './support/fleet.js';
import { mostOnTheWay } from './support/on-the-way.js';

const NAMES = ['a', 'b', 'c'];
const days = (retentionDays: number, more: Partial<TapCompositionSpec> = {}) => ({
  defaults: { backup: { retentionDays } },
  ...more,
});
const holds = (rule: string) => ({ constraints: [{ rule, message: 'as the platform team says' }] });
const REPLICAS = holds('self.replicas.count > 0');

async function fleetOnFirst(more: Partial<TapCompositionSpec> = {}): Promise<Fleet> {
  const fleet = new Fleet();
  fleet.compose('production', days(30, more));
  for (const name of NAMES) fleet.create(name, name === 'b' ? {} : { replicas: { count: 1 } });
  await fleet.settle();
  return fleet;
}

const rolledOut = (fleet: Fleet) => fleet.condition(fleet.composition('production'), 'RolledOut');

test('a database that would break a rule of the new revision stays on its last good one, and the roll-out stops there', async () => {
  const fleet = await fleetOnFirst();
  fleet.compose('production', days(20, REPLICAS));
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-2', 'b production-1', 'c production-1']);
  expect(fleet.database('b').status?.composition).toEqual({
    name: 'production',
    revision: 'production-1',
    refused: 'production-2',
  });
  const message = 'production-2: spec.replicas.count 0: as the platform team says; the rule is self.replicas.count > 0';
  expect(fleet.condition(fleet.database('b'), 'RevisionRefused')).toEqual({
    status: 'True',
    reason: 'ConstraintViolated',
    message,
  });
  expect(fleet.condition(fleet.database('b'), 'Synced')).toMatchObject({ status: 'True' });
  expect(fleet.condition(fleet.database('b'), 'Stalled')).toMatchObject({ status: 'False' });
  expect(fleet.cluster.events).toContainEqual({ type: 'Warning', reason: 'ConstraintViolated', message });
  expect(rolledOut(fleet)).toEqual({
    status: 'False',
    reason: 'RolloutStopped',
    message: `stopped at shop/b (1 of 3 databases are settled, 2 wait): ${message}`,
  });
  expect(fleet.composition('production').status?.rollout?.failed).toEqual([
    { database: 'shop/b', reason: 'ConstraintViolated', message },
  ]);
  expect(await fleet.writesDuring(() => fleet.settle())).toEqual([]);
});

test('it goes on when the user mends the database', async () => {
  const fleet = await fleetOnFirst();
  fleet.compose('production', days(20, REPLICAS));
  await fleet.settle();
  const seen = mostOnTheWay(fleet, 'production-2');
  fleet.edit('b', { spec: { replicas: { count: 1 } } });
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-2', 'b production-2', 'c production-2']);
  expect(seen.most).toBe(1);
  expect(fleet.condition(fleet.database('b'), 'RevisionRefused')).toBeUndefined();
  expect(rolledOut(fleet)).toMatchObject({ status: 'True' });
});

test('it goes on with a new revision, and what was refused is asked for no more', async () => {
  const fleet = await fleetOnFirst();
  fleet.compose('production', days(20, REPLICAS));
  await fleet.settle();
  const seen = mostOnTheWay(fleet, 'production-3');
  fleet.compose('production', days(20));
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-3', 'b production-3', 'c production-3']);
  expect(seen.most).toBeLessThanOrEqual(1);
  expect(fleet.database('b').status?.composition).not.toHaveProperty('refused');
});

test('taking the revision back brings everybody back to the one before', async () => {
  const fleet = await fleetOnFirst();
  fleet.compose('production', days(20, REPLICAS));
  await fleet.settle();
  fleet.compose('production', days(30));
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-1', 'b production-1', 'c production-1']);
  expect(fleet.condition(fleet.database('b'), 'RevisionRefused')).toBeUndefined();
  expect(rolledOut(fleet)).toMatchObject({ status: 'True' });
});

test('a patch that what one database is made of does not take is refused for that one alone', async () => {
  const patch = [{ op: 'test', path: '/spec/multiAZ', value: true }];
  const fleet = await fleetOnFirst();
  fleet.edit('b', { spec: { instance: { multiAZ: false } } });
  await fleet.settle();
  const target = { kind: 'DBInstance', component: 'instance' };
  fleet.compose('production', days(20, { patches: [{ target, type: 'JSONPatch', patch }] }));
  const writes = await fleet.writesDuring(() => fleet.settle());
  expect(fleet.condition(fleet.composition('production'), 'Valid')).toMatchObject({ status: 'True' });
  expect(fleet.revisions).toEqual(['a production-2', 'b production-1', 'c production-1']);
  expect(fleet.condition(fleet.database('b'), 'RevisionRefused')).toEqual({
    status: 'True',
    reason: 'PatchRefused',
    message: expect.stringMatching(/^production-2: patches\[0\]/),
  });
  expect(writes.map(({ object }) => object)).not.toContain('DBInstance/b-primary');
});

test('a database that stalls on the revision stops it, and lets it go on when it is well', async () => {
  const fleet = await fleetOnFirst();
  fleet.ack.faults.set('DBInstance/a-primary', { terminal: 'InvalidParameterValue: not so' });
  fleet.compose('production', days(20));
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-2', 'b production-1', 'c production-1']);
  expect(rolledOut(fleet)).toMatchObject({
    reason: 'RolloutStopped',
    message: expect.stringMatching(/^stopped at shop\/a .*InvalidParameterValue: not so/),
  });
  fleet.ack.faults.delete('DBInstance/a-primary');
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-2', 'b production-2', 'c production-2']);
});

test('a database that takes longer than the deadline stops it', async () => {
  const fleet = await fleetOnFirst();
  fleet.ack.faults.set('DBInstance/a-primary', { recoverable: 'ThrottlingException: later' });
  // Long unsettled before its turn: that is not the revision's time.
  fleet.edit('a', { spec: { backup: { window: '00:30-02:00' } } });
  await fleet.settle();
  for (let i = 0; i < 30; i++) {
    fleet.wait(590);
    await fleet.settle();
  }
  fleet.ack.faults.set('DBInstance/b-primary', { recoverable: 'ThrottlingException: later' });
  fleet.ack.faults.set('DBInstance/c-primary', { recoverable: 'ThrottlingException: later' });
  fleet.compose('production', days(20, { rollout: { progressDeadlineSeconds: 3_600 } }));
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-1', 'b production-2', 'c production-1']);
  expect(rolledOut(fleet)).toMatchObject({ reason: 'RollingOut' });
  fleet.wait(3_500);
  await fleet.settle();
  expect(rolledOut(fleet)).toMatchObject({ reason: 'RollingOut' });
  fleet.wait(200);
  await fleet.settle();
  expect(rolledOut(fleet)).toMatchObject({
    reason: 'RolloutStopped',
    message: expect.stringMatching(/^stopped at shop\/b .*: not settled within 3600 s: DBInstance b-primary: /),
  });
  expect(fleet.composition('production').status?.rollout?.failed).toMatchObject([
    { reason: 'ProgressDeadlineExceeded' },
  ]);
  fleet.ack.faults.clear();
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-2', 'b production-2', 'c production-2']);
});

test('what was unsettled long before its turn is not late at once', async () => {
  const fleet = await fleetOnFirst({ rollout: { progressDeadlineSeconds: 3_600 } });
  for (const name of NAMES) fleet.ack.faults.set(`DBInstance/${name}-primary`, { recoverable: 'Throttling: later' });
  for (const name of NAMES) fleet.edit(name, { spec: { backup: { window: '00:30-02:00' } } });
  await fleet.settle();
  fleet.wait(10_000);
  await fleet.settle();
  fleet.compose('production', days(20, { rollout: { progressDeadlineSeconds: 3_600 } }));
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-2', 'b production-1', 'c production-1']);
  expect(rolledOut(fleet)).toMatchObject({ reason: 'RollingOut' });
});

test('a wait for the maintenance window is not late, however long, nor is what begins when it opens', async () => {
  const fleet = await fleetOnFirst({ rollout: { progressDeadlineSeconds: 3_600 } });
  fleet.compose('production', {
    defaults: { instance: { class: 'db.m5.xlarge' } },
    rollout: { progressDeadlineSeconds: 3_600 },
  });
  await fleet.settle();
  expect(fleet.condition(fleet.database('a'), 'Synced')).toMatchObject({ reason: 'WaitsForWindow' });
  // Monday; the window opens on Sunday at four.
  for (let hours = 0; hours < 24; hours++) {
    fleet.wait(3_590);
    await fleet.settle();
  }
  expect(fleet.revisions).toEqual(['a production-2', 'b production-1', 'c production-1']);
  expect(rolledOut(fleet)).toMatchObject({ reason: 'RollingOut' });
  fleet.ack.faults.set('DBInstance/a-primary', { recoverable: 'Throttling: later' });
  fleet.edit('a', {
    metadata: { annotations: { 'tapstack.io/approve': fleet.database('a').status?.heldChanges?.[0]?.id } },
  });
  await fleet.settle();
  expect(fleet.condition(fleet.database('a'), 'Synced')?.['reason']).not.toBe('WaitsForWindow');
  expect(rolledOut(fleet)).toMatchObject({ reason: 'RollingOut' });
  fleet.wait(3_700);
  await fleet.settle();
  expect(rolledOut(fleet)).toMatchObject({ reason: 'RolloutStopped' });
});

test('a database that is invalid by itself keeps nobody waiting and is blamed on no revision', async () => {
  const fleet = await fleetOnFirst();
  fleet.compose('production', days(20));
  while (!fleet.revisions.includes('a production-2')) await fleet.reconcileNext();
  fleet.edit('a', { spec: { bastion: { enabled: true, instanceType: 'mac2.metal' } } });
  fleet.compose('production', days(10));
  await fleet.settle();
  expect(fleet.condition(fleet.database('a'), 'Stalled')).toMatchObject({ status: 'True', reason: 'InvalidSpec' });
  expect(fleet.condition(fleet.database('a'), 'RevisionRefused')).toBeUndefined();
  expect(fleet.revisions).toEqual(['a production-2', 'b production-3', 'c production-3']);
  expect(rolledOut(fleet)).toMatchObject({
    reason: 'RollingOut',
    message: '2 of 3 databases are settled, 1 wait; stalled before it came to them: shop/a',
  });
  fleet.edit('a', { spec: { bastion: { enabled: false, instanceType: null } } });
  await fleet.settle();
  expect(fleet.revisions).toEqual(['a production-3', 'b production-3', 'c production-3']);
});
