import { expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { ChildIndex, databaseOf } from '../../src/kube/child-index.js';

const child = (kind: string, apiVersion: string, database?: string): KubeObject => ({
  apiVersion,
  kind,
  metadata: {
    name: 'tap',
    namespace: 'shop',
    ...(database !== undefined && { labels: { 'tapstack.io/database': database } }),
  },
});

test('children are found by their database, and two kinds of one name do not meet', () => {
  const index = new ChildIndex();
  const secret = child('Secret', 'secretsmanager.services.k8s.aws/v1alpha1', 'tap');
  const vpc = child('VPC', 'ec2.services.k8s.aws/v1alpha1', 'tap');
  const configMap = child('ConfigMap', 'v1', 'other');
  for (const each of [secret, vpc, configMap]) index.update(undefined, each);
  expect(index.of({ namespace: 'shop', name: 'tap' })).toEqual([secret, vpc]);
  expect(index.of({ namespace: 'shop', name: 'other' })).toEqual([configMap]);
  expect(index.of({ namespace: 'else', name: 'tap' })).toEqual([]);
});

test('a child that changes its label moves, and one that goes is gone', () => {
  const index = new ChildIndex();
  const [before, after] = [child('VPC', 'ec2/v1', 'one'), child('VPC', 'ec2/v1', 'two')];
  index.update(undefined, before);
  index.update(before, after);
  expect(index.of({ namespace: 'shop', name: 'one' })).toEqual([]);
  expect(index.of({ namespace: 'shop', name: 'two' })).toEqual([after]);
  index.update(after, undefined);
  expect(index.of({ namespace: 'shop', name: 'two' })).toEqual([]);
});

test('an object without the label belongs to no database', () => {
  expect(databaseOf(child('VPC', 'ec2/v1'))).toBeUndefined();
  expect(databaseOf(child('VPC', 'ec2/v1', 'tap'))).toEqual({ namespace: 'shop', name: 'tap' });
});
