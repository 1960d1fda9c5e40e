import { type Json, type KubeObject, type ManagedFields, valueAt } from '../api/object.js';
import { FIELD_MANAGER } from '../api/words.js';
import { isObject, subset } from './comparison.js';
import type { OnChange } from './field-rules/field-rule.js';
import { comparisonOf, isCompared, isTags, onChangeOf } from './field-rules.js';

/** A declared field, what stands there, and whether that is what was asked for. */
interface ComparedField {
  readonly path: readonly string[];
  readonly desired: Json;
  readonly live: Json | undefined;
  readonly holds: boolean;
  readonly onChange: OnChange;
}

export interface FieldDifference {
  /** From the object's root, e.g. `['spec', 'parameterOverrides', 'rds.force_ssl']`. */
  readonly path: readonly string[];
  readonly desired: Json;
  /** Undefined where the live object has no such field. */
  readonly live: Json | undefined;
  /** What it does to write it. */
  readonly onChange: OnChange;
}

const HIDDEN = '(hidden)';

/** Where an object carries what the operator declares, besides its spec. */
const PLAIN = ['data', 'immutable', 'type'] as const;

/**
 * Every declared field that the live object does not hold, normalised per kind; what is not declared is left alone.
 * Metadata differs in labels, annotations and owners.
 */
export function differencesOf(desired: KubeObject, live: KubeObject): readonly FieldDifference[] {
  return [...compareMetadata(desired, live), ...compareContent(desired, live), ...compareReleased(desired, live)]
    .filter(({ holds }) => !holds)
    .map(({ holds: _, ...difference }) => difference);
}

/**
 * The manifest as it is to be written: a field that is `held`, or that ACK reads at create only, and one that holds in other
 * words than ours, stands as it is live. Else a change of one field would take back what AWS or ACK made of another: grown
 * storage, a newer minor version, a route of their own. Tags stand as composed, or one of ours that is dropped would never go.
 */
export function writableManifest(
  desired: KubeObject,
  live: KubeObject,
  held: readonly FieldDifference[] = [],
): KubeObject {
  const heldPaths = new Set(held.map(({ path }) => formatPath(path)));
  const isKept = ({ path, onChange }: ComparedField): boolean =>
    onChange === 'createOnly' || heldPaths.has(formatPath(path));
  return [...compareSpec(desired, live, [], desired.spec ?? {}, live.spec), ...compareReleased(desired, live)]
    .filter((field) => (field.holds ? !isTags(field.path.slice(1)) : isKept(field)))
    .reduce(
      (manifest, field) => replace(manifest, field.path, field.live),
      desired as unknown as Json,
    ) as unknown as KubeObject;
}

/**
 * Whether writing the manifest changes more than metadata: a value, or a field that we alone own and no longer declare. (One
 * that ACK owns too stays, so nothing changes.)
 */
export function changesContent(manifest: KubeObject, live: KubeObject): boolean {
  const owners = (live.metadata.managedFields ?? []).filter(({ subresource }) => subresource === undefined);
  return (['spec', ...PLAIN] as const).some((field) => {
    const want = manifest[field] as Json | undefined;
    const fieldsOf = ({ fieldsV1 }: ManagedFields): Json | undefined => valueAt(fieldsV1, `f:${field}`);
    const others = owners.filter((owner) => !isOurs(owner)).map(fieldsOf);
    const releases = owners.filter(isOurs).some((owner) => hasUndeclared(fieldsOf(owner), want, others));
    return releases || (want !== undefined && !subset(want, (live[field] ?? {}) as Json));
  });
}

/**
 * Fields that we own and no longer declare, and whose change would disturb: applying without them would take them away, and
 * ACK takes a field that is gone for a change like another. They stay as they are.
 */
function* compareReleased(desired: KubeObject, live: KubeObject): Generator<ComparedField> {
  const owned = (live.metadata.managedFields ?? []).filter(isOurs).map(({ fieldsV1 }) => valueAt(fieldsV1, 'f:spec'));
  for (const field of new Set(owned.flatMap((fields) => Object.keys(fields ?? {})))) {
    const name = field.slice('f:'.length);
    const have = live.spec?.[name];
    if (have === undefined || desired.spec?.[name] !== undefined || onChangeOf(name, desired, live) === 'none')
      continue;
    yield { path: ['spec', name], desired: null, live: have, holds: false, onChange: 'createOnly' };
  }
}

const isOurs = ({ manager, operation, subresource }: ManagedFields): boolean =>
  manager === FIELD_MANAGER && operation === 'Apply' && subresource === undefined;

const property = (value: Json | undefined, key: string): Json | undefined => (isObject(value) ? value[key] : undefined);

/** managedFields name a property `f:<name>`; lists without keys, and single values, are leaves. */
function hasUndeclared(
  owned: Json | undefined,
  declared: Json | undefined,
  others: readonly (Json | undefined)[],
): boolean {
  if (!isObject(owned)) return false;
  return Object.entries(owned).some(([field, inner]) => {
    if (!field.startsWith('f:')) return false;
    const value = property(declared, field.slice(2));
    const shared = others.map((other) => property(other, field)).filter((other) => other !== undefined);
    return value === undefined ? shared.length === 0 : hasUndeclared(inner, value, shared);
  });
}

function* compareMetadata(desired: KubeObject, live: KubeObject): Generator<ComparedField> {
  for (const map of ['labels', 'annotations'] as const) {
    for (const [key, want] of Object.entries(desired.metadata[map] ?? {})) {
      const have = live.metadata[map]?.[key];
      yield { path: ['metadata', map, key], desired: want, live: have, holds: have === want, onChange: 'none' };
    }
  }
  const owners = (live.metadata.ownerReferences ?? []) as unknown as readonly Json[];
  for (const owner of (desired.metadata.ownerReferences ?? []) as unknown as readonly Json[]) {
    const holds = owners.some((other) => subset(owner, other));
    yield { path: ['metadata', 'ownerReferences'], desired: [owner], live: owners, holds, onChange: 'none' };
  }
}

function* compareContent(desired: KubeObject, live: KubeObject): Generator<ComparedField> {
  for (const field of PLAIN) {
    const want = desired[field] as Json | undefined;
    const have = live[field] as Json | undefined;
    if (want === undefined) continue;
    const holds = have !== undefined && subset(want, have);
    // A difference is shown to people, and what a Secret holds never is.
    const isHidden = field === 'data' && desired.kind === 'Secret';
    const [shown, found] = isHidden ? [HIDDEN, HIDDEN] : [want, have];
    yield { path: [field], desired: shown, live: found, holds, onChange: 'none' };
  }
  yield* compareSpec(desired, live, [], desired.spec ?? {}, live.spec);
}

function* compareSpec(
  desired: KubeObject,
  live: KubeObject,
  below: readonly string[],
  want: Json,
  have: Json | undefined,
): Generator<ComparedField> {
  const { kind } = desired;
  if (isObject(want) && !isCompared(kind, below)) {
    for (const [key, value] of Object.entries(want)) {
      yield* compareSpec(desired, live, [...below, key], value, property(have, key));
    }
    return;
  }
  const path = ['spec', ...below];
  const absent = have === undefined || have === null;
  const holds = absent ? Array.isArray(want) && want.length === 0 : comparisonOf(kind, below)(want, have);
  yield { path, desired: want, live: have, holds, onChange: holds ? 'none' : effectOf(path, absent, desired, live) };
}

/** What it does to write a field that differs. */
function effectOf(path: readonly string[], absent: boolean, desired: KubeObject, live: KubeObject): OnChange {
  const onChange = onChangeOf(path[1] as string, desired, live);
  if (onChange !== 'replacement') return onChange;
  // AWS does not tell it, so ACK has taken it out of the spec after the create: asking again would change nothing.
  if (absent) return 'createOnly';
  // AWS was never told what somebody else has written there, so it goes back without anybody's notice.
  return isOthersAlone(path, live) ? 'none' : 'replacement';
}

function isOthersAlone(path: readonly string[], { metadata: { managedFields = [] } }: KubeObject): boolean {
  const owners = managedFields.filter((owner) => owner.subresource === undefined && owns(owner, path));
  return owners.length > 0 && !owners.some(isOurs);
}

/** managedFields end where a list or a value is owned as a whole. */
function owns({ fieldsV1 }: ManagedFields, path: readonly string[]): boolean {
  let fields: Json | undefined = fieldsV1;
  for (const segment of path) {
    fields = property(fields, `f:${segment}`);
    if (fields === undefined) return false;
    if (isObject(fields) && Object.keys(fields).length === 0) return true;
  }
  return true;
}

/** The path as a person reads it: `spec.tags`, `spec.parameterOverrides["rds.force_ssl"]`. */
export const formatPath = (path: readonly string[]): string =>
  path.map((segment, i) => (segment.includes('.') ? `["${segment}"]` : i === 0 ? segment : `.${segment}`)).join('');

function replace(value: Json, [segment, ...rest]: readonly string[], leaf: Json | undefined): Json {
  const object = value as { readonly [key: string]: Json };
  const key = segment as string;
  const { [key]: inner, ...others } = object;
  const replaced = rest.length > 0 ? replace(inner as Json, rest, leaf) : leaf;
  // What loses its last field goes too: a reference without a name would be refused.
  const isGone = replaced === undefined || (rest.length > 0 && Object.keys(replaced as object).length === 0);
  return isGone ? others : { ...others, [key]: replaced };
}
