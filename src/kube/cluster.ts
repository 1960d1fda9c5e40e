import type { ChildRef } from '../api/child.js';
import type { TapComposition } from '../api/generated/tapcomposition.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { isBuiltIn } from '../api/identity.js';
import {
  ACK_KINDS,
  apiVersionOf,
  CLUSTER_KINDS,
  CONFIG_MAPS,
  qualifiedName,
  type ResourceKind,
  resourceKindOf,
  SECRETS,
  TAP_DATABASES,
  WATCHED_KINDS,
} from '../api/kinds.js';
import { type Json, type KubeObject, keyOf, type ObjectKey } from '../api/object.js';
import { FIELD_MANAGER, FINALIZER, LABEL_COMPOSITION, LABEL_DATABASE } from '../api/words.js';
import type { Cluster, EventRecord, Guard } from '../reconcile/cluster.js';
import { LABEL_GOODBYE } from '../reconcile/goodbye.js';
import type { SchemaOf } from '../revisions/check-composition.js';
import { type Catalogue, compositionOf } from '../revisions/following.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { ApiClient } from './api-client.js';
import { CalendarFile } from './calendar-file.js';
import { ChildIndex, databaseOf } from './child-index.js';
import { deleteObject } from './delete-object.js';
import { recordEvent } from './event-recorder.js';
import { GuardWatch } from './guard-watch.js';
import { Informer } from './informer.js';
import { listKind } from './list-children.js';
import { requestFor, unlessGone } from './object-request.js';
import type { OnChange } from './object-store.js';
import { servedSchemas } from './served-schemas.js';

interface KubeClusterOptions {
  readonly api: ApiClient;
  /** The namespace of the operator itself. */
  readonly ownNamespace: string;
  /** All namespaces where there is none. */
  readonly namespaces: readonly string[];
  /** A label selector over TapDatabases; all of them where it is not given. */
  readonly shard?: string;
  /** A TapDatabase, or something of it, changed. */
  readonly enqueue: (key: ObjectKey) => void;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Holds how many seconds the calendar is ahead of the clock. */
  readonly calendarFile?: string;
}

/** The port `Cluster` over a real API server: reads come from informers, and own writes are seen in them at once. */
export class KubeCluster implements Cluster {
  readonly #options: KubeClusterOptions;
  readonly #api: ApiClient;
  /** One for each kind and namespace. */
  readonly #informers: readonly Informer[];
  /** TapCompositions and their revisions. */
  readonly #catalogue: readonly Informer[];
  readonly #index = new ChildIndex();
  readonly #guard: GuardWatch;
  readonly #calendar: CalendarFile | undefined;

  constructor(options: KubeClusterOptions) {
    this.#options = options;
    this.#api = options.api;
    const onStateChange = (): void => this.#enqueueAll();
    const { api, logger, metrics, shard } = options;
    const namespaces = options.namespaces.length === 0 ? [{}] : options.namespaces.map((namespace) => ({ namespace }));
    this.#informers = namespaces.flatMap((scope) => {
      const common = { api, logger, metrics, onStateChange, ...scope };
      const onDatabase: OnChange = (before, after) => this.#databaseChanged(before, after);
      const onChild: OnChange = (before, after) => this.#childChanged(before, after);
      const databases = { ...common, ...(shard !== undefined && { labelSelector: shard }), onChange: onDatabase };
      const children = { ...common, labelSelector: LABEL_DATABASE, onChange: onChild };
      return [
        new Informer({ ...databases, resource: TAP_DATABASES }),
        ...WATCHED_KINDS.map((resource) => new Informer({ ...children, resource })),
      ];
    });
    this.#catalogue = CLUSTER_KINDS.map((resource) => {
      const onChange: OnChange = (before, after) => this.#catalogueChanged(before, after);
      return new Informer({ api, logger, metrics, onStateChange, resource, onChange });
    });
    this.#guard = new GuardWatch(api, onStateChange);
    this.#calendar =
      options.calendarFile === undefined ? undefined : new CalendarFile(options.calendarFile, onStateChange);
  }

  /** Follows the cluster until `stop`; rejects only for a fault in this program. */
  async run(): Promise<void> {
    await Promise.all([...this.#informers, ...this.#catalogue, this.#guard].map((watcher) => watcher.run()));
  }

  /** What has been neither seen nor found missing yet; when it is empty, what `cached…` answer is whole. */
  unsettled(): readonly string[] {
    const kinds = [...this.#informers, ...this.#catalogue]
      .filter((informer) => !informer.settled)
      .map(({ resource }) => qualifiedName(resource));
    return this.#guard.settled ? kinds : [...kinds, 'the guard policies'];
  }

  /** Requests under way end when the client is closed. */
  stop(): void {
    for (const watcher of [...this.#informers, ...this.#catalogue, this.#guard]) watcher.stop();
    this.#calendar?.close();
  }

  cachedDatabase({ namespace, name }: ObjectKey): TapDatabase | undefined {
    return this.#informerOf(TAP_DATABASES, namespace)?.store.get(namespace, name) as TapDatabase | undefined;
  }

  cachedDatabases(): readonly TapDatabase[] {
    const informers = this.#informers.filter(({ resource }) => resource === TAP_DATABASES);
    return informers.flatMap(({ store }) => store.values()) as readonly KubeObject[] as readonly TapDatabase[];
  }

  catalogue(): Catalogue {
    const [compositions, revisions] = this.#catalogue.map(({ store }) => store.values()) as unknown as [
      Catalogue['compositions'],
      Catalogue['revisions'],
    ];
    return { compositions, revisions };
  }

  async schemas(): Promise<SchemaOf> {
    const versions = [...new Set(ACK_KINDS.map(apiVersionOf))];
    const known = await Promise.all(versions.map(async (it) => [it, await servedSchemas(this.#api, it)] as const));
    const byVersion = new Map(known);
    return (apiVersion, kind) => byVersion.get(apiVersion)?.get(kind);
  }

  async applyCompositionStatus(
    composition: TapComposition,
    status: NonNullable<TapComposition['status']>,
  ): Promise<unknown> {
    return this.#replaceStatus(composition as unknown as KubeObject, status);
  }

  cachedChildren(key: ObjectKey): readonly KubeObject[] {
    return this.#index.of(key);
  }

  async liveChildren({ namespace, name }: ObjectKey): Promise<readonly KubeObject[]> {
    const missing = this.missingKinds();
    const served = WATCHED_KINDS.filter((resource) => !missing.includes(qualifiedName(resource)));
    const selector = `${LABEL_DATABASE}=${name}`;
    const lists = await Promise.all(served.map((resource) => listKind(this.#api, resource, namespace, selector)));
    return lists.flat();
  }

  get ownNamespace(): string {
    return this.#options.ownNamespace;
  }

  goodbyes(): Promise<readonly KubeObject[]> {
    return listKind(this.#api, CONFIG_MAPS, this.ownNamespace, LABEL_GOODBYE);
  }

  missingKinds(): readonly string[] {
    const missing = this.#informers.filter((informer) => informer.missing && informer.resource !== TAP_DATABASES);
    return [...new Set(missing.map(({ resource }) => qualifiedName(resource)))];
  }

  guard(): Guard {
    return this.#guard.guard;
  }

  now(): Date {
    return this.#api.clock.now();
  }

  calendar(): Date {
    return new Date(this.now().getTime() + (this.#calendar?.offsetMs ?? 0));
  }

  async getSecret({ namespace, name }: ObjectKey): Promise<KubeObject | undefined> {
    return this.get({ apiVersion: SECRETS.version, kind: SECRETS.kind, name }, namespace);
  }

  async get({ apiVersion, kind, name }: ChildRef, namespace: string): Promise<KubeObject | undefined> {
    const request = requestFor('get', { apiVersion, kind, metadata: { name, namespace } });
    return unlessGone(async () => this.#remember(await this.#api.request(request)));
  }

  async apply(manifest: KubeObject): Promise<KubeObject> {
    const request = requestFor('apply', manifest);
    return this.#remember(await this.#api.request({ ...request, query: APPLY, body: manifest }));
  }

  async patch(object: KubeObject, patch: { readonly [key: string]: Json }): Promise<KubeObject | undefined> {
    const { metadata = {}, ...rest } = patch;
    const body = { ...rest, metadata: { ...(metadata as object), uid: object.metadata.uid } };
    const request = requestFor('patch', object);
    return unlessGone(async () => this.#remember(await this.#api.request({ ...request, query: PATCH, body })));
  }

  async delete(object: KubeObject): Promise<void> {
    const left = await deleteObject(this.#api, object);
    if (left !== undefined) this.#remember(left);
    else this.#informerOf(resourceKindOf(object), keyOf(object).namespace)?.store.forget(object);
  }

  async applyStatus(database: TapDatabase, status: NonNullable<TapDatabase['status']>): Promise<TapDatabase> {
    return (await this.#replaceStatus(database as unknown as KubeObject, status)) as unknown as TapDatabase;
  }

  async #replaceStatus(object: KubeObject, status: object): Promise<KubeObject> {
    // With the uid tested, the status of one object never lands on a later one of the same name: an applied manifest
    // could not say so, as its metadata is not looked at here. And all of the status is ours, however it came there.
    const body = [
      { op: 'test', path: '/metadata/uid', value: object.metadata.uid },
      { op: 'add', path: '/status', value: status },
    ];
    const answer = await this.#api.request({ ...requestFor('patch', object, 'status'), query: PATCH, body });
    return this.#remember(answer);
  }

  async setFinalizer(database: TapDatabase, present: boolean): Promise<TapDatabase> {
    const { finalizers = [], resourceVersion, deletionTimestamp, namespace = '' } = database.metadata;
    const others = finalizers.filter((finalizer) => finalizer !== FINALIZER);
    // A merge patch replaces the list, so it holds only for the version that was read. (An applied list could not be
    // shortened again after a backup tool had brought the object back without its field owners.)
    const body = { metadata: { resourceVersion, finalizers: present ? [...others, FINALIZER] : others } };
    const request = { ...requestFor('patch', database), query: PATCH, body };
    if (present || others.length > 0 || deletionTimestamp === undefined) {
      return this.#remember(await this.#api.request(request)) as KubeObject as TapDatabase;
    }
    // The last finalizer of a deleted object: with it the object is gone, or it was already.
    await unlessGone(() => this.#api.request(request));
    this.#informerOf(TAP_DATABASES, namespace)?.store.forget(database as unknown as KubeObject);
    return database;
  }

  async emit(database: TapDatabase, event: EventRecord): Promise<void> {
    const { namespace, name } = database.metadata;
    const { type, reason, message } = event;
    this.#options.logger[type === 'Normal' ? 'info' : 'warn']({ namespace, name, reason }, message);
    try {
      await recordEvent(this.#api, database, event);
    } catch (error) {
      this.#options.logger.warn({ namespace, name, reason: event.reason }, `event lost: ${(error as Error).message}`);
    }
  }

  #databaseChanged(before: KubeObject | undefined, after: KubeObject | undefined): void {
    const database = after ?? before;
    if (database === undefined) return;
    this.#options.enqueue(keyOf(database));
    for (const it of [before, after]) {
      const known = it as TapDatabase | undefined;
      const names = known && [compositionOf(known, this.catalogue()), known.status?.composition?.name];
      for (const name of new Set(names))
        if (name !== undefined && !isBuiltIn(name)) this.#options.enqueue({ namespace: '', name });
    }
  }

  /** A TapComposition is known by its name alone, which is no namespace's. */
  #catalogueChanged(before: KubeObject | undefined, after: KubeObject | undefined): void {
    for (const object of [before, after]) {
      const name = object?.metadata.labels?.[LABEL_COMPOSITION] ?? object?.metadata.name;
      if (name !== undefined) this.#options.enqueue({ namespace: '', name });
    }
  }

  #childChanged(before: KubeObject | undefined, after: KubeObject | undefined): void {
    this.#index.update(before, after);
    for (const child of [before, after]) {
      const key = child && databaseOf(child);
      if (key !== undefined) this.#options.enqueue(key);
    }
  }

  #enqueueAll(): void {
    for (const database of this.cachedDatabases()) this.#options.enqueue(keyOf(database));
  }

  #informerOf(resource: ResourceKind, namespace: string): Informer | undefined {
    const all = [...this.#catalogue, ...this.#informers];
    return all.find((informer) => informer.resource === resource && informer.covers(namespace));
  }

  /** Lets the cache know an answer before the watch tells it. */
  #remember(answer: unknown): KubeObject {
    const object = answer as KubeObject;
    const resource = resourceKindOf(object);
    const isOwn = resource === TAP_DATABASES || CLUSTER_KINDS.includes(resource);
    const isWatched = isOwn || databaseOf(object) !== undefined;
    if (isWatched) this.#informerOf(resource, keyOf(object).namespace)?.store.remember(object);
    return object;
  }
}

/** Forced: the operator composes afresh, and what it declares is its own. Strict: an unknown field must not be dropped in silence. */
const APPLY = { fieldManager: FIELD_MANAGER, force: 'true', fieldValidation: 'Strict' };
const PATCH = { fieldManager: FIELD_MANAGER };
