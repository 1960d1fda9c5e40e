import { isDeepStrictEqual } from 'node:util';
import type { Json, KubeObject, ManagedFields } from '../../../src/api/object.js';

type Tree = { [key: string]: Json };
type Path = readonly string[];

/** An object as the API server keeps it: what it says, and which manager owns which field. Lists are atomic. */
export class StoredObject {
  #content: Tree;
  readonly #owners = new Map<string, Set<string>>();
  #generation = 0;
  #resourceVersion = 0;
  #read: KubeObject | undefined;

  constructor(
    readonly created: Pick<KubeObject['metadata'], 'name' | 'namespace' | 'uid' | 'creationTimestamp'>,
    content: KubeObject,
  ) {
    this.#content = contentOf(content);
  }

  /** What a client reads; nobody changes it. */
  read(): KubeObject {
    this.#read ??= this.#render();
    return this.#read;
  }

  /** Deleted, and nobody has anything left to do about it. */
  get isDone(): boolean {
    const { deletionTimestamp, finalizers } = (this.#content['metadata'] ?? {}) as unknown as KubeObject['metadata'];
    return deletionTimestamp !== undefined && (finalizers ?? []).length === 0;
  }

  #render(): KubeObject {
    const { metadata, ...rest } = copy(this.#content) as Tree & { metadata?: Tree };
    const read = {
      ...rest,
      metadata: {
        ...metadata,
        ...this.created,
        resourceVersion: String(this.#resourceVersion),
        ...(rest['spec'] === undefined ? {} : { generation: this.#generation }),
        managedFields: [...this.#owners].map(([manager, paths]) => managedFieldsOf(manager, paths)),
      },
    };
    return read as unknown as KubeObject;
  }

  /** Server-side apply, forced. Answers whether anything changed. */
  apply(manifest: KubeObject, manager: string, version: number): boolean {
    const declared = leavesOf(contentOf(manifest));
    const before = this.#owners.get(manager) ?? new Set<string>();
    return this.#write(manager, version, (content) => {
      const kept = new Set(declared.map(([path]) => keyOf(path)));
      for (const key of before) {
        const path = JSON.parse(key) as Path;
        const isShared = [...this.#owners].some(([other, paths]) => other !== manager && paths.has(key));
        if (!kept.has(key) && !isShared) remove(content, path);
      }
      for (const [path, value] of declared) set(content, path, value);
      this.#owners.set(manager, kept);
    });
  }

  /** JSON merge patch. Answers whether anything changed. */
  patch(patch: Tree, manager: string, version: number): boolean {
    return this.#write(manager, version, (content) => merge(content, patch));
  }

  #write(manager: string, version: number, change: (content: Tree) => void): boolean {
    const before = this.#content;
    const after = copy(before);
    const owners = ownersOf(this.#owners);
    change(after);
    this.#content = after;
    const changed = leavesOf(after).filter(([path, value]) => !isDeepStrictEqual(valueIn(before, path), value));
    for (const [path] of changed) {
      for (const paths of this.#owners.values()) paths.delete(keyOf(path));
      this.#owners.set(manager, (this.#owners.get(manager) ?? new Set()).add(keyOf(path)));
    }
    // A field that is gone is nobody's.
    for (const paths of this.#owners.values()) {
      for (const key of paths) if (valueIn(after, JSON.parse(key) as Path) === undefined) paths.delete(key);
    }
    const isNew = this.#resourceVersion === 0;
    if (!isNew && isDeepStrictEqual(before, after) && isDeepStrictEqual(owners, ownersOf(this.#owners))) return false;
    if (isNew || !isDeepStrictEqual(before['spec'], after['spec'])) this.#generation += 1;
    this.#resourceVersion = version;
    this.#read = undefined;
    return true;
  }
}

/** What a manifest may say: identity and versions are the server's. */
function contentOf({ metadata, ...rest }: KubeObject): Tree {
  const { name: _n, namespace: _ns, uid: _u, creationTimestamp: _c, managedFields: _m, ...said } = metadata;
  const { resourceVersion: _r, generation: _g, ...kept } = said;
  return copy({ ...rest, metadata: kept }) as unknown as Tree;
}

/** Through JSON, as on the wire. (What structuredClone makes has the prototypes of another realm than the test's.) */
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const isTree = (value: Json | undefined): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function leavesOf(tree: Tree, path: Path = []): readonly (readonly [Path, Json])[] {
  return Object.entries(tree).flatMap(([key, value]): readonly (readonly [Path, Json])[] =>
    isTree(value) && Object.keys(value).length > 0
      ? leavesOf(value, [...path, key])
      : value === undefined
        ? []
        : [[[...path, key], value]],
  );
}

const ownersOf = (owners: ReadonlyMap<string, ReadonlySet<string>>): readonly Json[] =>
  [...owners].map(([manager, paths]) => [manager, ...[...paths].sort()]);

const keyOf = (path: Path): string => JSON.stringify(path);

const valueIn = (tree: Tree, path: Path): Json | undefined =>
  path.reduce<Json | undefined>((value, key) => (isTree(value) ? value[key] : undefined), tree);

function set(tree: Tree, path: Path, value: Json): void {
  const [key, ...rest] = path as [string, ...string[]];
  if (rest.length > 0) {
    if (!isTree(tree[key])) tree[key] = {};
    set(tree[key] as Tree, rest, value);
  } else if (!(isTree(value) && isTree(tree[key]))) tree[key] = copy(value);
}

function remove(tree: Tree, [key, ...rest]: Path): void {
  const inner = tree[key as string];
  if (rest.length === 0) delete tree[key as string];
  else if (isTree(inner)) {
    remove(inner, rest);
    if (Object.keys(inner).length === 0) delete tree[key as string];
  }
}

function merge(tree: Tree, patch: Tree): void {
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete tree[key];
    else if (!isTree(value)) tree[key] = copy(value);
    else {
      if (!isTree(tree[key])) tree[key] = {};
      merge(tree[key] as Tree, value);
    }
  }
}

function managedFieldsOf(manager: string, keys: ReadonlySet<string>): ManagedFields {
  const fieldsV1: Tree = {};
  for (const key of keys) {
    const path = (JSON.parse(key) as Path).map((segment) => `f:${segment}`);
    set(fieldsV1, path, {});
  }
  return { manager, operation: manager === 'tapdb-operator' ? 'Apply' : 'Update', fieldsV1 };
}
