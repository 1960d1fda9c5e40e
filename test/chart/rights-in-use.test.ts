import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findFaults, grantedBy } from '../../tools/test/rights.js';

const nothing: ReadonlySet<string> = new Set();

test('the rights are those of every role that is bound to the operator, and of no other', () => {
  const granted = grantedBy(join(import.meta.dirname, '../../charts/tapdb-operator/operator.yaml'));
  expect(granted).toContain('patch rds.services.k8s.aws/dbinstances');
  expect(granted).toContain('update coordination.k8s.io/leases');
  expect([...granted].filter((right) => right.includes('*'))).toEqual([]);
});

test('what was denied, what nothing uses and what needs no reason any more are told', () => {
  const notes = { used: new Set(['get a/x', 'list a/x']), forbidden: new Set(['delete a/x (/apis/a/x)']) };
  expect(findFaults(new Set(['get a/x', 'list a/x', 'watch a/x']), notes, { 'list a/x': '', 'patch a/y': '' })).toEqual(
    [
      'list a/x is used: its reason can go',
      'patch a/y is not granted: its reason can go',
      'the operator was denied delete a/x (/apis/a/x)',
      'watch a/x is granted and never used',
    ],
  );
});

test('a reason stands for a right that no request shows', () => {
  const notes = { used: nothing, forbidden: nothing };
  expect(findFaults(new Set(['update a/x']), notes, { 'update a/x': 'asked for by an admission plugin' })).toEqual([]);
});
