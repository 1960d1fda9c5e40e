import { describe, expect, test } from '@jest/globals';
import { checkSchema, type Schema } from '../../src/api/check-schema.js';
import { formatProblem } from '../../src/api/problem.js';

const schema: Schema = {
  type: 'object',
  required: ['region'],
  properties: {
    region: { type: 'string', minLength: 2, maxLength: 10 },
    count: { type: 'integer', minimum: 0, maximum: 15 },
    share: { type: 'number' },
    enabled: { type: 'boolean' },
    mode: { type: 'string', enum: ['A', 'B'] },
    zones: { type: 'array', minItems: 2, maxItems: 3, 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
    repeats: { type: 'array', 'x-kubernetes-list-type': 'atomic', items: { type: 'string' } },
    nodes: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['kind', 'name'],
      items: {
        type: 'object',
        properties: { kind: { type: 'string' }, name: { type: 'string' }, id: { type: 'string' } },
      },
    },
    tags: { type: 'object', maxProperties: 1, additionalProperties: { type: 'string' } },
  },
};

const check = (spec: unknown): readonly string[] => checkSchema(spec, schema, 'spec').map(formatProblem);

describe('the form of a manifest', () => {
  test('nothing is said of one that is right', () => {
    const right = {
      region: 'eu-1',
      count: 15,
      share: 0.5,
      enabled: true,
      mode: 'B',
      zones: ['a', 'b'],
      repeats: ['a', 'a'],
    };
    expect(
      check({
        ...right,
        nodes: [
          { kind: 'a', name: 'x' },
          { kind: 'b', name: 'x' },
        ],
        tags: { constructor: 'acme' },
      }),
    ).toEqual([]);
  });

  test('everything is said of one that is wrong, with what to write instead', () => {
    const wrong = { count: '3', share: 'x', enabled: 'yes', mode: 'C', zones: 'a', tags: ['a'], regoin: 'eu-1' };
    expect(check(wrong)).toEqual([
      'spec.region null: is missing; give it text, in quotes where YAML would read it as something else',
      'spec.count "3": has to be of type integer; write a whole number without quotes',
      'spec.share "x": has to be of type number; write a number without quotes',
      'spec.enabled "yes": has to be of type boolean; write true or false without quotes',
      'spec.mode "C": is not one of the values; write A, B',
      'spec.zones "a": has to be of type array; write a list, each item after a -',
      'spec.tags ["a"]: has to be of type object; write fields under it',
      'spec.regoin "eu-1": is no field of the API; use one of region, count, share, enabled, mode, zones, repeats, nodes, tags',
    ]);
  });

  test('null and fractions are told from what they look like', () => {
    expect(check({ region: null, count: 1.5 })).toEqual([
      'spec.region null: has to be of type string; write text, in quotes where YAML would read it as something else',
      'spec.count 1.5: has to be of type integer; write a whole number without quotes',
    ]);
    expect(check(null)).toEqual(['spec null: has to be of type object; write fields under it']);
  });

  test.each([
    [{ region: 'e' }, 'spec.region 1: is too little; use at least 2 characters'],
    [{ region: 'é'.repeat(11) }, 'spec.region 11: is too much; use at most 10 characters'],
    [{ count: -1 }, 'spec.count -1: is too little; use at least 0'],
    [{ count: 16 }, 'spec.count 16: is too much; use at most 15'],
    [{ zones: ['a'] }, 'spec.zones 1: is too little; use at least 2 items'],
    [{ zones: ['a', 'b', 'c', 'd'] }, 'spec.zones 4: is too much; use at most 3 items'],
    [{ tags: { a: 'b', c: 'd' } }, 'spec.tags 2: is too much; use at most 1 entries'],
    [{ zones: ['a', 'a'] }, 'spec.zones[1] "a": is there already; remove one of them'],
    [
      { zones: ['a', 5] },
      'spec.zones[1] 5: has to be of type string; write text, in quotes where YAML would read it as something else',
    ],
    [
      {
        nodes: [
          { kind: 'a', name: 'x', id: '1' },
          { kind: 'a', name: 'x', id: '2' },
        ],
      },
      'spec.nodes[1] {"kind":"a","name":"x","id":"2"}: is there already; remove one of them',
    ],
    [{ nodes: [null] }, 'spec.nodes[0] null: has to be of type object; write fields under it'],
    [{ nodes: [{ nome: 'x' }] }, 'spec.nodes[0].nome "x": is no field of the API; use one of kind, name, id'],
  ])('%j', (spec, message) => {
    expect(check({ region: 'eu-1', ...spec })).toEqual([message]);
  });
});

test('a schema that leaves something open is taken as it is', () => {
  const open: Schema = { required: ['name'], properties: { list: { type: 'array' } } };
  expect(checkSchema({ list: [{}, undefined] }, open, 'spec').map(formatProblem)).toEqual([
    'spec.name null: is missing; give it fields under it',
    'spec.list[1] undefined: has to be of type object; write fields under it',
  ]);
  expect(checkSchema({ name: {} }, open, 'spec').map(formatProblem)).toEqual([
    'spec.name {}: is no field of the API; use one of list',
  ]);
});

test('what takes anything is not looked into', () => {
  const patch: Schema = { properties: { patch: { 'x-kubernetes-preserve-unknown-fields': true } } };
  for (const value of ['text', [{ op: 'remove' }], { spec: { any: null } }, 5])
    expect(checkSchema({ patch: value }, patch, 'spec')).toEqual([]);
  const object: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  expect(checkSchema('text', object, 'spec')).toHaveLength(1);
});
