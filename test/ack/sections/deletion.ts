import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { AckCluster } from '../support/ack-cluster.js';
import { instanceSpec, prepareDatabase, ref, trustOf } from '../support/manifests.js';
import { conditionOf } from '../support/space.js';

const RETAIN = { 'services.k8s.aws/deletion-policy': 'retain' };

export function testDeletion(cluster: () => AckCluster): void {
  test('§5 the finalizer is there before AWS has anything', async () => {
    const space = await cluster().space();
    const object = `${space.name}/topic`;
    await cluster().control('PUT', '/faults', [{ fault: 'slow', object, operation: 'create', seconds: 200 }]);
    await space.apply('Topic', 'topic', { name: `${space.name}-topic` });
    const live = await space.until('Topic', 'topic', 'to be managed', (each) => each.metadata.finalizers !== undefined);
    expect(live.metadata.finalizers).toEqual(['finalizers.sns.services.k8s.aws/Topic']);
    expect(await space.aws('topic')).toEqual([]);
    await cluster().control('PUT', '/faults', []);
    await space.untilSynced('Topic', 'topic');
  });

  test('§5 the object goes as soon as AWS accepts, while AWS still deletes: DBInstance, Key, Secret', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.synced('DBInstance', 'db', instanceSpec(space, 'db'));
    await space.secret('value', { text: 'one' });
    await space.synced('Secret', 'secret', {
      name: `${space.name}/secret`,
      secretString: { name: 'value', key: 'text' },
    });
    await space.synced('Key', 'key', { description: `of ${space.name}`, enableKeyRotation: true });
    await cluster().control('PUT', '/faults', [{ fault: 'stuck', kind: 'DBInstance', object: `${space.name}/db` }]);
    for (const [kind, name] of [
      ['DBInstance', 'db'],
      ['Secret', 'secret'],
      ['Key', 'key'],
    ] as const) {
      await space.delete(kind, name);
      await space.untilGone(kind, name);
    }
    expect((await space.aws('dbInstance'))[0]).toMatchObject({ state: 'deleting', deleting: true });
    expect((await space.aws('secret'))[0]).toMatchObject({ state: 'PendingDeletion' });
    expect((await space.aws('key'))[0]).toMatchObject({ state: 'PendingDeletion', pendingWindowInDays: 7 });

    // Its group is refused meanwhile, and goes when AWS is done: no fault of who asked.
    await space.delete('DBSubnetGroup', 'group');
    while ((await space.counted('retriedDeletes')).length === 0) await sleep(20);
    await cluster().control('PUT', '/faults', []);
    await space.untilGone('DBSubnetGroup', 'group');
    expect(await space.aws('dbInstance')).toEqual([]);
    expect(await space.counted('refusedDeletes')).toEqual([]);
  });

  test('§5 DependencyViolation keeps an object, Recoverable, until what depends on it is gone; that is counted', async () => {
    const space = await cluster().space();
    await space.synced('VPC', 'vpc', { cidrBlocks: ['10.3.0.0/16'] });
    await space.synced('Subnet', 'subnet', { vpcRef: ref('vpc'), cidrBlock: '10.3.0.0/24' });
    await space.delete('VPC', 'vpc');
    const refused = await space.untilCondition('VPC', 'vpc', 'ACK.Recoverable');
    expect(refused.message).toMatch(/DependencyViolation: The vpc 'vpc-\w+' has dependencies and cannot be deleted/);
    const [first] = await space.counted('refusedDeletes');
    expect(first).toContain(`VPC ${space.name}/vpc`);
    await space.delete('Subnet', 'subnet');
    await space.untilGone('Subnet', 'subnet');
    await space.untilGone('VPC', 'vpc');
  });

  test('§5 retain: the object goes and AWS keeps what it has; the object beats its namespace', async () => {
    const space = await cluster().space({ 'sns.services.k8s.aws/deletion-policy': 'retain' });
    await space.synced('Topic', 'by-namespace', { name: `${space.name}-a` });
    await space.synced(
      'Topic',
      'by-object',
      { name: `${space.name}-b` },
      { 'services.k8s.aws/deletion-policy': 'delete' },
    );
    await space.synced('LogGroup', 'retained', { name: `/${space.name}` }, RETAIN);
    await space.synced(
      'LogGroup',
      'strange',
      { name: `/other-${space.name}` },
      { 'services.k8s.aws/deletion-policy': 'keep' },
    );
    for (const [kind, name] of [
      ['Topic', 'by-namespace'],
      ['Topic', 'by-object'],
      ['LogGroup', 'retained'],
      ['LogGroup', 'strange'],
    ] as const) {
      await space.delete(kind, name);
      await space.untilGone(kind, name);
    }
    expect((await space.aws('topic')).map(({ id }) => id)).toEqual([`${space.name}-a`]);
    expect(await space.aws('logGroup')).toHaveLength(2);
  });

  test('§5 nothing of spec is sent after deletion began', async () => {
    const space = await cluster().space();
    await space.synced('Role', 'role', {
      name: `${space.name}-role`,
      assumeRolePolicyDocument: trustOf('ec2.amazonaws.com'),
    });
    await space.synced('InstanceProfile', 'profile', { name: `${space.name}-profile`, roleRef: ref('role') });
    await space.delete('Role', 'role');
    await space.untilCondition('Role', 'role', 'ACK.Recoverable');
    await space.edit('Role', 'role', { spec: { description: 'too late' } });
    await sleep(300);
    expect((await space.aws('role'))[0]).not.toHaveProperty('description');
    const live = await space.get('Role', 'role');
    // What was said before stays said: only Terminal and Recoverable speak of the deletion.
    expect(conditionOf(live, 'Ready')?.status).toBe('True');
    await space.delete('InstanceProfile', 'profile');
    await space.untilGone('Role', 'role');
  });

  test('§5 what AWS no longer has goes at once', async () => {
    const space = await cluster().space();
    await space.synced('LogGroup', 'logs', { name: `/${space.name}` });
    await cluster().control('DELETE', `/resources/logGroup/${encodeURIComponent(`/${space.name}`)}`);
    await space.delete('LogGroup', 'logs');
    await space.untilGone('LogGroup', 'logs');
  });
}
