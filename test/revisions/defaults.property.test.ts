import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ALLOW_ALL } from '../../src/api/find-problems.js';
import type { CompositionDefaults } from '../../src/api/generated/tapcomposition.js';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { FIXED_FIELDS, identityOf } from '../../src/api/identity.js';
import { layDefaults } from '../../src/api/lay-defaults.js';
import { type Json, valueAt } from '../../src/api/object.js';
import { resolve } from '../../src/api/resolve.js';
import { validate } from '../../src/api/validate.js';
import { canonicalJson } from '../../src/composition/canonical.js';
import { composeTemplate } from '../../src/revisions/compose-template.js';
import { hashOf } from '../../src/revisions/revision.js';
import { randomSpec } from '../composition/random-spec.js';
import { database, everythingKnown } from '../composition/support.js';

const randomDefaults: fc.Arbitrary<CompositionDefaults> = randomSpec.map(({ region: _, ...defaults }) => defaults);

/** Part of a spec: a user writes as much as they like. */
const randomPart: fc.Arbitrary<TapDatabaseSpec> = randomSpec.chain((spec) =>
  fc
    .subarray(Object.entries(spec))
    .map((entries) => ({ ...(Object.fromEntries(entries) as object), region: 'us-east-2' })),
);

type Leaf = readonly [path: readonly string[], value: Json];

/** Lists are values; so is a map without entries. */
function leavesOf(value: Json, path: readonly string[] = []): readonly Leaf[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner as Json, [...path, key]));
}

/** A tag may be called as what every object inherits. */
const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => new Map(Object.entries((inner as Readonly<Record<string, unknown>> | undefined) ?? {})).get(key),
    value,
  );

/** The same value with the keys of its maps in another order. */
function shuffled<T>(value: T): T {
  if (Array.isArray(value)) return value.map(shuffled) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, shuffled(inner)] as const);
  return Object.fromEntries(entries.reverse()) as T;
}

test('every value that a user has written is in the laid spec as it is written', () => {
  fc.assert(
    fc.property(randomPart, randomDefaults, fc.boolean(), (spec, defaults, isPinned) => {
      const laid = layDefaults(spec, defaults, isPinned);
      for (const [path, value] of leavesOf(spec as unknown as Json)) expect(at(laid, path)).toEqual(value);
    }),
    { numRuns: 500 },
  );
});

test('every other value is a default as it is written, and nothing comes from anywhere else', () => {
  fc.assert(
    fc.property(randomPart, randomDefaults, (spec, defaults) => {
      for (const [path, value] of leavesOf(layDefaults(spec, defaults, false) as unknown as Json)) {
        const isWritten = at(spec, path) !== undefined;
        expect(at(isWritten ? spec : defaults, path)).toEqual(value);
      }
    }),
    { numRuns: 500 },
  );
});

test('laying is idempotent, and changes neither', () => {
  fc.assert(
    fc.property(randomPart, randomDefaults, fc.boolean(), (spec, defaults, isPinned) => {
      const before = JSON.stringify([spec, defaults]);
      const laid = layDefaults(spec, defaults, isPinned);
      expect(layDefaults(laid, defaults, isPinned)).toEqual(laid);
      expect(JSON.stringify([spec, defaults])).toBe(before);
    }),
    { numRuns: 500 },
  );
});

test('once a database has its identity no default of a fixed field acts', () => {
  fc.assert(
    fc.property(randomPart, randomDefaults, (spec, defaults) => {
      const laid = layDefaults(spec, defaults, true);
      for (const field of [...FIXED_FIELDS, 'network.zoneCount'])
        expect(valueAt(laid, field)).toEqual(valueAt(spec, field));
      const { composition: _, ...identity } = identityOf(resolve(database(laid)));
      const { composition: __, ...bare } = identityOf(resolve(database(spec)));
      expect(identity).toEqual(bare);
    }),
    { numRuns: 500 },
  );
});

test('a database that was valid with its defaults does not change its identity by them, whatever they are later', () => {
  let valid = 0;
  fc.assert(
    fc.property(randomPart, randomDefaults, randomDefaults, (spec, first, later) => {
      const made = database(layDefaults(spec, first, false));
      if (validate(made, ALLOW_ALL).length > 0) return;
      valid += 1;
      const identity = identityOf(resolve(made), { name: 'production', revision: 'production-1' });
      const now = { ...database(layDefaults(spec, later, true)), status: { identity } };
      const { composition: _, ...after } = identityOf(resolve(now));
      const { composition: __, ...before } = identity;
      expect(after).toEqual(before);
      expect(validate(now, ALLOW_ALL).filter(({ reason }) => reason === 'IdentityChanged')).toEqual([]);
    }),
    { numRuns: 500 },
  );
  expect(valid).toBeGreaterThan(50);
});

test('the same template and spec give the same bytes, whatever the order of their keys', () => {
  let valid = 0;
  const patches = [
    {
      target: { kind: 'DBInstance' },
      type: 'MergePatch' as const,
      patch: { spec: { promotionTier: 2, monitoringInterval: 30 } },
    },
    {
      target: { kind: 'VPC' },
      type: 'JSONPatch' as const,
      patch: [{ op: 'add', path: '/spec/x', value: { b: 1, a: 2 } }],
    },
  ];
  fc.assert(
    fc.property(randomPart, randomDefaults, (spec, defaults) => {
      const template = { blueprint: 'ha-postgres/v1', defaults, patches };
      const laid = database(layDefaults(spec, defaults, false));
      expect(hashOf(shuffled(template))).toBe(hashOf(template));
      if (validate(laid, ALLOW_ALL).length > 0) return;
      valid += 1;
      const once = composeTemplate(template, laid, everythingKnown());
      const other = database(layDefaults(shuffled(spec), shuffled(defaults), false));
      const again = composeTemplate(shuffled(template), other, everythingKnown());
      expect(canonicalJson(again)).toBe(canonicalJson(once));
      expect(JSON.stringify(again.composition.children)).toBe(JSON.stringify(once.composition.children));
    }),
    { numRuns: 150 },
  );
  expect(valid).toBeGreaterThan(15);
});
