import { beforeEach, describe, expect, test } from '@jest/globals';
import { valuesAt } from '../../src/api/object.js';
import { ApiError } from '../../src/reconcile/cluster.js';
import { endState, killUntil } from './support/kill.js';
import { World } from './support/world.js';

const host = (i: number): string => `tap-replica-${i}-dev.c1.us-east-2.rds.amazonaws.com`;

const told = (world: World, key = 'ro-uri'): string =>
  Buffer.from(world.cluster.named('Secret/tap-connection').data?.[key] ?? '', 'base64').toString('utf8');

const ofReplica = (world: World, i: number): readonly string[] =>
  world.cluster.names().filter((name) => new RegExp(`(replica-${i}|ro-${i})(-|$)`).test(name));

const ALL_OF_REPLICA = (i: number): readonly string[] => [
  `DBInstance/tap-replica-${i}`,
  `LogGroup/tap-replica-${i}-postgresql`,
  `MetricAlarm/tap-replica-${i}-lag`,
  `MetricAlarm/tap-replica-${i}-replication`,
  `Service/tap-ro-${i}`,
];

const scale = (world: World, count: number): void => world.edit({ spec: { replicas: { count } } });

/** Turns with ACK until something holds. */
async function until(world: World, holds: () => boolean): Promise<void> {
  for (let turn = 0; !holds(); turn += 1) {
    if (turn > 300) throw new Error(JSON.stringify(world.status.waitingFor));
    await world.reconcile();
    world.wait(1);
    world.ack.step();
    world.wait(1);
  }
}

const isThere = (world: World, name: string): boolean => world.cluster.names().includes(name);

let world: World;

beforeEach(async () => {
  world = new World();
  await world.settle();
});

describe('when replicas are added', () => {
  test('each comes with all that belongs to it, in the zone of its number', async () => {
    scale(world, 4);
    await world.settle();
    for (const i of [1, 2, 3, 4]) expect(ofReplica(world, i)).toEqual(ALL_OF_REPLICA(i));
    const zones = [1, 2, 3, 4].map(
      (i) => world.cluster.named(`DBInstance/tap-replica-${i}`).spec?.['availabilityZone'],
    );
    expect(zones).toEqual(['us-east-2b', 'us-east-2a', 'us-east-2b', 'us-east-2a']);
    expect(world.status.readEndpoints?.map(({ address }) => address)).toEqual([1, 2, 3, 4].map(host));
    for (const i of [1, 2, 3, 4]) expect(told(world)).toContain(`${host(i)}:5432`);
    expect(world.status.replicas).toBe(4);
  });
});

describe('when replicas are taken away', () => {
  test('the newest goes, with all that belongs to it, and the others stay as they are', async () => {
    const first = world.cluster.named('DBInstance/tap-replica-1').metadata.uid;
    scale(world, 1);
    await world.settle();
    expect(ofReplica(world, 2)).toEqual([]);
    expect(ofReplica(world, 1)).toEqual(ALL_OF_REPLICA(1));
    expect(world.cluster.named('DBInstance/tap-replica-1').metadata.uid).toBe(first);
    expect(world.status.phase).toBe('Available');
    expect(world.status.replicas).toBe(1);
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('nobody is told of one any more before it is deleted', async () => {
    scale(world, 0);
    const writes = await world.writesDuring(() => world.settle());
    const at = (verb: string, object: string) => writes.findIndex((it) => it.verb === verb && it.object === object);
    const status = writes.findIndex(({ verb }) => verb === 'status');
    for (const i of [1, 2]) {
      const gone = at('delete', `DBInstance/tap-replica-${i}`);
      expect(gone).toBeGreaterThan(0);
      for (const earlier of [at('apply', 'Secret/tap-connection'), at('delete', `Service/tap-ro-${i}`), status]) {
        expect(earlier).toBeGreaterThanOrEqual(0);
        expect(earlier).toBeLessThan(gone);
      }
    }
    expect(at('apply', 'Service/tap-ro')).toBeLessThan(at('delete', 'DBInstance/tap-replica-1'));
    expect(world.status.readEndpoints).toEqual([]);
    expect(told(world, 'ro-host')).toBe('tap-primary-dev.c1.us-east-2.rds.amazonaws.com');
  });

  test('one stays while the connection Secret cannot be written', async () => {
    world.cluster.refuse = (_verb, object) =>
      object === 'Secret/tap-connection' ? new ApiError(403, 'Forbidden', 'no') : undefined;
    scale(world, 1);
    for (let turn = 0; turn < 20; turn += 1) {
      await world.reconcile();
      world.wait(10);
      world.ack.step();
    }
    expect(isThere(world, 'DBInstance/tap-replica-2')).toBe(true);
    expect(told(world)).toContain(host(2));
    world.cluster.refuse = () => undefined;
    await world.settle();
    expect(isThere(world, 'DBInstance/tap-replica-2')).toBe(false);
  });

  test('its log group goes when RDS no longer has it, which the primary is made to tell', async () => {
    world.ack.replicasTakeSeconds = 300;
    scale(world, 1);
    await until(world, () => !isThere(world, 'DBInstance/tap-replica-2'));
    expect(ofReplica(world, 2)).toEqual(['LogGroup/tap-replica-2-postgresql']);
    const since = world.cluster.time.getTime();
    await until(world, () => !isThere(world, 'LogGroup/tap-replica-2-postgresql'));
    expect((world.cluster.time.getTime() - since) / 1000).toBeGreaterThanOrEqual(290);
    await world.settle();
    expect(world.status.phase).toBe('Available');
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('the primary is asked no oftener than ACK polls, and ever less often', async () => {
    world.ack.replicasTakeSeconds = 3600;
    scale(world, 1);
    await until(world, () => !isThere(world, 'DBInstance/tap-replica-2'));
    const looks = await world.writesDuring(async () => {
      for (let second = 0; second < 1800; second += 10) {
        await world.reconcile();
        world.ack.step();
        world.wait(10);
      }
    });
    const asked = looks.filter(({ object }) => object === 'DBInstance/tap-primary');
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.length).toBeLessThan(20);
    expect(world.status.waitingFor).toContainEqual(
      expect.objectContaining({ kind: 'LogGroup', name: 'tap-replica-2-postgresql' }),
    );
  });

  test('one that RDS does not list as a replica stays: it may have been promoted', async () => {
    const id = 'DBInstance tap-replica-2-dev';
    const promoted = world.ack.aws.get(id);
    world.ack.aws.set(id, { ...promoted, spec: { dbInstanceIdentifier: 'tap-replica-2-dev' } } as never);
    scale(world, 1);
    await world.settle();
    expect(isThere(world, 'DBInstance/tap-replica-2')).toBe(true);
    expect(world.condition('Stalled')).toMatchObject({ status: 'True', reason: 'NoLongerReplica' });
    expect(world.condition('Stalled')?.message).toContain(
      'kubectl annotate dbinstance tap-replica-2 -n shop tapstack.io/allow-deletion=true',
    );
    expect(told(world)).not.toContain(host(2));
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });
});

describe('when one is wanted again while AWS still deletes it', () => {
  test('it is made when AWS has let go, and never refused', async () => {
    world.ack.replicasTakeSeconds = 300;
    scale(world, 1);
    await until(world, () => !isThere(world, 'DBInstance/tap-replica-2'));
    scale(world, 2);
    await world.reconcile();
    await world.reconcile();
    expect(isThere(world, 'DBInstance/tap-replica-2')).toBe(false);
    expect(world.status.waitingFor).toContainEqual(
      expect.objectContaining({ kind: 'DBInstance', name: 'tap-replica-2', reason: 'WaitingForDependency' }),
    );
    const refusals: unknown[] = [];
    await until(world, () => {
      refusals.push(...valuesAt(world.database, 'status.conditions.*.reason').filter((it) => it === 'ChildTerminal'));
      return world.status.phase === 'Available' && isThere(world, 'DBInstance/tap-replica-2');
    });
    expect(refusals).toEqual([]);
    expect(ofReplica(world, 2)).toEqual(ALL_OF_REPLICA(2));
    expect(told(world)).toContain(host(2));
  });

  test('one that a person deleted, of which nothing is listed, is refused and tried again', async () => {
    world.ack.replicasTakeSeconds = 200;
    world.cluster.remove(world.cluster.named('DBInstance/tap-replica-2'));
    world.ack.step();
    await world.reconcile();
    world.ack.step();
    await until(world, () => world.status.phase === 'Available');
    expect(ofReplica(world, 2)).toEqual(ALL_OF_REPLICA(2));
  });
});

describe('given an operator that is killed after any of its writes', () => {
  test('replicas go as if it had not been', async () => {
    scale(world, 0);
    await world.settle();
    const struck = new World();
    await struck.settle();
    scale(struck, 0);
    const isDone = () => ofReplica(struck, 1).length + ofReplica(struck, 2).length === 0;
    const kills = await killUntil(struck, isDone, 300);
    expect(kills).toBeGreaterThan(10);
    expect(isDone()).toBe(true);
    await struck.settle();
    const bare = (of: World): string =>
      JSON.stringify(endState(of)).replaceAll(/"tapstack.io\/look","value":"[^"]*"/g, '');
    expect(bare(struck)).toBe(bare(world));
  });
});
