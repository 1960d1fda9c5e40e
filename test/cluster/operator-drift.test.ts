import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type KubeObject, valueAt } from '../../src/api/object.js';
import { type ObjectRef, refTo } from '../../src/sandbox/api-client.js';
import { listChildren } from '../../src/sandbox/children.js';
import { applyCrds } from '../../src/sandbox/install.js';
import { readManifests } from '../../src/sandbox/manifests.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { waitFor, waitForObject } from '../../src/sandbox/wait-for.js';
import { childWritesOf, complaintsOf, misconductOf, writesWithin } from './support/conduct.js';
import {
  childRef,
  cloudwatch,
  createNamespace,
  ec2,
  OPERATOR_FLAGS,
  rds,
  smallDatabase,
  statusOf,
  waitForCondition,
} from './support/databases.js';
import { eventsOf } from './support/events.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(120_000);

const ALLOW = { metadata: { annotations: { 'tapstack.io/allow-deletion': 'true' } } };

let cluster: TestCluster;
/** Edited by hand. */
const edited = smallDatabase('edited', 'edited', { monitoring: { alarms: { enabled: true } } });
/** Loses a child that cannot be made again. */
const lossy = smallDatabase('lossy', 'lossy', { backup: { bucket: { enabled: true } } });

beforeAll(async () => {
  const args = [...OPERATOR_FLAGS, '--log-level=trace'];
  cluster = await startTestCluster({ operator: { args } });
  await Promise.all(
    [edited, lossy].map(async (database) => {
      await createNamespace(cluster, database.metadata.namespace ?? '');
      await cluster.apply(database);
      await until(database, ['Synced', 'True']);
    }),
  );
}, 240_000);

afterAll(() => cluster?.stop(), 60_000);

const until = (database: KubeObject, condition: readonly [string, string, string?]) =>
  waitForCondition(cluster, database, condition, { timeoutMs: 90_000, processes: cluster.programs });

const child = (apiVersion: string, kind: string, suffix?: string): ObjectRef =>
  childRef(edited, apiVersion, kind, suffix);

const change = (ref: ObjectRef, patch: unknown) => cluster.admin.mergePatch(ref, patch, { fieldManager: 'somebody' });

const comesBack = (ref: ObjectRef, path: string, value: unknown) =>
  waitForObject(cluster.admin, ref, `to have its ${path} back`, (live) => valueAt(live, path) === value);

const textOf = (secret: KubeObject | undefined, key: string): string =>
  Buffer.from(secret?.data?.[key] ?? '', 'base64').toString();

/** The operator looks at a database, and so at its Secrets, when somebody touches it. */
const touch = () => change(refTo(edited), { metadata: { annotations: { 'example.com/touched': String(Date.now()) } } });

async function versionsOf({ metadata }: KubeObject): Promise<Readonly<Record<string, string | undefined>>> {
  const live = await listChildren(cluster.admin, metadata.namespace ?? '', metadata.name);
  return Object.fromEntries(live.map((each) => [`${each.kind}/${each.metadata.name}`, each.metadata.resourceVersion]));
}

describe('what somebody changes on a child', () => {
  test('comes back where the operator declares it', async () => {
    const [alarm, service, outputs] = [
      child(cloudwatch, 'MetricAlarm', 'primary-cpu'),
      child('v1', 'Service', 'rw'),
      child('v1', 'ConfigMap', 'outputs'),
    ];
    const host = (await statusOf(cluster, edited)).endpoint?.address;
    await change(alarm, { spec: { threshold: 5 }, metadata: { labels: { 'tapstack.io/component': 'mine' } } });
    await change(service, { spec: { externalName: 'elsewhere.example.com' } });
    await change(outputs, { data: { primaryEndpoint: 'elsewhere.example.com' } });
    await comesBack(alarm, 'spec.threshold', 80);
    const live = await cluster.admin.get(alarm);
    expect(live?.metadata.labels?.['tapstack.io/component']).toBe('monitoring');
    await comesBack(service, 'spec.externalName', host);
    await comesBack(outputs, 'data.primaryEndpoint', host);
    await until(edited, ['Synced', 'True']);
    // An Event is sent beside what it tells of, not before it.
    const events = await waitFor('an Event of each', async () => {
      const told = await eventsOf(cluster, 'edited', 'DriftCorrected');
      return told.length >= 3 && told;
    });
    expect(events.toSorted()).toEqual([
      'ConfigMap edited-outputs: put back data by somebody',
      expect.stringMatching(/^MetricAlarm edited-primary-cpu: put back .*spec\.threshold by somebody$/),
      'Service edited-rw: put back spec.externalName by somebody',
    ]);
  });

  test('stays where it does not', async () => {
    const [vpc, primary, service] = [
      child(ec2, 'VPC', 'vpc'),
      child(rds, 'DBInstance', 'primary'),
      child('v1', 'Service', 'rw'),
    ];
    const before = await childWritesOf(cluster, 'edited');
    const tags = (valueAt(await cluster.admin.get(vpc), 'spec.tags') ?? []) as readonly object[];
    await change(vpc, { spec: { tags: [...tags, { key: 'cost-center', value: '42' }] } });
    await change(primary, { spec: { promotionTier: 3 }, metadata: { labels: { 'example.com/team': 'shop' } } });
    await change(service, {
      metadata: { annotations: { 'example.com/note': 'here' } },
      spec: { sessionAffinity: 'ClientIP' },
    });
    // RDS is busy with the change for a moment, which the status tells.
    await sleep(4_000);
    expect(await childWritesOf(cluster, 'edited')).toEqual(before);
    expect(JSON.stringify((await cluster.admin.get(vpc))?.spec)).toContain('cost-center');
    expect((await cluster.admin.get(primary))?.spec).toMatchObject({ promotionTier: 3 });
    await until(edited, ['Synced', 'True']);
  });
});

describe('what somebody deletes', () => {
  test('is made again: an alarm, a Service', async () => {
    const refs = [child(cloudwatch, 'MetricAlarm', 'primary-storage'), child('v1', 'Service', 'ro')];
    for (const ref of refs) {
      const before = await cluster.admin.get(ref);
      await expect(cluster.admin.delete(ref)).rejects.toMatchObject({ code: 403 });
      await change(ref, ALLOW);
      await cluster.admin.delete(ref);
      await waitForObject(
        cluster.admin,
        ref,
        'to be another one',
        (live) => live.metadata.uid !== before?.metadata.uid,
      );
    }
    await until(edited, ['Synced', 'True']);
  });

  test('is not made again where it would be empty, and is told with its id in AWS', async () => {
    const bucket = childRef(lossy, 's3.services.k8s.aws/v1alpha1', 'Bucket', 'backup');
    await change(bucket, ALLOW);
    await cluster.admin.delete(bucket);
    const { message } = await until(lossy, ['Stalled', 'True', 'ChildDeleted']);
    expect(message).toContain('Bucket lossy-backup');
    expect((await statusOf(cluster, lossy)).inventory).toContainEqual({
      kind: 'Bucket',
      name: 'lossy-backup',
      id: 'lossy-backup-dev-123456789012-us-east-2',
    });
    expect(await cluster.admin.get(bucket)).toBeUndefined();
  });
});

describe('a Secret, which nobody follows', () => {
  const connection = child('v1', 'Secret', 'connection');
  const credentials = child('v1', 'Secret', 'credentials-1');

  test('is repaired at the next look', async () => {
    const uri = textOf(await cluster.admin.get(connection), 'uri');
    await change(connection, { data: { uri: Buffer.from('postgresql://elsewhere').toString('base64') } });
    expect(await writesWithin(cluster, 'edited', 2_000)).toEqual([]);
    await touch();
    await waitFor('the uri to be repaired', async () => textOf(await cluster.admin.get(connection), 'uri') === uri);
  });

  test('is made again at the next look: the connection as it was, and of a lost password there is a new one', async () => {
    const password = textOf(await cluster.admin.get(credentials), 'password');
    for (const ref of [connection, credentials]) await change(ref, ALLOW);
    await cluster.admin.delete(connection);
    await touch();
    await waitFor('the connection', async () => textOf(await cluster.admin.get(connection), 'password') === password);
    await cluster.admin.delete(credentials);
    await touch();
    await waitFor(
      'another password',
      async () => {
        const next = textOf(await cluster.admin.get(child('v1', 'Secret', 'credentials-2')), 'password');
        return next.length === 30 && textOf(await cluster.admin.get(connection), 'password') === next;
      },
      { timeoutMs: 60_000 },
    );
    await until(edited, ['Synced', 'True']);
  });
});

test('a status that was lost: the identity is known by the children, none of which is written', async () => {
  const [definition] = await readManifests('crds/tapdatabase.yaml');
  const { identity } = await statusOf(cluster, edited);
  const before = await versionsOf(edited);
  await applyCrds(cluster.admin, [withoutRule(definition as KubeObject, 'is written once and never removed')]);
  await waitFor('the API server to let the status go', async () => {
    await cluster.admin.mergePatch(refTo(edited), { status: null }, { subresource: 'status' });
    return true;
  });
  await until(edited, ['Synced', 'True']);
  const status = await statusOf(cluster, edited);
  expect(status.identity).toEqual(identity);
  expect(status).toMatchObject({ phase: 'Available', observedGeneration: 1 });
  expect(await versionsOf(edited)).toEqual(before);
  await applyCrds(cluster.admin, [definition as KubeObject]);
});

test('whatever is logged is JSON, and no password', async () => {
  const { logFile } = cluster.operator as ManagedProcess;
  const log = await readFile(logFile, 'utf8');
  const lines = log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) {
    expect(line).toMatchObject({
      level: expect.stringMatching(/^(trace|debug|info|warn|error)$/),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      message: expect.any(String),
    });
  }
  const reconciled = lines.find(({ message }) => message === 'reconciled');
  expect(reconciled).toMatchObject({ namespace: expect.any(String), name: expect.any(String) });
  for (const database of [edited, lossy]) {
    const password = textOf(await cluster.admin.get(childRef(database, 'v1', 'Secret', 'connection')), 'password');
    expect(password).toHaveLength(30);
    expect(log).not.toContain(password);
    expect(log).not.toContain(Buffer.from(password).toString('base64'));
  }
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  // What somebody writes by hand counts too.
  expect(await complaintsOf(cluster, /edited-(vpc|primary)/)).toEqual([]);
});

/** The CRD without the root rule whose message begins so. */
function withoutRule(definition: KubeObject, message: string): KubeObject {
  const copy = structuredClone(definition) as unknown as {
    spec: { versions: { schema: { openAPIV3Schema: { 'x-kubernetes-validations': { message?: string }[] } } }[] };
  };
  for (const { schema } of copy.spec.versions) {
    const { openAPIV3Schema: root } = schema;
    const rules = root['x-kubernetes-validations'];
    root['x-kubernetes-validations'] = rules.filter((rule) => !rule.message?.trim().startsWith(message));
    expect(root['x-kubernetes-validations']).toHaveLength(rules.length - 1);
  }
  return copy as unknown as KubeObject;
}
