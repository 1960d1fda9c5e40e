import { describe, expect, test } from '@jest/globals';
import type { Schema } from '../../src/api/check-schema.js';
import type { RevisionTemplate } from '../../src/api/generated/tapcompositionrevision.js';
import type { Json } from '../../src/api/object.js';
import { checkTemplate, isFromDefaults } from '../../src/revisions/check-composition.js';

const template = (more: Partial<RevisionTemplate> = {}): RevisionTemplate => ({ blueprint: 'ha-postgres/v1', ...more });
const patch = (kind: string, content: Json, component?: string) => ({
  target: { kind, ...(component !== undefined && { component }) },
  type: 'MergePatch' as const,
  patch: content,
});
const found = (of: RevisionTemplate, schema?: Schema) =>
  checkTemplate(of, schema && (() => schema)).map(
    ({ field, value, message, remedy }) => `${field} ${JSON.stringify(value)} ${message}; ${remedy}`,
  );

test('one that is sound has no problems', () => {
  expect(checkTemplate(template())).toEqual([]);
  expect(
    checkTemplate(
      template({
        defaults: { instance: { class: 'db.r6g.large' } },
        constraints: [{ rule: 'self.instance.multiAZ', message: 'a' }],
        patches: [patch('DBInstance', { spec: { promotionTier: 3 } }), patch('Subscription', { spec: {} })],
      }),
    ),
  ).toEqual([]);
});

test('a blueprint that is not known is all that is said', () => {
  const constraints = [{ rule: 'nonsense(', message: 'a' }];
  expect(found(template({ blueprint: 'ha-postgres/v9', constraints }))).toEqual([
    'spec.blueprint "ha-postgres/v9" is not known to this version of the operator; use ha-postgres/v1',
  ]);
});

test('rules and defaults are told together, each fault once, the patches only when the defaults are sound', () => {
  const of = template({
    constraints: [
      { rule: 'true', message: 'a' },
      { rule: '1', message: 'b' },
    ],
    defaults: { backup: { window: '05:00-05:30' }, bastion: { instanceType: 'mac2.metal' } },
    patches: [patch('Nothing', {})],
  });
  expect(checkTemplate(of).map(({ field }) => field)).toEqual([
    'spec.constraints[1].rule',
    'spec.defaults.bastion.instanceType',
    'spec.defaults.maintenance.window',
  ]);
});

test('defaults may refer to what only some namespaces are allowed', () => {
  const keyARN = 'arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  expect(checkTemplate(template({ defaults: { encryption: { keyARN } } }))).toEqual([]);
});

describe('a patch', () => {
  test('is for a kind that is composed, in a component that has it', () => {
    const patches = [
      patch('DBInstance', {}, 'network'),
      patch('DBCluster', {}),
      patch('Secret', {}),
      patch('VPC', {}, 'network'),
    ];
    expect(found(template({ patches }))).toEqual([
      'spec.patches[0].target.component "network" has no DBInstance; use instance, replicas',
      expect.stringMatching(
        /^spec\.patches\[1\]\.target\.kind "DBCluster" is not composed; use Alias, Bucket, ConfigMap, DBInstance, /,
      ),
    ]);
  });

  test('that is refused is told once a child, with its place', () => {
    const patches = [patch('Topic', {}), patch('VPC', { metadata: { name: 'x' } })];
    expect(found(template({ patches }))).toEqual([
      'spec.patches[1] "VPC sample-vpc" metadata.name cannot be patched: the operator holds it; change it in the TapComposition; what a TapDatabase has a field for belongs into its defaults',
    ]);
  });

  const schema: Schema = {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: { cidrBlocks: { type: 'array', items: { type: 'string' } }, tags: { type: 'array' } },
      },
    },
  };
  test('of a form that the API server would refuse is told by the field of the child', () => {
    const patches = [patch('VPC', { spec: { tenancy: 'x'.repeat(100) } })];
    expect(found(template({ patches }), schema)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^spec\.patches "VPC\.spec\.tenancy" is no field of the API \("x{79}\); use one of cidrBlocks, tags$/,
        ),
      ]),
    );
    expect(found(template({ patches }), {})).toEqual([]);
    expect(checkTemplate(template({ patches }))).toEqual([]);
  });

  test('is judged by what it has changed alone', () => {
    expect(found(template({ patches: [patch('VPC', {})] }), { properties: { spec: { type: 'string' } } })).toEqual([]);
    const data = [patch('ConfigMap', { data: { a: 'b' } })];
    expect(found(template({ patches: data }), { properties: { spec: { type: 'string' } } })).toEqual([]);
  });
});

test.each([
  ['spec.backup.window', { defaults: { backup: { window: 'x' } } }, {}, true],
  ['spec.backup.window', { defaults: { backup: { window: 'x' } } }, { backup: { window: 'y' } }, false],
  ['spec.backup.window', {}, {}, false],
  ['spec.access.cidrs[0]', { defaults: { access: { cidrs: ['x'] } } }, {}, true],
  ['spec.access.cidrs[0]', { defaults: { access: { cidrs: ['x'] } } }, { access: { cidrs: ['y'] } }, false],
] as const)('whether %s comes from %j under %j: %p', (field, of, spec, is) => {
  expect(isFromDefaults(field, { region: 'us-east-2', ...spec }, template(of))).toBe(is);
});
