import { describe, expect, test } from '@jest/globals';
import { ApiError } from '../../src/reconcile/cluster.js';
import { World } from './support/world.js';

type Refuse = World['cluster']['refuse'];

const failing =
  (code: number, reason: string, which: string): Refuse =>
  (_verb, object) =>
    object === which ? new ApiError(code, reason, `${reason}: ${object}`) : undefined;
const never: Refuse = () => undefined;

describe.each([
  [409, 'Conflict'],
  [500, 'InternalError'],
  [503, 'ServiceUnavailable'],
  [429, 'TooManyRequests'],
  [403, 'Forbidden'],
  [0, ''],
])('given a write that the API server cannot take now (%i %s)', (code, reason) => {
  test('the others are written, it is told, and the loop asks for another try', async () => {
    const world = new World();
    world.cluster.refuse = failing(code, reason, 'VPC/tap-vpc');
    const outcome = await world.reconcile();
    expect(outcome).toBeInstanceOf(ApiError);
    expect(outcome).toMatchObject({ code, reason });
    expect(world.cluster.names()).toContain('DBParameterGroup/tap-postgres17');
    expect(world.condition('Synced')).toEqual({
      status: 'False',
      reason: 'WriteFailed',
      message: `VPC tap-vpc: ${reason}: VPC/tap-vpc`,
    });
    expect(world.condition('Stalled')?.status).toBe('False');
    world.cluster.refuse = never;
    await world.settle();
    expect(world.status.phase).toBe('Available');
  });
});

describe.each([
  [422, 'Invalid'],
  [400, 'BadRequest'],
])('given a write that the API server refuses for what it says (%i %s)', (code, reason) => {
  test('a person is asked, others go on, and there is no hurry to try again', async () => {
    const world = new World();
    world.cluster.refuse = failing(code, reason, 'DBParameterGroup/tap-postgres17');
    expect(await world.reconcile()).toEqual({ requeueAfterMs: expect.any(Number) });
    expect(world.condition('Stalled')).toEqual({
      status: 'True',
      reason: 'ChildRefused',
      message: `DBParameterGroup tap-postgres17: ${reason}: DBParameterGroup/tap-postgres17`,
    });
    await world.settle();
    expect(world.cluster.names()).toContain('VPC/tap-vpc');
    expect(await world.reconcile()).toEqual({ requeueAfterMs: 600_000 });
    world.cluster.refuse = never;
    await world.settle();
    expect(world.status.phase).toBe('Available');
  });
});

test('a failure that passes asks for another try beside a refusal that does not', async () => {
  const world = new World();
  world.cluster.refuse = (_verb, object) =>
    object === 'VPC/tap-vpc'
      ? new ApiError(422, 'Invalid', 'no')
      : object === 'MetricAlarm/tap-primary-cpu'
        ? new ApiError(503, '', 'later')
        : undefined;
  expect(await world.reconcile()).toMatchObject({ code: 503 });
  expect(world.condition('Stalled')?.reason).toBe('ChildRefused');
});

test('nothing is pruned while something could not be written', async () => {
  const world = new World();
  await world.settle();
  world.cluster.refuse = failing(503, 'ServiceUnavailable', 'VPC/tap-vpc');
  world.edit({ spec: { tags: { team: 'search' }, replicas: { count: 1 } } });
  const writes = await world.writesDuring(() => world.settle());
  expect(writes.filter(({ verb }) => verb === 'delete')).toEqual([]);
  world.cluster.refuse = never;
  await world.settle();
  expect(world.status).toMatchObject({ replicas: 1, phase: 'Available' });
});

test('a prune that fails is told and tried again', async () => {
  const world = new World();
  await world.settle();
  world.cluster.refuse = (verb, object) =>
    verb === 'delete' && object === 'Service/tap-ro-2' ? new ApiError(500, '', 'etcd is slow') : undefined;
  world.edit({ spec: { replicas: { count: 1 } } });
  await world.settle();
  expect(world.condition('Synced')).toMatchObject({ reason: 'WriteFailed', message: 'Service tap-ro-2: etcd is slow' });
  world.cluster.refuse = never;
  await world.settle();
  expect(world.status.phase).toBe('Available');
});

test('a status that cannot be written ends the turn, before any child exists', async () => {
  const world = new World();
  world.cluster.refuse = (verb) => (verb === 'status' ? new ApiError(500, '', 'no') : undefined);
  expect(await world.reconcile()).toMatchObject({ code: 500 });
  expect(world.cluster.names()).toEqual([]);
});

test('a fault of the program is no failure of a write: it goes up at once', async () => {
  const world = new World();
  const bug = new TypeError('undefined is not a function');
  world.cluster.refuse = (_verb, object) => (object === 'VPC/tap-vpc' ? (bug as never) : undefined);
  expect(await world.reconcile()).toBe(bug);
});

describe('given a deletion', () => {
  test('what fails is told, the rest goes, and the loop asks for another try', async () => {
    const world = new World({ deletionProtection: false });
    await world.settle();
    world.cluster.refuse = (verb, object) =>
      verb === 'delete' && object === 'Service/tap-rw' ? new ApiError(403, 'Forbidden', 'not yours') : undefined;
    world.delete();
    expect(await world.reconcile()).toMatchObject({ code: 403 });
    expect(world.condition('Synced')).toEqual({
      status: 'False',
      reason: 'Deleting',
      message: 'Service tap-rw: not yours',
    });
    expect(world.status.waitingFor?.[0]).toEqual({
      kind: 'Service',
      name: 'tap-rw',
      reason: 'WriteFailed',
      message: 'not yours',
    });
    expect(world.cluster.names()).not.toContain('Service/tap-ro');
    world.cluster.refuse = never;
    await world.settle();
    expect(world.isGone).toBe(true);
  });

  test('the finalizer that cannot be removed keeps the resource', async () => {
    const world = new World({ deletionProtection: false });
    await world.settle();
    world.cluster.refuse = (verb) =>
      verb === 'finalizer' ? new ApiError(409, 'Conflict', 'changed meanwhile') : undefined;
    world.delete();
    await world.settle();
    expect(world.cluster.names()).toEqual([]);
    expect(world.isGone).toBe(false);
    world.cluster.refuse = never;
    await world.settle();
    expect(world.isGone).toBe(true);
  });
});
