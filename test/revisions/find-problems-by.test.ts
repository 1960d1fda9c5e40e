import { expect, test } from '@jest/globals';
import { ALLOW_ALL } from '../../src/api/find-problems.js';
import type { RevisionTemplate } from '../../src/api/generated/tapcompositionrevision.js';
import { formatProblem } from '../../src/api/problem.js';
import { findProblemsBy } from '../../src/revisions/find-problems-by.js';
import { database } from '../composition/support.js';

const said = (template: Partial<RevisionTemplate>, manifest: object): readonly string[] =>
  findProblemsBy({ blueprint: 'ha-postgres/v1', ...template }, manifest, ALLOW_ALL).map(formatProblem);

test('what is right by itself is right without defaults, constraints and patches', () => {
  expect(said({}, database())).toEqual([]);
});

test('what a default gets wrong is told as its own', () => {
  const defaults = { postgres: { parameters: { shared_buffers: '6GB' } } };
  const instance = { class: 'db.t4g.micro' };
  const mark = 'it is a default of the TapComposition; ';
  const told = said({ defaults }, database({ instance }));
  expect(told).toContainEqual(expect.stringMatching(/^spec\.postgres\.parameters\.shared_buffers /));
  for (const line of told) expect(line).toContain(mark);
  const own = said({ defaults }, database({ instance, ...defaults }));
  expect(own).toHaveLength(told.length);
  for (const line of own) expect(line).not.toContain(mark);
  expect(said({}, { metadata: { name: 'tap' } })).toEqual([expect.stringMatching(/^spec\.region null: is missing/)]);
});

test('a default may make right what is wrong by itself', () => {
  const instance = { storage: { iops: 13_000 } };
  expect(said({}, database({ instance }))).not.toEqual([]);
  expect(said({ defaults: { instance: { storage: { size: '500Gi' } } } }, database({ instance }))).toEqual([]);
});

test('then constraints are asked, and then patches tried', () => {
  const constraints = [{ rule: 'self.replicas.count <= 1', message: 'one replica' }];
  const patches = [
    { target: { kind: 'VPC' }, type: 'JSONPatch', patch: [{ op: 'remove', path: '/spec/none' }] },
  ] as const;
  expect(said({ constraints, patches }, database())).toEqual([expect.stringContaining(': one replica; ')]);
  expect(said({ constraints, patches, defaults: { replicas: { count: 1 } } }, database())).toEqual([
    expect.stringMatching(/^patches\[0\] "VPC tap-vpc": /),
  ]);
});
