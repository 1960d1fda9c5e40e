import { expect, test } from '@jest/globals';
import { formatProblem } from '../../src/api/problem.js';
import { findCompositionProblems } from '../../src/revisions/find-composition-problems.js';

const manifest = (spec: object | undefined = { blueprint: 'ha-postgres/v1' }, metadata: object = { name: 'gold' }) => ({
  apiVersion: 'tapstack.io/v1alpha1',
  kind: 'TapComposition',
  metadata,
  ...(spec !== undefined && { spec }),
});
const said = (of: object): readonly string[] => findCompositionProblems(of).map(formatProblem);

test('nothing is said of one that may become a revision', () => {
  expect(said(manifest())).toEqual([]);
});

test('its version, its name and its form are judged as admission does', () => {
  expect(said({ ...manifest(), apiVersion: 'tapstack.io/v1' })).toEqual([
    'apiVersion "tapstack.io/v1": is not served; write tapstack.io/v1alpha1',
  ]);
  expect(said({})).toEqual(['apiVersion null: is not served; write tapstack.io/v1alpha1']);
  const { metadata: _, ...nameless } = manifest();
  expect(said(nameless)).toEqual(['metadata.name null: is missing; write e.g. standard']);
  expect(said(manifest(undefined, { name: 'a'.repeat(53) }))).toEqual([
    expect.stringMatching(
      /^metadata\.name "a+": becomes part of the names of its revisions; use at most 52 characters/,
    ),
  ]);
  const { spec: __, ...empty } = manifest();
  expect(said(empty)).toEqual([
    'spec.blueprint null: is missing; give it text, in quotes where YAML would read it as something else',
  ]);
});

test('what it makes is judged where its form can be read, unknown fields apart', () => {
  const rule = { rule: 'self.nothing', message: 'never' };
  const spec = { blueprint: 'ha-postgres/v1', constraints: [rule] };
  expect(said(manifest(spec))).toEqual([expect.stringMatching(/^spec\.constraints\[0\]\.rule "self\.nothing": /)]);
  expect(said(manifest({ ...spec, constrains: [] }))).toEqual([
    expect.stringMatching(/^spec\.constrains \[\]: is no field of the API/),
    expect.stringMatching(/^spec\.constraints\[0\]\.rule /),
  ]);
  expect(said(manifest({ ...spec, defaults: [] }))).toEqual([
    'spec.defaults []: has to be of type object; write fields under it',
  ]);
});

test('what its patches make is judged by the schemas that are given', () => {
  const target = { kind: 'VPC' };
  const patches = [{ target, type: 'MergePatch', patch: { spec: { enableDNSSupports: true } } }];
  const of = manifest({ blueprint: 'ha-postgres/v1', patches });
  expect(said(of)).toEqual([]);
  const properties = { spec: { type: 'object', additionalProperties: { type: 'array' } } } as const;
  const schemaOf = (_: string, kind: string) => (kind === 'VPC' ? { type: 'object' as const, properties } : undefined);
  expect(findCompositionProblems(of, schemaOf).map(({ field, value }) => [field, value])).toContainEqual([
    'spec.patches',
    'VPC.spec.enableDNSSupports',
  ]);
});
