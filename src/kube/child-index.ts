import { refKey, refOf } from '../api/child.js';
import type { KubeObject, ObjectKey } from '../api/object.js';
import { LABEL_DATABASE } from '../api/words.js';

/** The TapDatabase that a child says it belongs to. */
export function databaseOf(child: KubeObject): ObjectKey | undefined {
  const name = child.metadata.labels?.[LABEL_DATABASE];
  return name === undefined ? undefined : { namespace: child.metadata.namespace ?? '', name };
}

/** Children of all kinds, by the TapDatabase they belong to. */
export class ChildIndex {
  readonly #byDatabase = new Map<string, Map<string, KubeObject>>();

  /** Takes a change of a store. */
  update(before: KubeObject | undefined, after: KubeObject | undefined): void {
    if (before !== undefined) this.#remove(before);
    if (after !== undefined) this.#add(after);
  }

  of({ namespace, name }: ObjectKey): readonly KubeObject[] {
    return [...(this.#byDatabase.get(`${namespace}/${name}`)?.values() ?? [])];
  }

  #add(child: KubeObject): void {
    const id = databaseId(child);
    const children = this.#byDatabase.get(id) ?? new Map<string, KubeObject>();
    this.#byDatabase.set(id, children.set(refKey(refOf(child)), child));
  }

  #remove(child: KubeObject): void {
    const id = databaseId(child);
    const children = this.#byDatabase.get(id);
    children?.delete(refKey(refOf(child)));
    if (children?.size === 0) this.#byDatabase.delete(id);
  }
}

const databaseId = ({ metadata }: KubeObject): string => `${metadata.namespace}/${metadata.labels?.[LABEL_DATABASE]}`;
