import { expect, test } from '@jest/globals';
import { refKey, refOf } from '../../src/api/child.js';
import { type KubeObject, keyOf, valueAt, valuesAt } from '../../src/api/object.js';

const object: KubeObject = {
  apiVersion: 'rds.services.k8s.aws/v1alpha1',
  kind: 'DBInstance',
  metadata: { name: 'tap-primary', namespace: 'shop' },
  spec: { tags: [{ key: 'a', value: '1' }, { key: 'b' }], nothing: null, zero: 0 },
};

test('an object is found by namespace and name; one without a namespace has an empty one', () => {
  expect(keyOf(object)).toEqual({ namespace: 'shop', name: 'tap-primary' });
  expect(keyOf({ ...object, metadata: { name: 'tap-primary' } })).toEqual({ namespace: '', name: 'tap-primary' });
});

test.each([
  ['spec.zero', 0],
  ['spec.nothing', null],
  ['spec.tags.1.key', 'b'],
  ['spec.tags.1.value', undefined],
  ['spec.nothing.more', undefined],
  ['spec.zero.more', undefined],
  ['status.endpoint.address', undefined],
])('the value at %s is %j', (path, value) => {
  expect(valueAt(object, path)).toBe(value);
});

test('every value that a path with * reaches', () => {
  expect(valuesAt(object, 'spec.tags.*.key')).toEqual(['a', 'b']);
  expect(valuesAt(object, 'spec.tags.*.value')).toEqual(['1']);
  expect(valuesAt(object, 'spec.zero.*')).toEqual([]);
  expect(valuesAt(object, 'spec.zero')).toEqual([0]);
  expect(valuesAt(undefined, 'spec')).toEqual([]);
});

test('a ref is a key by group, kind and name: an upgrade of a kind is no other object, another group is', () => {
  expect(refOf(object)).toEqual({
    apiVersion: 'rds.services.k8s.aws/v1alpha1',
    kind: 'DBInstance',
    name: 'tap-primary',
  });
  expect(refKey(refOf(object))).toBe('rds.services.k8s.aws/DBInstance/tap-primary');
  expect(refKey({ ...refOf(object), apiVersion: 'rds.services.k8s.aws/v1' })).toBe(refKey(refOf(object)));
  expect(refKey({ apiVersion: 'v1', kind: 'Secret', name: 'tap' })).toBe('/Secret/tap');
  expect(refKey({ apiVersion: 'secretsmanager.services.k8s.aws/v1alpha1', kind: 'Secret', name: 'tap' })).toBe(
    'secretsmanager.services.k8s.aws/Secret/tap',
  );
});
