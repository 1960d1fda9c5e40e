import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { KubeObject, ObjectMeta } from '../../src/api/object.js';
import { type ApiClient, type ObjectRef, refTo, type WatchEvent } from '../../src/sandbox/api-client.js';
import { readAuditLog } from '../../src/sandbox/audit-log.js';
import { type ControlPlane, startControlPlane } from '../../src/sandbox/control-plane.js';
import { applyCrds } from '../../src/sandbox/install.js';
import { parseManifests } from '../../src/sandbox/manifests.js';
import { createTenantNamespace } from '../../src/sandbox/role-bindings.js';
import { waitFor, waitForObject, waitUntilGone } from '../../src/sandbox/wait-for.js';

let controlPlane: ControlPlane;
let admin: ApiClient;
beforeAll(async () => {
  controlPlane = await startControlPlane({ audit: true, garbageCollector: true });
  admin = controlPlane.admin;
}, 300_000);
afterAll(() => controlPlane.stop(), 60_000);

const configMap = (
  name: string,
  more: Omit<Partial<KubeObject>, 'metadata'> & { metadata?: Partial<ObjectMeta> } = {},
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  ...more,
  metadata: { name, namespace: 'default', ...more.metadata },
});

const secretIn = (namespace: string): ObjectRef => ({ apiVersion: 'v1', kind: 'Secret', name: 'password', namespace });

test('serves the pinned Kubernetes', async () => {
  expect(await admin.request('GET', '/version')).toMatchObject({ gitVersion: 'v1.34.4', major: '1', minor: '34' });
  expect(await admin.request('GET', '/readyz')).toBe('ok');
});

test.each([
  ['admin', 'kubernetes-admin'],
  ['operator', 'system:serviceaccount:tapdb-system:tapdb-operator'],
  ['ack', 'system:serviceaccount:ack-system:ack-controller'],
  ['collector', 'system:kube-controller-manager'],
  ['tenant', 'developer'],
] as const)('knows the token of %s as %s', async (role, username) => {
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
  expect(await controlPlane.client(role).request('POST', path, { body: review })).toMatchObject({
    status: { userInfo: { username } },
  });
  expect(existsSync(controlPlane.kubeconfig(role))).toBe(true);
});

test('gives the tenant edit in its namespace and nothing elsewhere', async () => {
  await createTenantNamespace(admin, 'team-a');
  const tenant = controlPlane.client('tenant');
  const mine: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'password', namespace: 'team-a' } };
  await admin.apply({ ...mine, metadata: { ...mine.metadata, namespace: 'default' } });
  expect(await tenant.create(mine)).toMatchObject({ metadata: { name: 'password' } });
  await expect(tenant.create(mine)).rejects.toMatchObject({ code: 409, reason: 'AlreadyExists' });
  await expect(tenant.get(secretIn('default'))).rejects.toMatchObject({ code: 403, reason: 'Forbidden' });
  await expect(tenant.list('v1', 'Secret')).rejects.toThrow('User "developer" cannot list resource "secrets"');
});

test('gives ACK its own kinds and no more, and the operator nothing but what a chart brings', async () => {
  const ack = controlPlane.client('ack');
  expect((await ack.list('v1', 'Namespace')).map(({ metadata }) => metadata.name)).toContain('tapdb-system');
  await expect(ack.create(configMap('from-ack'))).rejects.toMatchObject({ code: 403 });
  await expect(controlPlane.client('operator').list('v1', 'Namespace')).rejects.toMatchObject({ code: 403 });
});

test('writes, patches, reads and deletes', async () => {
  const map = configMap('notes', { data: { a: '1' } });
  await admin.apply(map, { dryRun: true });
  expect(await admin.get(refTo(map))).toBeUndefined();
  await admin.apply(map);
  await admin.apply({ ...map, data: { a: '2' } });
  await admin.mergePatch(refTo(map), { data: { b: '3' } });
  const [listed] = await admin.list('v1', 'ConfigMap', { namespace: 'default', labelSelector: '!missing' });
  expect(listed).toMatchObject({ kind: 'ConfigMap', data: { a: '2', b: '3' } });
  await admin.delete(refTo(map), { propagationPolicy: 'Background' });
  await admin.delete(refTo(map));
  expect(await admin.get(refTo(map))).toBeUndefined();
  expect(await admin.get({ apiVersion: 'v1', kind: 'Unknown', name: 'x' })).toBeUndefined();
});

test('refuses a field that the schema does not know', async () => {
  const typo = { ...configMap('typo'), dada: { a: '1' } };
  await expect(admin.apply(typo)).rejects.toMatchObject({ code: 500, message: expect.stringContaining('dada') });
  await expect(admin.create(typo)).rejects.toMatchObject({ code: 400, reason: 'BadRequest' });
});

test('installs a CRD that is served when the call returns', async () => {
  const [crd] = parseManifests(
    `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.org}
spec:
  group: example.org
  names: {kind: Widget, plural: widgets}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      subresources: {status: {}}
      schema: {openAPIV3Schema: {type: object, properties: {status: {type: object, properties: {phase: {type: string}}}}}}
---
`,
    'inline',
  );
  if (!crd) throw new Error('no document was read');
  await applyCrds(admin, [crd]);
  const widget: KubeObject = {
    apiVersion: 'example.org/v1',
    kind: 'Widget',
    metadata: { name: 'w', namespace: 'default' },
  };
  await admin.apply(widget);
  await admin.apply({ ...widget, status: { phase: 'Ready' } }, { subresource: 'status', fieldManager: 'tester' });
  expect(await admin.get(refTo(widget))).toMatchObject({ status: { phase: 'Ready' } });
});

test('collects a dependent whose owner is gone, as the service account of a real cluster', async () => {
  const owner = await admin.apply(configMap('owner'));
  const reference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: owner.metadata.uid ?? '' };
  const dependent = configMap('dependent', { metadata: { ownerReferences: [reference] } });
  await admin.apply(dependent);
  await admin.delete(refTo(owner), { propagationPolicy: 'Background' });
  await waitUntilGone(admin, refTo(dependent));
  const events = await readAuditLog(controlPlane.auditLog ?? '');
  const deletions = events.filter(({ verb, objectRef }) => verb === 'delete' && objectRef?.name === 'dependent');
  expect(deletions.map(({ user, responseStatus }) => [user.username, responseStatus?.code])).toEqual([
    ['system:serviceaccount:kube-system:generic-garbage-collector', 200],
  ]);
}, 40_000);

test('empties a namespace that is deleted', async () => {
  const namespace: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'short-lived' } };
  await admin.apply(namespace);
  await admin.apply(configMap('inside', { metadata: { namespace: 'short-lived' } }));
  await admin.delete(refTo(namespace));
  await waitUntilGone(admin, refTo(namespace));
}, 40_000);

test('aggregates roles, so that a chart can add to edit', async () => {
  const edit: ObjectRef = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'edit' };
  const hasRules = (role: KubeObject): boolean =>
    ((role as { readonly rules?: readonly unknown[] }).rules ?? []).length > 0;
  await waitForObject(admin, edit, 'to have rules', hasRules);
});

test('shows an object as last seen when it does not become what is waited for', async () => {
  const map = await admin.apply(configMap('stuck', { data: { phase: 'Pending' } }));
  const patience = { timeoutMs: 50, intervalMs: 10 };
  const waiting = waitForObject(admin, refTo(map), 'to be done', ({ data }) => data?.['phase'] === 'Done', patience);
  await expect(waiting).rejects.toThrow(
    /^Waiting for ConfigMap stuck to be done: 0\.05 s are over\n--- last seen\n[\s\S]*phase: Pending/,
  );
  await expect(waiting).rejects.not.toThrow('managedFields');
  await expect(waitUntilGone(admin, refTo(map), patience)).rejects.toThrow(/stuck to be gone: [\s\S]*phase: Pending/);
  const missing = { ...refTo(map), name: 'missing' };
  await expect(waitForObject(admin, missing, 'to be', () => true, patience)).rejects.toThrow(/last seen\nnothing$/);
});

test('logs each request once, without a body', async () => {
  await admin.apply({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'audited', namespace: 'default' },
    data: { k: 'c2VjcmV0' },
  });
  const events = await readAuditLog(controlPlane.auditLog ?? '');
  const [event, ...others] = events.filter(({ objectRef }) => objectRef?.name === 'audited');
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    verb: 'patch',
    user: { username: 'kubernetes-admin' },
    responseStatus: { code: 201 },
    requestURI: expect.stringContaining('/api/v1/namespaces/default/secrets/audited?'),
    requestReceivedTimestamp: expect.stringMatching(/^\d{4}-.*\.\d{6}Z$/),
  });
  expect(JSON.stringify(event)).not.toContain('c2VjcmV0');
});

test('watches from a version on, until told to end', async () => {
  const first = await admin.apply(configMap('watched', { data: { step: '1' } }));
  const aborted = new AbortController();
  const seen: WatchEvent[] = [];
  const options = {
    namespace: 'default',
    resourceVersion: first.metadata.resourceVersion ?? '',
    signal: aborted.signal,
  };
  const watching = (async () => {
    for await (const event of admin.watch('v1', 'ConfigMap', options)) seen.push(event);
  })();
  await admin.mergePatch(refTo(first), { data: { step: '2' } });
  await waitFor('the change', () => seen.length > 0);
  aborted.abort();
  await expect(watching).rejects.toThrow('abort');
  expect(seen[0]).toMatchObject({ type: 'MODIFIED', object: { data: { step: '2' } } });
});

test('comes back after a crash and after an orderly stop with its data, address and tokens', async () => {
  const map = await admin.apply(configMap('durable', { data: { kept: 'yes' } }));
  await controlPlane.stopApiServer();
  await expect(admin.get(refTo(map))).rejects.toMatchObject({ code: 0 });
  await controlPlane.startApiServer();
  await controlPlane.startApiServer();
  expect(await admin.get(refTo(map))).toMatchObject({ data: { kept: 'yes' } });
  await controlPlane.restartApiServer('SIGTERM');
  expect(await controlPlane.client('admin').get(refTo(map))).toMatchObject({ data: { kept: 'yes' } });
}, 60_000);

test('answers 410 to a watch from before a compaction', async () => {
  const old = await admin.apply(configMap('old', { data: { step: '1' } }));
  await admin.mergePatch(refTo(old), { data: { step: '2' } });
  await admin.delete(refTo(old));
  await controlPlane.compact();
  await controlPlane.compact();
  // A running API server still answers from its cache.
  await controlPlane.restartApiServer();
  const events: WatchEvent[] = [];
  const watch = async (): Promise<void> => {
    const options = { namespace: 'default', resourceVersion: old.metadata.resourceVersion ?? '' };
    for await (const event of admin.watch('v1', 'ConfigMap', options)) events.push(event);
  };
  await watch();
  expect(events).toMatchObject([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }]);
}, 30_000);

test('stops once and for all', async () => {
  const second = await startControlPlane({ apiServerArguments: ['--watch-cache=false'] });
  const pids = second.processes.running().map(({ pid }) => pid);
  expect(second.processes.running().map(({ name }) => name)).toEqual(['etcd', 'kube-apiserver']);
  expect(second.auditLog).toBeUndefined();
  const before = await second.admin.apply(configMap('before'));
  for (const step of ['2', '3']) await second.admin.mergePatch(refTo(before), { data: { step } });
  await second.compact();
  // Without its cache, a watch is etcd's own, and the compaction is felt at once.
  const options = { namespace: 'default', resourceVersion: before.metadata.resourceVersion ?? '' };
  const events: WatchEvent[] = [];
  for await (const event of second.admin.watch('v1', 'ConfigMap', options)) {
    events.push(event);
    if (event.type === 'ERROR') break;
  }
  expect(events.at(-1)).toMatchObject({ type: 'ERROR', object: { code: 410 } });
  await Promise.all([second.stop(), second.stop()]);
  await sleep(50);
  expect(existsSync(second.directory)).toBe(false);
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  await expect(second.admin.request('GET', '/readyz')).rejects.toMatchObject({ code: 0 });
}, 60_000);

test('a flag that the API server does not know fails the start with its own words, and leaves nothing', async () => {
  await expect(startControlPlane({ apiServerArguments: ['--no-such-flag'] })).rejects.toThrow(
    /kube-apiserver has ended[\s\S]*unknown flag: --no-such-flag/,
  );
}, 30_000);
