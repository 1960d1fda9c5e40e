import type { ChildRef } from '../api/child.js';
import type { TapComposition } from '../api/generated/tapcomposition.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import type { Json, KubeObject, ObjectKey } from '../api/object.js';

import type { SchemaOf } from '../revisions/check-composition.js';
import type { Catalogue } from '../revisions/following.js';

/** Whether the guard policies hold; `false` with what is missing or unreadable. */
export type Guard = { readonly installed: true } | { readonly installed: false; readonly message: string };

export interface EventRecord {
  readonly type: 'Normal' | 'Warning';
  /** CamelCase */
  readonly reason: string;
  readonly message: string;
}

/**
 * The one door to the API server. Reads named `cached…` come from informers and cost no request; every other method is
 * one request and rejects with an ApiError.
 */
export interface Cluster {
  /** The namespace of the operator itself. */
  readonly ownNamespace: string;
  cachedDatabase(key: ObjectKey): TapDatabase | undefined;
  cachedDatabases(): readonly TapDatabase[];
  /** TapCompositions and their revisions. */
  catalogue(): Catalogue;
  /** Live objects that carry the database's label, of every watched kind (never Secrets). Own writes are seen at once. */
  cachedChildren(key: ObjectKey): readonly KubeObject[];
  /** The same past the cache, one list a kind: before something is done that a stale view would make wrong for good. */
  liveChildren(key: ObjectKey): Promise<readonly KubeObject[]>;
  /** Composed kinds that the API server does not serve, as `Kind.group`; empty when all are there. */
  missingKinds(): readonly string[];
  guard(): Guard;
  /** The API server's clock, estimated from the Date header of its answers. */
  now(): Date;
  /**
   * The same clock for maintenance windows, schedules and the age of what was observed, and what such an age is compared with.
   * Tests move it; in production the two are one.
   */
  calendar(): Date;

  getSecret(key: ObjectKey): Promise<KubeObject | undefined>;
  /** Any object of any composed kind, past the cache; undefined where it is gone. */
  get(ref: ChildRef, namespace: string): Promise<KubeObject | undefined>;
  /** Server-side apply, forced, as the field manager `tapdb-operator`. Answers with the object as stored. */
  apply(manifest: KubeObject): Promise<KubeObject>;
  /**
   * JSON merge patch with a uid precondition, for the last words said to a child that is to be deleted: works also where
   * the spec can no longer be composed. Answers with the object as stored, undefined where it is gone.
   */
  patch(object: KubeObject, patch: { readonly [key: string]: Json }): Promise<KubeObject | undefined>;
  /**
   * DELETE with a uid precondition, in the background; gone already is no error. An object without finalizers goes only in
   * the version that was read last, so that a finalizer that is being added holds it.
   */
  delete(object: KubeObject): Promise<void>;
  /** Replaces the whole status; rejects where another database has the name by now. */
  applyStatus(database: TapDatabase, status: NonNullable<TapDatabase['status']>): Promise<TapDatabase>;
  /** Replaces the whole status of a TapComposition. */
  applyCompositionStatus(composition: TapComposition, status: NonNullable<TapComposition['status']>): Promise<unknown>;
  /** What the API server knows of ACK's kinds, for those that it serves: a document a group. */
  schemas(): Promise<SchemaOf>;
  /** Sets exactly our finalizer, or removes it; other finalizers stay. */
  setFinalizer(database: TapDatabase, present: boolean): Promise<TapDatabase>;
  /** ConfigMaps in the operator's namespace that tell of deleted databases. */
  goodbyes(): Promise<readonly KubeObject[]>;
  /** events.k8s.io/v1, one object for a recurring event, and a line in the log; never rejects. */
  emit(database: TapDatabase, event: EventRecord): Promise<void>;
}

/** An answer of the API server other than success, or no answer at all (`code` 0). */
export class ApiError extends Error {
  constructor(
    /** HTTP status code; 0 where the connection failed. */
    readonly code: number,
    /** `metav1.Status.reason`, e.g. `AlreadyExists`, `Forbidden`, `Invalid`; empty where there was none. */
    readonly reason: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ApiError';
  }
}
