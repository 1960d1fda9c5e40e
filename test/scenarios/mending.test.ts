import { beforeEach, describe, expect, test } from '@jest/globals';
import { World } from './support/world.js';

const EXISTS = 'Resource already exists';
const told = (world: World, reason: string): readonly string[] =>
  world.cluster.events.filter((event) => event.reason === reason).map(({ message }) => message);

describe('given something that ACK has made by half and let go of', () => {
  test('a security group in the database’s own network is taken up again, with one write', async () => {
    const world = new World();
    world.ack.faults.set('SecurityGroup/tap-app', { terminal: EXISTS });
    for (let turn = 0; turn < 20 && told(world, 'HalfMadeAdopted').length === 0; turn++) {
      await world.reconcile();
      world.wait(1);
      world.ack.step();
    }
    const group = world.cluster.named('SecurityGroup/tap-app');
    expect(group.metadata.annotations).toMatchObject({ 'services.k8s.aws/adoption-policy': 'adopt-or-create' });
    expect(group.spec?.['tags']).toContainEqual({ key: 'tapstack.io/nudge', value: 'adopt' });
    expect(world.condition('Stalled')?.status).toBe('False');
    world.ack.faults.clear();
    await world.settle();
    expect(world.status.phase).toBe('Available');
    expect(told(world, 'HalfMadeAdopted')).toHaveLength(1);
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('where that does not help, a person is asked after the one attempt', async () => {
    const world = new World();
    world.ack.faults.set('SecurityGroup/tap-app', { terminal: EXISTS });
    await world.settle();
    expect(told(world, 'HalfMadeAdopted')).toHaveLength(1);
    expect(world.condition('Stalled')).toMatchObject({ status: 'True', reason: 'ChildTerminal' });
    expect(world.condition('Stalled')?.message).toContain('SecurityGroup tap-app: Resource already exists');
  });

  test('what is known by its name alone is never taken over unasked, and is with a person’s word', async () => {
    const world = new World();
    world.ack.faults.set('DBParameterGroup/tap-postgres17', { terminal: EXISTS });
    await world.settle();
    const group = world.cluster.named('DBParameterGroup/tap-postgres17');
    expect(group.metadata.annotations).not.toHaveProperty('services.k8s.aws/adoption-policy');
    expect(world.condition('Stalled')?.message).toContain(
      'kubectl annotate dbparametergroup.rds.services.k8s.aws tap-postgres17 -n shop services.k8s.aws/adoption-policy=adopt-or-create',
    );
    const { generation } = group.metadata;
    world.cluster.edit(group, {
      metadata: { annotations: { 'services.k8s.aws/adoption-policy': 'adopt-or-create' } },
    });
    world.ack.faults.clear();
    await world.settle();
    // ACK looks at annotations only when the spec changes.
    expect(world.cluster.read(group).metadata.generation).toBeGreaterThan(generation as number);
    expect(world.status.phase).toBe('Available');
  });
});

describe('given a DBInstance that RDS refuses for now', () => {
  test('it is woken twice, and a person is asked only then', async () => {
    const world = new World();
    world.ack.faults.set('DBInstance/tap-primary', { terminal: 'InvalidParameterValue: role not found' });
    const stalledAt: number[] = [];
    const nudges = new Set<string>();
    for (let turn = 0; turn < 150; turn++) {
      await world.reconcile();
      world.wait(1);
      world.ack.step();
      const { spec } = world.cluster.all().find(({ metadata }) => metadata.name === 'tap-primary') ?? {};
      const tag = ((spec?.['tags'] ?? []) as readonly { key: string; value: string }[]).find(
        ({ key }) => key === 'tapstack.io/nudge',
      );
      if (tag !== undefined) nudges.add(tag.value);
      if (world.condition('Stalled')?.status === 'True') stalledAt.push(turn);
    }
    expect([...nudges]).toEqual(['1', '2']);
    expect(stalledAt[0]).toBeGreaterThan(90);
    expect(world.condition('Stalled')?.message).toContain('DBInstance tap-primary: InvalidParameterValue');
    expect(await world.writesDuring(() => world.reconcile())).toEqual([]);
  });

  test('it is well again when the second request goes through', async () => {
    const world = new World();
    world.ack.faults.set('DBInstance/tap-primary', { terminal: 'InvalidDBInstanceState: not available' });
    for (let turn = 0; turn < 20; turn++) {
      await world.reconcile();
      world.wait(1);
      world.ack.step();
    }
    world.ack.faults.clear();
    await world.settle();
    expect(world.status.phase).toBe('Available');
    expect(told(world, 'ChildTerminal')).toEqual([]);
  });
});

describe('given what only a new object mends', () => {
  let world: World;

  beforeEach(async () => {
    world = new World();
    await world.settle();
    world.wait(3600);
  });

  const fail = (): void =>
    world.cluster.edit(
      world.cluster.named('NATGateway/tap-nat-1'),
      {
        status: { state: 'failed', failureCode: 'InternalError', failureMessage: 'try again', natGatewayID: 'nat-old' },
      },
      'controller',
    );

  test('a failed NAT gateway is made again, and its route table is woken for the new one', async () => {
    const before = world.cluster.named('NATGateway/tap-nat-1').metadata.uid;
    const routes = [{ destinationCIDRBlock: '0.0.0.0/0', natGatewayID: 'nat-old' }];
    world.cluster.edit(
      world.cluster.named('RouteTable/tap-private-1'),
      { status: { routeStatuses: routes } },
      'controller',
    );
    fail();
    await world.settle();
    const { metadata, status } = world.cluster.named('NATGateway/tap-nat-1');
    expect(metadata.uid).not.toBe(before);
    expect(world.cluster.named('RouteTable/tap-private-1').spec?.['tags']).toContainEqual({
      key: 'tapstack.io/nudge',
      value: status?.['natGatewayID'],
    });
    expect(told(world, 'Recreated')).toEqual([
      'NATGateway tap-nat-1: AWS says failed: InternalError: try again; made again',
    ]);
    expect(told(world, 'ChildTerminal')).toEqual([]);
    expect(world.status.phase).toBe('Available');
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('it is said while it is waited for', async () => {
    world.cluster.forget(world.cluster.named('NATGateway/tap-nat-1'));
    await world.reconcile();
    fail();
    expect(await world.reconcile()).toEqual({ requeueAfterMs: 30_000 - 400 });
    expect(world.condition('Synced')).toMatchObject({
      status: 'False',
      reason: 'Recreating',
      message: 'NATGateway tap-nat-1: AWS says failed: InternalError: try again; its object is deleted and made again',
    });
    expect(world.condition('Stalled')?.status).toBe('False');
  });

  test('a third time within a day needs a person', async () => {
    for (let time = 0; time < 2; time++) {
      fail();
      await world.settle();
      world.wait(600);
    }
    fail();
    const writes = await world.writesDuring(() => world.settle());
    expect(writes.filter(({ verb }) => verb === 'delete')).toEqual([]);
    expect(told(world, 'Recreated')).toHaveLength(2);
    expect(world.condition('Stalled')).toMatchObject({ status: 'True', reason: 'ChildTerminal' });
    world.wait(90_000);
    world.ack.resync();
    fail();
    await world.settle();
    expect(world.status.phase).toBe('Available');
  });

  test('a bastion that was terminated in AWS is made again as it was composed', async () => {
    const bastion = world.cluster.named('Instance/tap-bastion');
    world.cluster.edit(bastion, { status: { state: { name: 'terminated', code: 48 } } } as never, 'controller');
    await world.settle();
    const made = world.cluster.named('Instance/tap-bastion');
    expect(made.metadata.uid).not.toBe(bastion.metadata.uid);
    expect(told(world, 'Recreated')).toEqual(['Instance tap-bastion: the instance was terminated in AWS; made again']);
    expect(world.status.phase).toBe('Available');
  });

  test('nothing of it is done while it is paused', async () => {
    world.edit({ metadata: { annotations: { 'tapstack.io/paused': 'true' } } });
    fail();
    const writes = await world.writesDuring(() => world.settle());
    expect(writes.every(({ verb }) => verb === 'status')).toBe(true);
    expect(told(world, 'Recreated')).toEqual([]);
  });
});
