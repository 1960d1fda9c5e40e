import { expect, test } from '@jest/globals';
import { refKey, refOf } from '../../src/api/child.js';
import { keyOf, valueAt, valuesAt } from '../../src/api/object.js';

const vpc = {
  apiVersion: 'ec2.services.k8s.aws/v1alpha1',
  kind: 'VPC',
  metadata: { name: 'tap-vpc', namespace: 'shop' },
};

test('an object is known by namespace and name', () => {
  expect(keyOf(vpc)).toEqual({ namespace: 'shop', name: 'tap-vpc' });
  expect(keyOf({ ...vpc, metadata: { name: 'tap-vpc' } })).toEqual({ namespace: '', name: 'tap-vpc' });
});

test('a child is referred to by kind and name, whatever its version', () => {
  const ref = refOf(vpc);
  expect(ref).toEqual({ apiVersion: 'ec2.services.k8s.aws/v1alpha1', kind: 'VPC', name: 'tap-vpc' });
  expect(refKey(ref)).toBe('ec2.services.k8s.aws/VPC/tap-vpc');
  expect(refKey({ ...ref, apiVersion: 'ec2.services.k8s.aws/v1' })).toBe(refKey(ref));
  expect(refKey({ apiVersion: 'v1', kind: 'Secret', name: 'tap' })).toBe('/Secret/tap');
});

test('a path is read as far as it goes', () => {
  const object = { a: { b: [{ c: 1 }], d: null } };
  expect(valueAt(object, 'a.b.0.c')).toBe(1);
  expect(valueAt(object, 'a.d')).toBeNull();
  expect(valueAt(object, 'a.d.e')).toBeUndefined();
  expect(valueAt(object, 'a.b.0.c.e')).toBeUndefined();
  expect(valueAt(undefined, 'a')).toBeUndefined();
});

test('a star stands for each item of a list', () => {
  const object = { rules: [{ pairs: [{ id: 'a' }, {}] }, { pairs: [{ id: 'b' }] }, {}], name: 'x' };
  expect(valuesAt(object, 'rules.*.pairs.*.id')).toEqual(['a', 'b']);
  expect(valuesAt(object, 'name')).toEqual(['x']);
  expect(valuesAt(object, 'name.*')).toEqual([]);
  expect(valuesAt(object, 'nothing.*.id')).toEqual([]);
});
