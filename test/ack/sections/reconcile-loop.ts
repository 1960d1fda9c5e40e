import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { AckCluster } from '../support/ack-cluster.js';
import { trustOf } from '../support/manifests.js';
import { at, conditionOf, conditionsOf } from '../support/space.js';

export function testReconcileLoop(cluster: () => AckCluster): void {
  test('§2 only a change of spec wakes: annotations, labels and status do not', async () => {
    const space = await cluster().space();
    await space.synced('Topic', 'topic', { name: `${space.name}-topic` });
    await space.untilReconciled('Topic', 'topic');
    const [topic] = await space.aws('topic');
    await space.changeAws('topic', topic?.id ?? '', { tags: { drift: 'yes' } });
    await space.edit('Topic', 'topic', { metadata: { annotations: { a: 'b' }, labels: { c: 'd' } } });
    await cluster().controlPlane.admin.mergePatch(
      { apiVersion: 'sns.services.k8s.aws/v1alpha1', kind: 'Topic', namespace: space.name, name: 'topic' },
      { status: { owner: 'somebody' } },
      { subresource: 'status' },
    );
    await sleep(500);
    expect((await space.aws('topic'))[0]?.['tags']).toHaveProperty('drift');
    expect(at(await space.get('Topic', 'topic'), 'status.owner')).toBe('somebody');

    await space.edit('Topic', 'topic', { spec: { displayName: 'Alarms' } });
    await space.until('Topic', 'topic', 'to have its owner again', (live) => at(live, 'status.owner') !== 'somebody');
    expect((await space.aws('topic'))[0]?.['tags']).not.toHaveProperty('drift');
  });

  test('§2 what is not synced is looked at after 30 s of AWS, without any wake', async () => {
    const space = await cluster().space();
    const { subnetIDs } = await space.seedNetwork();
    await space.apply('Instance', 'bastion', {
      imageID: 'ami-0123456789abcdef0',
      instanceType: 't3.micro',
      subnetID: subnetIDs[0] ?? '',
    });
    await space.until('Instance', 'bastion', 'to be starting', (live) => at(live, 'status.state.name') === 'pending');
    const live = await space.untilSynced('Instance', 'bastion');
    expect(at(live, 'status.state.name')).toBe('running');
  });

  test('§2 what is synced is looked at again at the resync, and drift is undone only then', async () => {
    const space = await cluster().space();
    await space.synced('LogGroup', 'logs', { name: `/${space.name}`, retentionDays: 7 });
    await space.untilReconciled('LogGroup', 'logs');
    await space.changeAws('logGroup', `/${space.name}`, { retentionDays: 30 });
    await sleep(300);
    expect((await space.aws('logGroup'))[0]).toMatchObject({ retentionDays: 30 });
    await cluster().restart({ resyncSeconds: 0.5 });
    try {
      await space.changeAws('logGroup', `/${space.name}`, { retentionDays: 90 });
      await space.until('LogGroup', 'logs', 'to be repaired', (live) => at(live, 'status.retentionInDays') === 7);
      await sleep(700);
      expect((await space.aws('logGroup'))[0]).toMatchObject({ retentionDays: 7 });
    } finally {
      await cluster().restart();
    }
  });

  test('§2 a terminal object has no timer: it stays until its spec changes', async () => {
    const space = await cluster().space();
    const trustPolicy = trustOf('ec2.amazonaws.com');
    await space.apply('Role', 'role', { name: `${space.name}-role`, assumeRolePolicyDocument: '{' });
    const terminal = await space.untilCondition('Role', 'role', 'ACK.Terminal');
    expect(terminal.message).toContain('MalformedPolicyDocument');
    const before = await space.get('Role', 'role');
    await sleep(1500);
    expect((await space.get('Role', 'role')).metadata.resourceVersion).toBe(before.metadata.resourceVersion);
    expect(conditionOf(before, 'Ready')).toMatchObject({ status: 'False', reason: 'ACK.Terminal' });
    expect(conditionOf(before, 'ACK.ResourceSynced')?.status).toBe('False');

    await space.edit('Role', 'role', { spec: { assumeRolePolicyDocument: trustPolicy } });
    await space.untilSynced('Role', 'role');
  });

  test('§2 conditions are rebuilt and restamped by every sync, with no observedGeneration', async () => {
    const space = await cluster().space();
    const first = await space.synced('Alias', 'alias', await aliasSpec(cluster(), space.name));
    const before = conditionOf(first, 'Ready')?.lastTransitionTime ?? '';
    await sleep(1100);
    await space.edit('Alias', 'alias', { spec: { name: `alias/${space.name}-2` } });
    const later = (live: Parameters<typeof conditionOf>[0]): boolean =>
      (conditionOf(live, 'Ready')?.lastTransitionTime ?? '') > before;
    const second = await space.until('Alias', 'alias', 'to be restamped', later);
    expect(conditionOf(second, 'Ready')?.status).toBe('True');
    expect(before).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(second.status).not.toHaveProperty('observedGeneration');
    expect(conditionsOf(second).some((condition) => 'observedGeneration' in condition)).toBe(false);
  });

  test('§2 Ready is a copy of ResourceSynced, or tells of the recoverable error', async () => {
    const space = await cluster().space();
    const { vpcID } = await space.seedNetwork();
    await space.apply('Subnet', 'subnet', { vpcID, cidrBlock: '10.0.0.0/24' });
    const recoverable = await space.untilCondition('Subnet', 'subnet', 'ACK.Recoverable');
    expect(recoverable.message).toContain('InvalidSubnet.Conflict');
    expect(recoverable).not.toHaveProperty('lastTransitionTime');
    const live = await space.get('Subnet', 'subnet');
    expect(conditionOf(live, 'Ready')).toMatchObject({ status: 'False', reason: 'ACK.Recoverable' });
    expect(conditionOf(live, 'ACK.ResourceSynced')?.status).toBe('Unknown');
  });
}

async function aliasSpec(cluster: AckCluster, name: string): Promise<{ name: string; targetKeyID: string }> {
  const id = `key-of-${name}`;
  await cluster.control('POST', '/resources/key', { id, region: 'us-east-1', state: 'Enabled', policy: '{}' });
  return { name: `alias/${name}`, targetKeyID: id };
}
