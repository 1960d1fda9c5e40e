import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import type { KubeObject } from '../../src/api/object.js';
import { ApiClient } from '../../src/kube/api-client.js';
import { KubeCluster } from '../../src/kube/cluster.js';
import { type ControlPlane, startControlPlane } from '../../src/sandbox/control-plane.js';
import { installCrds, installGuard, installRoles, removeGuard } from '../../src/sandbox/install.js';
import { waitFor } from '../../src/sandbox/wait-for.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { createMetrics, type Metrics } from '../../src/telemetry/metrics.js';

jest.setTimeout(60_000);

const EC2 = 'ec2.services.k8s.aws/v1alpha1';

let controlPlane: ControlPlane;
let metrics: Metrics;
let api: ApiClient;
let cluster: KubeCluster;
let running: Promise<void>;
let enqueued: string[];

beforeAll(async () => {
  controlPlane = await startControlPlane();
  await installCrds(controlPlane.admin);
  await installRoles(controlPlane.admin);
  await installGuard(controlPlane.admin);
}, 180_000);
afterAll(() => controlPlane.stop(), 60_000);

beforeEach(async () => {
  const config = new KubeConfig();
  config.loadFromFile(controlPlane.kubeconfig('operator'));
  metrics = createMetrics();
  enqueued = [];
  api = new ApiClient(config, { metrics });
  cluster = new KubeCluster({
    api,
    ownNamespace: 'tapdb-system',
    namespaces: [],
    enqueue: ({ namespace, name }) => enqueued.push(`${namespace}/${name}`),
    logger: createLogger('fatal'),
    metrics,
  });
  running = cluster.run();
  await waitFor('the cluster to be known', async () => cluster.unsettled().length === 0);
}, 60_000);

afterEach(async () => {
  cluster.stop();
  api.close();
  await running;
});

const vpc = (name: string, cidr = '10.0.0.0/16', database = 'tap'): KubeObject => ({
  apiVersion: EC2,
  kind: 'VPC',
  metadata: { name, namespace: 'default', labels: { 'tapstack.io/database': database } },
  spec: { cidrBlocks: [cidr] },
});

/** Requests to delete that were answered so. */
async function deletions(code: string): Promise<number> {
  const { values } = await metrics.apiRequests.get();
  const answered = values.filter(({ labels }) => labels.verb === 'delete' && labels.code === code);
  return answered.reduce((sum, { value }) => sum + value, 0);
}

async function createDatabase(name: string): Promise<TapDatabase> {
  const manifest = {
    apiVersion: 'tapstack.io/v1alpha1',
    kind: 'TapDatabase',
    metadata: { name, namespace: 'default' },
  };
  await controlPlane.admin.create({ ...manifest, spec: { region: 'us-east-2' } });
  return waitFor(`TapDatabase ${name} in the cache`, async () =>
    cluster.cachedDatabase({ namespace: 'default', name }),
  );
}

const cached = (name: string, database = 'tap'): KubeObject | undefined =>
  cluster.cachedChildren({ namespace: 'default', name: database }).find(({ metadata }) => metadata.name === name);

describe('children', () => {
  test('an applied child is in the cache at once, and its database is queued', async () => {
    const stored = await cluster.apply(vpc('applied'));
    expect(cached('applied')).toEqual(stored);
    expect(stored.metadata.managedFields?.map(({ manager, operation }) => [manager, operation])).toEqual([
      ['tapdb-operator', 'Apply'],
    ]);
    expect(enqueued).toContain('default/tap');
    expect(await cluster.get({ apiVersion: EC2, kind: 'VPC', name: 'applied' }, 'default')).toEqual(stored);
  });

  test('a field that the installed schema does not know is refused, not dropped', async () => {
    const applying = cluster.apply({ ...vpc('typo'), spec: { cidrBlocks: ['10.0.0.0/16'], cidrBlock: 'x' } });
    await expect(applying).rejects.toThrow(/^apply VPC\.ec2\.services\.k8s\.aws default\/typo: .*cidrBlock/);
  });

  test("another's change takes a field away, and the next apply takes it back", async () => {
    await cluster.apply(vpc('contested'));
    await controlPlane.admin.apply(vpc('contested', '10.9.0.0/16'), { fieldManager: 'somebody' });
    await waitFor('the change', async () => cached('contested')?.spec?.['cidrBlocks']?.toString() === '10.9.0.0/16');
    const stored = await cluster.apply(vpc('contested'));
    expect(stored.spec?.['cidrBlocks']).toEqual(['10.0.0.0/16']);
  });

  test('a patch is merged, and misses an object that took the place of the one it was meant for', async () => {
    const stored = await cluster.apply(vpc('patched'));
    const annotations = { 'services.k8s.aws/deletion-policy': 'retain' };
    const patched = await cluster.patch(stored, { metadata: { annotations } });
    expect(patched?.metadata.annotations).toEqual(annotations);
    expect(cached('patched')).toEqual(patched);
    const stranger = { ...stored, metadata: { ...stored.metadata, uid: '11111111-2222-3333-4444-555555555555' } };
    expect(await cluster.patch(stranger, { metadata: { annotations: null } })).toBeUndefined();
    expect(await cluster.patch(vpc('never'), { metadata: { annotations: null } })).toBeUndefined();
    const kept = await cluster.get({ apiVersion: EC2, kind: 'VPC', name: 'patched' }, 'default');
    expect(kept?.metadata.annotations).toEqual(annotations);
  });

  test('a delete takes only the object it was meant for, and one that is gone is no error', async () => {
    const stored = await cluster.apply(vpc('deleted'));
    await cluster.delete({ ...stored, metadata: { ...stored.metadata, uid: '11111111-2222-3333-4444-555555555555' } });
    expect(await cluster.get({ apiVersion: EC2, kind: 'VPC', name: 'deleted' }, 'default')).toBeDefined();
    await cluster.delete(stored);
    await cluster.delete(stored);
    await waitFor('the deletion', async () => cached('deleted') === undefined);
    expect(await cluster.get({ apiVersion: EC2, kind: 'VPC', name: 'deleted' }, 'default')).toBeUndefined();
  });

  test('a finalizer that is added while the object is being deleted holds it', async () => {
    const stored = await cluster.apply(vpc('claimed'));
    const ref = { apiVersion: EC2, kind: 'VPC', name: 'claimed', namespace: 'default' };
    await controlPlane.admin.mergePatch(ref, { metadata: { finalizers: ['finalizers.ec2.services.k8s.aws/VPC'] } });
    await cluster.delete(stored);
    expect(await deletions('409')).toBe(1);
    expect((await cluster.get(ref, 'default'))?.metadata.deletionTimestamp).toBeDefined();
    await controlPlane.admin.mergePatch(ref, { metadata: { finalizers: null } });
    await waitFor('the end', async () => cached('claimed') === undefined);
  });

  test('what was written since by somebody who does not hold it goes all the same', async () => {
    const stored = await cluster.apply(vpc('written'));
    const ref = { apiVersion: EC2, kind: 'VPC', name: 'written', namespace: 'default' };
    await controlPlane.admin.mergePatch(ref, { metadata: { annotations: { a: 'b' } } });
    await cluster.delete(stored);
    expect(await deletions('409')).toBe(1);
    expect(await cluster.get(ref, 'default')).toBeUndefined();
  });

  test('one that waits for its finalizer is seen as deleting at once', async () => {
    await cluster.apply(vpc('finalizing'));
    const ref = { apiVersion: EC2, kind: 'VPC', name: 'finalizing', namespace: 'default' };
    await controlPlane.admin.mergePatch(ref, { metadata: { finalizers: ['finalizers.ec2.services.k8s.aws/VPC'] } });
    await cluster.delete((await cluster.get(ref, 'default')) as KubeObject);
    expect(cached('finalizing')?.metadata.deletionTimestamp).toBeDefined();
    await controlPlane.admin.mergePatch(ref, { metadata: { finalizers: null } });
    await waitFor('the end', async () => cached('finalizing') === undefined);
  });

  test('children are found by their database, across kinds, and never Secrets', async () => {
    const of = (kind: string, spec: object): KubeObject =>
      ({ ...vpc('many', '', 'many'), apiVersion: 'v1', kind, ...spec }) as KubeObject;
    await cluster.apply(vpc('many', '10.0.0.0/16', 'many'));
    await cluster.apply(of('ConfigMap', { spec: undefined, data: { a: 'b' } }));
    await cluster.apply(of('Service', { spec: { type: 'ExternalName', externalName: 'example.com' } }));
    await cluster.apply(of('Secret', { spec: undefined, data: { password: 'c2VjcmV0' } }));
    const kinds = cluster.cachedChildren({ namespace: 'default', name: 'many' }).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['ConfigMap', 'Service', 'VPC']);
    expect((await cluster.getSecret({ namespace: 'default', name: 'many' }))?.data).toEqual({ password: 'c2VjcmV0' });
    expect(await cluster.getSecret({ namespace: 'default', name: 'none' })).toBeUndefined();
    expect(cluster.cachedChildren({ namespace: 'other', name: 'many' })).toEqual([]);
  });
});

describe('a TapDatabase', () => {
  test('gets its whole status, and one of the same name that came after it does not', async () => {
    const database = await createDatabase('status');
    const written = await cluster.applyStatus(database, { phase: 'Creating', message: 'at work' });
    expect(written.status).toEqual({ phase: 'Creating', message: 'at work' });
    expect(cluster.cachedDatabase({ namespace: 'default', name: 'status' })).toEqual(written);
    expect((await cluster.applyStatus(written, { phase: 'Available' })).status).toEqual({ phase: 'Available' });
    const former = { ...database, metadata: { ...database.metadata, uid: '11111111-2222-3333-4444-555555555555' } };
    await expect(cluster.applyStatus(former, { phase: 'Deleting' })).rejects.toMatchObject({ code: 422 });
  });

  test('has our finalizer set and removed, and keeps those of others', async () => {
    const database = await createDatabase('finalizer');
    const withOurs = await cluster.setFinalizer(database, true);
    expect(withOurs.metadata.finalizers).toEqual(['tapstack.io/teardown']);
    const ref = { apiVersion: 'tapstack.io/v1alpha1', kind: 'TapDatabase', name: 'finalizer', namespace: 'default' };
    await controlPlane.admin.mergePatch(ref, {
      metadata: { finalizers: ['tapstack.io/teardown', 'example.com/other'] },
    });
    await expect(cluster.setFinalizer(withOurs, false)).rejects.toMatchObject({ code: 409 });
    const fresh = await waitFor('the other finalizer', async () => {
      const seen = cluster.cachedDatabase({ namespace: 'default', name: 'finalizer' });
      return seen?.metadata.finalizers?.length === 2 ? seen : undefined;
    });
    expect((await cluster.setFinalizer(fresh, false)).metadata.finalizers).toEqual(['example.com/other']);
  });

  test('is gone with the last finalizer, for the cache too, and again is no error', async () => {
    const key = { namespace: 'default', name: 'going' };
    await cluster.setFinalizer(await createDatabase('going'), true);
    await controlPlane.admin.delete({ apiVersion: 'tapstack.io/v1alpha1', kind: 'TapDatabase', ...key });
    const going = await waitFor('the deletion', async () => {
      const seen = cluster.cachedDatabase(key);
      return seen?.metadata.deletionTimestamp === undefined ? undefined : seen;
    });
    await cluster.setFinalizer(going, false);
    expect(cluster.cachedDatabase(key)).toBeUndefined();
    await cluster.setFinalizer(going, false);
  });

  test('has one Event for what recurs, with its count', async () => {
    const database = await createDatabase('events');
    const event = { type: 'Warning', reason: 'ChildTerminal', message: 'VPC tap is terminal' } as const;
    for (let i = 0; i < 3; i++) await cluster.emit(database, event);
    await cluster.emit(database, { type: 'Normal', reason: 'Ready', message: `done ${'é'.repeat(2_000)}` });
    const events = await controlPlane.admin.list('events.k8s.io/v1', 'Event', { namespace: 'default' });
    const ours = events.filter((each) => JSON.stringify(each).includes(database.metadata.uid ?? ''));
    expect(ours).toHaveLength(2);
    expect(ours.find((each) => (each as { reason?: string }).reason === 'ChildTerminal')).toMatchObject({
      type: 'Warning',
      note: 'VPC tap is terminal',
      reportingController: 'tapstack.io/tapdb-operator',
      series: { count: 3 },
    });
  });

  test('loses an Event rather than a reconcile', async () => {
    const database = await createDatabase('lost-event');
    const elsewhere = { ...database, metadata: { ...database.metadata, namespace: 'no-such-namespace' } };
    await cluster.emit(elsewhere, { type: 'Normal', reason: 'Ready', message: 'done' });
    expect((await metrics.apiRequests.get()).values).toContainEqual(
      expect.objectContaining({ labels: { verb: 'create', kind: 'Event.events.k8s.io', code: '404' } }),
    );
  });
});

describe('the cluster', () => {
  test('names kinds that are not installed, and has them back with what they hold', async () => {
    const ref = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      name: 'buckets.s3.services.k8s.aws',
    };
    await createDatabase('missing');
    await removeGuard(controlPlane.admin);
    await controlPlane.admin.delete(ref);
    enqueued = [];
    await waitFor('the kind to be missed', async () => cluster.missingKinds().length > 0);
    expect(cluster.missingKinds()).toEqual(['Bucket.s3.services.k8s.aws']);
    expect(cluster.unsettled()).toEqual([]);
    expect(enqueued).toContain('default/missing');
    await installCrds(controlPlane.admin);
    await waitFor('the kind to be back', async () => cluster.missingKinds().length === 0);
    await installGuard(controlPlane.admin);
  }, 90_000);

  test('says whether the guard holds, and what is missing', async () => {
    await createDatabase('guard');
    expect(cluster.guard()).toEqual({ installed: true });
    const binding = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding' };
    const name = 'tapdb-operator-protect-children';
    await controlPlane.admin.mergePatch({ ...binding, name }, { spec: { validationActions: ['Warn'] } });
    enqueued = [];
    await waitFor('the guard to be missed', async () => !cluster.guard().installed);
    expect(cluster.guard()).toMatchObject({ message: expect.stringContaining(`Binding ${name} does not deny`) });
    expect(enqueued).toContain('default/guard');
    await controlPlane.admin.delete({ ...binding, name });
    await waitFor('the binding to be missed', async () =>
      JSON.stringify(cluster.guard()).includes(`${name} is missing`),
    );
    await installGuard(controlPlane.admin);
    await waitFor('the guard to be back', async () => cluster.guard().installed);
  }, 90_000);

  test("tells the API server's time", async () => {
    await cluster.getSecret({ namespace: 'default', name: 'none' });
    expect(Math.abs(cluster.now().getTime() - Date.now())).toBeLessThan(1_000);
  });

  test('writes nothing for who leads no more', async () => {
    const config = new KubeConfig();
    config.loadFromFile(controlPlane.kubeconfig('operator'));
    const deposed = new ApiClient(config, { metrics, mayWrite: () => false });
    const idle = new KubeCluster({
      api: deposed,
      ownNamespace: 'tapdb-system',
      namespaces: [],
      enqueue: () => undefined,
      logger: createLogger('fatal'),
      metrics,
    });
    await expect(idle.apply(vpc('late'))).rejects.toMatchObject({ code: 0, reason: 'NotLeader' });
    expect(await idle.get({ apiVersion: EC2, kind: 'VPC', name: 'late' }, 'default')).toBeUndefined();
    deposed.close();
  });

  test('follows only the namespaces it is told to', async () => {
    for (const name of ['one', 'two', 'three']) {
      await controlPlane.admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
      await controlPlane.admin.apply({ ...vpc('here'), metadata: { ...vpc('here').metadata, namespace: name } });
    }
    const some = new KubeCluster({
      api,
      ownNamespace: 'tapdb-system',
      namespaces: ['one', 'two'],
      enqueue: () => undefined,
      logger: createLogger('fatal'),
      metrics,
    });
    const following = some.run();
    await waitFor('both namespaces', async () => some.unsettled().length === 0);
    const counts = ['one', 'two', 'three'].map((namespace) => some.cachedChildren({ namespace, name: 'tap' }).length);
    expect(counts).toEqual([1, 1, 0]);
    some.stop();
    api.close();
    await following;
  });
});
