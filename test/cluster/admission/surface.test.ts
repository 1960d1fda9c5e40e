import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { valueAt } from '../../../src/api/object.js';
import { refTo } from '../../../src/sandbox/api-client.js';
import type { ControlPlane } from '../../../src/sandbox/control-plane.js';
import { readManifests } from '../../../src/sandbox/manifests.js';
import { columnsOf } from '../support/table.js';
import { database, ROOT, startAdmissionCluster } from './admission-cluster.js';

let cluster: ControlPlane;

beforeAll(async () => {
  cluster = await startAdmissionCluster();
}, 60_000);

afterAll(() => cluster?.stop());

const examples = await readManifests(join(ROOT, 'examples'));

test('there are four examples', () => {
  expect(examples.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort()).toEqual([
    'TapDatabase/orders',
    'TapDatabase/scratch',
    'TapDatabase/shop',
    'TapDatabase/tap',
  ]);
});

test.each(examples.map((example) => [example.metadata.name, example] as const))(
  'example %s passes a strict dry run, and is stored as it is written',
  async (_, example) => {
    const stored = await cluster.admin.create(example, { dryRun: true });
    expect(stored.spec).toEqual(example.spec);
  },
);

test('nothing is filled in', async () => {
  const stored = await cluster.admin.create(database('small', {}));
  expect(stored.spec).toEqual({ region: 'us-east-2' });
});

describe('the scale subresource', () => {
  const scale = async (name: string): Promise<string> =>
    `${await cluster.admin.pathOf(refTo(database(name, {})))}/scale`;

  test('sets the number of replicas, also where it was left out', async () => {
    await cluster.admin.create(database('scaled', {}));
    await cluster.admin.request('PATCH', await scale('scaled'), {
      contentType: 'application/merge-patch+json',
      body: { spec: { replicas: 4 } },
    });
    expect((await cluster.admin.get(refTo(database('scaled', {}))))?.spec).toEqual({
      region: 'us-east-2',
      replicas: { count: 4 },
    });
  });

  test('shows what is observed', async () => {
    const object = database('observed', { replicas: { count: 3 } });
    await cluster.admin.create(object);
    const status = { replicas: 2, selector: 'tapstack.io/database=observed' };
    await cluster.admin.mergePatch(refTo(object), { status }, { subresource: 'status' });
    expect(await cluster.admin.request('GET', await scale('observed'))).toMatchObject({
      spec: { replicas: 3 },
      status,
    });
  });

  test('keeps to the bounds of the field', async () => {
    await cluster.admin.create(database('bounded', {}));
    const answer = cluster.admin.request('PATCH', await scale('bounded'), {
      contentType: 'application/merge-patch+json',
      body: { spec: { replicas: 16 } },
    });
    await expect(answer).rejects.toThrow('spec.replicas.count in body should be less than or equal to 15');
  });
});

test('kubectl get shows the columns', async () => {
  const object = database('columns', {});
  await cluster.admin.create(object);
  const at = { lastTransitionTime: '2026-01-31T00:00:00Z', reason: 'Waiting', message: '' };
  const status = {
    phase: 'Available',
    message: 'The primary serves',
    conditions: [
      { type: 'Ready', status: 'True', ...at },
      { type: 'Synced', status: 'False', ...at },
    ],
    engineVersion: '17.5',
    instanceClass: 'db.m5.large',
    replicas: 2,
    endpoint: { address: 'tap.example.com', port: 5432 },
    composition: { name: 'ha-postgres/v1' },
    identity: {
      region: 'us-east-2',
      environment: 'dev',
      postgres: { database: 'tap', username: 'postgres', port: 5432, iamAuthentication: false },
      network: {},
      encryption: {},
      backup: { bucket: {} },
      composition: { name: 'ha-postgres/v1' },
    },
  };
  await cluster.admin.mergePatch(refTo(object), { status }, { subresource: 'status' });

  const { narrow, wide } = await columnsOf(cluster, refTo(object));
  expect(narrow).toEqual([
    ['Name', 'columns'],
    ['Phase', 'Available'],
    ['Ready', 'True'],
    ['Version', '17.5'],
    ['Class', 'db.m5.large'],
    ['Replicas', 2],
    ['Endpoint', 'tap.example.com'],
    ['Age', expect.any(String)],
  ]);
  expect(wide).toEqual([
    ['Synced', 'False'],
    ['Region', 'us-east-2'],
    ['Composition', 'ha-postgres/v1'],
    ['Message', 'The primary serves'],
  ]);
});

test('kubectl knows the short name and explains the fields', async () => {
  const discovery = await cluster.admin.request('GET', '/apis/tapstack.io/v1alpha1');
  expect(discovery).toMatchObject({
    resources: expect.arrayContaining([
      expect.objectContaining({ name: 'tapdatabases', shortNames: ['tapdb'], namespaced: true }),
    ]),
  });
  const openApi = await cluster.admin.request('GET', '/openapi/v3/apis/tapstack.io/v1alpha1');
  const { schemas } = (openApi as { components: { schemas: Record<string, unknown> } }).components;
  const spec = valueAt(schemas['io.tapstack.v1alpha1.TapDatabase'], 'properties.spec.properties');
  expect(valueAt(spec, 'replicas.properties.count.description')).toBe(
    'How many, 0 to 15. Default 2. The scale subresource; the newest go first.',
  );
});
