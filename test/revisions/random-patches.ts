import fc from 'fast-check';
import type { RevisionPatch } from '../../src/api/generated/tapcompositionrevision.js';
import type { Json } from '../../src/api/object.js';

/** What somebody who wants more than is given would write. */
const HOSTILE: readonly string[] = [
  '',
  '/',
  '/apiVersion',
  '/kind',
  '/metadata',
  '/metadata/name',
  '/metadata/namespace',
  '/metadata/uid',
  '/metadata/finalizers',
  '/metadata/ownerReferences',
  '/metadata/labels',
  '/metadata/labels/tapstack.io~1database',
  '/metadata/labels/tapstack.io~1instance',
  '/metadata/annotations',
  '/metadata/annotations/services.k8s.aws~1region',
  '/metadata/annotations/services.k8s.aws~1deletion-policy',
  '/metadata/annotations/rds.services.k8s.aws~1skip-final-snapshot',
  '/metadata/annotations/tapstack.io~1allow-deletion',
  '/metadata/annotations/tapstack.io~1identity',
  '/spec',
  '/spec/name',
  '/spec/dbInstanceIdentifier',
  '/spec/tags',
  '/spec/tags/0',
  '/spec/tags/-',
  '/spec/tagging',
  '/spec/tagging/tagSet/0',
  '/spec/deletionProtection',
  '/status',
  '/data',
  '/__proto__',
  '/metadata/__proto__',
  '/spec/__proto__/polluted',
  '/spec/constructor',
  '/constructor/prototype/polluted',
];

const name = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'a.b',
    'name',
    'namespace',
    'labels',
    'annotations',
    'finalizers',
    'ownerReferences',
    'tags',
    'tagging',
    'spec',
    'metadata',
    'tapstack.io/database',
    'tapstack.io/component',
    'services.k8s.aws/region',
    'services.k8s.aws/deletion-policy',
    'rds.services.k8s.aws/skip-final-snapshot',
  ),
  fc.string({ maxLength: 6 }),
);

const value: fc.Arbitrary<Json> = fc.letrec<{ readonly value: Json; readonly map: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(null, true, 0, '', 'shop/tap', 'retain', [], {}),
    fc.constant<Json>({ key: 'tapstack.io/database', value: 'shop/other' }),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('map'),
  ),
  map: fc.array(fc.tuple(name, tie('value')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries) as Json),
})).value;

/** Every path in an object, as JSON pointers. */
export function pointersOf(object: unknown, prefix = ''): readonly string[] {
  if (typeof object !== 'object' || object === null) return [prefix];
  const inner = Object.entries(object).flatMap(([key, it]) =>
    pointersOf(it, `${prefix}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
  return [prefix, ...inner];
}

function operations(pointers: readonly string[]): fc.Arbitrary<Json> {
  const path = fc.oneof(
    fc.constantFrom(...HOSTILE),
    fc.constantFrom(...pointers),
    name.map((it) => `/spec/${it}`),
  );
  const operation = fc.oneof(
    fc.record({ op: fc.constantFrom('add', 'replace', 'test'), path, value }),
    fc.record({ op: fc.constant('remove'), path }),
    fc.record({ op: fc.constantFrom('move', 'copy'), path, from: path }),
  );
  return fc.array(operation as fc.Arbitrary<Json>, { minLength: 1, maxLength: 4 });
}

/** A merge patch that goes down one path of the object, as deep as it likes. */
function merges(pointers: readonly string[]): fc.Arbitrary<Json> {
  const path = fc.oneof(fc.constantFrom(...HOSTILE), fc.constantFrom(...pointers));
  return fc.tuple(path, value).map(([pointer, inner]) => {
    const keys = pointer
      .split('/')
      .slice(1)
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    return keys.reduceRight<Json>((below, key) => Object.fromEntries([[key, below]]) as Json, inner);
  });
}

/** Patches of every kind, for objects with these paths. */
export const randomPatches = (
  pointers: readonly string[],
  kinds: readonly string[],
): fc.Arbitrary<readonly RevisionPatch[]> => {
  const target = fc.record({ kind: fc.constantFrom(...kinds) });
  const patch = fc.oneof(
    fc.record({ target, type: fc.constant('JSONPatch' as const), patch: operations(pointers) }),
    fc.record({ target, type: fc.constant('MergePatch' as const), patch: merges(pointers) }),
  );
  const asText = fc
    .boolean()
    .chain((isText) => (isText ? patch.map((it) => ({ ...it, patch: JSON.stringify(it.patch) })) : patch));
  return fc.array(asText, { minLength: 1, maxLength: 4 });
};
