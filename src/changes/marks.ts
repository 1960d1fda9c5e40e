import { createHash } from 'node:crypto';
import type { Json, KubeObject } from '../api/object.js';
import { ANNOTATION_APPLIED, ANNOTATION_APPLIED_AT } from '../api/words.js';
import { isObject } from './comparison.js';

/** A hash of what is wanted of an object, by meaning: the order of keys is no part of it. 16 hex digits. */
export const appliedHash = (desired: KubeObject): string =>
  createHash('sha256')
    .update(canonical(desired as unknown as Json))
    .digest('hex')
    .slice(0, 16);

const canonical = (value: Json): string =>
  JSON.stringify(value, (_key, inner: Json) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );

/** RFC 3339 in whole seconds, as the API server writes times. */
export const wholeSeconds = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

/**
 * The manifest with the marks of what is applied, and of since when its spec is. A new object needs no time: conditions on
 * it speak of its first spec.
 */
export function mark(manifest: KubeObject, hash: string, appliedAt?: string): KubeObject {
  const marks = {
    [ANNOTATION_APPLIED]: hash,
    ...(appliedAt === undefined ? {} : { [ANNOTATION_APPLIED_AT]: appliedAt }),
  };
  return {
    ...manifest,
    metadata: { ...manifest.metadata, annotations: { ...manifest.metadata.annotations, ...marks } },
  };
}

/** The manifest with the time at which its spec is written. */
export const stampAppliedAt = (manifest: KubeObject, time: Date): KubeObject => ({
  ...manifest,
  metadata: {
    ...manifest.metadata,
    annotations: { ...manifest.metadata.annotations, [ANNOTATION_APPLIED_AT]: wholeSeconds(time) },
  },
});
