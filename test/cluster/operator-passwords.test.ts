import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { apiVersionOf, WATCHED_KINDS } from '../../src/api/kinds.js';
import type { KubeObject } from '../../src/api/object.js';
import { type AccountClient, connectAccount } from '../../src/sandbox/account-client.js';
import { refTo } from '../../src/sandbox/api-client.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { startOperator } from '../../src/sandbox/programs.js';
import { waitFor, waitForObject } from '../../src/sandbox/wait-for.js';
import { complaintsOf, misconductOf, writesWithin } from './support/conduct.js';
import {
  childRef,
  createNamespace,
  OPERATOR_FLAGS,
  rds,
  smallDatabase,
  statusOf,
  waitForCondition,
} from './support/databases.js';
import { type Recorder, startRecorder } from './support/recorder.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

const NAMESPACE = 'shop';
const DAY = 86_400;

jest.setTimeout(120_000);

let cluster: TestCluster;
let account: AccountClient;
let operator: ManagedProcess;
let recorder: Recorder;
let folder: string;
let flags: readonly string[];

const database = smallDatabase(NAMESPACE, 'tap', { credentials: { secretsManager: true } });
/** Every password that there was. */
const passwords = new Set<string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'calendar-'));
  const calendarFile = join(folder, 'calendar');
  await writeFile(calendarFile, '0');
  // A killed leader's Lease would have to run out before the next could work.
  flags = [...OPERATOR_FLAGS, '--leader-elect=false', '--log-level=debug', '--calendar-file', calendarFile];
  cluster = await startTestCluster({ operator: false, ack: { args: ['--calendar-file', calendarFile] } });
  operator = startOperator(cluster, { args: flags });
  account = await connectAccount(cluster.ack as ManagedProcess);
  await createNamespace(cluster, NAMESPACE);
  recorder = await startRecorder(cluster, NAMESPACE);
  await cluster.apply(database);
  await inForce(1);
}, 240_000);

afterAll(async () => {
  await recorder?.stop();
  await cluster?.stop();
  await rm(folder, { recursive: true });
}, 60_000);

const patience = () => ({ timeoutMs: 100_000, processes: [operator, cluster.ack as ManagedProcess] });

const rotate = (rotation: string): Promise<KubeObject> =>
  cluster.admin.mergePatch(refTo(database), { spec: { credentials: { rotation } } });

async function textOf(secret: string, key = 'password'): Promise<string> {
  const live = await cluster.admin.get(childRef(database, 'v1', 'Secret', secret));
  return Buffer.from(live?.data?.[key] ?? '', 'base64').toString('utf8');
}

/** The master password of the instance in RDS, and what Secrets Manager holds. */
async function inAws(): Promise<{ readonly rds: unknown; readonly copy: unknown }> {
  const { records } = (await account.request('GET', '/account?secrets=true')) as {
    readonly records: Readonly<Record<string, readonly { readonly [field: string]: unknown }[]>>;
  };
  const copy = records['secret']?.[0]?.['secretString'];
  return {
    rds: records['dbInstance']?.[0]?.['masterUserPassword'],
    copy: copy === undefined ? undefined : (JSON.parse(String(copy)) as { readonly password: string }).password,
  };
}

/** Waits until the n-th password is in force and all is settled, and sees that it is the one everywhere. */
async function inForce(n: number): Promise<void> {
  const isSo = async () => (await statusOf(cluster, database)).credentials?.secretName === `tap-credentials-${n}`;
  await waitFor(`tap-credentials-${n} to be in force`, isSo, patience());
  await waitForCondition(cluster, database, ['Synced', 'True'], patience());
  const password = await textOf(`credentials-${n}`);
  expect(password).toMatch(/^[\w.~-]{30}$/);
  passwords.add(password);
  expect(await textOf('connection')).toBe(password);
  expect(await textOf('connection', 'uri')).toContain(`:${encodeURIComponent(password)}@`);
  expect(JSON.parse(await textOf('secrets-manager', 'credentials.json'))).toMatchObject({ password });
  expect(await inAws()).toEqual({ rds: password, copy: password });
}

const kept = async (): Promise<readonly string[]> => {
  const all = await cluster.admin.list('v1', 'Secret', { namespace: NAMESPACE });
  return all
    .map(({ metadata }) => metadata.name)
    .filter((name) => /-credentials-\d+$/.test(name))
    .toSorted();
};

const syncedOf = ({ status }: KubeObject): string | undefined => {
  const conditions = (status?.['conditions'] ?? []) as unknown as readonly { readonly type: string; status: string }[];
  return conditions.find(({ type }) => type === 'ACK.ResourceSynced')?.status;
};

describe('when credentials.rotation changes', () => {
  test('the password becomes another one, in RDS, for clients and in Secrets Manager', async () => {
    await rotate('first');
    await inForce(2);
    expect(await kept()).toEqual(['tap-credentials-1', 'tap-credentials-2']);
    const events = (await cluster.admin.list('events.k8s.io/v1', 'Event', {
      namespace: NAMESPACE,
    })) as readonly (KubeObject & { readonly reason: string })[];
    expect(events.filter(({ reason }) => reason === 'PasswordRotated')).toHaveLength(1);
  });

  test('clients were told only when ACK had reported that RDS has it', () => {
    const happened = recorder.events();
    const first = (name: string, holds: (object: KubeObject) => boolean): number =>
      happened.find(({ object }) => object.metadata.name === name && holds(object))?.revision ?? Number.NaN;
    const annotation = 'rds.services.k8s.aws/last-applied-secret-reference';
    const made = first('tap-credentials-2', () => true);
    const asked = first('tap-primary', ({ spec }) => JSON.stringify(spec).includes('tap-credentials-2'));
    const sent = first('tap-primary', ({ metadata }) => metadata.annotations?.[annotation]?.includes('-2.') ?? false);
    const [told] = ['tap-connection'].map((name) =>
      first(name, ({ metadata }) => metadata.annotations?.['tapstack.io/credentials'] === 'tap-credentials-2'),
    );
    const synced = happened
      .filter(
        ({ object, revision }) => object.metadata.name === 'tap-primary' && revision >= sent && revision < (told ?? 0),
      )
      .map(({ object }) => syncedOf(object));
    expect(made).toBeLessThan(asked);
    expect(asked).toBeLessThan(sent);
    expect(sent).toBeLessThan(told ?? 0);
    expect(synced).toContain('False');
    expect(synced.at(-1)).toBe('True');
  });

  test('the Secret before the last one goes, and then nothing is written any more', async () => {
    await rotate('second');
    await inForce(3);
    await waitFor('the oldest Secret to go', async () => (await kept()).length === 2, patience());
    expect(await kept()).toEqual(['tap-credentials-2', 'tap-credentials-3']);
    await waitForCondition(cluster, database, ['Synced', 'True'], patience());
    expect(await writesWithin(cluster, NAMESPACE, 3_000)).toEqual([]);
  });
});

test('an operator that is killed half-way goes on', async () => {
  await rotate('third');
  const isAsked = (live: KubeObject): boolean => JSON.stringify(live.spec).includes('tap-credentials-4');
  await waitForObject(
    cluster.admin,
    childRef(database, rds, 'DBInstance', 'primary'),
    'to be asked',
    isAsked,
    patience(),
  );
  await operator.stop('SIGKILL');
  operator = startOperator(cluster, { args: flags });
  await inForce(4);
});

test('a password that was lost is replaced without a person', async () => {
  const secret = childRef(database, 'v1', 'Secret', 'credentials-4');
  await cluster.admin.mergePatch(secret, { metadata: { annotations: { 'tapstack.io/allow-deletion': 'true' } } });
  await cluster.admin.delete(secret);
  // Secrets are watched by nobody: any change of the database makes the operator look.
  await cluster.admin.mergePatch(refTo(database), { metadata: { annotations: { 'example.com/look': 'now' } } });
  await inForce(5);
});

test('by schedule, the password is another one after so many days', async () => {
  await cluster.admin.mergePatch(refTo(database), { spec: { credentials: { rotateEveryDays: 30 } } });
  await waitForCondition(cluster, database, ['Synced', 'True'], patience());
  expect((await statusOf(cluster, database)).credentials?.secretName).toBe('tap-credentials-5');
  await writeFile(join(folder, 'calendar'), String(31 * DAY));
  await inForce(6);
});

test('no password is in a log, a metric, an Event or any object but the Secrets that are there for it', async () => {
  const log = await readFile(operator.logFile, 'utf8');
  const { metricsPort } = log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { readonly metricsPort?: number })
    .findLast((line) => line.metricsPort !== undefined) as { readonly metricsPort: number };
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  // The last rotation was the calendar's, days after everything else.
  const [, age] = /^tapdb_password_age_seconds{namespace="shop",name="tap"} (.+)$/m.exec(metrics) ?? [];
  expect(Number(age)).toBeLessThan(3_600);
  const kinds = [
    ...WATCHED_KINDS.map((kind) => [apiVersionOf(kind), kind.kind] as const),
    ['events.k8s.io/v1', 'Event'] as const,
    ['tapstack.io/v1alpha1', 'TapDatabase'] as const,
  ];
  const objects = (
    await Promise.all(kinds.map(([apiVersion, kind]) => cluster.admin.list(apiVersion, kind, { namespace: NAMESPACE })))
  ).flat();
  const history = recorder.events().filter(({ object }) => object.kind !== 'Secret' || object.apiVersion !== 'v1');
  const secrets = await cluster.admin.list('v1', 'Secret', { namespace: NAMESPACE });
  const words = {
    log,
    metrics,
    objects: JSON.stringify(objects),
    history: JSON.stringify(history),
    // Of the Secrets all but what they hold; managedFields name keys only.
    secrets: JSON.stringify(secrets.map(({ data: _, ...rest }) => rest)),
    // Bodies of Secrets are not in it.
    audit: await readFile(cluster.auditLog ?? '', 'utf8'),
  };
  expect(passwords.size).toBe(6);
  for (const text of Object.values(words)) expect(text.length).toBeGreaterThan(100);
  for (const password of passwords) {
    const forms = [password, Buffer.from(password).toString('base64')];
    const told = Object.entries(words).filter(([, text]) => forms.some((form) => text.includes(form)));
    expect(told.map(([where]) => where)).toEqual([]);
  }
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  expect(await complaintsOf(cluster)).toEqual([]);
});
