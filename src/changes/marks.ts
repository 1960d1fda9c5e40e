import { createHash } from 'node:crypto';
import type { Json, KubeObject } from '../api/object.js';
import { ANNOTATION_APPLIED, ANNOTATION_APPLIED_AT } from '../api/words.js';
import { isObject } from './comparison.js';

/** A hash of what is wanted of an object, by meaning: the order of keys is no part of it. 16 hex digits. */
export const appliedHash = (desired: KubeObject): string => hashOf(desired as unknown as Json, 16);

/**
 * The hash while some fields are to be written later: another one than when they are, so that their coming is not taken for
 * somebody's edit that is put back.
 */
export const hashWithout = (desired: KubeObject, later: readonly string[]): string =>
  later.length === 0 ? appliedHash(desired) : hashOf([desired as unknown as Json, ...later.toSorted()], 16);

/** So many hex digits of a SHA-256 of a value, by meaning: the order of keys is no part of it. */
export const hashOf = (value: Json, digits: number): string =>
  createHash('sha256').update(canonical(value)).digest('hex').slice(0, digits);

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
export const mark = (manifest: KubeObject, hash: string, appliedAt?: string): KubeObject =>
  withAnnotations(manifest, {
    [ANNOTATION_APPLIED]: hash,
    ...(appliedAt === undefined ? {} : { [ANNOTATION_APPLIED_AT]: appliedAt }),
  });

export const withAnnotations = (manifest: KubeObject, more: Readonly<Record<string, string>>): KubeObject => ({
  ...manifest,
  metadata: { ...manifest.metadata, annotations: { ...manifest.metadata.annotations, ...more } },
});

/** The manifest with more annotations. */
export const annotate = (manifest: KubeObject, more: Readonly<Record<string, string>>): KubeObject => ({
  ...manifest,
  metadata: { ...manifest.metadata, annotations: { ...manifest.metadata.annotations, ...more } },
});

/** The manifest with the time at which its spec is written. */
export const stampAppliedAt = (manifest: KubeObject, time: Date): KubeObject =>
  withAnnotations(manifest, { [ANNOTATION_APPLIED_AT]: wholeSeconds(time) });
