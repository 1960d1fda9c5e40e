import type { Json, KubeObject } from '../api/object.js';
import { isObject, subset } from './comparison.js';
import { comparisonOf, isCompared, type OnDifference, onDifference } from './field-rules.js';

export interface FieldDifference {
  /** From the object's root, e.g. `['spec', 'parameterOverrides', 'rds.force_ssl']`. */
  readonly path: readonly string[];
  readonly desired: Json;
  /** Undefined where the live object has no such field. */
  readonly live: Json | undefined;
  readonly onDifference: OnDifference;
}

/** Where an object carries what the operator declares, besides its spec. */
const PLAIN = ['data', 'immutable', 'type'] as const;

/**
 * Every declared field that the live object does not hold, normalised per kind; what is not declared is left alone.
 * Metadata differs in labels, annotations and owners.
 */
export function differencesOf(desired: KubeObject, live: KubeObject): readonly FieldDifference[] {
  const found: FieldDifference[] = [];
  const add = (path: readonly string[], want: Json, have: Json | undefined, what: OnDifference): void => {
    found.push({ path, desired: want, live: have, onDifference: what });
  };
  compareMetadata(desired, live, add);
  for (const field of PLAIN) {
    const want = desired[field] as Json | undefined;
    const have = live[field] as Json | undefined;
    if (want !== undefined && (have === undefined || !subset(want, have))) add([field], want, have, 'write');
  }
  compareSpec(desired.kind, [], desired.spec ?? {}, live.spec, add);
  return found;
}

type Add = (path: readonly string[], want: Json, have: Json | undefined, what: OnDifference) => void;

function compareMetadata(desired: KubeObject, live: KubeObject, add: Add): void {
  for (const map of ['labels', 'annotations'] as const) {
    for (const [key, want] of Object.entries(desired.metadata[map] ?? {})) {
      const have = live.metadata[map]?.[key];
      if (have !== want) add(['metadata', map, key], want, have, 'write');
    }
  }
  const owners = live.metadata.ownerReferences ?? [];
  for (const owner of desired.metadata.ownerReferences ?? []) {
    const want = { ...owner } as unknown as Json;
    const held = owners.some((other) => subset(want, other as unknown as Json));
    if (!held) add(['metadata', 'ownerReferences'], [want], owners as unknown as Json, 'write');
  }
}

function compareSpec(kind: string, path: readonly string[], want: Json, have: Json | undefined, add: Add): void {
  if (isObject(want) && !isCompared(kind, path)) {
    for (const [key, value] of Object.entries(want)) {
      compareSpec(kind, [...path, key], value, isObject(have) ? have[key] : undefined, add);
    }
    return;
  }
  const absent = have === undefined || have === null;
  const holds = absent ? Array.isArray(want) && want.length === 0 : comparisonOf(kind, path)(want, have);
  if (!holds) add(['spec', ...path], want, have, onDifference(kind, path[0] as string, absent));
}

/** The path as a person reads it: `spec.tags`, `spec.parameterOverrides["rds.force_ssl"]`. */
export const formatPath = (path: readonly string[]): string =>
  path.map((segment, i) => (segment.includes('.') ? `["${segment}"]` : i === 0 ? segment : `.${segment}`)).join('');

/** The manifest with the live values of the given differences in place of the desired ones, so that applying it moves none of them. */
export function keepLive(desired: KubeObject, differences: readonly FieldDifference[]): KubeObject {
  let manifest = desired as unknown as Json;
  for (const { path, live } of differences) manifest = replace(manifest, path, live);
  return manifest as unknown as KubeObject;
}

function replace(value: Json, [segment, ...rest]: readonly string[], leaf: Json | undefined): Json {
  const object = value as { readonly [key: string]: Json };
  const key = segment as string;
  const { [key]: inner, ...others } = object;
  if (rest.length > 0) return { ...others, [key]: replace(inner as Json, rest, leaf) };
  return leaf === undefined ? others : { ...others, [key]: leaf };
}
