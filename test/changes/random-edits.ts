import fc from 'fast-check';
import type { Composition } from '../../src/api/child.js';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import type { Json, KubeObject } from '../../src/api/object.js';
import { randomSpec } from '../composition/random-spec.js';

/** As `randomSpec`, with few replicas: a stack of fifteen says no more than one of two, and takes longer. */
export const smallSpec: fc.Arbitrary<TapDatabaseSpec> = randomSpec.map((spec) =>
  spec.replicas?.count === undefined
    ? spec
    : { ...spec, replicas: { ...spec.replicas, count: spec.replicas.count % 3 } },
);

const FREE = [
  'tags',
  'instance',
  'replicas',
  'access',
  'credentials',
  'bastion',
  'backup',
  'monitoring',
  'deletionPolicy',
  'deletionProtection',
] as const;
const FIXED = ['environment', 'postgres', 'network', 'encryption'] as const;

const edit = (parts: readonly (keyof TapDatabaseSpec)[]) =>
  fc.record({ other: smallSpec, parts: fc.subarray([...parts], { minLength: 1, maxLength: 5 }) });

/** What a person edits at once: some parts of the spec become as in another, which may mean that they are left out. */
export const specEdit = edit(FREE);
/** As well of what is fixed for the life of a database. */
export const anyEdit = edit([...FREE, ...FIXED]);
export type SpecEdit = typeof specEdit extends fc.Arbitrary<infer T> ? T : never;

export function edited(spec: TapDatabaseSpec, { other, parts }: SpecEdit): TapDatabaseSpec {
  const isEdited = (part: string): boolean => parts.some((one) => one === part);
  return {
    ...Object.fromEntries(Object.entries(spec).filter(([part]) => !isEdited(part))),
    ...Object.fromEntries(Object.entries(other).filter(([part]) => isEdited(part))),
  } as unknown as TapDatabaseSpec;
}

/** What another composition makes of the same spec, as picks modulo the number of children and of their values. */
export const compositionEdit = fc.record({
  changed: fc.array(fc.record({ child: fc.nat(200), value: fc.nat(200) }), { maxLength: 8 }),
  dropped: fc.array(fc.nat(200), { maxLength: 4 }),
});
export type CompositionEdit = typeof compositionEdit extends fc.Arbitrary<infer T> ? T : never;

/** Some values are others, and some children are missing; never a replica, since their number is the spec's. */
export function recomposed({ children, blocked }: Composition, { changed, dropped }: CompositionEdit): Composition {
  const isDropped = (i: number): boolean => dropped.some((pick) => pick % children.length === i);
  const kept = children
    .map((child, i) => {
      const picks = changed.filter(({ child: pick }) => pick % children.length === i);
      return { ...child, manifest: picks.reduce((manifest, { value }) => withChange(manifest, value), child.manifest) };
    })
    .filter(({ manifest }, i) => !isDropped(i) || manifest.metadata.name.includes('-replica-'));
  return { children: kept, blocked };
}

function withChange(manifest: KubeObject, pick: number): KubeObject {
  const paths = leaves(manifest.spec as Json | undefined).filter((path) => path.length > 0);
  const path = paths[pick % Math.max(1, paths.length)];
  return path === undefined ? manifest : { ...manifest, spec: withChanged(manifest.spec as Json, path) as never };
}

/** Every value that is no list or map, by path. */
export function leaves(value: Json | undefined, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner as Json, [...path, key]));
}

/** Another value of the same type at a path. */
export function withChanged(value: Json, [key, ...rest]: readonly string[]): Json {
  if (key === undefined)
    return typeof value === 'boolean' ? !value : typeof value === 'number' ? value - 7 : `other-${String(value)}`;
  if (Array.isArray(value)) return (value as readonly Json[]).with(Number(key), withChanged(value[Number(key)], rest));
  const object = value as { readonly [key: string]: Json };
  return { ...object, [key]: withChanged(object[key] as Json, rest) };
}
