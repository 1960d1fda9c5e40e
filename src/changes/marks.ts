import { createHash } from 'node:crypto';
import type { Json, KubeObject } from '../api/object.js';
import { ANNOTATION_APPLIED, ANNOTATION_APPLIED_AT } from '../api/words.js';
import { isObject } from './comparison.js';

/**
 * A hash of a manifest as applied, in two parts joined by a dot: what ACK acts on (spec, data), and the metadata. By
 * meaning: the order of keys, and our own marks, are no part of it. 16 hex digits each.
 */
export function appliedHash(manifest: KubeObject): string {
  const { metadata, ...content } = manifest;
  const { [ANNOTATION_APPLIED]: _hash, [ANNOTATION_APPLIED_AT]: _at, ...annotations } = metadata.annotations ?? {};
  return `${digest(content)}.${digest({ ...metadata, annotations })}`;
}

/** Whether two hashes speak of the same spec and data. */
export const sameContent = (hash: string, other: string | undefined): boolean =>
  hash.split('.')[0] === other?.split('.')[0];

const digest = (value: object): string =>
  createHash('sha256')
    .update(canonical(value as Json))
    .digest('hex')
    .slice(0, 16);

const canonical = (value: Json): string =>
  JSON.stringify(value, (_key, inner: Json) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );

/** RFC 3339 in whole seconds, as the API server writes times. */
export const wholeSeconds = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

/** The manifest with the marks of what is applied and since when. A new object needs no time: conditions on it speak of its first spec. */
export function mark(manifest: KubeObject, appliedAt?: string): KubeObject {
  const marks = {
    [ANNOTATION_APPLIED]: appliedHash(manifest),
    ...(appliedAt === undefined ? {} : { [ANNOTATION_APPLIED_AT]: appliedAt }),
  };
  return {
    ...manifest,
    metadata: { ...manifest.metadata, annotations: { ...manifest.metadata.annotations, ...marks } },
  };
}
