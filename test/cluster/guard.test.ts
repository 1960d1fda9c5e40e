import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { type ApiClient, refTo } from '../../src/sandbox/api-client.js';
import { RequestError } from '../../src/sandbox/api-request.js';
import { type ControlPlane, startControlPlane } from '../../src/sandbox/control-plane.js';
import { installCrds, installGuard, installRoles } from '../../src/sandbox/install.js';
import { createTenantNamespace } from '../../src/sandbox/role-bindings.js';
import { createChildren, createDatabase } from './guard-objects.js';

let plane: ControlPlane;
let admin: ApiClient;
let operator: ApiClient;
let namespace: string;
let count = 0;

beforeAll(async () => {
  plane = await startControlPlane();
  admin = plane.admin;
  operator = plane.client('operator');
  await installCrds(admin);
  await installRoles(admin);
  await installGuard(admin);
}, 120_000);
afterAll(() => plane.stop(), 30_000);

beforeEach(async () => {
  namespace = `guard-${++count}`;
  await createTenantNamespace(admin, namespace);
});

const RELEASE = { metadata: { annotations: { 'tapstack.io/allow-deletion': 'true' } } };
const allowDeletion = (name: string) => ({ metadata: { annotations: { 'tapstack.io/allow-deletion': name } } });

/** What the API server answers where it refuses; fails where it does not. */
async function refusal(request: Promise<unknown>): Promise<string> {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof RequestError)) throw error ?? new Error('the request was not refused');
  expect(error).toMatchObject({ code: 403, reason: 'Forbidden' });
  return error.message;
}

async function isGone(object: KubeObject): Promise<boolean> {
  return (await admin.get(refTo(object))) === undefined;
}

async function isDeleting(object: KubeObject): Promise<boolean> {
  return (await admin.get(refTo(object)))?.metadata.deletionTimestamp !== undefined;
}

describe('a TapDatabase', () => {
  test('is protected once composed, for everybody, until the annotation names it', async () => {
    const database = await createDatabase(admin, namespace);
    for (const client of [plane.client('tenant'), admin]) {
      expect(await refusal(client.delete(refTo(database)))).toContain(
        `deletion protection is on for TapDatabase tap. To delete it: kubectl annotate tapdatabase tap -n ${namespace} ` +
          'tapstack.io/allow-deletion=tap (or set spec.deletionProtection to false), then delete it again',
      );
    }
    await admin.mergePatch(refTo(database), allowDeletion('true'));
    await refusal(admin.delete(refTo(database)));
    await plane.client('tenant').mergePatch(refTo(database), allowDeletion('tap'));
    await plane.client('tenant').delete(refTo(database));
    expect(await isDeleting(database)).toBe(true);
  });

  test('is protected as one of a collection', async () => {
    const database = await createDatabase(admin, namespace);
    const collection = `/apis/tapstack.io/v1alpha1/namespaces/${namespace}/tapdatabases`;
    expect(await refusal(admin.request('DELETE', collection))).toContain('for TapDatabase tap');
    await admin.mergePatch(refTo(database), allowDeletion('tap'));
    await admin.request('DELETE', collection);
    expect(await isDeleting(database)).toBe(true);
  });

  test.each([
    ['before its first compose', { composed: false, deletionProtection: true, finalizers: [] }],
    ['with protection off', { deletionProtection: false }],
  ])('is not protected %s', async (_, options) => {
    const database = await createDatabase(admin, namespace, options);
    await admin.delete(refTo(database));
    expect((await isGone(database)) || (await isDeleting(database))).toBe(true);
  });

  test('can be deleted again while it goes', async () => {
    const database = await createDatabase(admin, namespace, { deletionProtection: false });
    await admin.delete(refTo(database));
    await admin.mergePatch(refTo(database), { spec: { deletionProtection: true } });
    await admin.delete(refTo(database), { propagationPolicy: 'Foreground' });
    expect(await isDeleting(database)).toBe(true);
  });

  test('is never deleted with orphaned children', async () => {
    const database = await createDatabase(admin, namespace, { deletionProtection: false });
    await admin.mergePatch(refTo(database), allowDeletion('tap'));
    const path = await admin.pathOf(refTo(database));
    const advice = 'To keep everything in AWS set spec.deletionPolicy to Retain';
    expect(await refusal(admin.delete(refTo(database), { propagationPolicy: 'Orphan' }))).toContain(advice);
    expect(await refusal(admin.request('DELETE', path, { body: { orphanDependents: true } }))).toContain(advice);
    expect(await refusal(admin.request('DELETE', path, { query: { propagationPolicy: 'Orphan' } }))).toContain(advice);
    await admin.mergePatch(refTo(database), { metadata: { finalizers: ['orphan', 'tapstack.io/teardown'] } });
    expect(await refusal(admin.request('DELETE', path))).toContain(advice);
    await admin.delete(refTo(database), { propagationPolicy: 'Background' });
    expect(await refusal(admin.delete(refTo(database), { propagationPolicy: 'Orphan' }))).toContain(advice);
  });

  test('keeps its finalizer while it goes, except from the operator', async () => {
    const database = await createDatabase(admin, namespace, { deletionProtection: false });
    const stripped = { metadata: { finalizers: null } };
    await admin.delete(refTo(database));
    expect(await refusal(admin.mergePatch(refTo(database), stripped))).toContain('its status says what it waits for');
    await admin.mergePatch(refTo(database), { metadata: { annotations: { 'example.com/note': 'still here' } } });
    await operator.mergePatch(refTo(database), stripped);
    expect(await isGone(database)).toBe(true);
  });

  test('can be given up, by name', async () => {
    const database = await createDatabase(admin, namespace, { deletionProtection: false });
    await admin.delete(refTo(database));
    const abandon = { metadata: { annotations: { 'tapstack.io/abandon': 'tap' } } };
    await refusal(admin.mergePatch(refTo(database), { metadata: { ...abandon.metadata, finalizers: null } }));
    await admin.mergePatch(refTo(database), abandon);
    await admin.mergePatch(refTo(database), { metadata: { finalizers: null } });
    expect(await isGone(database)).toBe(true);
  });

  test('that was replaced without its finalizer goes only once the operator has set it again', async () => {
    const database = await createDatabase(admin, namespace, { deletionProtection: false, finalizers: [] });
    expect(await refusal(admin.delete(refTo(database)))).toContain('has lost its finalizer tapstack.io/teardown');
    await operator.mergePatch(refTo(database), { metadata: { finalizers: ['tapstack.io/teardown'] } });
    await admin.delete(refTo(database));
    expect(await isDeleting(database)).toBe(true);
  });
});

describe('a child', () => {
  let children: readonly KubeObject[];
  beforeEach(async () => {
    children = await createChildren(operator, await createDatabase(admin, namespace));
    const rights: KubeObject & Readonly<Record<string, unknown>> = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'tenant-of-ack', namespace },
      rules: [{ apiGroups: ['ec2.services.k8s.aws'], resources: ['vpcs'], verbs: ['*'] }],
    };
    await admin.apply(rights);
    const binding: KubeObject & Readonly<Record<string, unknown>> = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'tenant-of-ack', namespace },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'tenant-of-ack' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'developer' }],
    };
    await admin.apply(binding);
  });

  test('is deleted by nobody but the operator', async () => {
    for (const child of children) {
      for (const client of [plane.client('tenant'), admin]) {
        expect(await refusal(client.delete(refTo(child)))).toContain(
          `${child.kind} ${namespace}/${child.metadata.name} is part of TapDatabase tap and only the operator deletes it`,
        );
      }
      await operator.delete(refTo(child));
      expect(await isGone(child)).toBe(true);
    }
  });

  test('is not deleted as one of a collection', async () => {
    const collection = `/apis/ec2.services.k8s.aws/v1alpha1/namespaces/${namespace}/vpcs`;
    expect(await refusal(admin.request('DELETE', collection))).toContain('is part of TapDatabase tap');
  });

  test('tells the command that releases it, and can be deleted after', async () => {
    for (const child of children) {
      const group = child.apiVersion.includes('/') ? 'vpcs.ec2.services.k8s.aws' : `${child.kind.toLowerCase()}s`;
      expect(await refusal(admin.delete(refTo(child)))).toContain(
        `kubectl annotate ${group} ${child.metadata.name} -n ${namespace} tapstack.io/allow-deletion=true, then delete it again`,
      );
      await plane.client('tenant').mergePatch(refTo(child), RELEASE);
      await plane.client('tenant').delete(refTo(child));
      expect(await isGone(child)).toBe(true);
    }
  });

  test('keeps its label', async () => {
    for (const child of children) {
      for (const value of [null, 'other']) {
        const patch = { metadata: { labels: { 'tapstack.io/database': value } } };
        expect(await refusal(admin.mergePatch(refTo(child), patch))).toContain(
          'its label tapstack.io/database stays as it is',
        );
        await refusal(admin.mergePatch(refTo(child), { metadata: { ...patch.metadata, ...RELEASE.metadata } }));
      }
      await admin.mergePatch(refTo(child), RELEASE);
      await admin.mergePatch(refTo(child), { metadata: { labels: { 'tapstack.io/database': null } } });
    }
  });

  test('keeps its label also through its status', async () => {
    const [vpc, service] = children;
    const patch = { metadata: { labels: { 'tapstack.io/database': null } }, status: {} };
    const options = { subresource: 'status' };
    expect(await refusal(admin.mergePatch(refTo(service as KubeObject), patch, options))).toContain('its label');
    const after = await admin.mergePatch(refTo(vpc as KubeObject), patch, options);
    expect(after.metadata.labels).toEqual({ 'tapstack.io/database': 'tap' });
  });

  test('keeps its owner', async () => {
    for (const child of children) {
      const [owner] = child.metadata.ownerReferences ?? [];
      const other = { apiVersion: 'v1', kind: 'ConfigMap', name: 'other', uid: 'f2a5f2c4-5d2b-4d0c-9b8e-0d6f5f0c7a11' };
      for (const ownerReferences of [
        null,
        [other],
        [{ ...owner, controller: false }],
        [{ ...owner, uid: other.uid }],
      ]) {
        expect(await refusal(admin.mergePatch(refTo(child), { metadata: { ownerReferences } }))).toContain(
          'its owner stays as it is',
        );
      }
      await admin.mergePatch(refTo(child), { metadata: { ownerReferences: [owner, other] } });
      await admin.mergePatch(refTo(child), { metadata: { ownerReferences: [owner] } });
      await admin.mergePatch(refTo(child), RELEASE);
      await admin.mergePatch(refTo(child), { metadata: { ownerReferences: null } });
    }
  });

  test('is written by ACK and by people as before', async () => {
    const vpc = refTo(children[0] as KubeObject);
    const ack = plane.client('ack');
    await ack.mergePatch(vpc, { metadata: { finalizers: ['finalizers.ec2.services.k8s.aws/VPC'] } });
    await ack.mergePatch(vpc, { spec: { instanceTenancy: 'default' } });
    await ack.mergePatch(vpc, { status: { vpcID: 'vpc-0123456789abcdef0' } }, { subresource: 'status' });
    await admin.mergePatch(vpc, { metadata: { labels: { team: 'shop' }, annotations: { note: 'ours' } } });
    await operator.delete(vpc);
    await ack.mergePatch(vpc, { metadata: { finalizers: null } });
    expect(await admin.get(vpc)).toBeUndefined();
  });

  test('of nobody can be labelled, and what has no label is free', async () => {
    const free: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'free', namespace }, data: {} };
    await admin.create(free);
    await admin.mergePatch(refTo(free), { metadata: { labels: { 'tapstack.io/database': 'tap' } } });
    await refusal(admin.delete(refTo(free)));
    await operator.mergePatch(refTo(free), { metadata: { labels: { 'tapstack.io/database': null } } });
    await admin.delete(refTo(free));
    expect(await isGone(free)).toBe(true);
  });
});

describe('a CustomResourceDefinition', () => {
  const crd = (name: string) => ({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name });

  test.each(['tapdatabases.tapstack.io', 'dbinstances.rds.services.k8s.aws'])('%s stays', async (name) => {
    expect(await refusal(admin.delete(crd(name)))).toContain(
      `kubectl annotate crd ${name} tapstack.io/allow-deletion=true, then delete it again`,
    );
    const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    await refusal(admin.request('DELETE', path, { query: { fieldSelector: `metadata.name=${name}` } }));
  });

  test('goes when it is released', async () => {
    await admin.mergePatch(crd('topics.sns.services.k8s.aws'), RELEASE);
    await admin.delete(crd('topics.sns.services.k8s.aws'));
    const left = await admin.get(crd('topics.sns.services.k8s.aws'));
    expect(left === undefined || left.metadata.deletionTimestamp !== undefined).toBe(true);
  });
});
