import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { DATABASE_HEALTH, ROOT, runLua } from './support/scripts.js';
import { databaseAt, STAGES, type Stage } from './support/stages.js';

type Database = Awaited<ReturnType<typeof databaseAt>>;

const UNSEEN = 'the operator has not looked at this spec yet';
const SERVES = 'the primary serves connections';

/** Stage, phase, health, and what the message is about. */
const EXPECTED: readonly (readonly [Stage, string | undefined, string, string | RegExp])[] = [
  ['it was just created', undefined, 'Progressing', UNSEEN],
  ['only its identity is on record', undefined, 'Progressing', UNSEEN],
  ['a spec that nobody has looked at', 'Available', 'Progressing', UNSEEN],
  ['nothing could be made yet', 'Pending', 'Progressing', /^\w+ tap\S*: no$/],
  ['it is being created', 'Creating', 'Progressing', /^\w+ tap\S*: ACK has not reported yet$/],
  ['it is being restored', 'Restoring', 'Progressing', /^\w+ tap\S*: ACK has not reported yet$/],
  ['an edit that is on its way', 'Updating', 'Progressing', /^\w+ tap\S*: ACK has not looked at the last change yet$/],
  ['a replica that is being made', 'Updating', 'Progressing', /tap-replica-3/],
  ['the primary restarts', 'Updating', 'Progressing', 'DBInstance tap-primary: AWS says rebooting, not available yet'],
  ['AWS backs it up while an edit is on its way', 'Updating', 'Progressing', /ACK has not looked|backing-up/],
  [
    'it was resumed a moment ago',
    'Paused',
    'Progressing',
    /not written while the TapDatabase has tapstack.io\/paused$/,
  ],
  ['AWS backs it up for the first time', 'Creating', 'Progressing', /backing-up/],
  ['it is being deleted', 'Deleting', 'Progressing', /^being deleted; /],

  ['it serves', 'Available', 'Healthy', SERVES],
  ['AWS backs it up', 'Updating', 'Healthy', 'DBInstance tap-primary: AWS says backing-up, not available yet'],
  ['AWS loads its storage', 'Updating', 'Healthy', /storage-initialization/],
  ['AWS optimizes its storage', 'Updating', 'Healthy', /storage-optimization/],
  [
    'a change waits for the window',
    'Available',
    'Healthy',
    /^the primary serves .* waits for the maintenance window: /,
  ],
  ['a change waits for the window while AWS backs it up', 'Updating', 'Healthy', /backing-up/],
  ['a change waits for an approval', 'Available', 'Healthy', /^the primary serves .* waits for an approval: /],
  ['parameters wait for a class', 'Updating', 'Healthy', /class/],
  ['storage waits for six hours to pass', 'Updating', 'Healthy', /six hours after the last one/],
  [
    'a parameter waits for a restart',
    'Available',
    'Healthy',
    /^the primary serves connections; .* max_connections; run: /,
  ],
  ['controllers no longer look', 'Available', 'Healthy', /ACK has not looked at it for longer/],

  ['a spec that is refused', 'Stalled', 'Degraded', /^spec.instance.storage.size "1Gi": gp3 has 20 to 65536 GiB/],
  ['ACK has given up on a child', 'Stalled', 'Degraded', 'VPC tap-vpc: AWS said no'],
  ['the primary is stopped', 'Stalled', 'Degraded', 'DBInstance tap-primary: AWS says stopped'],
  [
    'it is paused, with a spec that is refused',
    'Stalled',
    'Degraded',
    /^spec.instance.storage.size "1Gi": gp3 has 20 to 65536 GiB/,
  ],
  ['it is to be deleted while it is protected', 'Deleting', 'Degraded', /allow-deletion/],

  ['it is paused', 'Paused', 'Suspended', `paused; ${SERVES}`],
  ['it is paused, with a child that ACK has given up on', 'Paused', 'Suspended', 'paused; VPC tap-vpc: AWS said no'],
  ['it was paused a moment ago', 'Available', 'Suspended', `paused; ${SERVES}`],
  ['it is to be deleted while it is paused', 'Deleting', 'Suspended', /^paused; deletion was asked for/],
];

const health = async (database: object) =>
  (await runLua(DATABASE_HEALTH, database)) as { readonly status: string; readonly message: string };

describe.each(EXPECTED)('given a database of which %s', (stage, phase, status, message) => {
  let database: Database;
  beforeAll(async () => {
    database = await databaseAt(stage);
  });

  test(`in phase ${phase}, it is ${status}`, async () => {
    expect(database.status?.phase).toBe(phase);
    const told = await health(database);
    expect(told.status).toBe(status);
    expect(told.message).toMatch(typeof message === 'string' ? new RegExp(`^${literally(message)}$`) : message);
  });
});

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

test('every stage, every phase of the schema and every health are among them', () => {
  const crd = readFileSync(join(ROOT, 'crds/tapdatabase.yaml'), 'utf8');
  const phases = /enum: \[(Pending, [^\]]*)\]/.exec(crd)?.[1]?.split(', ') ?? [];
  expect(phases.length).toBeGreaterThan(7);
  expect(EXPECTED.map(([, phase]) => phase)).toEqual(expect.arrayContaining(phases));
  expect(EXPECTED.map(([stage]) => stage).toSorted()).toEqual(Object.keys(STAGES).toSorted());
  expect(new Set(EXPECTED.map(([, , status]) => status))).toEqual(
    new Set(['Progressing', 'Healthy', 'Degraded', 'Suspended']),
  );
});

test('what is failing is found before what is under way, wherever the conditions stand', async () => {
  const database = await databaseAt('ACK has given up on a child');
  for (const conditions of [database.status?.conditions, database.status?.conditions?.toReversed()]) {
    expect((await health({ ...database, status: { ...database.status, conditions } })).status).toBe('Degraded');
  }
});

test('what is not synced is not called Healthy where nothing is said to be waited for', async () => {
  const database = await databaseAt('AWS backs it up');
  expect((await health(database)).status).toBe('Healthy');
  expect((await health({ ...database, status: { ...database.status, waitingFor: [] } })).status).toBe('Progressing');
});

test('one that does not serve is never Healthy, however calm it is', async () => {
  const database = await databaseAt('AWS backs it up');
  const conditions = database.status?.conditions?.map((condition) =>
    condition.type === 'Ready' ? { ...condition, status: 'False' } : condition,
  );
  expect((await health({ ...database, status: { ...database.status, conditions } })).status).toBe('Progressing');
});

test('a generation that was not observed goes before everything, a failure of the spec before included', async () => {
  const database = await databaseAt('a spec that is refused');
  const metadata = { ...database.metadata, generation: (database.metadata.generation ?? 0) + 1 };
  expect(await health({ ...database, metadata })).toEqual({ status: 'Progressing', message: UNSEEN });
});
