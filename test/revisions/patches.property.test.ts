import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AWS_IDS } from '../../src/api/aws-ids.js';
import type { Child, Composition } from '../../src/api/child.js';
import { type Json, type KubeObject, valueAt } from '../../src/api/object.js';
import { canonicalJson } from '../../src/composition/canonical.js';
import { compose } from '../../src/composition/compose.js';
import { applyPatches } from '../../src/revisions/patches.js';
import { database, everythingKnown } from '../composition/support.js';
import { pointersOf, randomPatches } from './random-patches.js';

const RUNS = 1_000;
const MAIL = { monitoring: { alarms: { notify: { emails: ['a@example.com'] } } } };
const OWNED = { ownerReferences: [{ apiVersion: 'tapstack.io/v1alpha1', kind: 'TapDatabase', name: 'tap', uid: 'u' }] };

/** One child of every kind, each with an owner, as they are when they are written. */
const composed = compose(database(MAIL), everythingKnown());
const children = composed.children
  .filter((child, i) => composed.children.findIndex((it) => it.manifest.kind === child.manifest.kind) === i)
  .map(
    (child, i): Child =>
      i % 2 === 0
        ? child
        : { ...child, manifest: { ...child.manifest, metadata: { ...child.manifest.metadata, ...OWNED } } },
  );
const composition: Composition = { children, blocked: [] };
const KINDS = children.map(({ manifest }) => manifest.kind);
const POINTERS = [...new Set(children.flatMap(({ manifest }) => pointersOf(manifest)))];

/** What may never be another one, by whatever name. */
function held({ apiVersion, kind, metadata, spec, status, immutable, type }: KubeObject, before: KubeObject): Json {
  const { labels = {}, annotations = {}, ...others } = metadata;
  const ours = (map: Readonly<Record<string, string>>) =>
    Object.entries(map).filter(
      ([key]) => key.includes('tapstack.io/') || key.includes('services.k8s.aws/') || key.includes('kubernetes.io/'),
    );
  const path = AWS_IDS[kind] ?? '';
  const tags = [valueAt(spec, 'tags'), valueAt(spec, 'tagging.tagSet')].flatMap((list) =>
    Array.isArray(list)
      ? list.filter((tag) => [valueAt(tag, 'key'), valueAt(tag, 'tagKey')].includes('tapstack.io/database'))
      : ((list as Readonly<Record<string, Json>> | undefined)?.['tapstack.io/database'] ?? []),
  );
  const fields = [
    'name',
    'dbInstanceIdentifier',
    'dbName',
    'engine',
    'port',
    'masterUserPassword',
    'kmsKeyRef',
    'deletionProtection',
  ];
  const names = fields.map((field) => before.spec?.[field] !== undefined && spec?.[field]);
  return JSON.parse(
    canonicalJson({
      apiVersion,
      kind,
      others,
      ours: [ours(labels), ours(annotations)],
      names,
      tags,
      status,
      immutable,
      type,
      id: path.startsWith('spec.') && valueAt({ spec }, path),
    }),
  );
}

test('whatever a patch is, names, owners, region, labels and annotations of ours, tags and what is fixed stay', () => {
  let [accepted, refused] = [0, 0];
  fc.assert(
    fc.property(randomPatches(POINTERS, KINDS), (patches) => {
      const given = JSON.stringify([composition, patches]);
      const patched = applyPatches(composition, patches);
      expect(JSON.stringify([composition, patches])).toBe(given);
      for (const [i, { manifest: before }] of children.entries()) {
        const after = patched.composition.children[i]?.manifest as KubeObject;
        expect(held(after, before)).toEqual(held(before, before));
      }
      for (const { manifest } of patched.composition.children) {
        expect(
          Object.keys(manifest).filter((key) => !['apiVersion', 'kind', 'metadata', 'spec', 'data'].includes(key)),
        ).toEqual(Object.keys(manifest).filter((key) => ['immutable', 'type'].includes(key)));
      }
      if (patched.problems.length > 0) refused += 1;
      else accepted += 1;
      expect({}).not.toHaveProperty('polluted');
    }),
    { numRuns: RUNS },
  );
  expect(accepted).toBeGreaterThan(RUNS / 20);
  expect(refused).toBeGreaterThan(RUNS / 4);
});

test('a child whose only patch is refused is as it was, to the byte', () => {
  let refused = 0;
  fc.assert(
    fc.property(
      randomPatches(POINTERS, KINDS).map((patches) => patches.slice(0, 1)),
      (patches) => {
        const { composition: after, problems } = applyPatches(composition, patches);
        if (problems.length === 0) return;
        refused += 1;
        expect(JSON.stringify(after)).toBe(JSON.stringify(composition));
        expect(problems.every(({ reason, message }) => reason === 'PatchRefused' && message !== '')).toBe(true);
      },
    ),
    { numRuns: RUNS },
  );
  expect(refused).toBeGreaterThan(RUNS / 4);
});

test('the same patches always give the same bytes', () => {
  fc.assert(
    fc.property(randomPatches(POINTERS, KINDS), (patches) => {
      const [first, second] = [applyPatches(composition, patches), applyPatches(composition, patches)];
      expect(JSON.stringify(second)).toBe(JSON.stringify(first));
      const copy = JSON.parse(JSON.stringify(patches));
      expect(JSON.stringify(applyPatches(composition, copy))).toBe(JSON.stringify(first));
    }),
    { numRuns: RUNS / 4 },
  );
});
