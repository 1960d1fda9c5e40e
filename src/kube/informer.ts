import { apiVersionOf, qualifiedName, type ResourceKind } from '../api/kinds.js';
import type { KubeObject } from '../api/object.js';
import { backoffDelay } from '../controller/backoff.js';
import { pause } from '../controller/pause.js';
import { ApiError } from '../reconcile/cluster.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { ApiClient, ApiRequest } from './api-client.js';
import { ObjectStore, type OnChange } from './object-store.js';
import { collectionPath } from './resource-path.js';

const RETRY = { baseMs: 200, capMs: 30_000 };
/** A kind that is not installed is asked for more often: somebody may be waiting for it. */
const RETRY_MISSING = { baseMs: 200, capMs: 10_000 };
/**
 * The API server sends a bookmark each minute, but for the first two of a kind that nothing has happened to. So longer
 * silence is a dead connection, or costs one request for a new watch.
 */
const SILENCE_MS = 75_000;
/** An attempt that lasted this long was no failure to connect: the next one starts without delay. */
const LASTING_MS = 5_000;
const PAGE_SIZE = '500';

export interface InformerOptions {
  readonly api: ApiClient;
  readonly resource: ResourceKind;
  /** All namespaces where it is not given. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly onChange: OnChange;
  /** The kind turned out to be served, or not to be. */
  readonly onStateChange: () => void;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

interface ObjectList {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly KubeObject[];
}

type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: KubeObject }
  | { readonly type: 'ERROR'; readonly object: { code: number; reason: string; message: string } };

/**
 * Follows one kind: lists it once, then watches on from there. A watch that ends, however it ends, is taken up where it
 * stood; only where the API server has forgotten that place (410), or did not serve the kind in between (404), is the
 * kind listed again.
 */
export class Informer {
  readonly store: ObjectStore;
  readonly resource: ResourceKind;
  readonly #options: InformerOptions;
  readonly #kind: string;
  readonly #stopped = new AbortController();
  #state: 'starting' | 'synced' | 'missing' = 'starting';
  #hasToList = true;

  constructor(options: InformerOptions) {
    this.#options = options;
    this.resource = options.resource;
    this.#kind = qualifiedName(options.resource);
    this.store = new ObjectStore(options.onChange);
  }

  /** The kind has been listed, or is known not to be served: the store holds what there is. */
  get settled(): boolean {
    return this.#state !== 'starting';
  }

  /** The API server does not serve the kind. What was known of it stays known until it does. */
  get missing(): boolean {
    return this.#state === 'missing';
  }

  covers(namespace: string): boolean {
    return this.#options.namespace === undefined || this.#options.namespace === namespace;
  }

  /** Follows until `stop`. */
  async run(): Promise<void> {
    let failures = 0;
    let last: ApiError | undefined;
    while (!this.#stopped.signal.aborted) {
      const started = performance.now();
      const error = await this.#follow();
      if (this.#stopped.signal.aborted) return;
      // To have forgotten where we stood, the API server must be back: the list that it asks for is not put off.
      const isBack = error?.code === 410 && last?.code !== 410;
      if (isBack || performance.now() - started > LASTING_MS) failures = 0;
      last = error;
      const delayMs = backoffDelay(this.missing ? RETRY_MISSING : RETRY, failures++);
      if (error !== undefined) this.#report(error, delayMs);
      await pause(delayMs, this.#stopped.signal);
    }
  }

  /** Ends `run`: at once if it waits, else when its client is closed. */
  stop(): void {
    this.#stopped.abort();
  }

  /** Lists, if it has to, and watches until that ends; undefined where the API server ended it in good order. */
  async #follow(): Promise<ApiError | undefined> {
    try {
      if (this.#hasToList) await this.#list();
      await this.#watch();
      return undefined;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 410 || error.code === 404) this.#hasToList = true;
      if (error.code === 404) this.#become('missing');
      return error;
    }
  }

  async #list(): Promise<void> {
    const items: KubeObject[] = [];
    let page: ObjectList | undefined;
    do {
      const from = page?.metadata.continue;
      page = (await this.#options.api.request(
        this.#requestTo('list', { limit: PAGE_SIZE, ...(from !== undefined && { continue: from }) }),
      )) as ObjectList;
      items.push(...page.items);
    } while (page.metadata.continue);
    this.#options.metrics.informerLists.inc({ kind: this.#kind });
    this.store.replace(items.map(this.#typed), page.metadata.resourceVersion);
    this.#hasToList = false;
    this.#become('synced');
  }

  async #watch(): Promise<void> {
    const request = this.#requestTo('watch', {
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: this.store.position,
      timeoutSeconds: String(Math.round(300 + 300 * Math.random())),
    });
    await this.#options.api.stream(request, SILENCE_MS, (line) => this.#take(JSON.parse(line) as WatchEvent));
  }

  #take(event: WatchEvent): void {
    if (event.type === 'ERROR') {
      const { code, reason, message } = event.object;
      throw new ApiError(code, reason, `watch ${this.#kind}: ${message}`);
    }
    if (event.type === 'BOOKMARK') this.store.advance(event.object);
    else if (event.type === 'DELETED') this.store.delete(this.#typed(event.object));
    else this.store.put(this.#typed(event.object));
  }

  #requestTo(verb: 'list' | 'watch', query: Readonly<Record<string, string>>): ApiRequest {
    const { namespace, labelSelector } = this.#options;
    return {
      verb,
      kind: this.#kind,
      path: collectionPath(this.resource, namespace),
      query: { ...query, ...(labelSelector !== undefined && { labelSelector }) },
    };
  }

  /** Lists of built-in kinds leave out what their items are. */
  readonly #typed = (object: KubeObject): KubeObject => ({
    ...object,
    apiVersion: apiVersionOf(this.resource),
    kind: this.resource.kind,
  });

  #become(state: 'synced' | 'missing'): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.metrics.kindMissing.set({ kind: this.#kind }, state === 'missing' ? 1 : 0);
    this.#options.onStateChange();
  }

  #report({ code, message }: ApiError, delayMs: number): void {
    this.#options.metrics.informerRestarts.inc({ kind: this.#kind, code: String(code) });
    const level = this.missing ? 'debug' : 'info';
    this.#options.logger[level]({ kind: this.#kind, code, retryInMs: Math.round(delayMs) }, `informer: ${message}`);
  }
}
