import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { AckCluster } from '../support/ack-cluster.js';
import { instanceSpec, prepareDatabase } from '../support/manifests.js';
import { conditionOf } from '../support/space.js';
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
    expect(Date.now() - started).toBeLessThan(20_000);
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
