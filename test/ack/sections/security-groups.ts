import { expect, test } from '@jest/globals';
import type { AckCluster } from '../support/ack-cluster.js';
import { ref } from '../support/manifests.js';
import { at } from '../support/space.js';

const tcp = (port: number, ...cidrs: string[]): object => ({
  ipProtocol: 'tcp',
  fromPort: port,
  toPort: port,
  ipRanges: cidrs.map((cidrIP) => ({ cidrIP })),
});

export function testSecurityGroups(cluster: () => AckCluster): void {
  test('§9.2 the default egress rule goes: no egress rules are no egress', async () => {
    const space = await cluster().space();
    const { vpcID } = await space.seedNetwork();
    const live = await space.synced('SecurityGroup', 'group', {
      name: `${space.name}-g`,
      description: 'closed',
      vpcID,
    });
    expect((await space.aws('securityGroup'))[0]?.['rules']).toEqual([]);
    expect(live.status).not.toHaveProperty('rules');
  });

  test('§9.2, §12 rules that AWS merges, rewrites or orders otherwise are no difference', async () => {
    const space = await cluster().space();
    const { vpcID } = await space.seedNetwork();
    await space.synced('SecurityGroup', 'group', {
      name: `${space.name}-g`,
      description: 'd',
      vpcID,
      ingressRules: [
        tcp(5432, '10.1.0.5/16'),
        tcp(5432, '10.0.0.0/16'),
        {
          ipProtocol: '6',
          fromPort: 22,
          toPort: 22,
          ipv6Ranges: [{ cidrIPv6: 'fd00::/8' }],
          prefixListIDs: [{ prefixListID: 'pl-1' }],
        },
      ] as never,
      egressRules: [
        { ipProtocol: '-1', fromPort: 0, toPort: 0, ipRanges: [{ cidrIP: '0.0.0.0/0', description: 'out' }] },
      ],
    });
    await space.edit('SecurityGroup', 'group', {
      spec: {
        ingressRules: [
          {
            ipProtocol: 'tcp',
            fromPort: 22,
            toPort: 22,
            ipv6Ranges: [{ cidrIPv6: 'fd00::/8' }],
            prefixListIDs: [{ prefixListID: 'pl-1' }],
          },
          tcp(5432, '10.0.0.0/16', '10.1.0.0/16'),
        ],
      },
    });
    await space.edit('SecurityGroup', 'group', { spec: { tags: [{ key: 'a', value: 'b' }] } });
    await space.untilReconciled('SecurityGroup', 'group');
    await space.untilSynced('SecurityGroup', 'group');
    expect((await space.counted('needlessSpecWrites'))[0]).toContain('generation 2 changes nothing');
    expect((await space.aws('securityGroup'))[0]?.['rules']).toHaveLength(5);
  });

  test('§9.2 removals go first: a refused addition leaves fewer rules', async () => {
    const space = await cluster().space();
    const { vpcID } = await space.seedNetwork();
    const spec = { name: `${space.name}-g`, description: 'd', vpcID };
    await space.synced('SecurityGroup', 'group', { ...spec, ingressRules: [tcp(5432, '10.0.0.0/16')] as never });
    await space.edit('SecurityGroup', 'group', { spec: { ingressRules: [tcp(5433, 'nowhere')] } });
    await space.untilSays('SecurityGroup', 'group', 'ACK.Recoverable', 'nowhere');
    expect((await space.aws('securityGroup'))[0]?.['rules']).toEqual([]);
  });

  test('§9.2 a pair without a group means the group itself; a changed description is a change', async () => {
    const space = await cluster().space();
    const { vpcID } = await space.seedNetwork();
    const pair = (description: string): never =>
      [{ ipProtocol: 'tcp', fromPort: 1, toPort: 2, userIDGroupPairs: [{ description }] }] as never;
    const spec = { name: `${space.name}-g`, description: 'd', vpcID };
    const live = await space.synced('SecurityGroup', 'group', { ...spec, ingressRules: pair('one') });
    await space.edit('SecurityGroup', 'group', { spec: { ingressRules: pair('two') } });
    await space.until(
      'SecurityGroup',
      'group',
      'to be described',
      (each) => at(each, 'status.rules.0.description') === 'two',
    );
    expect((await space.aws('securityGroup'))[0]?.['rules']).toEqual([
      {
        direction: 'ingress',
        protocol: 'tcp',
        fromPort: 1,
        toPort: 2,
        groupID: at(live, 'status.id'),
        description: 'two',
      },
    ]);
  });

  test('§9.2 deletion drops the group’s own rules; one that another refers to waits', async () => {
    const space = await cluster().space();
    const { vpcID } = await space.seedNetwork();
    await space.synced('SecurityGroup', 'app', { name: `${space.name}-app`, description: 'd', vpcID });
    const from = [{ ipProtocol: 'tcp', fromPort: 1, toPort: 2, userIDGroupPairs: [{ groupRef: ref('app') }] }];
    await space.synced('SecurityGroup', 'db', {
      name: `${space.name}-db`,
      description: 'd',
      vpcID,
      ingressRules: from,
    });
    await space.delete('SecurityGroup', 'app');
    await space.untilSays('SecurityGroup', 'app', 'ACK.Recoverable', 'DependencyViolation');
    await space.delete('SecurityGroup', 'db');
    await space.untilGone('SecurityGroup', 'db');
    await space.untilGone('SecurityGroup', 'app');
  });

  test('§9.2 names, descriptions, ports and peers that AWS refuses', async () => {
    const space = await cluster().space();
    const { vpcID } = await space.seedNetwork();
    const refusals: readonly [string, object, string][] = [
      ['prefix', { name: 'sg-mine', description: 'd' }, "Invalid value 'sg-mine'"],
      ['description', { name: `${space.name}-1`, description: 'a < b' }, 'Invalid security group description'],
      ['taken', { name: `${space.name}-taken`, description: 'd', vpcID: 'vpc-none' }, 'InvalidVpcID.NotFound'],
      [
        'ports',
        { name: `${space.name}-2`, description: 'd', ingressRules: [{ ...tcp(1, '10.0.0.0/8'), toPort: 70_000 }] },
        'portRange',
      ],
      [
        'peer',
        {
          name: `${space.name}-3`,
          description: 'd',
          ingressRules: [{ ...tcp(1), userIDGroupPairs: [{ groupID: 'sg-none' }] }],
        },
        'InvalidGroup.NotFound',
      ],
    ];
    for (const [name, spec, message] of refusals) {
      await space.apply('SecurityGroup', name, { vpcID, ...spec } as never);
      const says = (live: unknown): boolean =>
        JSON.stringify(at(live, 'status.conditions') ?? '').includes(message) ||
        JSON.stringify(at(live, 'status.conditions') ?? '').includes('Resource already exists');
      await space.until('SecurityGroup', name, `to be refused with ${message}`, says);
    }
  });
}
