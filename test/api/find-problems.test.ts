import { expect, test } from '@jest/globals';
import { ALLOW_ALL, findProblems } from '../../src/api/find-problems.js';
import { TAPDATABASE_SCHEMA } from '../../src/api/generated/tapdatabase-schema.js';
import { formatProblem } from '../../src/api/problem.js';

const problems = (manifest: unknown): readonly string[] =>
  findProblems(manifest, TAPDATABASE_SCHEMA, ALLOW_ALL).map(formatProblem);
const metadata = { name: 'shop' };

test('nothing is found in a manifest that is right, whatever it refers to', () => {
  expect(
    problems({ metadata, spec: { region: 'us-east-2', access: { securityGroupIDs: ['sg-0a1b2c3d4e5f60718'] } } }),
  ).toEqual([]);
});

test('one slip does not hide what is wrong elsewhere', () => {
  const spec = { region: 'us-east-2', replica: {}, replicas: { count: '2' }, network: { cidr: '10.0.0.0/28' } };
  expect(problems({ metadata, spec })).toEqual([
    expect.stringContaining('spec.replica {}: is no field of the API; use one of region, '),
    'spec.replicas.count "2": has to be of type integer; write a whole number without quotes',
    expect.stringContaining('spec.network.cidr "10.0.0.0/28": '),
  ]);
});

test('nothing further is guessed where the yardsticks are wrong, or what is outside of the spec', () => {
  const network = { cidr: '10.0.0.0/28' };
  expect(problems({ metadata, spec: { region: 5, network } })).toEqual([expect.stringContaining('spec.region 5: ')]);
  expect(problems({ metadata })).toEqual([
    'spec.region null: is missing; give it text, in quotes where YAML would read it as something else',
  ]);
  expect(problems({ metadata: {}, spec: { region: 'us-east-2', network } })).toEqual([
    'metadata.name null: is missing; write e.g. shop-db',
  ]);
  expect(problems({ metadata, spec: { region: 'us-east-2', network }, status: { phase: 5 } })).toEqual([
    expect.stringContaining('status.phase 5: '),
  ]);
  expect(problems({ metadata, spec: 5 })).toEqual(['spec 5: has to be of type object; write fields under it']);
});

test('of a schema that says nothing every field is unknown', () => {
  const found = (manifest: unknown) => findProblems(manifest, {}, ALLOW_ALL).map(({ field }) => field);
  expect(found({ metadata, spec: { region: 'us-east-2' }, status: { phase: 'Available' } })).toEqual([
    'spec.region',
    'status.phase',
  ]);
  expect(found({ metadata })).toEqual(['spec.network.zones']);
});
