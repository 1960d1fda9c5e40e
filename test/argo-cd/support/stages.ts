import type { TapDatabase, TapDatabaseSpec } from '../../../src/api/generated/tapdatabase.js';
import type { Json } from '../../../src/api/object.js';
import type { Settings } from '../../../src/api/settings.js';
import { ApiError } from '../../../src/reconcile/cluster.js';
import { World } from '../../scenarios/support/world.js';

const HOUR = 3600;
const KEY = 'arn:aws:kms:us-east-2:123456789012:key/of-the-snapshot';
const ANYTHING_ALLOWED: Settings = {
  allowedReferences: [
    { namespace: '*', kind: 'DBSnapshot', pattern: '*' },
    { namespace: '*', kind: 'Key', pattern: '*' },
  ],
};
const PAUSED = 'tapstack.io/paused';

/** A database that serves, with everything as it should be. */
export async function serving(spec: Partial<TapDatabaseSpec> = {}): Promise<World> {
  const world = new World(spec);
  await world.settle();
  return world;
}

const annotate = (world: World, annotations: Readonly<Record<string, string | null>>): void =>
  world.edit({ metadata: { annotations } });

/** AWS says something new of the primary, and the operator looks. */
async function say(world: World, status: { readonly [key: string]: Json }): Promise<World> {
  world.cluster.edit(world.cluster.named('DBInstance/tap-primary'), { status });
  await world.reconcile();
  return world;
}

const edited = async (spec: object, of: Partial<TapDatabaseSpec> = {}): Promise<World> => {
  const world = await serving(of);
  world.edit({ spec });
  return world;
};

const settled = async (spec: object, of: Partial<TapDatabaseSpec> = {}): Promise<World> => {
  const world = await edited(spec, of);
  await world.settle();
  return world;
};

const pausedAs = async (stage: Promise<World>): Promise<World> => {
  const world = await stage;
  annotate(world, { [PAUSED]: 'true' });
  await world.reconcile();
  return world;
};

const refused = (): Promise<World> => settled({ instance: { storage: { size: '1Gi' } } });

const givenUp = async (): Promise<World> => {
  const world = await edited({ tags: { team: 'search' } });
  world.ack.faults.set('VPC/tap-vpc', { terminal: 'AWS said no' });
  await world.settle();
  return world;
};

const unsynced = (message: string): readonly Json[] => [
  { type: 'ACK.ResourceSynced', status: 'False', message },
  { type: 'Ready', status: 'False', message },
];

/** A moment in the life of a database, as the loop, the API server's model and ACK's bring it about. */
export const STAGES = {
  'it was just created': async () => new World(),
  'only its identity is on record': async () => {
    const world = new World();
    let writes = 0;
    world.cluster.refuse = (verb) => (verb === 'status' && ++writes > 1 ? new ApiError(500, 'Down', 'no') : undefined);
    await world.reconcile();
    return world;
  },
  'nothing could be made yet': async () => {
    const world = new World();
    world.cluster.refuse = (verb) => (verb === 'apply' ? new ApiError(500, 'Down', 'no') : undefined);
    await world.reconcile();
    return world;
  },
  'it is being created': async () => {
    const world = new World();
    await world.reconcile();
    return world;
  },
  'it is being restored': async () => {
    const world = new World({ restoreFrom: { snapshotID: 'tap-final-1', keyARN: KEY } }, ANYTHING_ALLOWED);
    await world.reconcile();
    return world;
  },
  'it serves': () => serving(),
  'a spec that nobody has looked at': () => edited({ tags: { team: 'search' } }),
  'an edit that is on its way': async () => {
    const world = await edited({ tags: { team: 'search' } });
    await world.reconcile();
    return world;
  },
  'a replica that is being made': async () => {
    const world = await edited({ replicas: { count: 3 } });
    for (let turn = 0; turn < 3; turn++) await world.reconcile();
    return world;
  },
  'the primary restarts': async () => say(await serving(), { dbInstanceStatus: 'rebooting' }),
  'AWS backs it up': async () =>
    say(await serving(), { dbInstanceStatus: 'backing-up', conditions: unsynced('backing-up') }),
  'AWS backs it up for the first time': async () => {
    const world = new World({ replicas: { count: 0 } });
    world.ack.faults.set('DBInstance/tap-primary', 'silent');
    await world.settle();
    const dbInstanceStatus = 'backing-up';
    return say(world, { dbInstanceStatus, endpoint: { address: 'tap.example', port: 5432 }, conditions: unsynced('') });
  },
  'AWS loads its storage': async () => say(await serving(), { dbInstanceStatus: 'storage-initialization' }),
  'AWS optimizes its storage': async () =>
    say(await serving(), { dbInstanceStatus: 'storage-optimization', conditions: unsynced('optimizing') }),
  'AWS backs it up while an edit is on its way': async () =>
    say(await edited({ tags: { team: 'search' } }), { dbInstanceStatus: 'backing-up' }),
  'a change waits for the window': () => settled({ instance: { class: 'db.m5.xlarge' } }),
  'a change waits for the window while AWS backs it up': async () =>
    say(await settled({ instance: { class: 'db.m5.xlarge' } }), { dbInstanceStatus: 'backing-up' }),
  'a change waits for an approval': () =>
    settled({ instance: { class: 'db.m5.xlarge' } }, { maintenance: { disruptiveChanges: 'OnApproval' } }),
  'parameters wait for a class': () =>
    settled({ instance: { class: 'db.m5.xlarge' }, postgres: { parameters: { work_mem: '64MB' } } }),
  'storage waits for six hours to pass': async () => {
    const world = await settled({ instance: { storage: { size: '200Gi' } } });
    world.edit({ spec: { instance: { storage: { size: '300Gi' } } } });
    await world.settle();
    return world;
  },
  'a parameter waits for a restart': () => settled({ postgres: { parameters: { max_connections: '200' } } }),
  'controllers no longer look': async () => {
    const world = await serving();
    world.wait(12 * HOUR);
    await world.reconcile();
    return world;
  },
  'a spec that is refused': refused,
  'ACK has given up on a child': givenUp,
  'the primary is stopped': async () => say(await serving(), { dbInstanceStatus: 'stopped' }),
  'it is paused': () => pausedAs(serving()),
  'it is paused, with a child that ACK has given up on': () => pausedAs(givenUp()),
  'it is paused, with a spec that is refused': () => pausedAs(refused()),
  'it was paused a moment ago': async () => {
    const world = await serving();
    annotate(world, { [PAUSED]: 'true' });
    return world;
  },
  'it was resumed a moment ago': async () => {
    const world = await pausedAs(serving());
    world.edit({ spec: { tags: { team: 'search' } } });
    await world.reconcile();
    annotate(world, { [PAUSED]: 'false' });
    return world;
  },
  'it is being deleted': async () => {
    const world = await serving({ deletionProtection: false });
    world.delete();
    await world.reconcile();
    return world;
  },
  'it is to be deleted while it is protected': async () => {
    const world = await serving();
    world.delete();
    await world.reconcile();
    return world;
  },
  'it is to be deleted while it is paused': async () => {
    const world = await serving({ deletionProtection: false });
    annotate(world, { [PAUSED]: 'true' });
    world.delete();
    await world.reconcile();
    return world;
  },
} satisfies Readonly<Record<string, () => Promise<World>>>;

export type Stage = keyof typeof STAGES;

export const databaseAt = async (stage: Stage): Promise<TapDatabase> => (await STAGES[stage]()).database;
