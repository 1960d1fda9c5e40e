import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { TapComposition } from '../../src/api/generated/tapcomposition.js';
import { type KubeObject, valueAt } from '../../src/api/object.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { readManifests } from '../../src/sandbox/manifests.js';
import { waitForObject, waitUntilGone } from '../../src/sandbox/wait-for.js';
import { complaintsOf, misconductOf } from './support/conduct.js';
import { childRef, cloudwatch, createNamespace, rds, statusOf, waitForCondition } from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(240_000);

let cluster: TestCluster;
let production: KubeObject;
let development: KubeObject;
let shop: KubeObject;

const inNamespace = (namespace: string): KubeObject => ({ ...shop, metadata: { ...shop.metadata, namespace } });
const patience = () => ({ timeoutMs: 180_000, processes: cluster.programs });
const until = (database: KubeObject, condition: readonly [string, string, string?]) =>
  waitForCondition(cluster, database, condition, patience());
const edit = (object: KubeObject, patch: object) => cluster.admin.mergePatch(refTo(object), patch as never);
const makeDefault = (object: KubeObject, value: 'true' | null) =>
  edit(object, { metadata: { annotations: { 'tapstack.io/default': value } } });

/** Until a TapComposition says so of its newest spec. */
const says = (object: KubeObject, type: string, status: string, message = '') =>
  waitForObject(
    cluster.admin,
    refTo(object),
    `${type}=${status} ${message}`,
    (live) => {
      const { status: told, metadata } = live as unknown as TapComposition;
      const condition = told?.conditions?.find((it) => it.type === type);
      const isNew = told?.observedGeneration === metadata.generation;
      return isNew && condition?.status === status && condition.message.includes(message);
    },
    patience(),
  );

const primaryOf = async (database: KubeObject, suffix = 'primary') =>
  (await cluster.admin.get(childRef(database, rds, 'DBInstance', suffix)))?.spec;

beforeAll(async () => {
  cluster = await startTestCluster();
  [production] = (await readManifests('examples/compositions/production.yaml')) as [KubeObject];
  [development] = (await readManifests('examples/compositions/development.yaml')) as [KubeObject];
  [shop] = (await readManifests('examples/compositions/shop.yaml')) as [KubeObject];
  await createNamespace(cluster, 'team-dev');
  await createNamespace(cluster, 'team-prod');
  await cluster.apply(production, development);
  await Promise.all([production, development].map((it) => says(it, 'Valid', 'True', `${it.metadata.name}-1`)));
}, 180_000);

afterAll(() => cluster?.stop(), 60_000);

test('the same ten lines are two databases: each as the team of its cluster says', async () => {
  const [dev, prod] = [inNamespace('team-dev'), inNamespace('team-prod')];
  await makeDefault(development, 'true');
  await cluster.apply(dev);
  await until(dev, ['Synced', 'True']);
  await makeDefault(development, null);
  await makeDefault(production, 'true');
  await cluster.apply(prod);
  await until(prod, ['Synced', 'True']);

  expect((await statusOf(cluster, dev)).composition).toEqual({ name: 'development', revision: 'development-1' });
  expect((await statusOf(cluster, prod)).composition).toEqual({ name: 'production', revision: 'production-1' });
  expect(await primaryOf(dev)).toMatchObject({
    dbInstanceIdentifier: 'shop-primary-dev',
    dbInstanceClass: 'db.t4g.medium',
    multiAZ: false,
    backupRetentionPeriod: 1,
  });
  expect(await primaryOf(dev, 'replica-1')).toBeUndefined();
  expect(await primaryOf(prod)).toMatchObject({
    dbInstanceIdentifier: 'shop-primary-prod',
    dbInstanceClass: 'db.r6g.large',
    multiAZ: true,
    backupRetentionPeriod: 21,
    tags: expect.arrayContaining([
      { key: 'team', value: 'checkout' },
      { key: 'cost-center', value: 'shop' },
    ]),
  });
  // By patches.
  expect(await primaryOf(prod, 'replica-2')).toMatchObject({ promotionTier: 15 });
  expect(await primaryOf(prod)).not.toMatchObject({ promotionTier: 15 });
  const alarm = await cluster.admin.get(childRef(prod, cloudwatch, 'MetricAlarm', 'primary-cpu'));
  expect(valueAt(alarm, 'spec.evaluationPeriods')).toBe(2);
  const service = await cluster.admin.get(childRef(dev, 'v1', 'Service', 'rw'));
  expect(service?.metadata.annotations).toMatchObject({ 'example.com/paid-by': 'engineering' });
});

test('a constraint stalls what breaks it, in the words of its team, and touches nothing', async () => {
  const prod = inNamespace('team-prod');
  await edit(prod, { spec: { instance: { multiAZ: false } } });
  await until(prod, ['Stalled', 'True', 'ConstraintViolated']);
  expect((await statusOf(cluster, prod)).message).toBe(
    'spec.instance.multiAZ false: production databases have a standby: leave instance.multiAZ out, or use the composition development; the rule is self.instance.multiAZ',
  );
  expect(await primaryOf(prod)).toMatchObject({ multiAZ: true });
  await edit(prod, { spec: { instance: null } });
  await until(prod, ['Synced', 'True']);
});

test('what a user writes wins over a default', async () => {
  const dev = inNamespace('team-dev');
  await edit(dev, { spec: { backup: { retentionDays: 3 }, tags: { tier: 'sandbox' } } });
  await until(dev, ['Synced', 'True']);
  expect(await primaryOf(dev)).toMatchObject({
    backupRetentionPeriod: 3,
    tags: expect.arrayContaining([
      { key: 'tier', value: 'sandbox' },
      { key: 'cost-center', value: 'engineering' },
    ]),
  });
});

test.each([
  ['a rule that is none', { constraints: [{ rule: 'self.instance.multiAz', message: 'x' }] }, 'No such key: multiAz'],
  [
    'a component that does not exist',
    { patches: [{ target: { kind: 'DBInstance', component: 'db' }, type: 'MergePatch', patch: {} }] },
    'has no DBInstance; use instance, replicas',
  ],
  [
    'a name',
    {
      patches: [{ target: { kind: 'DBInstance' }, type: 'MergePatch', patch: { spec: { dbInstanceIdentifier: 'x' } } }],
    },
    'spec.dbInstanceIdentifier cannot be patched',
  ],
  [
    'a field that ACK does not have',
    { patches: [{ target: { kind: 'DBInstance' }, type: 'MergePatch', patch: { spec: { multiAz: true } } }] },
    'is no field of the API',
  ],
])(
  '%s makes no revision: databases stay where they are, and the composition says what is wrong',
  async (_what, spec, message) => {
    const before = await cluster.admin.get(refTo(development));
    await edit(development, { spec });
    await says(development, 'Valid', 'False', message);
    const { status } = (await cluster.admin.get(refTo(development))) as unknown as TapComposition;
    expect(status?.currentRevision).toBe('development-1');
    expect(status?.message).toMatch(/^databases stay on development-1: /);
    await cluster.admin.apply({ ...development, spec: before?.spec as never });
    await says(development, 'Valid', 'True', 'development-1');
  },
);

test('a revision cannot be changed', async () => {
  const revision = { apiVersion: 'tapstack.io/v1alpha1', kind: 'TapCompositionRevision', name: 'production-1' };
  const changed = { spec: { template: { defaults: { instance: { multiAZ: false } } } } };
  await expect(cluster.admin.mergePatch(revision, changed)).rejects.toThrow('a revision never changes');
  const patches = [{ target: { kind: 'Role' }, type: 'MergePatch', patch: {} }];
  await expect(cluster.admin.mergePatch(revision, { spec: { template: { patches } } })).rejects.toThrow(
    'never changes',
  );
});

test('a typing error in defaults is refused where it is written', async () => {
  const spec = { ...development.spec, defaults: { instance: { multiAz: true } } };
  await expect(cluster.admin.apply({ ...development, spec } as KubeObject)).rejects.toThrow(/multiAz/);
});

test('a revision that nobody is on goes; that on which a database is or was made stays', async () => {
  const revisions = async () =>
    (await cluster.admin.list('tapstack.io/v1alpha1', 'TapCompositionRevision')).map(({ metadata }) => metadata.name);
  const annotated = (value: string) => ({
    patches: [{ target: { kind: 'Service' }, type: 'MergePatch', patch: { metadata: { annotations: { a: value } } } }],
  });
  for (const value of ['2', '3']) {
    await edit(development, { spec: annotated(value) });
    await waitForObject(
      cluster.admin,
      refTo(inNamespace('team-dev')),
      `follows development-${value}`,
      (live) => valueAt(live, 'status.composition.revision') === `development-${value}`,
      patience(),
    );
  }
  expect(await revisions()).toEqual(['development-1', 'development-2', 'development-3', 'production-1']);
  await edit(development, { spec: { revisionHistoryLimit: 0 } });
  const unused = { apiVersion: 'tapstack.io/v1alpha1', kind: 'TapCompositionRevision', name: 'development-2' };
  await waitUntilGone(cluster.admin, unused, patience());
  expect(await revisions()).toEqual(['development-1', 'development-3', 'production-1']);
});

test('the operator did nothing that it must not, and ACK had nothing to complain about', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  expect(await complaintsOf(cluster)).toEqual([]);
});
