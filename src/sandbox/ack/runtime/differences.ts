import { isDeepStrictEqual } from 'node:util';
import type { Kind } from './kind.js';
import type { Fields, Resource } from './resource.js';
import { sameTags, toTagMap, userTags } from './tags.js';

/** The top-level spec fields in which the wanted resource and AWS's differ, as the kind's controller sees it. */
export function findDifferences(kind: Kind, desired: Resource, latest: Resource): ReadonlySet<string> {
  const fields = new Set([...Object.keys(desired.spec), ...Object.keys(latest.spec)]);
  for (const field of kind.notCompared ?? []) fields.delete(field);
  return new Set([...fields].filter((field) => !same(kind, field, desired, latest)));
}

function same(kind: Kind, field: string, desired: Resource, latest: Resource): boolean {
  const [a, b] = [desired.spec[field], latest.spec[field]];
  if (field === 'tags' || field === 'tagging') return sameTags(userTags(toTagMap(a)), userTags(toTagMap(b)));
  const compare = kind.comparisons?.[field];
  if (compare) return compare(a, b, desired);
  return isDeepStrictEqual(withoutNothing(a), withoutNothing(b));
}

/** Absent and empty collections are the same to ACK; absent and present values are not. */
function withoutNothing(value: unknown): unknown {
  if (value === null) return undefined;
  if (typeof value !== 'object') return value;
  const empty = Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
  return empty ? undefined : value;
}

const asSet = (value: unknown): unknown[] => [...((value ?? []) as unknown[])].sort();

export const sameSet = (a: unknown, b: unknown): boolean => isDeepStrictEqual(asSet(a), asSet(b));

/** Policies are compared by meaning. */
export function samePolicy(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'string' || typeof b !== 'string') return (a ?? '') === (b ?? '');
  try {
    return isDeepStrictEqual(normalizePolicy(JSON.parse(a)), normalizePolicy(JSON.parse(b)));
  } catch {
    return false;
  }
}

/** A list of one is the one; the order of a list has no meaning. */
function normalizePolicy(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(normalizePolicy);
    return items.length === 1 ? items[0] : items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Fields)
      .map(([key, inner]) => [key, normalizePolicy(inner)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
