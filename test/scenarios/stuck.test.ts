import { describe, expect, test } from '@jest/globals';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import type { KubeObject } from '../../src/api/object.js';
import { ApiError } from '../../src/reconcile/cluster.js';
import { World } from './support/world.js';

async function living(spec: Partial<TapDatabaseSpec> = {}): Promise<World> {
  const world = new World({ deletionProtection: false, ...spec });
  await world.settle();
  return world;
}

const fates = (world: World, fate: string) =>
  world.ack.endings
    .filter((ending) => ending.fate === fate)
    .map(({ object }) => object)
    .sort();

describe('given a child that does not go', () => {
  test('it is named first, with what ACK says; nothing it stands on is touched', async () => {
    const world = await living();
    world.ack.faults.set('DBInstance/tap-replica-1', { terminal: 'InvalidDBInstanceState' });
    world.ack.step();
    world.delete();
    world.ack.faults.set('DBInstance/tap-primary', { terminal: 'storage is gone' });
    world.ack.step();
    await world.settle();
    expect(world.status.phase).toBe('Deleting');
    expect(world.status.message).toContain('InvalidDBInstanceState');
    expect(world.status.waitingFor?.[0]).toMatchObject({ reason: 'ChildTerminal' });
    expect(world.cluster.names()).toContain('DBInstance/tap-primary');
    expect(world.cluster.names()).toContain('VPC/tap-vpc');
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
    expect(await world.reconcile()).toEqual({ requeueAfterMs: 5_000 });
  });

  test('and goes on when that is mended', async () => {
    const world = await living();
    world.ack.faults.set('SecurityGroup/tap-database', { recoverable: 'DependencyViolation' });
    world.delete();
    await world.settle();
    expect(world.condition('Synced')).toEqual({
      status: 'False',
      reason: 'Deleting',
      message:
        'SecurityGroup tap-database: DependencyViolation. Something in AWS still uses it. What was made here goes by itself; ' +
        'what was not, find and remove in AWS. ACK tries again by itself',
    });
    world.ack.faults.clear();
    await world.settle();
    expect(world.isGone).toBe(true);
  });

  test('a bucket with objects in it is kept with its key, whatever the policy', async () => {
    const world = await living({ deletionPolicy: 'Delete' });
    world.ack.bucketsWithObjects.add('Bucket/tap-backup');
    world.delete();
    await world.settle();
    expect(world.isGone).toBe(true);
    expect(fates(world, 'retained')).toEqual(['Bucket/tap-backup', 'Key/tap', 'SecretsManager/tap-credentials']);
  });

  test('a subscription that nobody has confirmed is kept', async () => {
    const world = new World({
      deletionProtection: false,
      monitoring: { alarms: { notify: { emails: ['on-call@example.org'] } } },
    });
    world.ack.confirmed = false;
    await world.settle();
    world.delete();
    await world.settle();
    expect(world.isGone).toBe(true);
    expect(fates(world, 'retained').filter((name) => name.startsWith('Subscription/'))).toHaveLength(1);
  });

  test('finalizers of others are waited for', async () => {
    const world = await living();
    world.cluster.edit(world.cluster.named('ConfigMap/tap-outputs'), {
      metadata: { finalizers: ['of.another/backup'] },
    });
    world.delete();
    await world.settle();
    expect(world.status.waitingFor?.[0]).toMatchObject({ kind: 'ConfigMap', reason: 'Deleting' });
    expect(world.cluster.names()).toContain('DBInstance/tap-primary');
    world.cluster.edit(world.cluster.named('ConfigMap/tap-outputs'), { metadata: { finalizers: null } });
    await world.settle();
    expect(world.isGone).toBe(true);
  });
});

describe('given a primary that was deleted past the operator while it was protected', () => {
  const STUCK = 'Cannot delete protected DB Instance';

  async function stuck(spec: Partial<TapDatabaseSpec> = {}): Promise<World> {
    const world = await living({ deletionProtection: true, ...spec });
    world.cluster.remove(world.cluster.named('DBInstance/tap-primary'));
    world.ack.step();
    expect(JSON.stringify(world.cluster.named('DBInstance/tap-primary').status)).toContain(STUCK);
    world.edit({ metadata: { annotations: { 'tapstack.io/allow-deletion': 'tap' } } });
    world.delete();
    return world;
  }

  test('its protection is taken off through a second object, and its last snapshots are taken all the same', async () => {
    const world = await stuck();
    await world.settle();
    expect(world.isGone).toBe(true);
    expect(world.cluster.names()).toEqual([]);
    const order = world.cluster.writes.map(({ verb, object }) => `${verb} ${object}`);
    const at = (step: string) => order.findIndex((done) => done.startsWith(step));
    const steps = [
      'delete DBInstance/tap-replica-1',
      'apply DBSnapshot/tap-primary-dev-last-',
      'apply DBInstance/tap-primary-unprotect',
      'patch DBInstance/tap-primary-unprotect',
      'delete DBInstance/tap-primary-unprotect',
      'delete DBSubnetGroup/tap',
    ];
    expect(steps.map(at)).toEqual(steps.map(at).toSorted((a, b) => a - b));
    expect(steps.map(at)).not.toContain(-1);
    expect(world.ack.endings).toContainEqual({
      object: 'DBInstance/tap-primary',
      fate: expect.stringMatching(/^deleted with snapshot tap-final-dev-/),
    });
    expect(fates(world, 'retained')).toContain('DBInstance/tap-primary-unprotect');
    expect(world.cluster.events.at(-1)?.message).toMatch(
      /the final snapshot tap-final-dev-.*, DBSnapshot .*, Key key-tap, Secret/,
    );
    expect(world.cluster.events.at(-1)?.message).not.toContain('DBInstance');
  });

  test('with Delete no snapshot is taken; with Retain it is let go and AWS is left as it is', async () => {
    const world = await stuck({ deletionPolicy: 'Delete' });
    await world.settle();
    expect(world.isGone).toBe(true);
    expect(world.ack.endings).toContainEqual({ object: 'DBInstance/tap-primary', fate: 'deleted' });

    const kept = await stuck();
    kept.edit({ spec: { deletionPolicy: 'Retain' } });
    await kept.settle();
    expect(kept.isGone).toBe(true);
    expect(fates(kept, 'deleted')).toEqual([]);
    expect(kept.cluster.writes.map(({ object }) => object)).not.toContain('DBInstance/tap-primary-unprotect');
  });

  test('where nothing can be made, what to do is said, once', async () => {
    const world = await stuck();
    world.cluster.refuse = (verb, object) =>
      verb === 'apply' && !object.includes('goodbye')
        ? new ApiError(403, 'Forbidden', `${object} is forbidden: ... because it is being terminated`)
        : undefined;
    await world.settle();
    expect(world.status.message).toMatch(
      /^DBInstance tap-primary: .* aws rds modify-db-instance --db-instance-identifier tap-primary-dev --region us-east-2 --no-deletion-protection --apply-immediately; then wake ACK: kubectl patch/,
    );
    expect(world.condition('Stalled')).toMatchObject({ status: 'True', reason: 'NamespaceTerminating' });
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
    // Somebody does as told.
    const instance = world.ack.aws.get('DBInstance tap-primary-dev') as KubeObject;
    world.ack.aws.set('DBInstance tap-primary-dev', {
      ...instance,
      spec: { ...instance.spec, deletionProtection: false },
    });
    world.cluster.edit(world.cluster.named('DBInstance/tap-primary'), { spec: { deletionProtection: false } });
    await world.settle();
    expect(world.isGone).toBe(true);
    expect(
      world.ack.endings.filter(({ fate }) => fate.startsWith('deleted with snapshot tap-final-dev-')),
    ).toHaveLength(1);
  });
});

describe('given a deletion that nobody acts on', () => {
  test('a controller that does not run is named', async () => {
    const world = await living();
    world.ack.faults.set('DBInstance/tap-replica-1', 'silent');
    world.delete();
    await world.settle();
    world.wait(180);
    await world.settle();
    expect(world.status.message).toBe(
      'DBInstance tap-replica-1: no ACK controller acts on its deletion: is the controller of rds.services.k8s.aws running and ' +
        'watching this namespace? Its log tells',
    );
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
    world.ack.faults.clear();
    await world.settle();
    expect(world.isGone).toBe(true);
  });

  test('what AWS refuses for good is let go with Retain', async () => {
    const world = await living();
    world.ack.faults.set('DBInstance/tap-replica-1', { terminal: 'InvalidDBInstanceState' });
    world.ack.faults.set('SecurityGroup/tap-app', { recoverable: 'UnauthorizedOperation' });
    world.cluster.remove(world.cluster.named('DBInstance/tap-replica-1'));
    world.ack.step();
    world.delete();
    await world.settle();
    expect(world.status.message).toBe(
      'DBInstance tap-replica-1: InvalidDBInstanceState. ACK has stopped trying: mend it in AWS and restart its controller, or ' +
        'set spec.deletionPolicy to Retain, which lets the objects go and leaves AWS as it is',
    );
    world.edit({ spec: { deletionPolicy: 'Retain' } });
    await world.settle();
    expect(world.isGone).toBe(true);
    expect(fates(world, 'retained')).toContain('DBInstance/tap-replica-1');
  });
});

test('given a name that Secrets Manager still blocks, the database serves, and how to take the name back is said', async () => {
  const world = new World();
  world.ack.faults.set('SecretsManager/tap-credentials', {
    recoverable:
      "InvalidRequestException: You can't create this secret because a secret with this name is already scheduled for deletion.",
  });
  await world.settle();
  expect(world.condition('Ready')?.status).toBe('True');
  expect(world.condition('Synced')?.message).toContain(
    'already scheduled for deletion. Take it back: aws secretsmanager restore-secret --secret-id tap-db-credentials-dev --region us-east-2',
  );
  world.ack.faults.clear();
  await world.settle();
  expect(world.condition('Synced')?.status).toBe('True');
});
