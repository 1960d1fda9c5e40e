import type { ResourceKind } from '../api/kinds.js';

/** The path of a kind's collection: in one namespace; without it in all, or in none where the kind has none. */
export function collectionPath({ group, version, plural }: ResourceKind, namespace?: string): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return namespace === undefined || namespace === ''
    ? `${root}/${plural}`
    : `${root}/namespaces/${namespace}/${plural}`;
}

export function objectPath(kind: ResourceKind, namespace: string, name: string): string {
  return `${collectionPath(kind, namespace)}/${name}`;
}
