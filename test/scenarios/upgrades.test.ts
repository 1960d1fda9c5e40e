import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Json } from '../../src/api/object.js';
import { World } from './support/world.js';

let world: World;

beforeEach(async () => {
  world = new World({
    postgres: { version: '17.5', parameters: { transaction_timeout: '5min' } },
    maintenance: { disruptiveChanges: 'OnApproval' },
  });
  world.ack.lateInitializes = false;
  await world.settle();
});

const INSTANCES = ['replica-1', 'replica-2', 'primary'] as const;

const spec = (name: string): { readonly [key: string]: Json } => world.cluster.named(name).spec ?? {};
const namesOf = (kind: string): readonly string[] =>
  world.cluster
    .names()
    .filter((name) => name.startsWith(`${kind}/`))
    .map((name) => name.slice(kind.length + 1));
const inRds = (field: 'version' | 'group'): readonly (string | undefined)[] =>
  INSTANCES.map((role) => world.ack.rds.instances.get(`tap-${role}-dev`)?.[field]);
const edit = async (postgres: object): Promise<void> => {
  world.edit({ spec: { postgres } });
  await world.settle();
};
/** Of all that is held. */
const approve = async (): Promise<void> => {
  const ids = (world.status.heldChanges ?? []).map(({ id }) => id).join(',');
  world.edit({ metadata: { annotations: { 'tapstack.io/approve': ids } } });
  await world.settle();
};

describe('a minor version', () => {
  test('is held, then goes to the replicas one after another, and to the primary last', async () => {
    await edit({ version: '17.6' });
    expect(world.status.heldChanges?.map(({ child, fields }) => [child, fields])).toEqual([
      ['DBInstance/tap-primary', ['spec.engineVersion']],
      ['DBInstance/tap-replica-1', ['spec.engineVersion']],
      ['DBInstance/tap-replica-2', ['spec.engineVersion']],
    ]);
    expect(inRds('version')).toEqual(['17.5', '17.5', '17.5']);
    const writes = await world.writesDuring(approve);
    const order = writes.filter(({ verb, object }) => verb === 'apply' && object.startsWith('DBInstance/'));
    expect([...new Set(order.map(({ object }) => object))]).toEqual([
      'DBInstance/tap-replica-1',
      'DBInstance/tap-replica-2',
      'DBInstance/tap-primary',
    ]);
    // ACK would have left it to RDS while RDS upgrades by itself, so that was off meanwhile.
    expect(inRds('version')).toEqual(['17.6', '17.6', '17.6']);
    expect(INSTANCES.map((role) => spec(`DBInstance/tap-${role}`)['autoMinorVersionUpgrade'])).toEqual([
      true,
      true,
      true,
    ]);
    expect(world.status).toMatchObject({ phase: 'Available', engineVersion: '17.6' });
    // Nobody else has turned it off.
    expect(JSON.stringify(world.cluster.named('DBInstance/tap-primary').metadata.annotations)).not.toContain(
      'put-back',
    );
    expect(namesOf('DBSnapshot')).toEqual([]);
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('that RDS has taken by itself is never undone', async () => {
    const primary = world.cluster.named('DBInstance/tap-primary');
    world.cluster.edit(primary, { spec: { engineVersion: '17.7' } }, 'controller');
    await world.settle();
    expect(spec('DBInstance/tap-primary')['engineVersion']).toBe('17.7');
    expect(world.condition('Synced')?.status).toBe('True');
  });
});

describe('a major version', () => {
  test('is prepared at once, and goes only when it is approved', async () => {
    await edit({ version: '18', parameters: { transaction_timeout: '10min' } });
    expect(namesOf('DBParameterGroup')).toEqual(['tap-postgres17', 'tap-postgres18']);
    // What runs goes on to be tuned.
    expect(spec('DBParameterGroup/tap-postgres17')['parameterOverrides']).toMatchObject({
      transaction_timeout: '600000',
    });
    expect(namesOf('DBSnapshot')).toEqual([]);
    expect(inRds('version')).toEqual(['17.5', '17.5', '17.5']);
    expect(world.status.heldChanges).toEqual([
      expect.objectContaining({
        child: 'DBInstance/tap-primary',
        class: 'irreversible',
        fields: expect.arrayContaining(['spec.engineVersion', 'spec.dbParameterGroupRef.from.name']) as never,
      }),
    ]);
    expect(world.status.engineVersion).toBe('17.5');
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('comes after an available snapshot, in one write with its group; replicas follow, the old group goes', async () => {
    await edit({ version: '18' });
    const writes = (await world.writesDuring(approve)).filter(({ verb }) => verb === 'apply');
    const order = writes.map(({ object }) => object);
    expect(order.indexOf('DBSnapshot/tap-before-18')).toBeGreaterThanOrEqual(0);
    expect(order.indexOf('DBSnapshot/tap-before-18')).toBeLessThan(order.indexOf('DBInstance/tap-primary'));
    expect(order.indexOf('DBInstance/tap-primary')).toBeLessThan(order.indexOf('DBInstance/tap-replica-1'));
    expect(spec('DBInstance/tap-primary')).toMatchObject({
      engineVersion: '18',
      dbParameterGroupRef: { from: { name: 'tap-postgres18' } },
    });
    expect(inRds('version')).toEqual(['18.6', '18.6', '18.6']);
    expect(inRds('group')).toEqual(['tap-postgres18-dev', 'tap-postgres18-dev', 'tap-postgres18-dev']);
    expect(namesOf('DBParameterGroup')).toEqual(['tap-postgres18']);
    expect(world.status).toMatchObject({ phase: 'Available', engineVersion: '18' });
    expect(world.condition('Stalled')?.status).toBe('False');
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('leaves its snapshot, in the cluster and in AWS', async () => {
    await edit({ version: '18' });
    await approve();
    const snapshot = world.cluster.named('DBSnapshot/tap-before-18');
    expect(snapshot.spec?.['dbSnapshotIdentifier']).toBe('tap-before-18-dev-f635967b');
    expect(snapshot.metadata.annotations?.['services.k8s.aws/deletion-policy']).toBe('retain');
    expect(world.condition('Synced')?.message).toContain('DBSnapshot tap-before-18');
  });

  test('does not move while the snapshot is not available', async () => {
    world.ack.faults.set('DBSnapshot/tap-before-18', { recoverable: 'AWS is busy' });
    await edit({ version: '18' });
    await approve();
    expect(inRds('version')).toEqual(['17.5', '17.5', '17.5']);
    expect(world.status.waitingFor).toContainEqual({
      kind: 'DBInstance',
      name: 'tap-primary',
      reason: 'WaitingForDependency',
      message:
        'waits for DBSnapshot tap-before-18: the snapshot from which there is a way back has to be available before the ' +
        'major version moves (SnapshotFirst)',
    });
    world.ack.faults.clear();
    await world.settle();
    expect(inRds('version')).toEqual(['18.6', '18.6', '18.6']);
  });

  test('is refused where it is a downgrade, or has not the parameters', async () => {
    await edit({ version: '16' });
    expect(world.condition('Stalled')).toMatchObject({ status: 'True', reason: 'InvalidSpec' });
    expect(world.condition('Stalled')?.message).toContain('is a downgrade');
    expect(world.condition('Stalled')?.message).toContain('transaction_timeout');
    await edit({ version: '17.5' });
    expect(world.condition('Stalled')?.status).toBe('False');
  });
});
