import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { ApiError } from '../../src/reconcile/cluster.js';
import { sweepGoodbyes } from '../../src/reconcile/goodbye.js';
import { World } from './support/world.js';

const ALLOW = { metadata: { annotations: { 'tapstack.io/allow-deletion': 'tap' } } };
const GOODBYE = 'ConfigMap tapdb-system/tapdb-goodbye-uid-of-tap';

async function living(spec: Partial<TapDatabaseSpec> = {}): Promise<World> {
  const world = new World({ deletionProtection: false, ...spec });
  await world.settle();
  return world;
}

async function deleted(spec: Partial<TapDatabaseSpec> = {}): Promise<World> {
  const world = await living(spec);
  world.delete();
  await world.settle();
  return world;
}

const fates = (world: World, fate: string) =>
  world.ack.endings
    .filter((ending) => ending.fate === fate)
    .map(({ object }) => object)
    .sort();

const goodbyeOf = (world: World) => world.cluster.named('ConfigMap/tapdb-goodbye-uid-of-tap');
const keptOf = (world: World) =>
  parse(goodbyeOf(world).data?.['kept.yaml'] ?? '') as readonly {
    kind: string;
    name: string;
    id: string;
    why: string;
  }[];
const lastWords = (world: World) => world.cluster.events.at(-1);

describe('given the policy', () => {
  test('Snapshot: two last snapshots are taken; they, the key and the name in Secrets Manager stay', async () => {
    const world = await living();
    const primary = world.cluster.named('DBInstance/tap-primary').metadata;
    const final = primary.annotations?.['rds.services.k8s.aws/final-db-snapshot-identifier'];
    const last = `tap-primary-dev-last-${primary.uid?.slice(0, 8)}`;
    world.delete();
    await world.settle();
    expect(world.isGone).toBe(true);
    expect(world.cluster.names()).toEqual([]);
    expect(final).toMatch(/^tap-final-dev-[0-9a-f]+$/);
    expect(world.ack.endings).toContainEqual({
      object: 'DBInstance/tap-primary',
      fate: `deleted with snapshot ${final}`,
    });
    expect(fates(world, 'retained')).toEqual([`DBSnapshot/${last}`, 'Key/tap', 'SecretsManager/tap-credentials']);
    expect(lastWords(world)).toEqual({
      type: 'Normal',
      reason: 'Deleted',
      message:
        `everything is gone but what is kept in AWS: the final snapshot ${final}, DBSnapshot ${last}, Key key-tap, ` +
        `Secret secret-tap-credentials. ${GOODBYE} tells of it for 90 days`,
    });
    expect(goodbyeOf(world)).toMatchObject({
      metadata: {
        namespace: 'tapdb-system',
        labels: { 'tapstack.io/goodbye': 'true' },
        annotations: { 'tapstack.io/delete-after': expect.stringMatching(/^2026-04-05T10:/) },
      },
      data: { database: 'shop/tap', deletionPolicy: 'Snapshot', finalSnapshotID: final },
    });
    expect(keptOf(world)).toEqual([
      {
        kind: 'DBSnapshot',
        name: final,
        id: final,
        why: 'the final snapshot, which RDS takes while the instance goes',
      },
      { kind: 'DBSnapshot', name: last, id: last, why: 'deletionPolicy is Snapshot' },
      { kind: 'Key', name: 'tap', id: 'key-tap', why: `DBSnapshot/${final} cannot be read without it` },
      {
        kind: 'Secret',
        name: 'tap-credentials',
        id: 'secret-tap-credentials',
        why: 'Secrets Manager would block its name for 30 days',
      },
    ]);
  });

  test('Snapshot: the status says which snapshot it waits for, and which to restore from; nothing is written meanwhile', async () => {
    const world = await living();
    const last = `tap-primary-dev-last-${world.cluster.named('DBInstance/tap-primary').metadata.uid?.slice(0, 8)}`;
    world.ack.faults.set(`DBSnapshot/${last}`, 'silent');
    world.delete();
    await world.settle();
    expect(world.status.finalSnapshotID).toMatch(/^tap-final-dev-/);
    expect(world.status.message).toContain(`DBSnapshot ${last}: `);
    expect(world.status.waitingFor).toContainEqual({
      kind: 'DBInstance',
      name: 'tap-primary',
      reason: 'WaitingForSnapshot',
      message: `it goes when its last snapshot ${last} is available`,
    });
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
    world.ack.faults.clear();
    await world.settle();
    expect(world.isGone).toBe(true);
  });

  test('Delete: nothing stays but the name in Secrets Manager', async () => {
    const world = await deleted({ deletionPolicy: 'Delete' });
    expect(world.isGone).toBe(true);
    expect(fates(world, 'retained')).toEqual(['SecretsManager/tap-credentials']);
    expect(fates(world, 'deleted')).toContain('DBInstance/tap-primary');
    expect(world.cluster.writes.filter(({ object }) => object.startsWith('DBSnapshot/'))).toEqual([]);
    expect(lastWords(world)?.message).toBe(
      `everything is gone but what is kept in AWS: Secret secret-tap-credentials. ${GOODBYE} tells of it for 90 days`,
    );
    expect(goodbyeOf(world).data).not.toHaveProperty('finalSnapshotID');
    expect(goodbyeOf(world).data).not.toHaveProperty('tapdatabase.yaml');
  });

  test('Delete, where nothing can be left: it says so, and no ConfigMap is needed', async () => {
    const world = await deleted({
      deletionPolicy: 'Delete',
      credentials: { secretsManager: false },
      backup: { bucket: { enabled: false } },
    });
    expect(world.isGone).toBe(true);
    expect(fates(world, 'retained')).toEqual([]);
    expect(lastWords(world)?.message).toBe('everything is gone');
    expect(await world.cluster.goodbyes()).toEqual([]);
  });

  test('Retain: everything stays, the primary keeps its protection, and a manifest tells how to come back', async () => {
    const world = await living({
      deletionPolicy: 'Retain',
      deletionProtection: true,
      network: { zoneCount: 3 },
      backup: { bucket: { name: 'shop-backups' } },
    });
    expect(world.status.inventory).toHaveLength(49);
    const { inventory } = world.status;
    world.edit({ metadata: { ...ALLOW.metadata, labels: { team: 'shop' } } });
    world.edit({ metadata: { annotations: { note: 'ours' } } });
    world.delete();
    const writes = await world.writesDuring(() => world.settle());
    expect(world.isGone).toBe(true);
    expect(fates(world, 'deleted')).toEqual([]);
    expect(writes.filter(({ verb, object }) => verb === 'patch' && object === 'DBInstance/tap-primary')).toEqual([]);
    expect(lastWords(world)?.message).toBe(
      `the objects are gone; everything in AWS was kept: 49 resources. ${GOODBYE} tells of it for 90 days`,
    );
    const manifest = parse(goodbyeOf(world).data?.['tapdatabase.yaml'] ?? '');
    expect(manifest).toEqual({
      apiVersion: 'tapstack.io/v1alpha1',
      kind: 'TapDatabase',
      metadata: { name: 'tap', namespace: 'shop', labels: { team: 'shop' }, annotations: { note: 'ours' } },
      spec: {
        region: 'us-east-2',
        environment: 'dev',
        deletionPolicy: 'Retain',
        deletionProtection: true,
        postgres: { database: 'tap', username: 'postgres', port: 5432, iamAuthentication: false },
        network: {
          cidr: '10.0.0.0/16',
          zones: ['us-east-2a', 'us-east-2b', 'us-east-2c'],
          databaseSubnets: 'Isolated',
        },
        backup: { bucket: { name: 'shop-backups' } },
        adopt: { resources: inventory },
      },
    });
  });

  test('changed while it is being deleted: the policy that holds now', async () => {
    const world = await living({ deletionPolicy: 'Retain' });
    world.edit({ spec: { deletionPolicy: 'Snapshot' } });
    world.delete();
    await world.settle();
    expect(world.isGone).toBe(true);
    expect(fates(world, 'retained')).toEqual([
      expect.stringMatching(/^DBSnapshot\/tap-primary-dev-last-/),
      'Key/tap',
      'SecretsManager/tap-credentials',
    ]);
    expect(world.ack.endings.filter(({ fate }) => fate.startsWith('deleted with snapshot'))).toHaveLength(1);
  });

  test('changed when the snapshots are taken: they stay, and the key that reads them', async () => {
    const world = await living();
    world.ack.faults.set('DBSubnetGroup/tap', { recoverable: 'InvalidDBSubnetGroupStateFault' });
    world.delete();
    await world.settle();
    expect(world.cluster.names()).not.toContain('DBInstance/tap-primary');
    world.edit({ spec: { deletionPolicy: 'Delete' } });
    world.ack.faults.clear();
    await world.settle();
    expect(world.isGone).toBe(true);
    expect(keptOf(world).map(({ kind }) => kind)).toEqual(['DBSnapshot', 'DBSnapshot', 'Key', 'Secret']);
    expect(goodbyeOf(world).data).toMatchObject({ finalSnapshotID: expect.stringMatching(/^tap-final-dev-/) });
  });
});

describe('given an instance without data', () => {
  test('that AWS never made: no snapshot is taken or promised', async () => {
    const world = new World({ deletionProtection: false });
    world.ack.faults.set('DBInstance/tap-primary', { terminal: 'InvalidParameterValue' });
    await world.settle();
    world.delete();
    await world.settle();
    expect(world.isGone).toBe(true);
    expect(keptOf(world)).toEqual([
      { kind: 'Key', name: 'tap', id: 'key-tap', why: 'snapshots cannot be read without it' },
    ]);
  });
});

describe('given a namespace that is being deleted', () => {
  const terminating = (world: World) => {
    world.cluster.refuse = (verb, object) =>
      verb === 'apply' && !object.includes('goodbye')
        ? new ApiError(
            403,
            'Forbidden',
            `${object} is forbidden: unable to create new content in namespace shop because it is being terminated`,
          )
        : undefined;
  };

  test('RDS’s own final snapshot is the snapshot, since nothing can be made', async () => {
    const world = await living();
    terminating(world);
    world.delete();
    await world.settle();
    expect(world.isGone).toBe(true);
    expect(
      world.ack.endings.filter(({ fate }) => fate.startsWith('deleted with snapshot tap-final-dev-')),
    ).toHaveLength(1);
    expect(keptOf(world).map(({ kind }) => kind)).toEqual(['DBSnapshot', 'Key', 'Secret']);
  });

  test('another refusal of the snapshot skips nothing: it is named and waited for', async () => {
    const world = await living();
    world.cluster.refuse = (_verb, object) =>
      object.startsWith('DBSnapshot/')
        ? new ApiError(403, 'Forbidden', 'dbsnapshots is forbidden: no right')
        : undefined;
    world.delete();
    for (let turn = 0; turn < 60; turn++) {
      await world.reconcile();
      world.wait(5);
      world.ack.step();
    }
    expect(world.status.message).toMatch(/^DBSnapshot tap-primary-dev-last-.*: dbsnapshots is forbidden: no right$/);
    expect(world.cluster.names()).toContain('DBInstance/tap-primary');
    world.cluster.refuse = () => undefined;
    await world.settle();
    expect(world.isGone).toBe(true);
  });
});

describe('given an operator’s namespace', () => {
  const refusing = (code: number) => (_verb: string, object: string) =>
    object.startsWith('ConfigMap/tapdb-goodbye') ? new ApiError(code, 'Some', 'no ConfigMaps today') : undefined;

  test('that takes no ConfigMap, the deletion goes on, and the last Event names everything', async () => {
    const world = await living({ deletionPolicy: 'Retain' });
    world.cluster.refuse = refusing(403);
    world.delete();
    await world.settle();
    expect(world.isGone).toBe(true);
    const [warning, last] = world.cluster.events.slice(-2);
    expect(warning).toEqual({
      type: 'Warning',
      reason: 'GoodbyeNotWritten',
      message: `${GOODBYE} could not be written: no ConfigMaps today`,
    });
    expect(last?.message).toMatch(
      /^the objects are gone; everything in AWS was kept: Alias alias\/tap-dev, .*VPC vpc-tap-vpc$/,
    );
  });

  test('that cannot take it just now, it is asked again: nobody is let go before it is written', async () => {
    const world = await living({ deletionPolicy: 'Delete' });
    world.cluster.refuse = refusing(503);
    world.delete();
    await world.settle();
    expect(world.isGone).toBe(false);
    expect(await world.reconcile()).toMatchObject({ code: 503 });
    expect(lastWords(world)?.reason).not.toBe('Deleted');
    world.cluster.refuse = () => undefined;
    await world.settle();
    expect(world.isGone).toBe(true);
    expect(keptOf(world)).toHaveLength(1);
  });

  test('with goodbyes in it: they go after 90 days, and nothing else does', async () => {
    const world = await deleted({ deletionPolicy: 'Delete' });
    world.cluster.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'of-somebody', namespace: 'tapdb-system', labels: { 'tapstack.io/goodbye': 'true' } },
    });
    world.wait(89 * 86_400);
    await sweepGoodbyes(world.cluster);
    expect(await world.cluster.goodbyes()).toHaveLength(2);
    world.wait(2 * 86_400);
    await sweepGoodbyes(world.cluster);
    expect((await world.cluster.goodbyes()).map(({ metadata }) => metadata.name)).toEqual(['of-somebody']);
  });
});
