import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import type { KubeObject } from '../../src/api/object.js';
import { DEFAULT_SETTINGS } from '../../src/api/settings.js';
import { validate } from '../../src/api/validate.js';
import { differencesOf, formatPath } from '../../src/changes/differences.js';
import { listChildren } from '../../src/sandbox/children.js';
import { AppliedStack } from '../changes/applied-stack.js';
import { smallSpec } from '../changes/random-edits.js';
import { database, nameOf } from '../composition/support.js';
import { createNamespace, OPERATOR_FLAGS, waitForCondition } from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(240_000);

const NAMESPACE = 'shop';
const DATABASES = 5;

/**
 * Random, and valid where nobody has allowed anything foreign; always the same ones, so that a failure comes again. Without
 * letters that are newer than the Unicode tables of the API server's language.
 */
const specs: readonly TapDatabaseSpec[] = fc
  .sample(smallSpec, { numRuns: 500, seed: 11 })
  .filter((spec) => /^[ -~]*$/.test(JSON.stringify(spec.tags ?? {})))
  .filter((spec) => validate(database(spec), DEFAULT_SETTINGS).length === 0)
  .slice(0, DATABASES);
const named = (i: number): KubeObject => database(specs[i], `tap-${i}`) as unknown as KubeObject;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster({ operator: { args: OPERATOR_FLAGS } });
  await createNamespace(cluster, NAMESPACE);
  for (const i of specs.keys()) {
    const { uid: _, ...metadata } = named(i).metadata;
    await cluster.apply({ ...named(i), metadata });
  }
}, 240_000);
afterAll(() => cluster?.stop(), 60_000);

const byName = (objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> =>
  new Map(objects.map((object) => [nameOf(object), object]));

/** What AWS may fill in and the stand-in does not. Source: GUIDE §12. */
const MAY_COME: readonly string[] = ['Subscription filterPolicyScope'];

const fieldsOf = (objects: readonly KubeObject[]) =>
  Object.fromEntries(
    objects.map((object) => {
      const fields = Object.keys(object.spec ?? {}).filter((field) => !MAY_COME.includes(`${object.kind} ${field}`));
      return [nameOf(object), fields.toSorted()];
    }),
  );

describe('the model by which properties are tested ends where the API server, the operator and ACK do', () => {
  test.each([...specs.keys()])('for random database %s', async (i) => {
    const patience = { timeoutMs: 200_000, processes: cluster.programs };
    await waitForCondition(cluster, named(i), ['Synced', 'True'], patience);
    const live = await listChildren(cluster.admin, NAMESPACE, `tap-${i}`);
    const model = new AppliedStack(specs[i] as TapDatabaseSpec, [true], `tap-${i}`);
    await model.create();
    await model.settle();

    // The same objects, with the same fields, whether composed or filled in.
    expect(fieldsOf(live)).toEqual(fieldsOf(model.children));
    // And nothing of what the model was asked for is otherwise in the cluster, but for owners, marks and ids.
    const standing = byName(live);
    const differing = model
      .composition()
      .children.flatMap(({ manifest }) =>
        differencesOf(manifest, standing.get(nameOf(manifest)) as KubeObject).map(
          ({ path }) => `${manifest.kind} ${formatPath(path)}`,
        ),
      );
    expect(differing.filter((one) => !OF_THEIR_OWN.includes(one))).toEqual([]);
  });
});

/** What carries ids that AWS gives, passwords, times, or the uid of the database. */
const OF_THEIR_OWN: readonly string[] = [
  'Bucket spec.encryption.rules',
  'ConfigMap data',
  // In the model RDS has autoscaled where it may.
  'DBInstance spec.allocatedStorage',
  'DBInstance metadata.annotations["rds.services.k8s.aws/final-db-snapshot-identifier"]',
  'Instance spec.blockDeviceMappings',
  'Instance spec.iamInstanceProfile.arn',
  'Instance spec.imageID',
  'Instance spec.securityGroupIDs',
  'MetricAlarm spec.alarmActions',
  'MetricAlarm spec.oKActions',
  'Role spec.inlinePolicies.bucket',
  'Secret data',
  'Secret metadata.annotations["tapstack.io/rotated-at"]',
  'Secret spec.description',
  'Service spec.externalName',
];
