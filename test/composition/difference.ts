import type { Json, KubeObject } from '../../src/api/object.js';
import { nameOf } from './support.js';

/** What one list of objects has that another has not. It is for readers: the order of fields and of objects is left out. */
export interface Difference {
  readonly removed: readonly string[];
  readonly changed: readonly Change[];
  readonly added: readonly KubeObject[];
}

export interface Change {
  /** A list is its items' field `key`, `tagKey` or `Sid` in brackets where they have one, else one value; JSON is read. */
  readonly field: string;
  /** What it is now; a field that went has none. */
  readonly to?: Json;
  /** `Kind/name`; a star stands for all of the kind, or all, that are in both lists. */
  readonly of: readonly string[];
}

export function difference(before: readonly KubeObject[], after: readonly KubeObject[]): Difference {
  const [old, now] = [byName(before), byName(after)];
  const both = [...old.keys()].filter((name) => now.has(name));
  const changes = new Map<string, { readonly field: string; readonly to?: Json; readonly of: string[] }>();
  for (const name of both) {
    for (const change of changesOf(old.get(name) as KubeObject, now.get(name) as KubeObject)) {
      const key = JSON.stringify(change);
      const known = changes.get(key) ?? { ...change, of: [] };
      known.of.push(name);
      changes.set(key, known);
    }
  }
  return {
    removed: [...old.keys()].filter((name) => !now.has(name)),
    changed: [...changes.values()].map((change) => ({ ...change, of: shortened(change.of, both) })),
    added: [...now.keys()].filter((name) => !old.has(name)).map((name) => now.get(name) as KubeObject),
  };
}

function byName(objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> {
  const map = new Map(objects.map((object) => [nameOf(object), object]));
  if (map.size < objects.length) throw new Error('two objects have one name');
  return map;
}

function changesOf(before: KubeObject, after: KubeObject): readonly Pick<Change, 'field' | 'to'>[] {
  const fieldsOf = (object: KubeObject): ReadonlyMap<string, Json> => new Map(leaves(object as unknown as Json, ''));
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const gone = [...old.keys()].filter((field) => !now.has(field)).map((field) => ({ field }));
  const other = [...now].filter(([field, value]) => JSON.stringify(old.get(field)) !== JSON.stringify(value));
  return [...gone, ...other.map(([field, to]) => ({ field, to }))];
}

function* leaves(value: Json, path: string): Generator<readonly [path: string, value: Json]> {
  const read = typeof value === 'string' && value.startsWith('{') ? parsed(value) : value;
  const entries = entriesOf(read);
  if (entries === undefined) yield [path, value];
  else
    for (const [key, inner] of entries)
      yield* leaves(inner, `${path}${path !== '' && key[0] !== '[' ? '.' : ''}${key}`);
}

/** Undefined for what is compared as a whole. */
function entriesOf(value: Json): readonly (readonly [key: string, value: Json])[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) {
    const entries = Object.entries(value as { readonly [key: string]: Json });
    return entries.length === 0 ? undefined : entries.map(([key, inner]) => [legible(key), inner]);
  }
  for (const field of ['key', 'tagKey', 'Sid']) {
    const keys = value.map((item) => item?.[field]);
    if (keys.length > 0 && keys.every((key) => typeof key === 'string') && new Set(keys).size === keys.length)
      return value.map((item, i) => {
        const { [field]: _key, ...rest } = item;
        return [`[${keys[i]}]`, rest];
      });
  }
  return undefined;
}

const legible = (key: string): string => (/[./]/.test(key) ? `[${key}]` : key);

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function shortened(names: readonly string[], all: readonly string[]): readonly string[] {
  if (names.length > 1 && names.length === all.length) return ['*'];
  const kindOf = (name: string): string => name.slice(0, name.indexOf('/'));
  const short = names.map((name) => {
    const kind = kindOf(name);
    const [some, every] = [names, all].map((list) => list.filter((other) => kindOf(other) === kind).length);
    return (every ?? 0) > 1 && some === every ? `${kind}/*` : name;
  });
  return [...new Set(short)];
}
