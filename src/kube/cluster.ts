import type { ChildRef } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import {
  apiVersionOf,
  qualifiedName,
  type ResourceKind,
  resourceKindOf,
  SECRETS,
  TAP_DATABASES,
  WATCHED_KINDS,
} from '../api/kinds.js';
import { type Json, type KubeObject, keyOf, type ObjectKey } from '../api/object.js';
import { FIELD_MANAGER, FINALIZER, LABEL_DATABASE } from '../api/words.js';
import { ApiError, type Cluster, type EventRecord, type Guard } from '../reconcile/cluster.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { ApiClient, ApiRequest } from './api-client.js';
import { ChildIndex, databaseOf } from './child-index.js';
import { recordEvent } from './event-recorder.js';
import { GuardWatch } from './guard-watch.js';
import { Informer } from './informer.js';
import type { OnChange } from './object-store.js';
import { collectionPath, objectPath } from './resource-path.js';

interface KubeClusterOptions {
  readonly api: ApiClient;
  /** All namespaces where there is none. */
  readonly namespaces: readonly string[];
  /** A label selector over TapDatabases; all of them where it is not given. */
  readonly shard?: string;
  /** A TapDatabase, or something of it, changed. */
  readonly enqueue: (key: ObjectKey) => void;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** The port `Cluster` over a real API server: reads come from informers, and own writes are seen in them at once. */
export class KubeCluster implements Cluster {
  readonly #options: KubeClusterOptions;
  readonly #api: ApiClient;
  /** One for each kind and namespace. */
  readonly #informers: readonly Informer[];
  readonly #index = new ChildIndex();
  readonly #guard: GuardWatch;

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
    this.#guard = new GuardWatch(api, onStateChange);
  }

  /** Follows the cluster until `stop`; rejects only for a fault in this program. */
  async run(): Promise<void> {
    await Promise.all([...this.#informers, this.#guard].map((watcher) => watcher.run()));
  }

  /** What has been neither seen nor found missing yet; when it is empty, what `cached…` answer is whole. */
  unsettled(): readonly string[] {
    const kinds = this.#informers
      .filter((informer) => !informer.settled)
      .map(({ resource }) => qualifiedName(resource));
    return this.#guard.settled ? kinds : [...kinds, 'the guard policies'];
  }

  /** Requests under way end when the client is closed. */
  stop(): void {
    for (const watcher of [...this.#informers, this.#guard]) watcher.stop();
  }

  cachedDatabase({ namespace, name }: ObjectKey): TapDatabase | undefined {
    return this.#informerOf(TAP_DATABASES, namespace)?.store.get(namespace, name) as TapDatabase | undefined;
  }

  cachedDatabases(): readonly TapDatabase[] {
    const informers = this.#informers.filter(({ resource }) => resource === TAP_DATABASES);
    return informers.flatMap(({ store }) => store.values()) as readonly KubeObject[] as readonly TapDatabase[];
  }

  cachedChildren(key: ObjectKey): readonly KubeObject[] {
    return this.#index.of(key);
  }

  async liveChildren({ namespace, name }: ObjectKey): Promise<readonly KubeObject[]> {
    const missing = this.missingKinds();
    const served = WATCHED_KINDS.filter((resource) => !missing.includes(qualifiedName(resource)));
    const lists = await Promise.all(served.map((resource) => listOf(this.#api, resource, namespace, name)));
    return lists.flat();
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
    const body = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      preconditions: { uid: object.metadata.uid },
      propagationPolicy: 'Background',
    };
    const left = await unlessGone(async () => {
      const answer = (await this.#api.request({ ...requestFor('delete', object), body })) as KubeObject;
      // An object that waits for its finalizers comes back as it is now; one that is gone as a Status.
      return answer.kind === 'Status' ? undefined : this.#remember(answer);
    });
    if (left === undefined) this.#informerOf(resourceKindOf(object), keyOf(object).namespace)?.store.forget(object);
  }

  async applyStatus(database: TapDatabase, status: NonNullable<TapDatabase['status']>): Promise<TapDatabase> {
    // With the uid tested, the status of one database never lands on a later one of the same name: an applied manifest
    // could not say so, as its metadata is not looked at here. And all of the status is ours, however it came there.
    const body = [
      { op: 'test', path: '/metadata/uid', value: database.metadata.uid },
      { op: 'add', path: '/status', value: status },
    ];
    const answer = await this.#api.request({ ...requestFor('patch', database, 'status'), query: PATCH, body });
    return this.#remember(answer) as KubeObject as TapDatabase;
  }

  async setFinalizer(database: TapDatabase, present: boolean): Promise<TapDatabase> {
    const { finalizers = [], resourceVersion } = database.metadata;
    const others = finalizers.filter((finalizer) => finalizer !== FINALIZER);
    // A merge patch replaces the list, so it holds only for the version that was read. (An applied list could not be
    // shortened again after a backup tool had brought the object back without its field owners.)
    const body = { metadata: { resourceVersion, finalizers: present ? [...others, FINALIZER] : others } };
    const answer = await this.#api.request({ ...requestFor('patch', database), query: PATCH, body });
    return this.#remember(answer) as KubeObject as TapDatabase;
  }

  async emit(database: TapDatabase, event: EventRecord): Promise<void> {
    try {
      await recordEvent(this.#api, database, event);
    } catch (error) {
      const { namespace, name } = database.metadata;
      this.#options.logger.warn({ namespace, name, reason: event.reason }, `event lost: ${(error as Error).message}`);
    }
  }

  #databaseChanged(before: KubeObject | undefined, after: KubeObject | undefined): void {
    const database = after ?? before;
    if (database !== undefined) this.#options.enqueue(keyOf(database));
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
    return this.#informers.find((informer) => informer.resource === resource && informer.covers(namespace));
  }

  /** Lets the cache know an answer before the watch tells it. */
  #remember(answer: unknown): KubeObject {
    const object = answer as KubeObject;
    const resource = resourceKindOf(object);
    const isWatched = resource === TAP_DATABASES || databaseOf(object) !== undefined;
    if (isWatched) this.#informerOf(resource, keyOf(object).namespace)?.store.remember(object);
    return object;
  }
}

async function listOf(
  api: ApiClient,
  resource: ResourceKind,
  namespace: string,
  database: string,
): Promise<readonly KubeObject[]> {
  const kind = qualifiedName(resource);
  const query = { labelSelector: `${LABEL_DATABASE}=${database}` };
  const path = collectionPath(resource, namespace);
  const answer = await api.request({ verb: 'list', kind, object: namespace, path, query });
  const { items = [] } = answer as { readonly items?: readonly KubeObject[] };
  // Items of a list do not say what they are.
  return items.map((item) => ({ ...item, apiVersion: apiVersionOf(resource), kind: resource.kind }));
}

/** Forced: the operator composes afresh, and what it declares is its own. Strict: an unknown field must not be dropped in silence. */
const APPLY = { fieldManager: FIELD_MANAGER, force: 'true', fieldValidation: 'Strict' };
const PATCH = { fieldManager: FIELD_MANAGER };

function requestFor(verb: ApiRequest['verb'], object: KubeObject, subresource?: 'status'): ApiRequest {
  const { namespace = '', name } = object.metadata;
  const resource = resourceKindOf(object);
  const path = objectPath(resource, namespace, name);
  const kind = qualifiedName(resource);
  if (subresource === undefined) return { verb, kind, object: `${namespace}/${name}`, path };
  return { verb, kind: `${kind}/${subresource}`, object: `${namespace}/${name}`, path: `${path}/${subresource}` };
}

/** How the API server says that an object of this name is another than the one that was meant: to a delete, to a patch. */
const ANOTHER_UID = /UID in the precondition|metadata\.uid: .*field is immutable/;

/** Undefined where the object is gone, or another has its name by now. */
async function unlessGone<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof ApiError && (error.code === 404 || ANOTHER_UID.test(error.message))) return undefined;
    throw error;
  }
}
