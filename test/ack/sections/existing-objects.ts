import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { AckCluster } from '../support/ack-cluster.js';
import { at, conditionOf } from '../support/space.js';

const adopt = (policy: string, fields?: object): Record<string, string> => ({
  'services.k8s.aws/adoption-policy': policy,
  ...(fields ? { 'services.k8s.aws/adoption-fields': JSON.stringify(fields) } : {}),
});

const DUPLICATE = [
  { ipProtocol: 'tcp', fromPort: 5432, toPort: 5432, ipRanges: [{ cidrIP: '10.0.0.0/16' }, { cidrIP: '10.0.0.0/16' }] },
];
const SINGLE = [{ ipProtocol: 'tcp', fromPort: 5432, toPort: 5432, ipRanges: [{ cidrIP: '10.0.0.0/16' }] }];

export function testExistingObjects(cluster: () => AckCluster): void {
  test('§6 what is in AWS already and not managed ends terminal, without finalizer', async () => {
    const space = await cluster().space();
    await cluster().control('POST', '/resources/logGroup', { id: `/${space.name}`, region: 'us-east-1' });
    await space.apply('LogGroup', 'logs', { name: `/${space.name}`, retentionDays: 7 });
    const terminal = await space.untilCondition('LogGroup', 'logs', 'ACK.Terminal');
    expect(terminal.message).toBe('Resource already exists');
    expect((await space.get('LogGroup', 'logs')).metadata.finalizers).toBeUndefined();
    expect((await space.aws('logGroup'))[0]).not.toHaveProperty('retentionDays');
  });

  test('§6 a create that fails half-way becomes "already exists"; adopt-or-create with a change of spec repairs it', async () => {
    const space = await cluster().space();
    const { vpcID } = await space.seedNetwork();
    const spec = { name: `${space.name}-group`, description: 'half-made', vpcID };
    await space.apply('SecurityGroup', 'group', { ...spec, ingressRules: DUPLICATE });
    const terminal = await space.untilCondition('SecurityGroup', 'group', 'ACK.Terminal');
    expect(terminal.message).toBe('Resource already exists');
    expect((await space.get('SecurityGroup', 'group')).metadata.finalizers).toBeUndefined();
    expect(await space.aws('securityGroup')).toHaveLength(1);

    await space.edit('SecurityGroup', 'group', { metadata: { annotations: adopt('adopt-or-create') } });
    await sleep(300);
    expect(conditionOf(await space.get('SecurityGroup', 'group'), 'ACK.Terminal')?.status).toBe('True');
    await space.edit('SecurityGroup', 'group', { spec: { ingressRules: SINGLE } });
    const live = await space.untilSynced('SecurityGroup', 'group');
    expect(live.metadata.annotations?.['services.k8s.aws/adopted']).toBe('true');
    expect(live.metadata.finalizers).toHaveLength(1);
    expect(await space.aws('securityGroup')).toHaveLength(1);
  });

  test('§6 a gateway whose attachment is refused leaks, and another one is made', async () => {
    const space = await cluster().space();
    const { vpcID } = await space.seedNetwork();
    await space.synced('InternetGateway', 'first', { vpc: vpcID });
    await space.apply('InternetGateway', 'second', { vpc: vpcID });
    await space.untilCondition('InternetGateway', 'second', 'ACK.Recoverable');
    await sleep(100);
    const leaked = (await space.aws('internetGateway')).filter((gateway) => !('vpcID' in gateway));
    expect(leaked.length).toBeGreaterThan(1);
  });

  test('§6 adopt takes spec from AWS, and what vanishes afterwards is not made again', async () => {
    const space = await cluster().space();
    const { vpcID } = await space.seedNetwork();
    await space.apply('VPC', 'vpc', { cidrBlocks: ['0.0.0.0/0'] }, adopt('adopt', { vpcID }));
    const live = await space.untilSynced('VPC', 'vpc');
    expect(at(live, 'spec.cidrBlocks')).toEqual(['10.0.0.0/16']);
    expect(live.metadata.annotations?.['services.k8s.aws/adopted']).toBe('true');

    await cluster().control('DELETE', `/resources/vpc/${vpcID}`);
    await space.edit('VPC', 'vpc', { spec: { tags: [{ key: 'look', value: 'again' }] } });
    await sleep(300);
    expect(await space.aws('vpc')).toEqual([]);
  });

  test('§6 adopt-or-create keeps spec as the truth, and creates what is not there', async () => {
    const space = await cluster().space();
    await cluster().control('POST', '/resources/logGroup', {
      id: `/${space.name}`,
      region: 'us-east-1',
      retentionDays: 30,
    });
    await space.synced('LogGroup', 'there', { name: `/${space.name}`, retentionDays: 7 }, adopt('adopt-or-create'));
    await space.synced(
      'LogGroup',
      'new',
      { name: `/new-${space.name}`, retentionDays: 7 },
      adopt('adopt-or-create', {}),
    );
    const groups = await space.aws('logGroup');
    expect(groups.map((group) => [group.id, group['retentionDays']])).toEqual([
      [`/new-${space.name}`, 7],
      [`/${space.name}`, 7],
    ]);
  });

  test('§6 another policy, no fields, or fields that are none, are terminal', async () => {
    const space = await cluster().space();
    const spec = { name: `/${space.name}` };
    const cases: readonly [string, Record<string, string>, RegExp][] = [
      ['unknown', adopt('take'), /unrecognized adoption policy: take/],
      ['no-fields', adopt('adopt'), /needs the annotation/],
      ['wrong-field', adopt('adopt', { id: 'x' }), /required field missing: name/],
      ['not-strings', adopt('adopt', { name: 1 }), /no object of strings/],
      ['no-json', { ...adopt('adopt'), 'services.k8s.aws/adoption-fields': '{' }, /is not JSON/],
    ];
    for (const [name, annotations, message] of cases) {
      await space.apply('LogGroup', name, spec, annotations);
      expect((await space.untilCondition('LogGroup', name, 'ACK.Terminal')).message).toMatch(message);
    }
  });

  test('§6 adopting what is not there says nothing and changes nothing', async () => {
    const space = await cluster().space();
    await space.apply('LogGroup', 'logs', { name: `/${space.name}` }, adopt('adopt', { name: `/${space.name}` }));
    await sleep(300);
    expect(conditionOf(await space.get('LogGroup', 'logs'), 'Ready')).toBeUndefined();
    expect(await space.aws('logGroup')).toEqual([]);
  });

  test('§6 read-only looks and never writes: neither to spec, nor to AWS, nor at deletion', async () => {
    const space = await cluster().space();
    const readOnly = { 'services.k8s.aws/read-only': 'true' };
    await cluster().control('POST', '/resources/logGroup', {
      id: `/${space.name}`,
      region: 'us-east-1',
      retentionDays: 30,
    });
    await space.synced('LogGroup', 'logs', { name: `/${space.name}`, retentionDays: 7 }, readOnly);
    const live = await space.get('LogGroup', 'logs');
    expect(at(live, 'spec.retentionDays')).toBe(7);
    expect(at(live, 'status.retentionInDays')).toBe(30);
    await space.apply('LogGroup', 'missing', { name: `/none-${space.name}` }, readOnly);
    await space.delete('LogGroup', 'logs');
    await space.untilGone('LogGroup', 'logs');
    expect(await space.aws('logGroup')).toHaveLength(1);
    expect(conditionOf(await space.get('LogGroup', 'missing'), 'Ready')).toBeUndefined();
  });

  test('§6 identity in status: without it a second VPC is made; adoption fields bring the first back', async () => {
    const space = await cluster().space();
    const first = await space.synced(
      'VPC',
      'vpc',
      { cidrBlocks: ['10.4.0.0/16'] },
      { 'services.k8s.aws/deletion-policy': 'retain' },
    );
    await space.delete('VPC', 'vpc');
    await space.untilGone('VPC', 'vpc');
    await space.synced('VPC', 'vpc', { cidrBlocks: ['10.4.0.0/16'] }, { 'services.k8s.aws/deletion-policy': 'retain' });
    expect(await space.aws('vpc')).toHaveLength(2);

    const vpcID = at(first, 'status.vpcID');
    const again = await space.synced(
      'VPC',
      'again',
      { cidrBlocks: ['10.4.0.0/16'] },
      adopt('adopt-or-create', { vpcID }),
    );
    expect(at(again, 'status.vpcID')).toBe(vpcID);
    expect(await space.aws('vpc')).toHaveLength(2);
  });

  test.each([
    ['DBSnapshot', { dbSnapshotIdentifier: 'x', dbInstanceIdentifier: 'y' }, { dbSnapshotIdentifier: 'none' }],
    [
      'DBInstance',
      { dbInstanceIdentifier: 'x', dbInstanceClass: 'c', engine: 'postgres' },
      { dbInstanceIdentifier: 'none' },
    ],
    ['InternetGateway', {}, { internetGatewayID: 'igw-none' }],
    ['ElasticIPAddress', {}, { allocationID: 'eipalloc-none' }],
    ['NATGateway', {}, { natGatewayID: 'nat-none' }],
    ['RouteTable', {}, { routeTableID: 'rtb-none' }],
    ['Subnet', {}, { subnetID: 'subnet-none' }],
    ['SecurityGroup', { name: 'x', description: 'y' }, { id: 'sg-none' }],
    ['Instance', {}, { instanceID: 'i-none' }],
    ['Secret', { name: 'x' }, { id: 'arn:none', name: 'none' }],
    ['Topic', { name: 'x' }, { arn: 'arn:aws:sns:us-east-1:123456789012:none' }],
    ['Subscription', { protocol: 'email' }, { arn: 'arn:aws:sns:us-east-1:123456789012:none:1' }],
  ])(
    '§6 %s is looked up by its adoption fields, and nothing is made of what is not there',
    async (kind, spec, fields) => {
      const space = await cluster().space();
      await space.apply(kind, 'object', spec as never, adopt('adopt', fields));
      await sleep(200);
      const live = await space.get(kind, 'object');
      expect(live.metadata.finalizers).toBeUndefined();
      expect(conditionOf(live, 'ACK.Terminal')).toBeUndefined();
    },
  );
}
