import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { checkStructure } from '../../tools/conformance/check-structure.ts';
import { readDefinitions, type Schema } from '../../tools/conformance/definition.ts';

const check = (spec: Schema) =>
  checkStructure({
    apiVersion: 'apiextensions.k8s.io/v1',
    metadata: { name: 'widgets.example.com' },
    spec: {
      names: { kind: 'Widget' },
      versions: [
        {
          name: 'v1',
          schema: { openAPIV3Schema: { type: 'object', properties: { metadata: { type: 'object' }, spec } } },
        },
      ],
    },
  });

const text: Schema = { type: 'string' };
const object = (properties: Readonly<Record<string, Schema>>): Schema => ({ type: 'object', properties });

test.each<[string, Schema, string, string]>([
  [
    'unknown fields that are preserved',
    { ...object({ a: text }), 'x-kubernetes-preserve-unknown-fields': true },
    'spec',
    'preserves unknown fields',
  ],
  ['an untyped object', object({ a: { type: 'object' } }), 'spec.a', 'untyped object'],
  ['an object of no fields', object({ a: object({}) }), 'spec.a', 'untyped object'],
  ['a map of anything', object({ a: { type: 'object', additionalProperties: true } }), 'spec.a', 'untyped object'],
  [
    "metadata that is not the object's own",
    object({ metadata: { type: 'object' } }),
    'spec.metadata',
    'untyped object',
  ],
  [
    'a map of untyped objects',
    object({ a: { type: 'object', additionalProperties: { type: 'object' } } }),
    'spec.a.*',
    'untyped object',
  ],
  [
    'a list of untyped objects',
    object({ a: { type: 'array', items: { type: 'object' } } }),
    'spec.a[]',
    'untyped object',
  ],
  ['a list of anything', object({ a: { type: 'array' } }), 'spec.a', 'array without items'],
  ['a field without a type', object({ a: {} }), 'spec.a', 'has no type'],
  [
    'a required field that is left out',
    { ...object({ a: text }), required: ['a', 'b'] },
    'spec',
    'requires b, which is not described',
  ],
])('finds %s', (_what, spec, path, message) => {
  expect(check(spec)).toEqual([{ kind: 'Widget', path, message }]);
});

test('has nothing against typed objects, maps and lists', () => {
  const spec = object({
    a: text,
    b: { type: 'array', items: text },
    c: { type: 'object', additionalProperties: text },
  });
  expect(check({ ...spec, required: ['a'] })).toEqual([]);
});

test('every field of crds/ack is typed', () => {
  const definitions = readDefinitions(resolve('crds/ack'));
  expect(definitions.map(({ definition }) => definition.spec.names.kind).sort()).toEqual([
    'Alias',
    'Bucket',
    'DBInstance',
    'DBParameterGroup',
    'DBSnapshot',
    'DBSubnetGroup',
    'ElasticIPAddress',
    'Instance',
    'InstanceProfile',
    'InternetGateway',
    'Key',
    'LogGroup',
    'MetricAlarm',
    'NATGateway',
    'Role',
    'RouteTable',
    'Secret',
    'SecurityGroup',
    'Subnet',
    'Subscription',
    'Topic',
    'VPC',
  ]);
  expect(definitions.flatMap(({ definition }) => checkStructure(definition))).toEqual([]);
});
