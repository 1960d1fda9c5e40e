import { expect, test } from '@jest/globals';
import { compareDefinitions } from '../../tools/conformance/compare-definitions.ts';
import { countFields, type Definition, type Schema } from '../../tools/conformance/definition.ts';

const schema = {
  type: 'object',
  properties: {
    metadata: { type: 'object' },
    spec: {
      type: 'object',
      required: ['name', 'engine'],
      properties: {
        name: { type: 'string', pattern: '^[a-z]+$', maxLength: 63 },
        engine: { type: 'string', enum: ['postgres', 'mysql'] },
        port: { type: 'integer', format: 'int64', minimum: 1, maximum: 65535, default: 5432, nullable: true },
        zone: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'immutable' }] },
        secret: {
          type: 'object',
          'x-kubernetes-map-type': 'atomic',
          required: ['key'],
          properties: { key: { type: 'string' } },
        },
        rules: {
          type: 'array',
          maxItems: 4,
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['from', 'to'],
          items: { type: 'object', properties: { from: { type: 'integer' }, to: { type: 'integer' } } },
        },
        tags: { type: 'object', additionalProperties: { type: 'string' } },
      },
    },
  },
} satisfies Schema;

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    names: { kind: 'Widget', listKind: 'WidgetList', plural: 'widgets', singular: 'widget' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [{ name: 'ID', type: 'string', jsonPath: '.status.id' }],
        schema: { openAPIV3Schema: schema },
      },
    ],
  },
};

type Path = readonly (string | number)[];
const version: Path = ['spec', 'versions', 0];
const spec: Path = [...version, 'schema', 'openAPIV3Schema', 'properties', 'spec'];
const field = (name: string): Path => [...spec, 'properties', name];

/** The definition with one value set, or removed where it is undefined. */
function change(path: Path, value: unknown): Definition {
  const copy = JSON.parse(JSON.stringify(definition));
  const parent = path.slice(0, -1).reduce((node, key) => Reflect.get(node, key), copy);
  const key = path.at(-1) ?? '';
  if (value === undefined) Reflect.deleteProperty(parent, key);
  else Reflect.set(parent, key, value);
  return copy;
}

const rules = [{ rule: 'self == oldSelf', message: 'immutable' }];

test.each<[keyword: string, path: Path, theirs: unknown, where: string]>([
  ['apiVersion', ['apiVersion'], 'apiextensions.k8s.io/v2', ''],
  ['group', ['spec', 'group'], 'example.org', ''],
  ['names', ['spec', 'names', 'singular'], 'gadget', ''],
  ['scope', ['spec', 'scope'], 'Cluster', ''],
  ['conversion', ['spec', 'conversion'], { strategy: 'None' }, ''],
  ['served', [...version, 'served'], false, ''],
  ['storage', [...version, 'storage'], false, ''],
  ['subresources', [...version, 'subresources'], undefined, ''],
  ['additionalPrinterColumns', [...version, 'additionalPrinterColumns'], [], ''],
  ['type', [...field('name'), 'type'], 'integer', 'spec.name'],
  ['type', [...field('rules'), 'items', 'properties', 'from', 'type'], 'string', 'spec.rules[].from'],
  ['type', [...field('tags'), 'additionalProperties', 'type'], 'integer', 'spec.tags.*'],
  ['additionalProperties', [...field('tags'), 'additionalProperties'], true, 'spec.tags'],
  ['items', [...field('rules'), 'items'], undefined, 'spec.rules'],
  ['format', [...field('port'), 'format'], 'int32', 'spec.port'],
  ['pattern', [...field('name'), 'pattern'], undefined, 'spec.name'],
  ['maxLength', [...field('name'), 'maxLength'], 64, 'spec.name'],
  ['enum', [...field('engine'), 'enum'], ['postgres'], 'spec.engine'],
  ['minimum', [...field('port'), 'minimum'], 0, 'spec.port'],
  ['maximum', [...field('port'), 'maximum'], undefined, 'spec.port'],
  ['default', [...field('port'), 'default'], 3306, 'spec.port'],
  ['nullable', [...field('port'), 'nullable'], false, 'spec.port'],
  ['maxItems', [...field('rules'), 'maxItems'], 5, 'spec.rules'],
  ['required', [...spec, 'required'], ['name'], 'spec'],
  ['required', [...field('secret'), 'required'], ['key', 'name'], 'spec.secret'],
  ['x-kubernetes-list-type', [...field('rules'), 'x-kubernetes-list-type'], 'atomic', 'spec.rules'],
  ['x-kubernetes-list-map-keys', [...field('rules'), 'x-kubernetes-list-map-keys'], ['from'], 'spec.rules'],
  ['x-kubernetes-map-type', [...field('secret'), 'x-kubernetes-map-type'], undefined, 'spec.secret'],
  ['x-kubernetes-validations', [...field('zone'), 'x-kubernetes-validations'], undefined, 'spec.zone'],
  ['x-kubernetes-validations', [...field('name'), 'x-kubernetes-validations'], rules, 'spec.name'],
  [
    'x-kubernetes-preserve-unknown-fields',
    [...field('secret'), 'x-kubernetes-preserve-unknown-fields'],
    true,
    'spec.secret',
  ],
])('finds another %s, and only that', (keyword, path, theirs, where) => {
  const message = expect.stringMatching(new RegExp(`^${keyword}: ours .+, theirs .+$`));
  expect(compareDefinitions(definition, change(path, theirs))).toEqual([{ kind: 'Widget', path: where, message }]);
});

test.each<[path: Path, where: string]>([
  [field('zone'), 'spec.zone'],
  [[...field('rules'), 'items', 'properties', 'to'], 'spec.rules[].to'],
  [[...field('secret'), 'properties'], 'spec.secret.key'],
])('finds a field that the real definition lacks', (path, where) => {
  expect(compareDefinitions(definition, change(path, undefined))).toEqual([
    { kind: 'Widget', path: where, message: 'not in the real definition' },
  ]);
});

test('says what ours and theirs are', () => {
  expect(compareDefinitions(definition, change([...field('name'), 'pattern'], undefined))).toEqual([
    { kind: 'Widget', path: 'spec.name', message: 'pattern: ours "^[a-z]+$", theirs unset' },
  ]);
});

test('finds a version that one side lacks', () => {
  const more = change(['spec', 'versions', 1], { ...definition.spec.versions[0], name: 'v2' });
  expect(compareDefinitions(definition, more)).toEqual([
    { kind: 'Widget', path: '', message: 'version v2: missing here' },
  ]);
  expect(compareDefinitions(more, definition)).toEqual([
    { kind: 'Widget', path: '', message: 'version v2: not in the real definition' },
  ]);
});

test('reports every difference, not the first', () => {
  const theirs = change(field('port'), { type: 'string', maxLength: 9 });
  const messages = compareDefinitions(definition, theirs).map(
    ({ path, message }) => `${path} ${message.split(':')[0]}`,
  );
  expect(messages).toEqual(
    ['type', 'format', 'minimum', 'maximum', 'default', 'nullable', 'maxLength'].map(
      (keyword) => `spec.port ${keyword}`,
    ),
  );
});

test.each<[string, Path, unknown]>([
  ['a field that ours leaves out', field('more'), { type: 'string' }],
  ['prose', [...field('name'), 'description'], 'The name.'],
  ['the order of required', [...spec, 'required'], ['engine', 'name']],
  ['the order of enum', [...field('engine'), 'enum'], ['mysql', 'postgres']],
])('takes %s for no difference', (_what, path, value) => {
  expect(compareDefinitions(definition, change(path, value))).toEqual([]);
});

test('counts the named fields at every depth', () => {
  expect(countFields(schema)).toBe(12);
});
