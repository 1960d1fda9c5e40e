import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { AckCluster } from '../support/ack-cluster.js';
import { instanceSpec, prepareDatabase } from '../support/manifests.js';
import { conditionOf, type Space } from '../support/space.js';
import { applyStack, deleteStack } from '../support/stack.js';

const FINAL = (name: string): Record<string, string> => ({
  'rds.services.k8s.aws/skip-final-snapshot': 'false',
  'rds.services.k8s.aws/final-db-snapshot-identifier': name,
});

export function testTriedOnRealControllers(cluster: () => AckCluster): void {
  test('§15 a whole stack is synced object by object, and goes in the reverse order, without a refusal', async () => {
    const space = await cluster().space();
    const started = Date.now();
    const objects = await applyStack(space);
    expect(objects).toHaveLength(44);
    expect(Date.now() - started).toBeLessThan(60_000);
    expect(await space.counted('unresolvedReferences')).toEqual([]);
    await deleteStack(space, objects);
    expect(await space.counted('refusedDeletes')).toEqual([]);
    for (const type of ['vpc', 'subnet', 'securityGroup', 'natGateway', 'elasticIP', 'dbInstance', 'role', 'bucket']) {
      expect([type, await space.aws(type)]).toEqual([type, []]);
    }
    expect((await space.aws('dbSnapshot')).map(({ id }) => id)).toEqual([`${space.name}-final`]);
  });

  test('§9.7, §15 a protected instance cannot be deleted: terminal and stuck, next to Ready, deaf to its spec', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.synced(
      'DBInstance',
      'db',
      instanceSpec(space, 'db', { deletionProtection: true }),
      FINAL(`${space.name}-final`),
    );
    await space.delete('DBInstance', 'db');
    const terminal = await space.untilCondition('DBInstance', 'db', 'ACK.Terminal');
    expect(terminal.message).toContain('Cannot delete protected DB Instance');
    expect(await space.counted('refusedDeletes')).toHaveLength(1);

    await space.edit('DBInstance', 'db', { spec: { deletionProtection: false } });
    await sleep(500);
    const stuck = await space.get('DBInstance', 'db');
    expect(conditionOf(stuck, 'ACK.Terminal')?.status).toBe('True');
    expect(conditionOf(stuck, 'Ready')?.status).toBe('True');
    expect(conditionOf(stuck, 'ACK.ResourceSynced')?.status).toBe('True');
    expect((await space.aws('dbInstance'))[0]).toMatchObject({ deleting: false });

    // Lifted by a second object on the same identifier, and any edit of the stuck one.
    await space.apply('DBInstance', 'lifter', instanceSpec(space, 'db', { deletionProtection: false }), {
      'services.k8s.aws/adoption-policy': 'adopt-or-create',
      'services.k8s.aws/deletion-policy': 'retain',
    });
    await space.untilSynced('DBInstance', 'lifter');
    await space.edit('DBInstance', 'db', { spec: { tags: [{ key: 'wake', value: 'up' }] } });
    await space.untilGone('DBInstance', 'db');
    expect((await space.aws('dbSnapshot')).map(({ id }) => id)).toEqual([`${space.name}-final`]);
  });

  test('§15 with adopt the second object shows the instance as it is, protected, before it lifts that', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    const identifier = await stickProtected(space);
    await space.apply('DBInstance', 'lifter', bare(identifier), {
      'services.k8s.aws/adoption-policy': 'adopt',
      'services.k8s.aws/adoption-fields': JSON.stringify({ dbInstanceIdentifier: identifier }),
      'services.k8s.aws/deletion-policy': 'retain',
    });
    const lifter = await space.until(
      'DBInstance',
      'lifter',
      'to be adopted',
      ({ spec }) => spec?.['engineVersion'] !== undefined,
    );
    expect(lifter.spec?.['deletionProtection']).toBe(true);
    await space.untilSynced('DBInstance', 'lifter');
    await space.edit('DBInstance', 'lifter', { spec: { deletionProtection: false } });
    await space.untilSynced('DBInstance', 'lifter');
    await space.edit('DBInstance', 'db', { spec: { tags: [{ key: 'wake', value: 'up' }] } });
    await space.untilGone('DBInstance', 'db');
    expect((await space.aws('dbSnapshot')).map(({ id }) => id)).toEqual([`${space.name}-final`]);
    // What is gone in AWS is not made again by an object that was adopted; and that goes without a word to AWS.
    await space.delete('DBInstance', 'lifter');
    await space.untilGone('DBInstance', 'lifter');
  });

  test('§5, §15 one that is stuck is let go by retain and any edit of its spec, and AWS keeps the instance', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await stickProtected(space);
    await space.edit('DBInstance', 'db', {
      metadata: { annotations: { 'services.k8s.aws/deletion-policy': 'retain' } },
      spec: { tags: [{ key: 'wake', value: 'up' }] },
    });
    await space.untilGone('DBInstance', 'db');
    expect((await space.aws('dbInstance'))[0]).toMatchObject({ state: 'available', deleting: false });
    expect(await space.aws('dbSnapshot')).toEqual([]);
  });

  test('§15 lifting by adopt-or-create with a wrong identifier makes a new instance', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.synced('DBInstance', 'wrong', instanceSpec(space, 'wrong'), {
      'services.k8s.aws/adoption-policy': 'adopt-or-create',
    });
    expect(await space.aws('dbInstance')).toHaveLength(1);
  });

  test('§15 new content in the password Secret does nothing', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.synced('DBInstance', 'db', instanceSpec(space, 'db'));
    await space.secret('master-1', { password: 'something-else-entirely' });
    await sleep(400);
    expect((await space.aws('dbInstance'))[0]?.['masterUserPassword']).toBe('correct-horse-battery');
  });

  test('§15 each controller writes under its binary’s name', async () => {
    const space = await cluster().space();
    await space.synced('LogGroup', 'logs', { name: `/${space.name}` });
    const managers = ((await space.get('LogGroup', 'logs')).metadata.managedFields ?? []).map(({ manager }) => manager);
    expect(managers).toContain('cloudwatchlogs-controller');
  });
}

/** An instance whose object somebody has deleted while it was protected; answers with its identifier. */
async function stickProtected(space: Space): Promise<string> {
  const spec = instanceSpec(space, 'db', { deletionProtection: true });
  await space.synced('DBInstance', 'db', spec, FINAL(`${space.name}-final`));
  await space.delete('DBInstance', 'db');
  await space.untilCondition('DBInstance', 'db', 'ACK.Terminal');
  return String(spec['dbInstanceIdentifier']);
}

const bare = (dbInstanceIdentifier: string) => ({
  dbInstanceIdentifier,
  dbInstanceClass: 'db.t4g.micro',
  engine: 'postgres',
});
