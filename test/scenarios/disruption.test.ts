import { beforeEach, describe, expect, test } from '@jest/globals';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import type { Json } from '../../src/api/object.js';
import { World } from './support/world.js';

/** The clock of a scenario starts on Monday 2026-01-05, 10:00; the window opens on Sunday at 04:00 for two hours. */
const HOUR = 3600;
const TO_SUNDAY_04_00 = 5 * 24 * HOUR + 18 * HOUR;

let world: World;

const start = async (spec: Partial<TapDatabaseSpec> = {}): Promise<void> => {
  world = new World(spec);
  await world.settle();
};

const spec = (name: string): { readonly [key: string]: Json } => world.cluster.named(name).spec ?? {};
const classes = () =>
  ['replica-1', 'replica-2', 'primary'].map((name) => spec(`DBInstance/tap-${name}`)['dbInstanceClass']);
const held = () => world.status.heldChanges ?? [];
const idOf = (child: string, field: string): string =>
  held().find((change) => change.child === child && change.fields.includes(field))?.id ?? `nothing held of ${child}`;
const edit = async (patch: object): Promise<void> => {
  world.edit({ spec: patch });
  await world.settle();
};
const approve = async (...ids: readonly string[]): Promise<void> => {
  world.edit({ metadata: { annotations: { 'tapstack.io/approve': ids.join(',') } } });
  await world.settle();
};
/** Only the calendar moves, and the operator is not told; ACK has looked at everything meanwhile. */
const moveCalendar = (seconds: number): void => {
  world.cluster.ahead += seconds;
  world.ack.resync();
};
const eventsSince = (from: number) => world.cluster.events.slice(from).map(({ reason }) => reason);

const LARGER = { instance: { class: 'db.m5.xlarge' } };
const OLD = ['db.m5.large', 'db.m5.large', 'db.m5.large'];
const NEW = ['db.m5.xlarge', 'db.m5.xlarge', 'db.m5.xlarge'];

describe('a larger class', () => {
  beforeEach(() => start());

  test('waits for the window, is shown with id, effect and time, and the database stays Available', async () => {
    await edit(LARGER);
    expect(classes()).toEqual(OLD);
    expect(held()).toEqual(
      [
        ['primary', 'failover', 'fails over'],
        ['replica-1', 'reboot', 'restarts'],
        ['replica-2', 'reboot', 'restarts'],
      ].map(([name, disruption, effect]) => ({
        id: expect.stringMatching(/^[0-9a-f]{10}$/),
        child: `DBInstance/tap-${name}`,
        class: disruption,
        effect: expect.stringContaining(effect as string),
        fields: ['spec.dbInstanceClass'],
        notBefore: '2026-01-11T04:00:00Z',
      })),
    );
    expect(world.status.phase).toBe('Available');
    expect(world.condition('Ready')?.status).toBe('True');
    expect(world.condition('Stalled')?.status).toBe('False');
    expect(world.condition('Synced')).toMatchObject({ status: 'False', reason: 'WaitsForWindow' });
    expect(world.condition('ChangeHeld')).toMatchObject({ status: 'True', reason: 'WaitsForWindow' });
    expect(world.condition('ChangeHeld')?.message).toMatch(
      /spec\.dbInstanceClass .*kubectl annotate tapdatabase tap -n shop --overwrite tapstack\.io\/approve=[0-9a-f]{10} /,
    );
    expect(world.status.message).toContain('the primary serves connections; DBInstance tap-primary: the change of');
  });

  test('is told once, and then nothing is written and nothing repeats until the window opens', async () => {
    const from = world.cluster.events.length;
    await edit(LARGER);
    expect(eventsSince(from)).toEqual(['WaitsForWindow']);
    moveCalendar(3 * 24 * HOUR);
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
    expect(eventsSince(from)).toEqual(['WaitsForWindow']);
  });

  test('asks to be looked at when the window opens, or sooner', async () => {
    await edit(LARGER);
    moveCalendar(TO_SUNDAY_04_00 - HOUR);
    const wait = async () => ((await world.reconcile()) as { requeueAfterMs: number }).requeueAfterMs;
    expect(await wait()).toBe(600_000);
    moveCalendar(HOUR - 60 - Math.floor((world.cluster.time.getTime() - Date.UTC(2026, 0, 5, 10)) / 1000));
    expect(await wait()).toBeGreaterThan(58_000);
    expect(await wait()).toBeLessThanOrEqual(60_000);
  });

  test('goes by itself in the window: the replicas one after another, then the primary', async () => {
    await edit(LARGER);
    moveCalendar(TO_SUNDAY_04_00);
    const seen: (readonly Json[])[] = [];
    for (let turn = 0; turn < 60; turn++) {
      await world.reconcile();
      if (JSON.stringify(seen.at(-1)) !== JSON.stringify(classes())) seen.push(classes() as readonly Json[]);
      world.wait(10);
      world.ack.step();
      world.wait(10);
    }
    expect(seen).toEqual([
      ['db.m5.xlarge', 'db.m5.large', 'db.m5.large'],
      ['db.m5.xlarge', 'db.m5.xlarge', 'db.m5.large'],
      NEW,
    ]);
    await world.settle();
    expect(world.status).toMatchObject({ phase: 'Available', instanceClass: 'db.m5.xlarge' });
    expect(world.condition('ChangeHeld')).toBeUndefined();
    expect(world.status).not.toHaveProperty('heldChanges');
    expect(world.condition('Synced')?.status).toBe('True');
    expect(world.cluster.events.map(({ reason }) => reason)).toContain('ChangeReleased');
  });

  test('never disturbs one instance while another is busy', async () => {
    await edit(LARGER);
    world.ack.faults.set('DBInstance/tap-replica-1', { recoverable: 'RDS is busy' });
    moveCalendar(TO_SUNDAY_04_00);
    await world.settle();
    expect(classes()).toEqual(['db.m5.xlarge', 'db.m5.large', 'db.m5.large']);
    expect(world.status.waitingFor).toContainEqual({
      kind: 'DBInstance',
      name: 'tap-primary',
      reason: 'WaitingForDependency',
      message: 'waits for DBInstance tap-replica-1: RDS is busy (WaitingForTurn)',
    });
    world.ack.faults.clear();
    await world.settle();
    expect(classes()).toEqual(NEW);
  });

  test('that the window is too short for waits for the next one', async () => {
    await edit(LARGER);
    moveCalendar(TO_SUNDAY_04_00 + 1.5 * HOUR);
    await world.settle();
    expect(classes()).toEqual(OLD);
    expect(held()[0]?.notBefore).toBe('2026-01-18T04:00:00Z');
  });

  test('that is taken back leaves nothing behind', async () => {
    await edit(LARGER);
    const from = world.cluster.events.length;
    await edit({ instance: { class: 'db.m5.large' } });
    expect(world.status).not.toHaveProperty('heldChanges');
    expect(world.condition('ChangeHeld')).toBeUndefined();
    expect(world.condition('Synced')?.status).toBe('True');
    expect(eventsSince(from)).toEqual(['AllSynced', 'ChangeReleased']);
  });

  test('goes on where an operator has died in the middle of it, also when the window is over', async () => {
    await edit(LARGER);
    moveCalendar(TO_SUNDAY_04_00);
    await world.reconcile();
    expect(classes()).toEqual(['db.m5.xlarge', 'db.m5.large', 'db.m5.large']);
    const ids = [idOf('DBInstance/tap-primary', 'spec.dbInstanceClass')];
    moveCalendar(24 * HOUR);
    await world.settle();
    expect(classes()).toEqual(['db.m5.xlarge', 'db.m5.large', 'db.m5.large']);
    expect(held().map(({ child }) => child)).toEqual(['DBInstance/tap-primary', 'DBInstance/tap-replica-2']);
    expect(ids).toEqual([expect.stringMatching(/nothing held/)]);
    moveCalendar(6 * 24 * HOUR);
    await world.settle();
    expect(classes()).toEqual(NEW);
  });

  test('can be approved before the window', async () => {
    await edit(LARGER);
    await approve(idOf('DBInstance/tap-replica-2', 'spec.dbInstanceClass'));
    expect(classes()).toEqual(['db.m5.large', 'db.m5.xlarge', 'db.m5.large']);
    expect(held().map(({ child }) => child)).toEqual(['DBInstance/tap-primary', 'DBInstance/tap-replica-1']);
  });
});

describe('the rest of the same edit', () => {
  beforeEach(() => start());

  test('goes through at once, and access never waits', async () => {
    await edit({ ...LARGER, access: { cidrs: ['192.168.0.0/16'] }, backup: { retentionDays: 14 } });
    expect(spec('DBInstance/tap-primary')).toMatchObject({ dbInstanceClass: 'db.m5.large', backupRetentionPeriod: 14 });
    expect(JSON.stringify(spec('SecurityGroup/tap-database')['ingressRules'])).toContain('192.168.0.0/16');
  });

  test('is not spoiled by a refusal of what was held', async () => {
    await edit(LARGER);
    world.ack.faults.set('DBInstance/tap-replica-1', { terminal: 'InvalidParameterCombination: no such class here' });
    moveCalendar(TO_SUNDAY_04_00);
    await world.settle();
    // The first to be tried shows that it does not go, so the others are spared.
    expect(classes()).toEqual(['db.m5.xlarge', 'db.m5.large', 'db.m5.large']);
    expect(world.condition('Ready')?.status).toBe('True');
    expect(world.condition('Stalled')).toMatchObject({ status: 'True', reason: 'ChildTerminal' });
    await edit({ backup: { retentionDays: 14 } });
    expect(spec('DBInstance/tap-primary')).toMatchObject({ dbInstanceClass: 'db.m5.large', backupRetentionPeriod: 14 });
  });
});

describe('another edit', () => {
  beforeEach(() => start());

  test('replaces the ids of the one before, and approvals of that are worth nothing any more', async () => {
    await edit(LARGER);
    const before = idOf('DBInstance/tap-primary', 'spec.dbInstanceClass');
    await edit({ instance: { class: 'db.m5.2xlarge' } });
    const after = idOf('DBInstance/tap-primary', 'spec.dbInstanceClass');
    expect(after).not.toBe(before);
    const from = world.cluster.events.length;
    await approve(before);
    expect(classes()).toEqual(OLD);
    expect(world.condition('ChangeHeld')?.message).toContain(`approve names ${before}, which is none of these`);
    expect(eventsSince(from)).toEqual(['WaitsForWindow']);
  });

  test('of something else leaves the ids as they are', async () => {
    await edit(LARGER);
    const before = held().map(({ id }) => id);
    await edit({ tags: { team: 'search' }, instance: { storage: { size: '200Gi' } } });
    expect(held().map(({ id }) => id)).toEqual(before);
  });
});

describe('with OnApproval', () => {
  beforeEach(() => start({ maintenance: { disruptiveChanges: 'OnApproval' } }));

  test('a larger class waits however often the window opens', async () => {
    await edit(LARGER);
    moveCalendar(TO_SUNDAY_04_00);
    await world.settle();
    expect(classes()).toEqual(OLD);
    expect(world.condition('ChangeHeld')?.reason).toBe('WaitsForApproval');
    expect(held().some((change) => 'notBefore' in change)).toBe(false);
  });

  test('it goes by the id of the set that the condition names, and the approval outlives the half-done set', async () => {
    await edit(LARGER);
    const set = /tapstack\.io\/approve=([0-9a-f]{10})/.exec(world.condition('ChangeHeld')?.message ?? '')?.[1] ?? '';
    const ids = held().map(({ id }) => id);
    world.edit({ metadata: { annotations: { 'tapstack.io/approve': set } } });
    await world.reconcile();
    expect(world.status.approved).toEqual({ setID: set, ids });
    expect(classes()).toEqual(['db.m5.xlarge', 'db.m5.large', 'db.m5.large']);
    // Git does not hold the annotation.
    world.edit({ metadata: { annotations: { 'tapstack.io/approve': null } } });
    await world.settle();
    expect(classes()).toEqual(NEW);
    expect(world.status).not.toHaveProperty('approved');
  });

  test('the approval is on record before anything is written', async () => {
    await edit(LARGER);
    const writes = await world.writesDuring(() => approve(...held().map(({ id }) => id)));
    expect(writes.slice(0, 2)).toEqual([
      { verb: 'status', object: 'TapDatabase/tap' },
      { verb: 'apply', object: 'DBInstance/tap-replica-1' },
    ]);
  });

  test('an invalid edit meanwhile takes no approval back, another class does', async () => {
    await edit(LARGER);
    world.ack.faults.set('DBInstance/tap-replica-1', { recoverable: 'RDS is busy' });
    await approve(...held().map(({ id }) => id));
    const { approved } = world.status;
    expect(approved?.ids).toHaveLength(2);
    await edit({ backup: { window: '04:30-05:00' } });
    expect(world.condition('Stalled')?.reason).toBe('InvalidSpec');
    expect(world.status.approved).toEqual(approved);
    await edit({ backup: { window: null } });
    expect(world.status.approved).toEqual(approved);
    await edit({ instance: { class: 'db.m5.2xlarge' } });
    expect(world.status).not.toHaveProperty('approved');
  });
});

test('with Immediately a larger class goes at once, one instance after another', async () => {
  await start({ maintenance: { disruptiveChanges: 'Immediately' } });
  await edit(LARGER);
  expect(classes()).toEqual(NEW);
  expect(world.cluster.events.map(({ reason }) => reason)).not.toContain('WaitsForWindow');
});

describe('a bastion of another type', () => {
  beforeEach(() => start());

  test('waits for an approval and the window, and is then deleted and made again', async () => {
    const before = world.cluster.named('Instance/tap-bastion').metadata.uid;
    await edit({ bastion: { instanceType: 't3.small' } });
    expect(held()).toMatchObject([{ child: 'Instance/tap-bastion', class: 'replacement' }]);
    expect(world.condition('ChangeHeld')?.reason).toBe('WaitsForApproval');
    await approve(held()[0]?.id ?? '');
    expect(held()).toMatchObject([{ child: 'Instance/tap-bastion', notBefore: '2026-01-11T04:00:00Z' }]);
    expect(spec('Instance/tap-bastion')['instanceType']).toBe('t3.micro');
    moveCalendar(TO_SUNDAY_04_00);
    await world.settle();
    expect(spec('Instance/tap-bastion')['instanceType']).toBe('t3.small');
    expect(world.cluster.named('Instance/tap-bastion').metadata.uid).not.toBe(before);
    expect(world.status.phase).toBe('Available');
    expect(world.status).not.toHaveProperty('approved');
  });
});

test('a database that is paused shows what is held and does nothing in the window', async () => {
  await start();
  await edit(LARGER);
  world.edit({ metadata: { annotations: { 'tapstack.io/paused': 'true' } } });
  moveCalendar(TO_SUNDAY_04_00);
  await world.settle();
  expect(classes()).toEqual(OLD);
  expect(world.status.phase).toBe('Paused');
  world.edit({ metadata: { annotations: { 'tapstack.io/paused': null } } });
  await world.settle();
  expect(classes()).toEqual(NEW);
});
