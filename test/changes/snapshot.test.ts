import { expect, test } from '@jest/globals';
import { belongsTo } from '../../src/changes/ownership.js';
import { askedSnapshot, snapshotOf } from '../../src/changes/snapshot.js';
import { primary } from './teardown-objects.js';

test('a snapshot says no more than is known of the instance', () => {
  const { namespace: _, ...metadata } = primary().metadata;
  expect(snapshotOf({ ...primary(), metadata }, 'last', { any: 'label' })).toEqual({
    apiVersion: 'rds.services.k8s.aws/v1alpha1',
    kind: 'DBSnapshot',
    metadata: { name: 'last', labels: { any: 'label' } },
    spec: { dbSnapshotIdentifier: 'last', dbInstanceIdentifier: 'p-primary-dev' },
  });
});

test("a person's snapshot stays in AWS, is named after the time, and is no child", () => {
  const { metadata } = primary({ tags: [{ key: 'team', value: 'shop' }] });
  const annotations = { ...metadata.annotations, 'services.k8s.aws/region': 'us-east-2' };
  const instance = { ...primary({ tags: [{ key: 'team', value: 'shop' }] }), metadata: { ...metadata, annotations } };
  const snapshot = askedSnapshot(instance, 'tap', new Date('2026-11-25T22:50:09.123Z'));
  expect(snapshot).toEqual({
    apiVersion: 'rds.services.k8s.aws/v1alpha1',
    kind: 'DBSnapshot',
    metadata: {
      name: 'p-primary-dev-20261125t225009z',
      namespace: 'shop',
      labels: { 'tapstack.io/snapshot-of': 'tap' },
      annotations: { 'services.k8s.aws/region': 'us-east-2', 'services.k8s.aws/deletion-policy': 'retain' },
    },
    spec: {
      dbSnapshotIdentifier: 'p-primary-dev-20261125t225009z',
      dbInstanceIdentifier: 'p-primary-dev',
      tags: [{ key: 'team', value: 'shop' }],
    },
  });
  expect(belongsTo(snapshot, 'tap')).toBe(false);
});
