import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type KubeObject, valueAt } from '../../src/api/object.js';
import { type ApiClient, refTo } from '../../src/sandbox/api-client.js';
import { type AuditEvent, readAuditLog } from '../../src/sandbox/audit-log.js';
import { type ControlPlane, startControlPlane } from '../../src/sandbox/control-plane.js';
import { installCrds, installGuard, installRoles } from '../../src/sandbox/install.js';
import { createChildren, createDatabase } from './guard-objects.js';

/** The garbage collector looks for new kinds every 30 s, and its retries back off. */
const PATIENCE_MS = 60_000;
jest.setTimeout(3 * PATIENCE_MS);
const COLLECTOR = 'system:serviceaccount:kube-system:generic-garbage-collector';
const NAMESPACE_CONTROLLER = 'system:serviceaccount:kube-system:namespace-controller';

let plane: ControlPlane;
let admin: ApiClient;
let operator: ApiClient;
let namespace: string;
let count = 0;

beforeAll(async () => {
  plane = await startControlPlane({ audit: true, garbageCollector: true });
  admin = plane.admin;
  operator = plane.client('operator');
  await installCrds(admin);
  await installRoles(admin);
  await installGuard(admin);
}, 120_000);
afterAll(() => plane.stop(), 30_000);

beforeEach(async () => {
  namespace = `collector-${++count}`;
  await admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
});

async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited ${PATIENCE_MS / 1000} s in vain until ${what}`);
    await sleep(50);
  }
}

async function isGone(object: KubeObject): Promise<boolean> {
  return (await admin.get(refTo(object))) === undefined;
}

async function refusals(user: string, verbs: readonly string[], resource: string): Promise<readonly AuditEvent[]> {
  const events = await readAuditLog(plane.auditLog ?? '');
  return events.filter(
    ({ user: { username }, verb, objectRef, responseStatus }) =>
      username === user &&
      verbs.includes(verb) &&
      objectRef?.namespace === namespace &&
      objectRef.resource === resource &&
      responseStatus?.code === 403,
  );
}

/** What the operator does at the end: children first, then its finalizer. */
async function tearDown(database: KubeObject, children: readonly KubeObject[]): Promise<void> {
  for (const child of children) await operator.delete(refTo(child));
  // The collector takes its own finalizer off at the same time, and none can be put back.
  await eventually('the finalizer is off', async () => {
    const finalizers = await othersOf(database);
    return operator.mergePatch(refTo(database), { metadata: { finalizers } }).then(
      () => true,
      () => false,
    );
  });
}

async function othersOf(database: KubeObject): Promise<readonly string[]> {
  const { finalizers = [] } = (await admin.get(refTo(database)))?.metadata ?? {};
  return finalizers.filter((finalizer) => finalizer !== 'tapstack.io/teardown');
}

test('every expression of the policies type-checks', async () => {
  for (const name of ['databases', 'children', 'crds']) {
    const kind = 'ValidatingAdmissionPolicy';
    const ref = { apiVersion: 'admissionregistration.k8s.io/v1', kind, name: `tapdb-operator-protect-${name}` };
    await eventually(
      `${ref.name} is checked`,
      async () => (await admin.get(ref))?.status?.['observedGeneration'] !== undefined,
    );
    expect((await admin.get(ref))?.status?.['typeChecking']).toEqual({});
  }
});

describe('the deletion of a namespace', () => {
  const terminating = async (): Promise<string> => {
    const object = await admin.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
    return JSON.stringify(valueAt(object, 'status.conditions') ?? '');
  };

  test('waits for a protected database, and says so', async () => {
    const database = await createDatabase(admin, namespace);
    await admin.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
    await eventually('the namespace names the protection', async () =>
      (await terminating()).includes('deletion protection is on for TapDatabase tap'),
    );
    expect((await admin.get(refTo(database)))?.metadata.deletionTimestamp).toBeUndefined();
    await admin.mergePatch(refTo(database), { spec: { deletionProtection: false } });
    await eventually(
      'the database is being deleted',
      async () => ((await admin.get(refTo(database)))?.metadata.deletionTimestamp ?? '') !== '',
    );
    await tearDown(database, []);
    await eventually(
      'the namespace is gone',
      async () => (await admin.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace })) === undefined,
    );
  });

  test('waits for the operator to delete the children', async () => {
    const database = await createDatabase(admin, namespace, { deletionProtection: false });
    const children = await createChildren(operator, database);
    await admin.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
    for (const resource of ['vpcs', 'services', 'secrets', 'configmaps']) {
      await eventually(
        `the namespace controller is refused ${resource}`,
        async () => (await refusals(NAMESPACE_CONTROLLER, ['deletecollection', 'delete'], resource)).length > 0,
      );
    }
    expect(await Promise.all(children.map(isGone))).toEqual(children.map(() => false));
    await tearDown(database, children);
    await eventually(
      'the namespace is gone',
      async () => (await admin.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace })) === undefined,
    );
  });
});

describe('the garbage collector', () => {
  test.each(['Foreground', 'Background'] as const)('waits for the teardown after a %s deletion', async (policy) => {
    const database = await createDatabase(admin, namespace, { deletionProtection: false });
    const children = await createChildren(operator, database);
    await admin.delete(refTo(database), { propagationPolicy: policy });
    if (policy === 'Foreground') {
      for (const resource of ['vpcs', 'services', 'secrets', 'configmaps']) {
        await eventually(
          `the collector is refused ${resource}`,
          async () => (await refusals(COLLECTOR, ['delete'], resource)).length > 0,
        );
      }
    }
    const live = await Promise.all(children.map((child) => admin.get(refTo(child))));
    expect(live.map((child) => child?.metadata.deletionTimestamp)).toEqual(children.map(() => undefined));
    await tearDown(database, children);
    await eventually('the database is gone', () => isGone(database));
  });

  test('leaves the children of a database that vanished, until they are released', async () => {
    const database = await createDatabase(admin, namespace, { deletionProtection: false });
    const children = await createChildren(operator, database);
    await operator.mergePatch(refTo(database), { metadata: { finalizers: null } });
    await admin.mergePatch(refTo(database), { metadata: { annotations: { 'tapstack.io/allow-deletion': 'tap' } } });
    await admin.delete(refTo(database));
    await eventually(
      'the collector is refused',
      async () => (await refusals(COLLECTOR, ['delete'], 'vpcs')).length > 1,
    );
    for (const child of children) {
      await admin.mergePatch(refTo(child), { metadata: { annotations: { 'tapstack.io/allow-deletion': 'true' } } });
    }
    for (const child of children) await eventually(`${child.kind} is collected`, () => isGone(child));
  });

  test('cannot orphan the children of a deletion that came before the guard', async () => {
    const database = await createDatabase(admin, namespace, { deletionProtection: false });
    const children = await createChildren(operator, database);
    const binding = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding' };
    const ref = { ...binding, name: 'tapdb-operator-protect-databases' };
    const bound = (await admin.get(ref)) as KubeObject;
    await admin.delete(ref);
    await eventually('the orphaning is accepted', () =>
      admin.delete(refTo(database), { propagationPolicy: 'Orphan' }).then(
        () => true,
        () => false,
      ),
    );
    await admin.create({ ...bound, metadata: { name: ref.name } });
    await eventually('the collector is refused', async () => (await refusals(COLLECTOR, ['patch'], 'vpcs')).length > 0);
    for (const child of children) {
      expect((await admin.get(refTo(child)))?.metadata.ownerReferences).toEqual(child.metadata.ownerReferences);
    }
    await tearDown(database, children);
    await eventually('the database is gone', () => isGone(database));
  });
});
