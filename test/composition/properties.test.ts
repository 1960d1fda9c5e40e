import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { refKey, refOf } from '../../src/api/child.js';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import type { Json, KubeObject } from '../../src/api/object.js';
import { validate } from '../../src/api/validate.js';
import { referencesOf, wavesOf } from '../../src/changes/references.js';
import { compose } from '../../src/composition/compose.js';
import { randomName, randomSpec } from './random-spec.js';
import { database, everythingKnown, nothingKnown } from './support.js';

const ALLOWED = {
  allowedReferences: (['Key', 'VPC', 'SecurityGroup', 'Topic'] as const).map((kind) => ({
    namespace: '*',
    kind,
    pattern: '*',
  })),
};

/** Runs on valid databases only, and sees to it that there were enough of them. */
function forEveryValid(check: (spec: TapDatabaseSpec, name: string) => void): void {
  let valid = 0;
  fc.assert(
    fc.property(randomSpec, randomName, (spec, name) => {
      if (validate(database(spec, name), ALLOWED).length > 0) return;
      valid += 1;
      check(spec, name);
    }),
    { numRuns: 100 },
  );
  expect(valid).toBeGreaterThan(30);
}

const composed = (spec: TapDatabaseSpec, name: string): readonly KubeObject[] =>
  compose(database(spec, name), everythingKnown()).children.map(({ manifest }) => manifest);

test('children have names of their own that Kubernetes takes', () => {
  forEveryValid((spec, name) => {
    const children = composed(spec, name);
    expect(new Set(children.map((child) => refKey(refOf(child)))).size).toBe(children.length);
    for (const { metadata } of children) expect(metadata.name).toMatch(/^[a-z][a-z0-9-]{0,61}[a-z0-9]$/);
  });
});

test('every reference leads to a child, and none leads back', () => {
  forEveryValid((spec, name) => {
    const children = composed(spec, name);
    const known = new Set([...children.map((child) => refKey(refOf(child))), `/Secret/${name}-credentials-1`]);
    const done = new Set<string>();
    for (const wave of wavesOf(children)) {
      for (const child of wave) {
        const references = referencesOf(child, children).map(refKey);
        for (const reference of references) {
          expect(known).toContain(reference);
          if (!reference.endsWith('-credentials-1')) expect(done).toContain(reference);
        }
      }
      for (const child of wave) done.add(refKey(refOf(child)));
    }
  });
});

test('nothing is undefined or empty by accident, and names in AWS fit', () => {
  const limits: Readonly<Record<string, number>> = { Bucket: 63, Role: 64, InstanceProfile: 64 };
  forEveryValid((spec, name) => {
    for (const child of composed(spec, name)) {
      const strange = [...leaves(child as unknown as Json)].filter((value) =>
        /undefined|NaN|null|\[object/.test(String(value)),
      );
      expect(strange).toEqual([]);
      const { name: awsName, dbInstanceIdentifier } = child.spec ?? {};
      expect(String(awsName ?? '').length).toBeLessThanOrEqual(limits[child.kind] ?? 255);
      expect(String(dbInstanceIdentifier ?? '').length).toBeLessThanOrEqual(63);
    }
  });
});

test('what is blocked and what is composed is always the same whole', () => {
  forEveryValid((spec, name) => {
    const whole = composed(spec, name).map((child) => refKey(refOf(child)));
    const { children, blocked } = compose(database(spec, name), nothingKnown);
    const parts = [...children.map(({ manifest }) => refOf(manifest)), ...blocked.map(({ ref }) => ref)].map(refKey);
    expect(parts.sort()).toEqual(whole.sort());
    for (const { waitsFor } of blocked) expect(waitsFor.length).toBeGreaterThan(0);
  });
});

function* leaves(value: Json): Generator<Json> {
  if (typeof value !== 'object' || value === null) yield value;
  else for (const inner of Object.values(value)) yield* leaves(inner as Json);
}
