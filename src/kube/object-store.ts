import type { KubeObject } from '../api/object.js';

/** What a change of the store was: the object before, after, or both. */
export type OnChange = (before: KubeObject | undefined, after: KubeObject | undefined) => void;

/**
 * The objects of one kind, as new as anything this program has been told: by the watch, or in the answers to its own
 * writes. The API server numbers the versions of all objects of a kind in one order, and a watch tells them in that
 * order; `position` is how far it has come.
 */
export class ObjectStore {
  readonly #objects = new Map<string, KubeObject>();
  readonly #onChange: OnChange;
  #position = 0n;

  constructor(onChange: OnChange) {
    this.#onChange = onChange;
  }

  /** Where to watch from: nothing before this is missing. */
  get position(): string {
    return String(this.#position);
  }

  get(namespace: string, name: string): KubeObject | undefined {
    return this.#objects.get(`${namespace}/${name}`);
  }

  values(): readonly KubeObject[] {
    return [...this.#objects.values()];
  }

  /** Takes a complete list. What it does not hold is gone, unless this program wrote it after the list was made. */
  replace(objects: readonly KubeObject[], resourceVersion: string): void {
    const position = BigInt(resourceVersion);
    const listed = new Set(objects.map(idOf));
    for (const [id, known] of this.#objects) {
      if (!listed.has(id) && versionOf(known) <= position) this.#set(id, undefined);
    }
    for (const object of objects) this.#setIfNewer(object);
    this.#position = position;
  }

  /** Takes a bookmark, or the version of any event. */
  advance(object: KubeObject): void {
    const version = versionOf(object);
    if (version > this.#position) this.#position = version;
  }

  /** Takes an added or changed object from the watch. */
  put(object: KubeObject): void {
    this.advance(object);
    const known = this.#objects.get(idOf(object));
    // The echo of an own write is told too: other objects may wait for what the writer had not yet seen.
    if (known === undefined || versionOf(object) >= versionOf(known)) this.#set(idOf(object), object);
  }

  /** Takes a deletion from the watch; the object carries the version of its deletion. */
  delete(object: KubeObject): void {
    this.advance(object);
    const known = this.#objects.get(idOf(object));
    if (known !== undefined && versionOf(known) <= versionOf(object)) this.#set(idOf(object), undefined);
  }

  /**
   * Takes the answer to an own write. What the watch has passed already it has told, with all that came after: an
   * object deleted since must not come back to life.
   */
  remember(object: KubeObject): void {
    if (versionOf(object) > this.#position) this.#setIfNewer(object);
  }

  /** Takes the word of the API server that the object is gone, and not another of its name. */
  forget(object: KubeObject): void {
    const known = this.#objects.get(idOf(object));
    if (known !== undefined && known.metadata.uid === object.metadata.uid) this.#set(idOf(object), undefined);
  }

  #setIfNewer(object: KubeObject): void {
    const known = this.#objects.get(idOf(object));
    if (known === undefined || versionOf(object) > versionOf(known)) this.#set(idOf(object), object);
  }

  #set(id: string, object: KubeObject | undefined): void {
    const before = this.#objects.get(id);
    if (object === undefined) this.#objects.delete(id);
    else this.#objects.set(id, object);
    this.#onChange(before, object);
  }
}

const idOf = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

/** Kubernetes promises that resource versions of one kind compare as integers (KEP-5504). */
const versionOf = ({ metadata }: KubeObject): bigint => BigInt(metadata.resourceVersion ?? 0);
