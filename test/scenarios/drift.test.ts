import { beforeEach, describe, expect, test } from '@jest/globals';
import { World } from './support/world.js';

let world: World;

beforeEach(async () => {
  world = new World();
  await world.settle();
});

const driftEvents = (): readonly string[] =>
  world.cluster.events.filter(({ reason }) => reason === 'DriftCorrected').map(({ message }) => message);

describe('a declared field that somebody edits', () => {
  test('comes back in the reconcile of that event, and the Event names the field and the field manager', async () => {
    const alarm = world.cluster.named('MetricAlarm/tap-primary-cpu');
    world.cluster.edit(alarm, { spec: { threshold: 5 } }, 'kubectl-edit');
    await world.reconcile();
    expect(world.cluster.read(alarm).spec).toMatchObject({ threshold: 80 });
    expect(world.cluster.events.at(-1)).toEqual({
      type: 'Warning',
      reason: 'DriftCorrected',
      message: 'MetricAlarm tap-primary-cpu: put back spec.threshold by kubectl-edit',
    });
    await world.settle();
    expect(world.status.phase).toBe('Available');
    expect(driftEvents()).toHaveLength(1);
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('so do labels and annotations, which wake no controller', async () => {
    const vpc = world.cluster.named('VPC/tap-vpc');
    const { generation } = vpc.metadata;
    world.cluster.edit(
      vpc,
      {
        metadata: {
          labels: { 'tapstack.io/component': 'mine' },
          annotations: { 'services.k8s.aws/region': 'eu-west-1' },
        },
      },
      'argocd-controller',
    );
    await world.reconcile();
    expect(world.cluster.read(vpc).metadata).toMatchObject({
      generation,
      labels: { 'tapstack.io/component': 'network' },
      annotations: { 'services.k8s.aws/region': 'us-east-2' },
    });
    expect(driftEvents()).toEqual([
      'VPC tap-vpc: put back metadata.annotations["services.k8s.aws/region"], metadata.labels["tapstack.io/component"] by argocd-controller',
    ]);
  });

  test('one that was taken away too', async () => {
    const service = world.cluster.named('Service/tap-rw');
    world.cluster.edit(service, { spec: { externalName: null } } as never, 'kubectl');
    await world.reconcile();
    expect(world.cluster.read(service).spec?.['externalName']).toBe('tap-primary-dev.c1.us-east-2.rds.amazonaws.com');
    expect(driftEvents()).toEqual(['Service tap-rw: put back spec.externalName by somebody who took it away']);
  });

  test('of a Secret comes back at the next look, and no value is told', async () => {
    const secret = world.cluster.named('Secret/tap-connection');
    world.cluster.edit(secret, { data: { host: 'ZXZpbA==' } }, 'kubectl-edit');
    await world.reconcile();
    expect(world.cluster.read(secret).data?.['host']).not.toBe('ZXZpbA==');
    expect(driftEvents()).toEqual(['Secret tap-connection: put back data by kubectl-edit']);
  });

  test('changes the spec of the TapDatabase is no drift', async () => {
    world.edit({ spec: { monitoring: { alarms: { cpuUtilizationPercent: 70 } }, tags: { team: 'search' } } });
    await world.settle();
    expect(driftEvents()).toEqual([]);
  });
});

test('a change of our own that had to wait is nobody’s doing when its time comes', async () => {
  world = new World({ instance: { storage: { size: '100Gi', maxSize: '500Gi' } } });
  world.ack.lateInitializes = false;
  await world.settle();
  for (const size of ['200Gi', '300Gi']) {
    world.edit({ spec: { instance: { storage: { size } } } });
    await world.settle();
  }
  // RDS takes no second change of storage for six hours.
  world.wait(7 * 3600);
  await world.settle();
  expect(world.cluster.named('DBInstance/tap-primary').spec).toMatchObject({ allocatedStorage: 300 });
  expect(driftEvents()).toEqual([]);
});

test('what is not declared is left alone', async () => {
  const vpc = world.cluster.named('VPC/tap-vpc');
  const tags = vpc.spec?.['tags'] as readonly object[];
  world.cluster.edit(vpc, {
    spec: { instanceTenancy: 'default', tags: [...tags, { key: 'cost-center', value: '42' }] as never },
    metadata: { labels: { 'example.com/team': 'shop' }, annotations: { 'example.com/note': 'x' } },
  });
  expect(await world.writesDuring(() => world.reconcile())).toEqual([]);
  expect(driftEvents()).toEqual([]);
});

describe('two that fight over a field', () => {
  const fight = async (patch: object): Promise<number> => {
    const vpc = world.cluster.named('VPC/tap-vpc');
    const writes = await world.writesDuring(async () => {
      for (let turn = 0; turn < 20; turn++) {
        world.cluster.edit(vpc, patch as never, 'terraform');
        await world.reconcile();
        world.wait(1);
      }
    });
    return writes.filter(({ verb }) => verb === 'apply').length;
  };

  test('are told of once, however often it is put back, which is every five seconds', async () => {
    const applies = await fight({ spec: { enableDNSSupport: false } });
    expect(applies).toBeGreaterThanOrEqual(3);
    expect(applies).toBeLessThanOrEqual(4);
    expect(driftEvents()).toEqual(['VPC tap-vpc: put back spec.enableDNSSupport by terraform']);
    expect(world.status.waitingFor).toContainEqual(
      expect.objectContaining({ message: 'something takes back what was written seconds ago' }),
    );
  });

  test('over a label as well', async () => {
    expect(await fight({ metadata: { labels: { 'tapstack.io/component': 'mine' } } })).toBeLessThanOrEqual(4);
    expect(driftEvents()).toHaveLength(1);
  });

  test('another field, or the same much later, is news', async () => {
    const vpc = world.cluster.named('VPC/tap-vpc');
    world.cluster.edit(vpc, { spec: { enableDNSSupport: false } }, 'terraform');
    await world.settle();
    world.cluster.edit(vpc, { spec: { enableDNSHostnames: false } }, 'terraform');
    await world.settle();
    world.wait(700);
    world.ack.resync();
    world.cluster.edit(vpc, { spec: { enableDNSHostnames: false } }, 'terraform');
    await world.settle();
    expect(driftEvents()).toEqual([
      'VPC tap-vpc: put back spec.enableDNSSupport by terraform',
      'VPC tap-vpc: put back spec.enableDNSHostnames by terraform',
      'VPC tap-vpc: put back spec.enableDNSHostnames by terraform',
    ]);
  });
});

test('while it is paused nothing is put back, and nothing is said to be', async () => {
  world.edit({ metadata: { annotations: { 'tapstack.io/paused': 'true' } } });
  world.cluster.edit(world.cluster.named('MetricAlarm/tap-primary-cpu'), { spec: { threshold: 5 } }, 'kubectl-edit');
  await world.reconcile();
  expect(driftEvents()).toEqual([]);
  world.edit({ metadata: { annotations: { 'tapstack.io/paused': null } } });
  await world.reconcile();
  expect(driftEvents()).toHaveLength(1);
});

test('what could not be put back is not said to be', async () => {
  const { ApiError } = await import('../../src/reconcile/cluster.js');
  world.cluster.refuse = (verb, object) =>
    verb === 'apply' && object === 'MetricAlarm/tap-primary-cpu' ? new ApiError(503, '', 'later') : undefined;
  world.cluster.edit(world.cluster.named('MetricAlarm/tap-primary-cpu'), { spec: { threshold: 5 } }, 'kubectl-edit');
  await world.reconcile();
  expect(driftEvents()).toEqual([]);
});

describe('a primary that somebody has deleted', () => {
  const approvalIn = (message: string | undefined): string =>
    /tapstack\.io\/approve=([0-9a-f]{10})/.exec(message ?? '')?.[1] ?? '';

  test('is reported with what would bring its data back, and made again, empty, only with a person’s word', async () => {
    world = new World({ deletionProtection: false });
    await world.settle();
    const lose = async (): Promise<void> => {
      world.cluster.remove(world.cluster.named('DBInstance/tap-primary'));
      await world.settle();
    };
    await lose();
    const stalled = world.condition('Stalled');
    expect(stalled).toMatchObject({ status: 'True', reason: 'ChildDeleted' });
    expect(stalled?.message).toMatch(
      /kubectl annotate tapdatabase tap -n shop --overwrite tapstack\.io\/approve=[0-9a-f]{10}: the instance is made again, empty; its data comes back in a new TapDatabase with restoreFrom\.snapshotID: tap-final-dev-/,
    );
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
    const approval = approvalIn(stalled?.message);
    world.edit({ metadata: { annotations: { 'tapstack.io/approve': approval } } });
    await world.settle();
    expect(world.status.phase).toBe('Available');
    expect(world.cluster.names()).toContain('DBInstance/tap-primary');
    // The word was about that loss.
    world.wait(3600);
    await lose();
    expect(world.cluster.names()).not.toContain('DBInstance/tap-primary');
    expect(approvalIn(world.condition('Stalled')?.message)).not.toBe(approval);
  });

  test('no other lost child can be approved', async () => {
    world.cluster.forget(world.cluster.named('Key/tap'));
    await world.settle();
    expect(world.condition('Stalled')).toMatchObject({ reason: 'ChildDeleted' });
    expect(world.condition('Stalled')?.message).not.toContain('tapstack.io/approve');
  });
});
