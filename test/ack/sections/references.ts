import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { AckCluster } from '../support/ack-cluster.js';
import { instanceSpec, prepareDatabase, ref, trustOf } from '../support/manifests.js';
import { at, conditionOf } from '../support/space.js';

export function testReferences(cluster: () => AckCluster): void {
  test('§4 a referent that is missing is tried again with a backoff that doubles from 5 ms', async () => {
    const space = await cluster().space();
    await space.apply('Subnet', 'subnet', { vpcRef: ref('vpc'), cidrBlock: '10.2.0.0/24' });
    const condition = await space.untilCondition('Subnet', 'subnet', 'ACK.ReferencesResolved', 'Unknown');
    expect(condition.message).toBe('Reference resolution failed');
    await sleep(1000);
    // 5, 10, 20 … 640 ms: eight tries in the first 640 ms, and the ninth at 1275 ms.
    const tries = (await space.counted('unresolvedReferences')).length;
    expect(tries).toBeGreaterThanOrEqual(5);
    expect(tries).toBeLessThanOrEqual(9);
    const live = await space.get('Subnet', 'subnet');
    expect(conditionOf(live, 'ACK.ResourceSynced')?.status).toBe('Unknown');
    expect(live.metadata.finalizers).toBeUndefined();
  });

  test('§4 nothing wakes a dependent when its referent becomes ready', async () => {
    const space = await cluster().space();
    await space.apply('Subnet', 'subnet', { vpcRef: ref('vpc'), cidrBlock: '10.2.0.0/24' });
    // 5, 10, 20 … 1280 ms: after the tenth failure it waits 2560 ms.
    while ((await space.counted('unresolvedReferences')).length < 10) await sleep(20);
    const failed = performance.now();
    await space.synced('VPC', 'vpc', { cidrBlocks: ['10.2.0.0/16'] });
    await space.untilSynced('Subnet', 'subnet');
    expect(performance.now() - failed).toBeGreaterThan(1_500);
  });

  test('§4 a referent must be synced, and a terminal one is False', async () => {
    const space = await cluster().space();
    await space.apply('Role', 'broken', { name: `${space.name}-broken`, assumeRolePolicyDocument: '{' });
    await space.untilCondition('Role', 'broken', 'ACK.Terminal');
    await space.apply('InstanceProfile', 'of-broken', { name: `${space.name}-profile`, roleRef: ref('broken') });
    const condition = await space.untilCondition('InstanceProfile', 'of-broken', 'ACK.ReferencesResolved', 'False');
    expect(condition.reason).toContain("has 'ACK.Terminal' condition 'True'");

    await space.apply('VPC', 'bad', { cidrBlocks: ['10.0.0.0/8'] });
    await space.untilCondition('VPC', 'bad', 'ACK.Recoverable');
    await space.apply('InternetGateway', 'gateway', { vpcRef: ref('bad') });
    const unready = await space.untilCondition('InternetGateway', 'gateway', 'ACK.ReferencesResolved', 'Unknown');
    expect(unready.reason).toContain('not synced yet');
  });

  test('§4 a reference together with an id is an error, and so is neither', async () => {
    const space = await cluster().space();
    await space.apply('Subnet', 'both', { vpcRef: ref('vpc'), vpcID: 'vpc-1', cidrBlock: '10.0.0.0/24' });
    const both = await space.untilCondition('Subnet', 'both', 'ACK.ReferencesResolved', 'Unknown');
    expect(both.reason).toBe('both resource reference wrapper and ID cannot be used together: vpcID,vpcRef');
    await space.apply('Subnet', 'neither', { cidrBlock: '10.0.0.0/24' });
    const neither = await space.untilCondition('Subnet', 'neither', 'ACK.ReferencesResolved', 'Unknown');
    expect(neither.reason).toBe('resource reference wrapper or ID required: vpcID,vpcRef');
  });

  test('§4 rules of security groups may refer to groups that are not synced yet, and back', async () => {
    const space = await cluster().space();
    const { vpcID } = await space.seedNetwork();
    const from = (name: string): { [field: string]: never } =>
      [{ ipProtocol: 'tcp', fromPort: 5432, toPort: 5432, userIDGroupPairs: [{ groupRef: ref(name) }] }] as never;
    await space.apply('SecurityGroup', 'a', {
      name: `${space.name}-a`,
      description: 'a',
      vpcID,
      ingressRules: from('b'),
    });
    await space.apply('SecurityGroup', 'b', {
      name: `${space.name}-b`,
      description: 'b',
      vpcID,
      ingressRules: from('a'),
    });
    const a = await space.untilSynced('SecurityGroup', 'a');
    const b = await space.untilSynced('SecurityGroup', 'b');
    const groups = await space.aws('securityGroup');
    const rulesOf = (id: unknown): unknown => groups.find((group) => group.id === id)?.['rules'];
    expect(rulesOf(at(a, 'status.id'))).toEqual([expect.objectContaining({ groupID: at(b, 'status.id') })]);
    expect(rulesOf(at(b, 'status.id'))).toEqual([expect.objectContaining({ groupID: at(a, 'status.id') })]);
  });

  test('§4 references across namespaces work, and are advised against', async () => {
    const there = await cluster().space();
    const here = await cluster().space();
    await there.synced('Role', 'role', {
      name: `${there.name}-role`,
      assumeRolePolicyDocument: trustOf('ec2.amazonaws.com'),
    });
    const live = await here.synced('InstanceProfile', 'profile', {
      name: `${here.name}-profile`,
      roleRef: ref('role', there.name),
    });
    expect(conditionOf(live, 'ACK.Advisory')).toMatchObject({ status: 'True', reason: 'CrossNamespaceOptInRequired' });
    expect((await here.aws('instanceProfile'))[0]?.['role']).toBe(`${there.name}-role`);
  });

  test('§4 only Secrets of type Opaque, with the key, are read; a missing one is looked for again', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.secret('typed', { password: 'correct-horse-battery' }, 'example.com/password');
    await space.apply(
      'DBInstance',
      'db',
      instanceSpec(space, 'db', { masterUserPassword: { name: 'typed', key: 'password' } }),
    );
    const typed = await space.untilCondition('DBInstance', 'db', 'ACK.Recoverable');
    expect(typed.message).toContain('type not supported');

    await space.apply(
      'DBInstance',
      'other',
      instanceSpec(space, 'other', { masterUserPassword: { name: 'late', key: 'password' } }),
    );
    const missing = await space.untilCondition('DBInstance', 'other', 'ACK.Recoverable');
    expect(missing.message).toContain('not found');
    await space.secret('late', { wrong: 'correct-horse-battery' });
    await sleep(300);
    expect(conditionOf(await space.get('DBInstance', 'other'), 'ACK.Recoverable')?.message).toContain('not found');
    await space.secret('late', { password: 'correct-horse-battery' });
    await space.untilSynced('DBInstance', 'other');
  });

  test('§4 what a Secret holds later is not noticed', async () => {
    const space = await cluster().space();
    await space.secret('value', { text: 'one' });
    const spec = { name: `${space.name}/secret`, description: 'one', secretString: { name: 'value', key: 'text' } };
    await space.synced('Secret', 'secret', spec);
    await space.secret('value', { text: 'two' });
    await sleep(400);
    expect((await space.aws('secret'))[0]?.['secretString']).toBe('one');
  });

  test('§4 while deleting, a reference that does not resolve is no matter', async () => {
    const space = await cluster().space();
    await space.synced('Role', 'role', {
      name: `${space.name}-role`,
      assumeRolePolicyDocument: trustOf('ec2.amazonaws.com'),
    });
    await space.synced('InstanceProfile', 'profile', { name: `${space.name}-profile`, roleRef: ref('role') });
    await space.edit('InstanceProfile', 'profile', { spec: { roleRef: ref('nobody') } });
    await space.untilCondition('InstanceProfile', 'profile', 'ACK.ReferencesResolved', 'Unknown');
    await space.delete('InstanceProfile', 'profile');
    await space.untilGone('InstanceProfile', 'profile');
    expect(await space.aws('instanceProfile')).toEqual([]);
  });
}
