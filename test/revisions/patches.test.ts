import { describe, expect, test } from '@jest/globals';
import type { Child } from '../../src/api/child.js';
import type { RevisionPatch } from '../../src/api/generated/tapcompositionrevision.js';
import type { Json, KubeObject } from '../../src/api/object.js';
import { applyPatches, isFor, isPatchable } from '../../src/revisions/patches.js';

const child = (kind: string, component: string, spec: object, apiVersion = 'rds.services.k8s.aws/v1alpha1'): Child => ({
  component: component as Child['component'],
  manifest: { apiVersion, kind, metadata: { name: `tap-${component}` }, spec } as unknown as KubeObject,
});
const PRIMARY = child('DBInstance', 'instance', { multiAZ: true, vpcSecurityGroupIDs: [] });
const REPLICA = child('DBInstance', 'replicas', { multiAZ: false });
const SECRET: Child = {
  component: 'credentials',
  manifest: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } },
};
const COPY = child('Secret', 'credentials', {}, 'secretsmanager.services.k8s.aws/v1alpha1');

const merge = (patch: Json, target: RevisionPatch['target'] = { kind: 'DBInstance' }): RevisionPatch => ({
  target,
  type: 'MergePatch',
  patch,
});
const operations = (patch: Json): RevisionPatch => ({ target: { kind: 'DBInstance' }, type: 'JSONPatch', patch });

const apply = (patches: readonly RevisionPatch[] | undefined, ...children: readonly Child[]) => {
  const { composition, problems } = applyPatches({ children, blocked: [] }, patches);
  return { specs: composition.children.map(({ manifest }) => manifest.spec), problems };
};

test('each patch in turn is applied to every child that it is for', () => {
  const patches = [
    merge({ spec: { monitoringInterval: 1 } }),
    operations([{ op: 'replace', path: '/spec/monitoringInterval', value: 2 }]),
    merge({ spec: { multiAZ: null } }, { kind: 'DBInstance', component: 'replicas' }),
  ];
  expect(apply(patches, PRIMARY, REPLICA, COPY)).toEqual({
    specs: [{ multiAZ: true, vpcSecurityGroupIDs: [], monitoringInterval: 2 }, { monitoringInterval: 2 }, {}],
    problems: [],
  });
});

test('without patches the children are as they were', () => {
  expect(apply(undefined, PRIMARY).specs).toEqual([PRIMARY.manifest.spec]);
  expect(applyPatches({ children: [PRIMARY], blocked: [] }).composition.children).toEqual([PRIMARY]);
});

test('a patch as text is YAML', () => {
  expect(apply([merge('spec:\n  monitoringInterval: 5')], PRIMARY).specs).toEqual([
    { multiAZ: true, vpcSecurityGroupIDs: [], monitoringInterval: 5 },
  ]);
  expect(apply([operations('- {op: remove, path: /spec/vpcSecurityGroupIDs}')], PRIMARY).specs).toEqual([
    { multiAZ: true },
  ]);
});

test('what every object inherits is nothing to be copied', () => {
  const copied = (path: string) => apply([operations([{ op: 'copy', from: '/spec/constructor', path }])], REPLICA);
  expect(copied('/spec/a')).toEqual({ specs: [{ multiAZ: false }], problems: [] });
  expect(copied('/metadata/annotations')).toEqual({ specs: [{ multiAZ: false }], problems: [] });
  expect(copied('').problems).toHaveLength(1);
});

test('a patch is never changed by being applied: the same comes out every time', () => {
  const patch = operations([
    { op: 'add', path: '/spec/vpcSecurityGroupIDs', value: [] },
    { op: 'add', path: '/spec/vpcSecurityGroupIDs/-', value: { a: 1 } },
    { op: 'add', path: '/spec/vpcSecurityGroupIDs/0/b', value: 2 },
  ]);
  const before = JSON.stringify(patch);
  const [first, second] = [apply([patch], PRIMARY, REPLICA), apply([patch], PRIMARY, REPLICA)];
  expect(first.specs[0]).toEqual({ multiAZ: true, vpcSecurityGroupIDs: [{ a: 1, b: 2 }] });
  expect(second).toEqual(first);
  expect(JSON.stringify(patch)).toBe(before);
});

describe('a child stays as it was where a patch', () => {
  test.each<readonly [string, RevisionPatch, RegExp]>([
    ['is no list of operations', operations({ op: 'remove' }), /^a JSONPatch is a list of operations$/],
    ['is a list', merge([]), /^a MergePatch is an object$/],
    ['is nothing', merge(null), /^a MergePatch is an object$/],
    ['is a word', merge('word'), /^a MergePatch is an object$/],
    ['is no YAML', merge('{a: ['), /^Flow sequence in block collection/],
    ['has no operation of that name', operations([{ op: 'frob', path: '/spec' }]), /^Operation `op` property is not/],
    [
      'tests what is not so',
      operations([{ op: 'test', path: '/spec/multiAZ', value: true }]),
      /^Test operation failed/,
    ],
    ['has a path to nowhere', operations([{ op: 'remove', path: '/spec/a/b' }]), /^Cannot perform/],
    [
      'takes the object away',
      operations([{ op: 'remove', path: '' }]),
      /^apiVersion, kind, metadata.name, spec cannot/,
    ],
    [
      'puts the object into itself',
      operations([{ op: 'move', from: '', path: '/spec/a' }]),
      /^nothing can be moved into itself$/,
    ],
    ['reaches for prototypes', operations([{ op: 'add', path: '/spec/__proto__/a', value: 1 }]), /banned/],
    [
      'changes what is held',
      merge({ metadata: { name: 'other' } }),
      /^metadata.name cannot be patched: the operator holds it$/,
    ],
  ])('%s', (_, patch, message) => {
    const { specs, problems } = apply(
      [merge({ spec: { monitoringInterval: 1 } }), patch, merge({ spec: { promotionTier: 7 } })],
      REPLICA,
    );
    expect(specs[0]).toMatchObject({ monitoringInterval: 1, multiAZ: false, promotionTier: 7 });
    expect(problems[0]).toEqual({
      reason: 'PatchRefused',
      field: 'patches[1]',
      value: 'DBInstance tap-replicas',
      message: expect.stringMatching(message),
      remedy: 'change it in the TapComposition; what a TapDatabase has a field for belongs into its defaults',
    });
  });
});

test("only Secrets Manager's Secret is patched: the others hold passwords", () => {
  const patch = merge({}, { kind: 'Secret' });
  expect([isPatchable(SECRET), isPatchable(COPY), isPatchable(PRIMARY)]).toEqual([false, true, true]);
  const other: Child = {
    component: 'connection',
    manifest: { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' } },
  };
  expect(isPatchable(other)).toBe(true);
  expect([isFor(patch, SECRET), isFor(patch, COPY), isFor(patch, PRIMARY)]).toEqual([false, true, false]);
  expect(isFor(merge({}, { kind: 'Secret', component: 'credentials' }), COPY)).toBe(true);
  expect(isFor(merge({}, { kind: 'Secret', component: 'backup' }), COPY)).toBe(false);
});

test('what is patched has its keys in order, whatever the order of the patch', () => {
  const [one, other] = [merge({ spec: { b: 1, a: 2 } }), merge({ spec: { a: 2, b: 1 } })];
  expect(JSON.stringify(apply([one], REPLICA))).toBe(JSON.stringify(apply([other], REPLICA)));
});
