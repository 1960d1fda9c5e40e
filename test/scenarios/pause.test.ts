import { expect, test } from '@jest/globals';
import { World } from './support/world.js';

const PAUSE = { metadata: { annotations: { 'tapstack.io/paused': 'true' } } };
const RESUME = { metadata: { annotations: { 'tapstack.io/paused': null } } };

test('while it is paused nothing is written to children, and what would be is told', async () => {
  const world = new World();
  await world.settle();
  world.edit(PAUSE);
  world.edit({ spec: { tags: { team: 'search' }, replicas: { count: 1 } } });
  const writes = await world.writesDuring(() => world.settle());
  expect(writes.every(({ verb }) => verb === 'status')).toBe(true);
  expect(world.status.phase).toBe('Paused');
  expect(world.condition('Ready')?.status).toBe('True');
  expect(world.condition('Synced')).toMatchObject({ status: 'False', reason: 'Paused' });
  expect(world.status.waitingFor?.map(({ reason }) => reason)).toEqual(Array(10).fill('Paused'));
  world.edit(RESUME);
  await world.settle();
  expect(world.status).toMatchObject({ phase: 'Available', replicas: 1 });
});

test('what is no longer composed is said to be paused too, not to be on its way out', async () => {
  const world = new World({ monitoring: { alarms: { enabled: true } } });
  await world.settle();
  world.edit(PAUSE);
  world.edit({ spec: { monitoring: { alarms: { enabled: false } } } });
  await world.settle();
  expect(world.status.waitingFor).toContainEqual({
    kind: 'MetricAlarm',
    name: 'tap-primary-cpu',
    reason: 'Paused',
    message: 'it differs from what is composed, and is not written while the TapDatabase has tapstack.io/paused',
  });
});

test('a paused database that is as composed is Synced, and its state is still followed', async () => {
  const world = new World();
  await world.settle();
  world.edit(PAUSE);
  await world.settle();
  expect(world.status.phase).toBe('Paused');
  expect(world.condition('Synced')?.status).toBe('True');
  world.cluster.edit(world.cluster.named('DBInstance/tap-primary'), { status: { dbInstanceStatus: 'stopped' } });
  await world.settle();
  expect(world.condition('Ready')).toMatchObject({
    status: 'False',
    message: 'the primary is stopped; it serves once it is available',
  });
});

test('only the word true pauses', async () => {
  const world = new World();
  world.edit({ metadata: { annotations: { 'tapstack.io/paused': 'no' } } });
  await world.settle();
  expect(world.status.phase).toBe('Available');
});

test('a deletion waits too, and says what for', async () => {
  const world = new World({ deletionProtection: false });
  await world.settle();
  world.edit(PAUSE);
  world.delete();
  const writes = await world.writesDuring(() => world.settle());
  expect(writes.every(({ verb }) => verb === 'status')).toBe(true);
  expect(world.condition('Stalled')).toEqual({
    status: 'True',
    reason: 'Paused',
    message: 'deletion was asked for while the TapDatabase is paused, so nothing is touched: remove tapstack.io/paused',
  });
  world.edit(RESUME);
  await world.settle();
  expect(world.isGone).toBe(true);
});
