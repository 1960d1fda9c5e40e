import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { DEFAULT_SETTINGS } from '../../src/api/settings.js';
import { World } from './support/world.js';

const children = (world: World) =>
  world.cluster
    .all()
    .filter(({ kind }) => kind !== 'TapDatabase')
    .map(({ metadata }) => metadata.resourceVersion);

describe('given a spec that is invalid', () => {
  test('nothing is created, all of it is said at once, and there is no retry', async () => {
    const world = new World({ instance: { class: 'db.unknown.large' }, access: { cidrs: ['0.0.0.0/0'] } });
    expect(await world.reconcile()).toBe('awaitChange');
    expect(world.cluster.writes).toEqual([{ verb: 'status', object: 'TapDatabase/tap' }]);
    expect(world.condition('Stalled')).toMatchObject({ status: 'True', reason: 'InvalidSpec' });
    const message = world.condition('Stalled')?.message ?? '';
    expect(message).toContain('spec.instance.class "db.unknown.large"');
    expect(message).toContain('spec.access.cidrs[0] "0.0.0.0/0"');
    expect(world.status).toMatchObject({ phase: 'Stalled', resources: { total: 0, ready: 0 }, message });
    expect(world.condition('Ready')).toEqual({
      status: 'False',
      reason: 'Creating',
      message: 'the primary does not exist yet',
    });
    expect(world.cluster.events).toEqual([{ type: 'Warning', reason: 'InvalidSpec', message }]);
    expect(await world.writesDuring(() => world.reconcile())).toEqual([]);
  });

  test('children that live stay as they were, and are still told', async () => {
    const world = new World();
    await world.settle();
    const before = children(world);
    world.edit({ spec: { backup: { window: '04:30-05:30' }, maintenance: { window: 'sun:04:00-sun:06:00' } } });
    await world.settle();
    expect(children(world)).toEqual(before);
    expect(world.condition('Stalled')?.reason).toBe('InvalidSpec');
    expect(world.condition('Synced')?.reason).toBe('InvalidSpec');
    expect(world.condition('Ready')?.status).toBe('True');
    expect(world.status.resources).toEqual({ total: 51, ready: 51 });
  });

  test('once it is mended the loop goes on', async () => {
    const world = new World({ access: { cidrs: ['0.0.0.0/0'] } });
    await world.reconcile();
    world.edit({ spec: { access: { cidrs: ['10.1.0.0/16'] } } });
    await world.settle();
    expect(world.status.phase).toBe('Available');
    expect(world.cluster.events.at(1)).toMatchObject({ type: 'Normal', reason: 'NotStalled' });
  });

  test('a message is never longer than the schema allows', async () => {
    const cidrs = Array.from({ length: 20 }, (_, i) => `10.0.0.${i}/7`);
    const parameters = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`unknown_parameter_of_a_long_name_${i}`, 'x'.repeat(60)]),
    );
    const world = new World({ access: { cidrs }, postgres: { parameters } });
    await world.reconcile();
    const message = world.condition('Stalled')?.message ?? '';
    expect(message.length).toBeLessThanOrEqual(4096);
    expect(world.status.message).toBe(message);
  });
});

test('a fixed field that changes is refused, and named with the value to put back', async () => {
  const world = new World();
  await world.settle();
  const before = children(world);
  world.edit({ spec: { environment: 'prod' } });
  await world.settle();
  expect(world.condition('Stalled')).toMatchObject({ status: 'True', reason: 'IdentityChanged' });
  expect(world.condition('Stalled')?.message).toContain('write "dev"');
  expect(children(world)).toEqual(before);
});

test('a reference to what is another team’s is refused unless the configuration allows it', async () => {
  const keyARN = 'arn:aws:kms:us-east-2:123456789012:key/0b0c3c5e-5f0a-4c0e-9a2e-2d2f6b1d9a01';
  const refused = new World({ encryption: { keyARN } });
  await refused.settle();
  expect(refused.condition('Stalled')).toMatchObject({ status: 'True', reason: 'ReferenceNotAllowed' });
  expect(refused.cluster.names()).toEqual([]);
  const allowedReferences = [{ namespace: 'shop', kind: 'Key', pattern: 'arn:aws:kms:us-east-2:*' } as const];
  const allowed = new World({ encryption: { keyARN } }, { ...DEFAULT_SETTINGS, allowedReferences });
  await allowed.settle();
  expect(allowed.status.phase).toBe('Available');
  expect(allowed.cluster.names()).not.toContain('Key/tap');
});

describe('given another TapDatabase of the same name', () => {
  const other = (status: object): KubeObject =>
    ({
      apiVersion: 'tapstack.io/v1alpha1',
      kind: 'TapDatabase',
      metadata: { name: 'tap', namespace: 'billing', uid: 'uid-of-other' },
      spec: { region: 'us-east-2' },
      ...status,
    }) as unknown as KubeObject;

  test('the one that has an identity keeps the names; the other waits until they are free', async () => {
    const world = new World();
    const winner = world.cluster.create(
      other({
        status: {
          identity: {
            region: 'us-east-2',
            environment: 'dev',
            postgres: {},
            network: {},
            encryption: {},
            backup: { bucket: {} },
            composition: { name: 'x' },
          },
        },
      }),
    );
    expect(await world.reconcile()).toEqual({ requeueAfterMs: 15_000 });
    expect(world.condition('Stalled')).toEqual({
      status: 'True',
      reason: 'NameConflict',
      message: 'TapDatabase billing/tap has the same names in AWS: give this one another name or environment',
    });
    expect(world.cluster.names()).toEqual([]);
    world.cluster.remove(winner);
    await world.settle();
    expect(world.status.phase).toBe('Available');
  });
});

describe('given an object of somebody else where a child should stand', () => {
  const vpc = (labels?: object): KubeObject =>
    ({
      apiVersion: 'ec2.services.k8s.aws/v1alpha1',
      kind: 'VPC',
      metadata: { name: 'tap-vpc', namespace: 'shop', ...(labels === undefined ? {} : { labels }) },
      spec: { cidrBlocks: ['10.9.0.0/16'] },
    }) as unknown as KubeObject;

  test.each([
    ['without a label', undefined],
    ['of another database', { 'tapstack.io/database': 'other' }],
  ])('%s: it is left alone, named, and a person is asked', async (_what, labels) => {
    const world = new World();
    world.cluster.create(vpc(labels));
    await world.settle();
    expect(world.cluster.named('VPC/tap-vpc').spec).toMatchObject({ cidrBlocks: ['10.9.0.0/16'] });
    expect(world.cluster.named('VPC/tap-vpc').metadata.labels).toEqual(labels);
    expect(world.condition('Stalled')).toMatchObject({ status: 'True', reason: 'ChildNotOwned' });
    expect(world.condition('Stalled')?.message).toContain('VPC tap-vpc: an object of this name exists and is not ours');
    expect(world.cluster.names()).not.toContain('InternetGateway/tap-igw');
  });

  test('once it is gone the loop goes on', async () => {
    const world = new World();
    const foreign = world.cluster.create(vpc());
    await world.settle();
    world.cluster.forget(foreign);
    await world.settle();
    expect(world.status.phase).toBe('Available');
  });

  test('a Secret that somebody made for the password is never used', async () => {
    const world = new World();
    world.cluster.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'tap-credentials-1', namespace: 'shop' },
      type: 'Opaque',
      data: { password: 'aGVsbG8=' },
    });
    await world.settle();
    expect(world.condition('Stalled')?.reason).toBe('ChildNotOwned');
    expect(world.cluster.names()).not.toContain('DBInstance/tap-primary');
  });
});

describe('given a kind that the cluster does not serve', () => {
  test('it is named with what to install, others go on, and it is picked up when it appears', async () => {
    const world = new World();
    world.cluster.missing = ['MetricAlarm.cloudwatch.services.k8s.aws'];
    await world.settle();
    expect(world.condition('Stalled')).toEqual({
      status: 'True',
      reason: 'KindMissing',
      message:
        'the cluster does not serve MetricAlarm.cloudwatch.services.k8s.aws: install the ACK controller of cloudwatch.services.k8s.aws; it is picked up at once',
    });
    expect(world.condition('Ready')?.status).toBe('True');
    expect(world.cluster.names().filter((name) => name.startsWith('MetricAlarm/'))).toEqual([]);
    world.cluster.missing = [];
    await world.settle();
    expect(world.status.phase).toBe('Available');
  });

  test('nothing is pruned meanwhile', async () => {
    const world = new World();
    await world.settle();
    world.cluster.missing = ['MetricAlarm.cloudwatch.services.k8s.aws'];
    world.edit({ spec: { replicas: { count: 1 } } });
    const writes = await world.writesDuring(() => world.settle());
    expect(writes.filter(({ verb }) => verb === 'delete')).toEqual([]);
  });
});

describe('given trouble in AWS', () => {
  test('what ACK has given up on stalls the database, with ACK’s words', async () => {
    const world = new World();
    world.ack.faults.set('DBParameterGroup/tap-postgres17', { terminal: 'InvalidParameterValue: no such parameter' });
    await world.settle();
    expect(world.condition('Stalled')).toEqual({
      status: 'True',
      reason: 'ChildTerminal',
      message: 'DBParameterGroup tap-postgres17: InvalidParameterValue: no such parameter',
    });
    expect(world.status.phase).toBe('Stalled');
    expect(world.cluster.events.at(-1)).toMatchObject({ type: 'Warning', reason: 'ChildTerminal' });
  });

  test('what ACK tries again does not; the cause is told before what waits for it', async () => {
    const world = new World();
    world.ack.faults.set('NATGateway/tap-nat-1', { recoverable: 'resource is pending' });
    await world.settle();
    expect(world.condition('Stalled')).toEqual({ status: 'False', reason: 'NotStalled', message: '' });
    expect(world.status.waitingFor?.slice(0, 2)).toEqual([
      { kind: 'NATGateway', name: 'tap-nat-1', reason: 'ACKRecoverable', message: 'resource is pending' },
      {
        kind: 'RouteTable',
        name: 'tap-private-1',
        reason: 'WaitingForDependency',
        message: 'waits for NATGateway tap-nat-1: resource is pending (ACKRecoverable)',
      },
    ]);
    // The database itself does not need it.
    expect(world.condition('Ready')?.status).toBe('True');
  });

  test('at most ten of the things waited for are shown', async () => {
    const world = new World();
    await world.reconcile();
    expect(world.status.waitingFor).toHaveLength(10);
  });

  test('an instance that was made before its monitoring role was known is woken, not given up', async () => {
    const world = new World();
    world.ack.faults.set('DBInstance/tap-primary', { terminal: 'required permissions for: ENHANCED_MONITORING' });
    for (let turn = 0; turn < 8; turn++) {
      await world.reconcile();
      world.ack.step();
      world.wait(1);
    }
    expect(world.condition('Stalled')?.status).toBe('False');
    world.ack.faults.clear();
    world.wait(31);
    await world.reconcile();
    expect(world.cluster.named('DBInstance/tap-primary').spec?.['tags']).toContainEqual({
      key: 'tapstack.io/nudge',
      value: '1',
    });
    await world.settle();
    expect(world.status.phase).toBe('Available');
  });
});
