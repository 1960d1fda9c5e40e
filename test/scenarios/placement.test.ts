import { beforeEach, describe, expect, test } from '@jest/globals';
import { World } from './support/world.js';

let world: World;

beforeEach(async () => {
  world = new World({ deletionProtection: false });
  await world.settle();
});

const wroteStatusOnly = (writes: readonly { readonly verb: string }[]): boolean =>
  writes.every(({ verb }) => verb === 'status');

describe('the account', () => {
  test('is part of the identity once the first resource tells it, and of no child’s manifest again', async () => {
    expect(world.status.identity?.account).toEqual({ id: '123456789012', partition: 'aws' });
    const bucket = 'tap-backup-dev-123456789012-us-east-2';
    expect(world.cluster.named('Bucket/tap-backup').spec?.['name']).toBe(bucket);
    // A VPC that came back from a backup has no status.
    world.cluster.edit(world.cluster.named('VPC/tap-vpc'), { status: null } as never, 'velero');
    const writes = await world.writesDuring(() => world.reconcile());
    expect(wroteStatusOnly(writes)).toBe(true);
    expect(world.cluster.named('Bucket/tap-backup').spec?.['name']).toBe(bucket);
  });

  test('is that of the database group where the network is given', async () => {
    const given = new World(
      {
        network: {
          existing: { vpcID: 'vpc-0a1b2c3d4e5f60718', databaseSubnetIDs: ['subnet-0a1b2c3d', 'subnet-0e5f6071'] },
        },
        bastion: { enabled: false },
      },
      { allowedReferences: [{ namespace: '*', kind: 'VPC', pattern: '*' }] },
    );
    await given.settle();
    expect(given.status.identity?.account).toEqual({ id: '123456789012', partition: 'aws' });
  });

  test('cannot change: what is made in another stalls the database, and nothing more is written', async () => {
    world.ack.account = '222222222222';
    world.edit({ spec: { replicas: { count: 3 } } });
    await world.settle();
    expect(world.condition('Stalled')).toMatchObject({ status: 'True', reason: 'PlacementChanged' });
    expect(world.condition('Stalled')?.message).toMatch(
      /^(\S+ \S+ is in the account 222222222222(, | and \d+ more, )?)+and this database is in the account 123456789012 and the region us-east-2 for life, so nothing is written\. Put the namespace's annotation services\.k8s\.aws\/owner-account-id, /,
    );
    expect(world.status.phase).toBe('Stalled');
    expect(world.condition('Ready')?.status).toBe('True');
    world.edit({ spec: { tags: { team: 'search' } } });
    expect(wroteStatusOnly(await world.writesDuring(() => world.settle()))).toBe(true);
  });

  test('goes on when what was made elsewhere is gone and the account is back', async () => {
    world.ack.account = '222222222222';
    world.edit({ spec: { replicas: { count: 3 } } });
    await world.settle();
    world.ack.account = '123456789012';
    for (const { kind, metadata, status } of world.cluster.all()) {
      if (!JSON.stringify(status ?? {}).includes('222222222222') || kind === 'TapDatabase') continue;
      world.cluster.remove(world.cluster.named(`${kind}/${metadata.name}`));
    }
    world.ack.step();
    await world.settle();
    expect(world.condition('Stalled')?.status).toBe('False');
    expect(world.status).toMatchObject({ phase: 'Available', replicas: 3 });
  });

  test('of a database that is leaving is no reason to keep it', async () => {
    world.ack.account = '222222222222';
    world.edit({ spec: { replicas: { count: 3 } } });
    await world.settle();
    world.delete();
    await world.settle();
    expect(world.isGone).toBe(true);
  });
});

describe('the region', () => {
  test('stands on every object of AWS, whatever the namespace or the controllers say', () => {
    const regions = world.cluster
      .all()
      .filter(({ apiVersion }) => apiVersion.includes('.services.k8s.aws/'))
      .map(({ metadata }) => metadata.annotations?.['services.k8s.aws/region']);
    expect(regions.length).toBeGreaterThan(40);
    expect(new Set(regions)).toEqual(new Set(['us-east-2']));
  });

  test('comes back on the object of whoever changes it', async () => {
    const alarm = world.cluster.named('MetricAlarm/tap-primary-cpu');
    world.cluster.edit(alarm, { metadata: { annotations: { 'services.k8s.aws/region': 'us-west-2' } } });
    await world.settle();
    expect(world.cluster.read(alarm).metadata.annotations?.['services.k8s.aws/region']).toBe('us-east-2');
    expect(world.status.phase).toBe('Available');
  });

  test('cannot change by the spec', async () => {
    world.edit({ spec: { region: 'us-west-2' } });
    const writes = await world.writesDuring(() => world.settle());
    expect(world.condition('Stalled')).toMatchObject({ status: 'True', reason: 'IdentityChanged' });
    expect(wroteStatusOnly(writes)).toBe(true);
  });

  test('nor by what ACK made: an object that is elsewhere stalls the database', async () => {
    const metadata = { region: 'us-west-2', ownerAccountID: '123456789012', partition: 'aws', arn: 'arn:aws:x' };
    const alarm = world.cluster.named('MetricAlarm/tap-primary-cpu');
    world.cluster.edit(alarm, { status: { ackResourceMetadata: metadata } }, 'controller');
    world.edit({ spec: { tags: { team: 'search' } } });
    const writes = await world.writesDuring(() => world.reconcile());
    expect(wroteStatusOnly(writes)).toBe(true);
    expect(world.condition('Stalled')?.message).toContain(
      'MetricAlarm tap-primary-cpu is in the region us-west-2, and',
    );
  });
});
