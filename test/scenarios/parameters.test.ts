import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Json } from '../../src/api/object.js';
import { World } from './support/world.js';

let world: World;

beforeEach(async () => {
  world = new World({ replicas: { count: 1 } });
  await world.settle();
});

const ask = async (parameters: Readonly<Record<string, string | null>>): Promise<void> => {
  world.edit({ spec: { postgres: { parameters } } });
  await world.settle();
};
const overridesOf = (group = 'tap-postgres17'): { readonly [key: string]: Json } =>
  (world.cluster.named(`DBParameterGroup/${group}`).spec?.['parameterOverrides'] ?? {}) as { [key: string]: Json };
const groups = (): readonly string[] =>
  world.cluster
    .names()
    .filter((name) => name.startsWith('DBParameterGroup/'))
    .map((name) => name.slice(17));

describe('a dynamic parameter', () => {
  test('is written at once, and nothing waits for a restart', async () => {
    await ask({ work_mem: '32MB', log_statement: 'ddl' });
    expect(overridesOf()).toMatchObject({ work_mem: '32768', log_statement: 'ddl' });
    expect(world.condition('RebootPending')).toBeUndefined();
    expect(world.status.phase).toBe('Available');
  });
});

describe('a static parameter', () => {
  test('is written at once, and told with its instances and the command until they have restarted', async () => {
    await ask({ max_connections: '200' });
    expect(overridesOf()).toMatchObject({ max_connections: '200' });
    const command = (role: string) =>
      `aws rds reboot-db-instance --db-instance-identifier tap-${role}-dev --region us-east-2`;
    expect(world.condition('RebootPending')).toEqual({
      status: 'True',
      reason: 'StaticParameters',
      message:
        'static parameters wait for a restart, which the operator never does. ' +
        `DBInstance tap-replica-1: max_connections; run: ${command('replica-1')}; ` +
        `DBInstance tap-primary: max_connections; run: ${command('primary')}. ` +
        'ACK sees a restart within 10 hours, or at once after a change of spec.tags',
    });
    expect(world.condition('Synced')?.status).toBe('True');
    expect(world.cluster.events.filter(({ reason }) => reason === 'StaticParameters')).toHaveLength(1);
    expect(await world.writesDuring(() => world.settle())).toEqual([]);

    world.ack.rds.reboot('tap-replica-1-dev');
    world.wait(36_000);
    world.ack.resync();
    await world.settle();
    expect(world.condition('RebootPending')?.message).toContain('DBInstance tap-primary: max_connections; run');
    expect(world.condition('RebootPending')?.message).not.toContain('replica-1');
    world.ack.rds.reboot('tap-primary-dev');
    world.wait(36_000);
    world.ack.resync();
    await world.settle();
    expect(world.condition('RebootPending')).toBeUndefined();
    expect(JSON.stringify(world.cluster.named('DBInstance/tap-primary').spec?.['tags'])).not.toContain('static');
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('is told since when: the time stays while others join it', async () => {
    const since = () => world.status.conditions?.find(({ type }) => type === 'RebootPending')?.lastTransitionTime;
    await ask({ max_connections: '200' });
    const first = since();
    world.wait(3600);
    await ask({ max_connections: '200', shared_buffers: '1GB' });
    expect(world.condition('RebootPending')?.message).toContain(
      'DBInstance tap-primary: max_connections, shared_buffers; run',
    );
    expect(since()).toBe(first);
  });
});

describe('parameters together with a class', () => {
  test('with more memory: those that take memory wait for it, the others do not', async () => {
    world.edit({
      spec: { instance: { class: 'db.m5.xlarge' }, postgres: { parameters: { work_mem: '64MB', jit: 'off' } } },
    });
    await world.settle();
    expect(overridesOf()).toMatchObject({ work_mem: '16384', jit: '0' });
    expect(world.status.waitingFor).toContainEqual({
      kind: 'DBParameterGroup',
      name: 'tap-postgres17',
      reason: 'WaitsForClass',
      message: 'work_mem is written once tap-primary, tap-replica-1 have their new class, which has the memory for it',
    });
    for (const role of ['primary', 'replica-1']) {
      world.cluster.edit(world.cluster.named(`DBInstance/tap-${role}`), { spec: { dbInstanceClass: 'db.m5.xlarge' } });
    }
    await world.settle();
    expect(overridesOf()).toMatchObject({ work_mem: '65536' });
    expect(world.status.waitingFor ?? []).toEqual([]);
  });

  test('with less memory: they are written at once, before it', async () => {
    world.edit({ spec: { instance: { class: 'db.t3.medium' }, postgres: { parameters: { work_mem: '8MB' } } } });
    await world.settle();
    expect(overridesOf()).toMatchObject({ work_mem: '8192' });
    expect(world.cluster.named('DBInstance/tap-primary').spec).toMatchObject({ dbInstanceClass: 'db.m5.large' });
  });
});

describe('a parameter that ACK does not take', () => {
  test('is told, and once it is corrected the group has another name, the old one goes', async () => {
    world.ack.faults.set('DBParameterGroup/tap-postgres17', { terminal: 'unknown parameter: shared_bufers' });
    await ask({ shared_bufers: '100' });
    expect(world.condition('Stalled')).toEqual({
      status: 'True',
      reason: 'ChildTerminal',
      message: 'DBParameterGroup tap-postgres17: unknown parameter: shared_bufers',
    });
    expect(groups()).toEqual(['tap-postgres17']);
    await ask({ shared_bufers: null, work_mem: '32MB' });
    expect(groups()).toContain('tap-postgres17-2');
    world.ack.faults.clear();
    await world.settle();
    expect(groups()).toEqual(['tap-postgres17-2']);
    expect(overridesOf('tap-postgres17-2')).toMatchObject({ work_mem: '32768' });
    for (const role of ['primary', 'replica-1']) {
      expect(world.cluster.named(`DBInstance/tap-${role}`).spec).toMatchObject({
        dbParameterGroupRef: { from: { name: 'tap-postgres17-2' } },
      });
    }
    expect(world.condition('Stalled')?.status).toBe('False');
    // RDS asks for a restart under another group, also where it holds nothing new.
    expect(world.condition('RebootPending')?.message).toContain('those of parameter group tap-postgres17-2-dev; run');
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });
});
