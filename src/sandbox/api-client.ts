import { createInterface } from 'node:readline';
import type { KubeObject } from '../api/object.js';
import { connect, type Endpoint, noAnswer, RequestError, type RequestOptions } from './api-request.js';

export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

interface WriteOptions {
  readonly subresource?: string;
  readonly fieldManager?: string;
  readonly dryRun?: boolean;
}

interface ListOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
}

interface DeleteOptions {
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly gracePeriodSeconds?: number;
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: KubeObject;
}

interface WatchOptions extends ListOptions {
  readonly resourceVersion?: string;
  readonly signal?: AbortSignal;
}

/** What tests and the demo ask of an API server, with one token. Every method but `get` rejects with a RequestError on a refusal. */
export interface ApiClient {
  /** One request to a path; answers with the JSON body, or the text where it is none. */
  request(method: string, path: string, options?: RequestOptions): Promise<unknown>;
  /** The path of an object, found by discovery. */
  pathOf(ref: ObjectRef): Promise<string>;
  /** Undefined where the object, or its kind, is not there. */
  get(ref: ObjectRef): Promise<KubeObject | undefined>;
  list(apiVersion: string, kind: string, options?: ListOptions): Promise<readonly KubeObject[]>;
  create(object: KubeObject, options?: WriteOptions): Promise<KubeObject>;
  /** Server-side apply, forced. */
  apply(object: KubeObject, options?: WriteOptions): Promise<KubeObject>;
  mergePatch(ref: ObjectRef, patch: unknown, options?: WriteOptions): Promise<KubeObject>;
  /** Gone already is no error. */
  delete(ref: ObjectRef, options?: DeleteOptions): Promise<void>;
  /** One watch, until the server or the signal ends it. */
  watch(apiVersion: string, kind: string, options?: WatchOptions): AsyncIterable<WatchEvent>;
  /** Closes kept connections. */
  close(): void;
}

interface ResourceType {
  readonly plural: string;
  readonly namespaced: boolean;
}

export function createApiClient(endpoint: Endpoint): ApiClient {
  const { open, request, close } = connect(endpoint);
  const types = new Map<string, ResourceType>();

  const findType = async (apiVersion: string, kind: string): Promise<ResourceType> => {
    const key = `${apiVersion}/${kind}`;
    const known = types.get(key);
    if (known) return known;
    const list = (await request('GET', groupPath(apiVersion))) as ResourceList;
    for (const { kind: name, name: plural, namespaced } of list.resources) {
      if (!plural.includes('/')) types.set(`${apiVersion}/${name}`, { plural, namespaced });
    }
    const found = types.get(key);
    if (!found) throw new RequestError(404, 'NotFound', `${apiVersion} has no kind ${kind}`);
    return found;
  };

  const collectionPath = async (apiVersion: string, kind: string, namespace?: string): Promise<string> => {
    const { plural, namespaced } = await findType(apiVersion, kind);
    const scope = namespaced && namespace !== undefined ? `/namespaces/${namespace}` : '';
    return `${groupPath(apiVersion)}${scope}/${plural}`;
  };

  const pathOf = async ({ apiVersion, kind, name, namespace }: ObjectRef): Promise<string> =>
    `${await collectionPath(apiVersion, kind, namespace ?? 'default')}/${name}`;

  return {
    request,
    pathOf,
    async get(ref) {
      try {
        return (await request('GET', await pathOf(ref))) as KubeObject;
      } catch (error) {
        if (error instanceof RequestError && error.code === 404) return undefined;
        throw error;
      }
    },
    async list(apiVersion, kind, { namespace, labelSelector } = {}) {
      const path = await collectionPath(apiVersion, kind, namespace);
      const list = (await request('GET', path, { query: labelSelector ? { labelSelector } : {} })) as ObjectList;
      return list.items.map((item) => ({ ...item, apiVersion, kind }));
    },
    async create(object, options = {}) {
      const path = await collectionPath(object.apiVersion, object.kind, object.metadata.namespace ?? 'default');
      return (await request('POST', path, { body: object, query: writeQuery(options) })) as KubeObject;
    },
    async apply(object, options = {}) {
      const path = await pathOf(refTo(object));
      return (await request('PATCH', withSubresource(path, options), {
        body: object,
        contentType: 'application/apply-patch+yaml',
        query: { ...writeQuery(options), force: 'true' },
      })) as KubeObject;
    },
    async mergePatch(ref, patch, options = {}) {
      return (await request('PATCH', withSubresource(await pathOf(ref), options), {
        body: patch,
        contentType: 'application/merge-patch+json',
        query: writeQuery(options),
      })) as KubeObject;
    },
    async delete(ref, options = {}) {
      try {
        await request('DELETE', await pathOf(ref), { body: { apiVersion: 'v1', kind: 'DeleteOptions', ...options } });
      } catch (error) {
        if (!(error instanceof RequestError && error.code === 404)) throw error;
      }
    },
    async *watch(apiVersion, kind, { namespace, labelSelector, resourceVersion, signal } = {}) {
      const path = await collectionPath(apiVersion, kind, namespace);
      const query = {
        watch: 'true',
        ...(labelSelector ? { labelSelector } : {}),
        ...(resourceVersion ? { resourceVersion } : {}),
      };
      // A watch has no end of its own: a signal that never comes takes the place of the deadline.
      const response = await open('GET', path, { query, signal: signal ?? new AbortController().signal });
      try {
        for await (const line of createInterface({ input: response })) yield JSON.parse(line) as WatchEvent;
      } catch (error) {
        throw noAnswer(`watch ${path}`, error as Error);
      } finally {
        response.destroy();
      }
    },
    close,
  };
}

export const refTo = ({ apiVersion, kind, metadata }: KubeObject): ObjectRef => ({
  apiVersion,
  kind,
  name: metadata.name,
  ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
});

interface ResourceList {
  readonly resources: readonly { readonly kind: string; readonly name: string; readonly namespaced: boolean }[];
}

interface ObjectList {
  readonly items: readonly KubeObject[];
}

const groupPath = (apiVersion: string): string =>
  apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;

const withSubresource = (path: string, { subresource }: WriteOptions): string =>
  subresource === undefined ? path : `${path}/${subresource}`;

const writeQuery = ({ fieldManager = 'tapdb-sandbox', dryRun = false }: WriteOptions): Record<string, string> => ({
  fieldManager,
  fieldValidation: 'Strict',
  ...(dryRun ? { dryRun: 'All' } : {}),
});
