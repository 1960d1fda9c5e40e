import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type Json, type KubeObject, valueAt } from '../../src/api/object.js';
import { refTo } from '../../src/sandbox/api-client.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { startOperator } from '../../src/sandbox/programs.js';
import { waitForObject } from '../../src/sandbox/wait-for.js';
import { complaintsOf, misconductOf, writesWithin } from './support/conduct.js';
import {
  childRef,
  conditionOf,
  createNamespace,
  ec2,
  OPERATOR_FLAGS,
  rds,
  smallDatabase,
  statusOf,
  waitForCondition,
} from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(120_000);

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const WEEK_S = 7 * 24 * 3600;

let cluster: TestCluster;
let operator: ManagedProcess | undefined;
let folder: string;
let calendarFile: string;
let flags: readonly string[];

const onSunday = smallDatabase('gated', 'gated');
const onMonday = smallDatabase('later', 'later', { maintenance: { window: 'mon:04:00-mon:06:00' } });
const onApproval = smallDatabase('asked', 'asked', {
  maintenance: { disruptiveChanges: 'OnApproval' },
  replicas: { count: 1 },
});
const atOnce = smallDatabase('eager', 'eager', { maintenance: { disruptiveChanges: 'Immediately' } });
const ALL = [onSunday, onMonday, onApproval, atOnce];

/** Moves the calendar, of operator and stand-in alike, forward to the next time of that name, UTC. */
let ahead = 0;
const moveTo = async (day: string, hour: number, minute: number): Promise<void> => {
  const now = new Date(Date.now() + ahead * 1000);
  const wanted = (DAYS.indexOf(day) * 24 + hour) * 3600 + minute * 60;
  const current = ((now.getUTCDay() * 24 + now.getUTCHours()) * 60 + now.getUTCMinutes()) * 60 + now.getUTCSeconds();
  ahead += (wanted - current + WEEK_S) % WEEK_S;
  await writeFile(calendarFile, String(ahead));
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'calendar-'));
  calendarFile = join(folder, 'calendar');
  // Whatever day it is: far from every window.
  await moveTo('wed', 12, 0);
  flags = [...OPERATOR_FLAGS, '--calendar-file', calendarFile];
  cluster = await startTestCluster({
    operator: { args: flags },
    ack: { args: ['--calendar-file', calendarFile] },
  });
  operator = cluster.operator;
  await Promise.all(
    ALL.map(async (database) => {
      await createNamespace(cluster, database.metadata.namespace ?? '');
      await cluster.apply(database);
      await until(database, ['Synced', 'True']);
    }),
  );
}, 240_000);

afterAll(async () => {
  await cluster?.stop();
  await rm(folder, { recursive: true });
}, 60_000);

const programs = (): readonly ManagedProcess[] => [operator, cluster.ack].filter((program) => program !== undefined);

const until = (database: KubeObject, condition: readonly [string, string, string?]) =>
  waitForCondition(cluster, database, condition, { timeoutMs: 90_000, processes: programs() });

const edit = (database: KubeObject, spec: { readonly [key: string]: Json }) =>
  cluster.admin.mergePatch(refTo(database), { spec });

const approve = (database: KubeObject, ids: string) =>
  cluster.admin.mergePatch(refTo(database), { metadata: { annotations: { 'tapstack.io/approve': ids } } });

const classOf = async (database: KubeObject, instance = 'primary'): Promise<unknown> =>
  valueAt(await cluster.admin.get(childRef(database, rds, 'DBInstance', instance)), 'spec.dbInstanceClass');

const untilClass = (database: KubeObject, wanted: string, instance = 'primary') =>
  waitForObject(
    cluster.admin,
    childRef(database, rds, 'DBInstance', instance),
    `to be a ${wanted}`,
    (live) => valueAt(live, 'spec.dbInstanceClass') === wanted,
    { timeoutMs: 60_000, processes: programs() },
  );

const heldOf = async (database: KubeObject) => (await statusOf(cluster, database)).heldChanges ?? [];

const SMALL = { instance: { class: 'db.t4g.small' } };
const MEDIUM = { instance: { class: 'db.t4g.medium' } };

describe('a larger class on a day without a window', () => {
  test('is held with id, class and time; access of the same edit is not, and nothing more is written', async () => {
    await Promise.all([
      edit(onSunday, { ...SMALL, access: { cidrs: ['10.9.0.0/16'] } }),
      edit(onMonday, SMALL),
      edit(onApproval, SMALL),
      edit(atOnce, SMALL),
    ]);
    const { message } = await until(onSunday, ['ChangeHeld', 'True', 'WaitsForWindow']);
    expect(message).toContain('DBInstance gated-primary: the change of spec.dbInstanceClass');
    expect(message).toMatch(
      /kubectl annotate tapdatabase gated -n gated --overwrite tapstack\.io\/approve=[0-9a-f]{10}$/,
    );
    const status = await statusOf(cluster, onSunday);
    expect(status.heldChanges).toMatchObject([
      { child: 'DBInstance/gated-primary', class: 'reboot', fields: ['spec.dbInstanceClass'] },
    ]);
    expect(new Date(status.heldChanges?.[0]?.notBefore ?? '').getUTCDay()).toBe(0);
    expect(status.heldChanges?.[0]?.notBefore).toMatch(/T04:00:00Z$/);
    const group = await cluster.admin.get(childRef(onSunday, ec2, 'SecurityGroup', 'database'));
    expect(JSON.stringify(group?.spec)).toContain('10.9.0.0/16');
    expect(await until(onSunday, ['Synced', 'False', 'WaitsForWindow'])).toBeDefined();
    expect(await statusOf(cluster, onSunday)).toMatchObject({ phase: 'Available' });
    await until(onSunday, ['Stalled', 'False']);
    expect(await classOf(onSunday)).toBe('db.t4g.micro');
    expect(await writesWithin(cluster, 'gated', 2_000)).toEqual([]);
  });

  test('with Immediately is made all the same', async () => {
    await untilClass(atOnce, 'db.t4g.small');
    await until(atOnce, ['Synced', 'True']);
    expect(await heldOf(atOnce)).toEqual([]);
  });

  test('edited again is another change, and the approval of the first is none', async () => {
    const [before] = await heldOf(onSunday);
    await edit(onSunday, MEDIUM);
    await waitForObject(cluster.admin, refTo(onSunday), 'to hold another change', (live) => {
      const [held] = (valueAt(live, 'status.heldChanges') ?? []) as readonly { readonly id: string }[];
      return held !== undefined && held.id !== before?.id;
    });
    await approve(onSunday, before?.id ?? '');
    await waitForObject(cluster.admin, refTo(onSunday), 'to name the approval that is none', (live) =>
      JSON.stringify(live.status).includes(`names ${before?.id}, which is none of these`),
    );
    expect(await classOf(onSunday)).toBe('db.t4g.micro');
  });
});

describe('with OnApproval', () => {
  test('a single change goes by its id, the others stay', async () => {
    await until(onApproval, ['ChangeHeld', 'True', 'WaitsForApproval']);
    const held = await heldOf(onApproval);
    expect(held.map(({ child }) => child)).toEqual(['DBInstance/asked-primary', 'DBInstance/asked-replica-1']);
    await approve(onApproval, held[1]?.id ?? '');
    await untilClass(onApproval, 'db.t4g.small', 'replica-1');
    expect(await classOf(onApproval)).toBe('db.t4g.micro');
    expect((await heldOf(onApproval)).map(({ child }) => child)).toEqual(['DBInstance/asked-primary']);
  });

  test('all of them go by the id of the set, the primary after the replica', async () => {
    await edit(onApproval, MEDIUM);
    await waitForObject(
      cluster.admin,
      refTo(onApproval),
      'to hold two changes',
      (live) => ((valueAt(live, 'status.heldChanges') ?? []) as readonly object[]).length === 2,
    );
    const { message = '' } = conditionOf(await statusOf(cluster, onApproval), 'ChangeHeld') ?? {};
    const set = /tapstack\.io\/approve=([0-9a-f]{10})/.exec(message)?.[1] ?? '';
    await approve(onApproval, set);
    await untilClass(onApproval, 'db.t4g.medium', 'replica-1');
    await untilClass(onApproval, 'db.t4g.medium');
    await until(onApproval, ['Synced', 'True']);
    expect(await statusOf(cluster, onApproval)).not.toHaveProperty('approved');
    expect(conditionOf(await statusOf(cluster, onApproval), 'ChangeHeld')).toBeUndefined();
  });
});

describe('when the window opens', () => {
  test('the change goes by itself, and nothing of it stays in the status', async () => {
    await moveTo('sun', 4, 10);
    await untilClass(onSunday, 'db.t4g.medium');
    await until(onSunday, ['Synced', 'True']);
    const status = await statusOf(cluster, onSunday);
    expect(status).not.toHaveProperty('heldChanges');
    expect(conditionOf(status, 'ChangeHeld')).toBeUndefined();
    expect(status.instanceClass).toBe('db.t4g.medium');
    expect(await classOf(onMonday)).toBe('db.t4g.micro');
  });

  test('while the operator is down, the change goes when it is back', async () => {
    await operator?.stop('SIGKILL');
    await moveTo('mon', 4, 10);
    operator = startOperator(cluster, { name: 'operator-again', args: flags });
    await untilClass(onMonday, 'db.t4g.small');
    await until(onMonday, ['Synced', 'True']);
  });
});

test('at the end nothing is written any more, and nobody has anything against the operator', async () => {
  await Promise.all(ALL.map((database) => until(database, ['Synced', 'True'])));
  for (const { metadata } of ALL) expect(await writesWithin(cluster, metadata.namespace ?? '', 500)).toEqual([]);
  expect(await complaintsOf(cluster)).toEqual([]);
  expect(await misconductOf(cluster)).toEqual([]);
});
