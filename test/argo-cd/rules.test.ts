import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { Json, KubeObject } from '../../src/api/object.js';
import { World } from '../scenarios/support/world.js';
import { runAction } from './support/run-action.js';
import { ROOT } from './support/scripts.js';
import { STAGES, type Stage, serving } from './support/stages.js';

/**
 * What keeps peace between the operator and Argo CD. That a foreground deletion, which is Argo CD's, takes nothing down past
 * the operator is shown with the real garbage collector in test/cluster/guard-collector.test.ts and operator-teardown.test.ts.
 */
const childrenOf = (world: World): readonly KubeObject[] =>
  world.cluster.all().filter(({ kind }) => kind !== 'TapDatabase');

/** All that a child may carry: words of ours, and ACK's. */
const LABELS = [
  'app.kubernetes.io/managed-by',
  'tapstack.io/component',
  'tapstack.io/database',
  'tapstack.io/goodbye',
  'tapstack.io/instance',
];
const ANNOTATION = /^(tapstack\.io|([a-z]+\.)?services\.k8s\.aws)\/[a-z-]+$/;

describe('no child carries what Argo CD would prune it for', () => {
  const ARGO = {
    labels: { 'app.kubernetes.io/instance': 'of-argo', 'argocd.argoproj.io/instance': 'of-argo' },
    annotations: {
      'argocd.argoproj.io/tracking-id': 'of-argo:tapstack.io/TapDatabase:shop/tap',
      'argocd.argoproj.io/sync-wave': '-1',
      'kubectl.kubernetes.io/last-applied-configuration': '{"of-argo":true}',
    },
  };

  test('of the metadata that Argo CD puts on a TapDatabase nothing is copied, in its life and on its way out', async () => {
    const world = new World({ deletionProtection: false });
    world.edit({ metadata: ARGO });
    await world.settle();
    const lived = JSON.stringify(childrenOf(world));
    world.delete();
    await world.settle();
    expect(world.isGone).toBe(true);
    for (const written of [lived, JSON.stringify(childrenOf(world))]) {
      expect(written).toContain('"tapstack.io/');
      expect(written).not.toContain('of-argo');
      expect(written).not.toContain('argocd');
    }
  });

  test.each(Object.keys(STAGES) as Stage[])('labels and annotations are the known ones when %s', async (stage) => {
    for (const { metadata } of childrenOf(await STAGES[stage]())) {
      expect(LABELS).toEqual(expect.arrayContaining(Object.keys(metadata.labels ?? {})));
      for (const name of Object.keys(metadata.annotations ?? {})) expect(name).toMatch(ANNOTATION);
    }
  });
});

test('Argo CD shows the tree: every child is controlled by its TapDatabase and in its namespace', async () => {
  const children = childrenOf(await serving());
  expect(children.length).toBeGreaterThan(40);
  for (const { metadata } of children) {
    expect(metadata.namespace).toBe('shop');
    expect(metadata.ownerReferences).toMatchObject([{ kind: 'TapDatabase', uid: 'uid-of-tap', controller: true }]);
  }
});

test('sync waves: the first reconcile tells the generation that was seen, and a condition', async () => {
  const world = new World();
  await world.reconcile();
  expect(world.status.observedGeneration).toBe(world.database.metadata.generation);
  expect(world.condition('Ready')).toMatchObject({ status: 'False', reason: 'Creating' });
});

describe('a TapDatabase stays as Git has it', () => {
  test('the operator owns and writes no field of it but its status and its finalizer', async () => {
    const world = await serving({ replicas: { count: 1 } });
    world.edit({ spec: { instance: { class: 'db.m5.xlarge' }, credentials: { rotation: 'x' } } });
    await world.settle();
    const { managedFields = [] } = (world.database as unknown as KubeObject).metadata;
    const ours = managedFields.filter(({ manager }) => manager?.startsWith('tapdb'));
    expect(ours).toHaveLength(2);
    for (const { fieldsV1 = {} } of ours) {
      expect(fieldsV1).not.toHaveProperty('f:spec');
      expect([{}, { 'f:finalizers': {} }]).toContainEqual(fieldsV1['f:metadata']);
    }
    const verbs = world.cluster.writes.filter(({ object }) => object === 'TapDatabase/tap').map(({ verb }) => verb);
    expect(new Set(verbs)).toEqual(new Set(['finalizer', 'status']));
    expect(world.database.spec).toEqual({
      region: 'us-east-2',
      replicas: { count: 1 },
      instance: { class: 'db.m5.xlarge' },
      credentials: { rotation: 'x' },
    });
  });

  test.each(readdirSync(join(ROOT, 'crds')).filter((file) => file.endsWith('.yaml')))(
    'the API server adds nothing: the schema of crds/%s has no default, in a list or elsewhere',
    (file) => {
      const crd = parse(readFileSync(join(ROOT, 'crds', file), 'utf8'));
      const schemas = crd.spec.versions.map(({ schema }: { readonly schema: Json }) => schema);
      expect(propertiesIn(schemas, 'type').length).toBeGreaterThan(10);
      expect(propertiesIn(schemas, 'default')).toEqual([]);
    },
  );

  test('what an action has set outlives the next sync, since Git does not hold it', async () => {
    const world = await serving();
    const git = { ...world.database, metadata: { name: 'tap', namespace: 'shop' }, status: undefined };
    const sync = () => world.cluster.create(git as unknown as KubeObject, 'argocd-controller');
    const press = async (action: 'pause' | 'rotate') =>
      world.cluster.edit(sync(), await runAction(action, world.database), 'argocd-server');
    await press('rotate');
    await world.settle();
    await press('pause');
    await world.settle();
    const before = world.database.metadata.resourceVersion;
    sync();
    expect(world.database.metadata.resourceVersion).toBe(before);
    expect(world.database.metadata.annotations).toEqual({ 'tapstack.io/paused': 'true' });
    expect(world.database.spec.credentials).toEqual({ rotation: 'after tap-credentials-1' });
    expect(world.status).toMatchObject({ phase: 'Paused', credentials: { secretName: 'tap-credentials-2' } });
  });
});

/** Values of a keyword of the schema, wherever it stands as one; a property of that name is an object. */
function propertiesIn(schema: Json | undefined, keyword: string): readonly Json[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap((item: Json) => propertiesIn(item, keyword));
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'properties'
      ? propertiesIn(Object.values(value as object) as Json, keyword)
      : key === keyword
        ? [value as Json]
        : propertiesIn(value as Json, keyword),
  );
}
