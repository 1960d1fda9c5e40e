import { beforeEach, describe, expect, test } from '@jest/globals';
import { World } from './support/world.js';

const PRIMARY = 'DBInstance/tap-primary';
const HOUR = 3600;

let world: World;

beforeEach(async () => {
  world = new World();
  await world.settle();
});

/** What RDS says of the primary, and that ACK calls everything but `available` unsynced. */
function say(state: string): void {
  const lastTransitionTime = world.cluster.time.toISOString();
  const status = state === 'available' ? 'True' : 'False';
  world.cluster.edit(
    world.cluster.named(PRIMARY),
    {
      status: {
        dbInstanceStatus: state,
        conditions: ['ACK.ResourceSynced', 'Ready'].map((type) => ({ type, status, lastTransitionTime })),
      },
    },
    'controller',
  );
}

describe('given a primary that serves', () => {
  test.each([
    'backing-up',
    'configuring-log-exports',
    'maintenance',
    'modifying',
    'resetting-master-credentials',
    'storage-optimization',
  ])('it is Ready while RDS says %s, and not Synced: the two are told apart', async (state) => {
    say(state);
    await world.reconcile();
    expect(world.condition('Ready')).toMatchObject({ status: 'True', reason: 'Available' });
    expect(world.condition('Synced')).toMatchObject({
      status: 'False',
      reason: 'NotUsableYet',
      message: `DBInstance tap-primary: AWS says ${state}, not available yet`,
    });
    say('available');
    await world.reconcile();
    expect(world.condition('Synced')?.status).toBe('True');
    expect(world.cluster.events.filter(({ reason }) => reason === 'NotServing')).toEqual([]);
  });

  test.each(['rebooting', 'upgrading', 'starting', 'stopped', 'failed'])(
    'it is not Ready while RDS says %s',
    async (state) => {
      say(state);
      await world.reconcile();
      expect(world.condition('Ready')).toEqual({
        status: 'False',
        reason: 'NotServing',
        message: `the primary is ${state}; it serves once it is available`,
      });
    },
  );

  test('a database that was not serving is so only when it is available', async () => {
    say('rebooting');
    await world.reconcile();
    say('backing-up');
    await world.reconcile();
    expect(world.condition('Ready')?.status).toBe('False');
    say('available');
    await world.reconcile();
    expect(world.condition('Ready')?.status).toBe('True');
  });

  test('a failover to the other zone is no drift, though ACK calls the instance unsynced from then on', async () => {
    world.wait(HOUR);
    const conditions = ['ACK.ResourceSynced', 'Ready'].map((type) => ({
      type,
      status: 'False',
      lastTransitionTime: world.cluster.time.toISOString(),
    }));
    const patch = { status: { conditions, secondaryAvailabilityZone: 'us-east-2a' } };
    const writes = await world.writesDuring(async () => {
      world.cluster.edit(world.cluster.named(PRIMARY), patch, 'controller');
      await world.settle();
    });
    expect(writes).toEqual([]);
    expect(world.condition('Synced')?.status).toBe('True');
    expect(world.status.phase).toBe('Available');
  });
});

describe('given controllers that no longer look', () => {
  test('nothing is doubted for the first hours, and while they look once in their period', async () => {
    for (let look = 0; look < 3; look++) {
      world.wait(10 * HOUR);
      expect(await world.writesDuring(() => world.reconcile())).toEqual([]);
      world.ack.resync();
    }
    expect(world.condition('Synced')?.status).toBe('True');
  });

  test('Synced is Unknown after their period, which is said once, and over at the next look', async () => {
    world.wait(12 * HOUR);
    await world.reconcile();
    expect(world.condition('Synced')).toMatchObject({ status: 'Unknown', reason: 'NotObserved' });
    expect(world.condition('Synced')?.message).toMatch(
      /ACK has not looked at it for longer than its resync period, .* is the controller of \S+ running/,
    );
    expect(world.condition('Ready')).toEqual({
      status: 'True',
      reason: 'Available',
      message: 'the primary served connections when ACK looked last',
    });
    expect(world.condition('Stalled')?.status).toBe('False');
    expect(world.status.phase).toBe('Available');
    world.wait(30 * HOUR);
    expect(await world.writesDuring(() => world.reconcile())).toEqual([]);
    expect(world.cluster.events.filter(({ reason }) => reason === 'NotObserved')).toHaveLength(1);
    world.ack.resync();
    await world.reconcile();
    expect(world.condition('Synced')?.status).toBe('True');
    expect(world.condition('Ready')?.message).toBe('the primary serves connections');
  });

  test('what is known to be wrong goes before what is only doubted', async () => {
    world.wait(12 * HOUR);
    world.ack.faults.set('VPC/tap-vpc', { recoverable: 'Throttling' });
    world.ack.step();
    await world.reconcile();
    expect(world.condition('Synced')).toMatchObject({ status: 'False', reason: 'ACKRecoverable' });
    expect(world.status.waitingFor?.map(({ reason }) => reason)).toContain('NotObserved');
  });
});

describe('given what fails in ACK without a condition', () => {
  test('a change that nobody looks at is told after three minutes, with what is left to suspect', async () => {
    world.ack.faults.set('DBParameterGroup/tap-postgres17', 'silent');
    world.edit({ spec: { postgres: { parameters: { work_mem: '32MB' } } } });
    await world.reconcile();
    world.wait(60);
    await world.reconcile();
    expect(world.condition('Synced')?.reason).toBe('NotObservedYet');
    world.wait(121);
    await world.reconcile();
    expect(world.condition('Synced')).toEqual({
      status: 'False',
      reason: 'NotReconciled',
      message:
        'DBParameterGroup tap-postgres17: the controller of rds.services.k8s.aws has looked at nothing since this was written: it does not run, or does not watch this namespace',
    });
  });

  test('a controller that answers for others in the namespace is not the missing one', async () => {
    world.ack.faults.set('MetricAlarm/tap-primary-cpu', 'silent');
    world.edit({ spec: { monitoring: { alarms: { cpuUtilizationPercent: 70, connections: 50 } } } });
    await world.settle();
    world.wait(180);
    await world.reconcile();
    expect(world.condition('Synced')).toMatchObject({ reason: 'NotReconciled' });
    expect(world.condition('Synced')?.message).toContain(
      'the controller of cloudwatch.services.k8s.aws runs and watches this namespace, and says nothing of this object',
    );
  });

  test('an object whose annotation names another region than it was made in needs a person, while it is paused', async () => {
    world.edit({ metadata: { annotations: { 'tapstack.io/paused': 'true' } } });
    world.cluster.edit(world.cluster.named('MetricAlarm/tap-primary-cpu'), {
      metadata: { annotations: { 'services.k8s.aws/region': 'us-west-2' } },
    });
    await world.reconcile();
    expect(world.condition('Stalled')).toEqual({
      status: 'True',
      reason: 'PlacementChanged',
      message:
        'MetricAlarm tap-primary-cpu: it was made in us-east-2, and its annotation services.k8s.aws/region says us-west-2: ACK does nothing for it until they agree',
    });
  });
});
