import { expect, test } from '@jest/globals';
import { mergePatch } from '../../src/api/merge-patch.js';
import type { Json, KubeObject } from '../../src/api/object.js';
import { heldFieldsChanged } from '../../src/revisions/held-fields.js';

const OWN = { key: 'tapstack.io/database', value: 'shop/tap' };
const object = (kind: string, spec: object | undefined, more: object = {}): KubeObject =>
  ({
    apiVersion: 'x.services.k8s.aws/v1alpha1',
    kind,
    metadata: {
      name: 'tap',
      namespace: 'shop',
      labels: { 'tapstack.io/database': 'tap', 'tapstack.io/component': 'instance' },
      annotations: { 'services.k8s.aws/region': 'us-east-2' },
    },
    ...(spec !== undefined && { spec }),
    ...more,
  }) as unknown as KubeObject;

const INSTANCE = object('DBInstance', { dbInstanceIdentifier: 'tap-dev', port: 5432, multiAZ: true, tags: [OWN] });
const CONFIG = object('ConfigMap', undefined, { apiVersion: 'v1', data: { a: 'b' } });
const heldIn = (before: KubeObject, patch: unknown) =>
  heldFieldsChanged(before, mergePatch(before as unknown as Json, patch as Json));

test.each<readonly [object]>([
  [{}],
  [{ spec: { multiAZ: false, monitoringInterval: 5, promotionTier: null } }],
  [{ spec: { tags: [{ key: 'a', value: 'b' }, OWN] } }],
  [{ metadata: { labels: { team: 'a' }, annotations: { 'example.com/note': 'b' } } }],
  [{ metadata: { labels: { constructor: 'a' } } }],
  [{ metadata: { annotations: { 'nottapstack.io/x': 'a' } } }],
])('%j touches nothing that is held', (patch) => {
  expect(heldIn(INSTANCE, patch)).toEqual([]);
});

test.each<readonly [string, object, readonly string[]]>([
  [
    'DBInstance',
    { backupRetentionPeriod: 0, storageType: 'standard', iops: 1, storageThroughput: 1, maxAllocatedStorage: 1 },
    ['backupRetentionPeriod', 'storageType', 'iops', 'storageThroughput', 'maxAllocatedStorage'],
  ],
  // Of an instance that is there, ACK would be told both.
  [
    'DBInstance',
    { performanceInsightsKMSKeyRef: null, performanceInsightsKMSKeyID: 'x' },
    ['performanceInsightsKMSKeyRef', 'performanceInsightsKMSKeyID'],
  ],
  ['DBParameterGroup', { parameterOverrides: { shared_buffers: '99999999' } }, ['parameterOverrides']],
  // ACK sends a new password with the description that changes with it.
  ['Secret', { description: 'fixed', secretString: { key: 'x', name: 'y' } }, ['description', 'secretString']],
])('of a %s: %j is held', (kind, spec, fields) => {
  const before = object(kind, {
    performanceInsightsKMSKeyRef: { from: { name: 'key' } },
    description: 'a',
    tags: [OWN],
  });
  expect(heldIn(before, { spec }).toSorted()).toEqual(fields.map((field) => `spec.${field}`).toSorted());
});

test.each<readonly [object, readonly string[]]>([
  [{ apiVersion: 'v2' }, ['apiVersion']],
  [{ kind: 'DBCluster' }, ['kind']],
  [{ status: { a: 1 } }, ['status']],
  [{ 'a.b': 1 }, ['a.b']],
  [{ immutable: true, type: 'Opaque' }, ['immutable', 'type']],
  [{ metadata: { name: 'other', namespace: 'else' } }, ['metadata.name', 'metadata.namespace']],
  [{ metadata: { ownerReferences: [] } }, ['metadata.ownerReferences']],
  [{ metadata: { finalizers: ['a'], 'a.b': 1 } }, ['metadata.finalizers', 'metadata.a.b']],
  [
    { metadata: null },
    [
      'metadata.name',
      'metadata.namespace',
      'metadata.labels["tapstack.io/database"]',
      'metadata.labels["tapstack.io/component"]',
      'metadata.annotations["services.k8s.aws/region"]',
    ],
  ],
  [{ metadata: { labels: 'all' } }, ['metadata.labels']],
  [{ metadata: { annotations: ['a'] } }, ['metadata.annotations']],
  [{ metadata: { labels: { a: 5 } } }, ['metadata.labels["a"]']],
  [{ metadata: { labels: { 'tapstack.io/database': 'x' } } }, ['metadata.labels["tapstack.io/database"]']],
  [{ metadata: { labels: { 'tapstack.io/instance': 'x' } } }, ['metadata.labels["tapstack.io/instance"]']],
  [
    { metadata: { annotations: { 'services.k8s.aws/deletion-policy': 'retain' } } },
    ['metadata.annotations["services.k8s.aws/deletion-policy"]'],
  ],
  [
    { metadata: { annotations: { 'rds.services.k8s.aws/skip-final-snapshot': 'true' } } },
    ['metadata.annotations["rds.services.k8s.aws/skip-final-snapshot"]'],
  ],
  [
    { metadata: { annotations: { 'tapstack.io/allow-deletion': 'true' } } },
    ['metadata.annotations["tapstack.io/allow-deletion"]'],
  ],
  [{ spec: { dbInstanceIdentifier: 'x', port: null } }, ['spec.dbInstanceIdentifier', 'spec.port']],
  [{ spec: { kmsKeyRef: { from: { name: 'x' } } } }, ['spec.kmsKeyRef']],
  [{ spec: { tags: [] } }, ['the tag tapstack.io/database']],
  [{ spec: { tags: [{ ...OWN, value: 'other' }] } }, ['the tag tapstack.io/database']],
  [{ spec: { tags: [OWN, OWN] } }, ['the tag tapstack.io/database']],
  [{ spec: { tags: { 'tapstack.io/database': 'shop/tap' } } }, ['the tag tapstack.io/database']],
  [{ spec: 'nothing' }, ['spec', 'spec.dbInstanceIdentifier', 'spec.port', 'the tag tapstack.io/database']],
  [{ spec: null }, ['spec', 'spec.dbInstanceIdentifier', 'spec.port', 'the tag tapstack.io/database']],
  [{ data: { a: 'b' } }, ['data']],
])('%j changes what is held', (patch, held) => {
  expect(heldIn(INSTANCE, patch)).toEqual(held);
});

test.each([
  'allocatedStorage',
  'dbInstanceClass',
  'dbParameterGroupName',
  'dbParameterGroupRef',
  'deletionProtection',
  'engineVersion',
  'masterUserPassword',
])('the spec of a TapDatabase says what %s of an instance is', (field) => {
  expect(heldIn(INSTANCE, { spec: { [field]: 'x' } })).toEqual([`spec.${field}`]);
  expect(heldIn(object('Topic', {}), { spec: { [field]: 'x' } })).toEqual([]);
});

test('tags are looked for in every shape that they have, and may not move', () => {
  const bucket = object('Bucket', { tagging: { tagSet: [OWN] } });
  expect(heldIn(bucket, { spec: { tagging: { tagSet: [{ key: 'a', value: 'b' }, OWN] } } })).toEqual([]);
  const held = ['the tag tapstack.io/database'];
  expect(heldIn(bucket, { spec: { tagging: null } })).toEqual(held);
  expect(heldIn(bucket, { spec: { tagging: null, tags: [OWN] } })).toEqual(held);
  const key = object('Key', { tags: [{ tagKey: OWN.key, tagValue: OWN.value }] });
  expect(heldIn(key, { spec: { tags: ['a', null, { tagKey: OWN.key, tagValue: 'b' }] } })).toEqual(held);
  const group = object('LogGroup', { tags: { [OWN.key]: OWN.value } });
  expect(heldIn(group, { spec: { tags: { a: 'b' } } })).toEqual([]);
  expect(heldIn(group, { spec: { tags: { [OWN.key]: null } } })).toEqual(held);
  expect(heldIn(group, { spec: { tags: [] } })).toEqual(held);
  expect(heldIn(object('Alias', {}), { spec: { tags: [OWN] } })).toEqual(held);
});

test('to be null is not to be absent', () => {
  const patched = { ...INSTANCE, metadata: { ...INSTANCE.metadata, ownerReferences: null } };
  expect(heldFieldsChanged(INSTANCE, patched)).toEqual(['metadata.ownerReferences']);
});

test('the data of a ConfigMap is open, if it stays data', () => {
  expect(heldIn(CONFIG, { data: { a: 'c', d: 'e' } })).toEqual([]);
  expect(heldIn(CONFIG, { data: null })).toEqual(['data']);
});

test.each([null, 'text', 5, [], undefined])('%j is no object any more', (patched) => {
  expect(heldFieldsChanged(INSTANCE, patched)).toEqual(
    expect.arrayContaining(['apiVersion', 'kind', 'metadata.name', 'metadata.namespace', 'spec']),
  );
});
