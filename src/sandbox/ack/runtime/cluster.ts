import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject } from '../../../api/object.js';
import { type ApiClient, type ObjectRef, refTo } from '../../api-client.js';
import { RequestError } from '../../api-request.js';
import { Requeue } from './errors.js';
import type { SecretKeyReference } from './kind.js';
import { type Resource, toResource } from './resource.js';

/** What the controllers ask of the API server. */
export interface Cluster {
  get(ref: ObjectRef): Promise<Resource | undefined>;
  /** Without a resourceVersion: the last writer wins. Undefined where the object is gone. */
  patch(
    resource: Resource,
    patch: unknown,
    options: { fieldManager: string; status?: boolean },
  ): Promise<Resource | undefined>;
  /** Fails with a Requeue: a missing Secret is looked for again. */
  secretValue(namespace: string, reference: SecretKeyReference): Promise<string>;
  namespaceAnnotations(namespace: string): Promise<Readonly<Record<string, string>>>;
}

export function createCluster(client: ApiClient): Cluster {
  return {
    async get(ref) {
      const object = await client.get(ref);
      return object && toResource(object);
    },
    async patch(resource, patch, { fieldManager, status = false }) {
      const ref = refTo(resource as unknown as KubeObject);
      const options = { fieldManager, ...(status ? { subresource: 'status' } : {}) };
      try {
        return toResource(await persist(() => client.mergePatch(ref, patch, options)));
      } catch (error) {
        if (error instanceof RequestError && error.code === 404) return undefined;
        throw error;
      }
    },
    async secretValue(namespace, { name, namespace: other, key }) {
      const secret = await client.get({ apiVersion: 'v1', kind: 'Secret', namespace: other ?? namespace, name });
      if (!secret) throw new Requeue('kubernetes secret not found');
      if (secret.type !== 'Opaque') throw new Requeue('kubernetes secret type not supported');
      const value = secret.data?.[key];
      if (value === undefined) throw new Requeue('kubernetes secret not found');
      return Buffer.from(value, 'base64').toString('utf8');
    },
    async namespaceAnnotations(namespace) {
      const object = await client.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
      return object?.metadata.annotations ?? {};
    },
  };
}

const RETRY_MS = 100;
const PATIENCE_MS = 300_000;

/**
 * Writes until the API server answers. ACK does not, and loses the id of what it has just made when the API server ends
 * at that moment: a flaw of ACK's that would make two runs differ for no fault of the operator's.
 */
async function persist<T>(write: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof RequestError && isPassing(error)) || Date.now() > deadline) throw error;
      await sleep(RETRY_MS);
    }
  }
}

/** An API server that has just started knows no roles yet, and forbids everything for as long as that takes. */
const isPassing = ({ code }: RequestError): boolean => code === 0 || code === 403 || code === 429 || code >= 500;
