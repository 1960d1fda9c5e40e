import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TapDatabase, TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import type { KubeObject } from '../../src/api/object.js';
import { compose } from '../../src/composition/compose.js';
import { type ControlPlane, startControlPlane } from '../../src/sandbox/control-plane.js';
import { installCrds } from '../../src/sandbox/install.js';
import { readManifests } from '../../src/sandbox/manifests.js';
import { EXAMPLES, everythingKnown, example } from '../composition/support.js';

/**
 * Every object of every example and variation, with all values known, as the API server takes it: no unknown field, no
 * wrong type, no broken rule. With TAPDB_ACK_CRDS the judges are the real ACK definitions.
 */
let controlPlane: ControlPlane;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  await installCrds(controlPlane.admin);
}, 180_000);
afterAll(() => controlPlane.stop(), 60_000);

const existing = {
  vpcID: 'vpc-0a1b2c3d4e5f60718',
  databaseSubnetIDs: ['subnet-0a1b2c3d4e5f60711', 'subnet-0a1b2c3d4e5f60712'],
  publicSubnetIDs: ['subnet-0a1b2c3d4e5f60721'],
};

/** Each changes one section of an example's spec. */
const VARIATIONS: Readonly<Record<string, (spec: TapDatabaseSpec) => Partial<TapDatabaseSpec>>> = {
  'as it is': () => ({}),
  'notify by mail': ({ monitoring }) => ({
    monitoring: { ...monitoring, alarms: { notify: { emails: ['dba@example.com', 'oncall@example.com'] } } },
  }),
  'notify a topic': ({ monitoring, region }) => ({
    monitoring: { ...monitoring, alarms: { notify: { topicARN: `arn:aws:sns:${region}:123456789012:oncall` } } },
  }),
  'existing VPC': () => ({ network: { existing } }),
  'existing key': ({ region }) => ({
    encryption: { keyARN: `arn:aws:kms:${region}:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab` },
  }),
  'no bastion': () => ({ bastion: { enabled: false } }),
  'no bucket': () => ({ backup: { bucket: { enabled: false } } }),
  'a bucket whose objects expire': () => ({ backup: { bucket: { enabled: true, expireAfterDays: 30 } } }),
  'no replicas': () => ({ replicas: { count: 0 } }),
  '15 replicas': () => ({ replicas: { count: 15 } }),
  'autoscaled storage': () => ({ instance: { storage: { size: '500Gi', maxSize: '1000Gi' } } }),
  'kept on deletion': () => ({ deletionPolicy: 'Retain' }),
};

const cases = EXAMPLES.flatMap((name) => Object.keys(VARIATIONS).map((variation) => [name, variation] as const));

test.each(cases)('%s, %s: the API server takes every object', async (name, variation) => {
  const given = example(name);
  const spec = { ...given.spec, ...VARIATIONS[variation]?.(given.spec) };
  const database: TapDatabase = { ...given, metadata: { ...given.metadata, namespace: 'default' }, spec };
  const { children, blocked } = compose(database, everythingKnown(), { caBundle: '-----BEGIN CERTIFICATE-----' });
  expect(blocked).toEqual([]);
  expect(await refusals([database, ...children.map(({ manifest }) => manifest)])).toEqual([]);
});

test('dist/static-stack.yaml: the API server takes every object', async () => {
  const objects = await readManifests(join(import.meta.dirname, '../../dist/static-stack.yaml'));
  expect(objects.length).toBeGreaterThan(30);
  expect(await refusals(objects)).toEqual([]);
});

async function refusals(objects: readonly KubeObject[]): Promise<readonly string[]> {
  const answers = await Promise.all(
    objects.map(async (object) => {
      try {
        await controlPlane.admin.apply(object, { dryRun: true });
        return [];
      } catch (error) {
        return [`${object.kind}/${object.metadata.name}: ${(error as Error).message}`];
      }
    }),
  );
  return answers.flat();
}
