import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refTo } from '../../../src/sandbox/api-client.js';
import type { ControlPlane } from '../../../src/sandbox/control-plane.js';
import { database, refusalOf, type SpecPart, startAdmissionCluster } from './admission-cluster.js';
import { databaseRefusals } from './database-refusals.js';
import { networkRefusals } from './network-refusals.js';
import { operationRefusals } from './operation-refusals.js';

const refusals = [...databaseRefusals, ...networkRefusals, ...operationRefusals];
let cluster: ControlPlane;

beforeAll(async () => {
  cluster = await startAdmissionCluster();
}, 60_000);

afterAll(() => cluster?.stop());

const create = (name: string, spec: SpecPart): Promise<unknown> =>
  cluster.admin.create(database(name, spec), { dryRun: true });

describe('a spec is refused with field, reason and remedy, and its nearest good neighbour accepted', () => {
  test.each(refusals.map(([bad, good, says]) => ({ bad, good, says })))('$says', async ({ bad, good, says }) => {
    expect(await refusalOf(create('shop', bad))).toBe(says);
    expect(await refusalOf(create('shop', good))).toBeUndefined();
  });

  test('all that is wrong is said at once', async () => {
    const says = await refusalOf(create('shop', { region: 'US', replicas: { count: 2, class: 'large' } }));

    expect(says).toContain('spec.region: Invalid value');
    expect(says).toContain('spec.replicas.class: Invalid value');
  });

  test('a field that does not exist is refused by name', async () => {
    await expect(create('shop', { instance: { classs: 'db.m5.large' } })).rejects.toThrow(
      'strict decoding error: unknown field "spec.instance.classs"',
    );
  });
});

describe('metadata.name', () => {
  const says = (name: string): string =>
    `metadata.name: Invalid value: "object": "${name}" becomes part of names in AWS: use at most 39 characters, only a-z, 0-9 and single '-', a letter in front and no '-' at the end, e.g. shop-db`;

  test.each(['a'.repeat(40), 'shop--db', 'shop.db', '1shop'])('%s is refused', async (name) => {
    expect(await refusalOf(create(name, {}))).toBe(says(name));
  });

  test.each(['a'.repeat(39), 'shop-db', 'a', 's1'])('%s is accepted', async (name) => {
    expect(await refusalOf(create(name, {}))).toBeUndefined();
  });
});

describe('what may not be lowered later', () => {
  beforeAll(async () => {
    await cluster.admin.create(
      database('later', { postgres: { version: '17.5' }, instance: { storage: { size: '200Gi' } } }),
    );
    await cluster.admin.create(database('running', {}));
    await cluster.admin.mergePatch(
      refTo(database('running', {})),
      { status: { engineVersion: '17.6' } },
      { subresource: 'status' },
    );
  });

  const change = (name: string, spec: SpecPart): Promise<string | undefined> =>
    refusalOf(cluster.admin.mergePatch(refTo(database(name, {})), { spec }, { dryRun: true }));
  const version = (value: string): SpecPart => ({ postgres: { version: value } });

  test.each(['17.4', '16', '16.9'])('17.5 → %s', async (to) => {
    expect(await change('later', version(to))).toBe(
      `spec.postgres.version: Invalid value: "string": "${to}" would be a downgrade, which RDS does not do: put "17.5" back, or set a newer version`,
    );
  });

  test.each(['17', '17.10', '18', '18.1'])('17.5 → %s goes through', async (to) => {
    expect(await change('later', version(to))).toBeUndefined();
  });

  test.each(['17.5', '16', '16.9'])('unset → %s, where 17.6 runs', async (to) => {
    expect(await change('running', version(to))).toBe(
      `spec.postgres.version: Invalid value: "object": "${to}" would be a downgrade, which RDS does not do: 17.6 runs, set that or a newer version`,
    );
  });

  test.each(['17', '17.6', '18.1'])('unset → %s goes through, where 17.6 runs', async (to) => {
    expect(await change('running', version(to))).toBeUndefined();
  });

  test('storage shrinks', async () => {
    expect(await change('later', { instance: { storage: { size: '199Gi' } } })).toBe(
      'spec.instance.storage.size: Invalid value: "string": 199Gi would shrink the storage, which RDS does not do: put 200Gi back, or set more',
    );
  });

  test.each(['200Gi', '201Gi', '1Ti'])('storage goes from 200Gi to %s', async (size) => {
    expect(await change('later', { instance: { storage: { size } } })).toBeUndefined();
  });
});
