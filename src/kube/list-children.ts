import { apiVersionOf, qualifiedName, type ResourceKind, WATCHED_KINDS } from '../api/kinds.js';
import type { KubeObject, ObjectKey } from '../api/object.js';
import { LABEL_DATABASE } from '../api/words.js';
import { ApiError } from '../reconcile/cluster.js';
import type { ApiClient } from './api-client.js';
import { collectionPath } from './resource-path.js';

interface LiveChildren {
  readonly children: readonly KubeObject[];
  /** Kinds that the API server does not serve, as `Kind.group`. */
  readonly missingKinds: readonly string[];
}

/** What carries the database's label, of every kind but Secrets, asked for now: one list a kind. */
export async function listChildren(api: ApiClient, { namespace, name }: ObjectKey): Promise<LiveChildren> {
  const missingKinds: string[] = [];
  const lists = await Promise.all(
    WATCHED_KINDS.map(async (resource) => {
      try {
        return await listKind(api, resource, namespace, `${LABEL_DATABASE}=${name}`);
      } catch (error) {
        if (!(error instanceof ApiError && error.code === 404)) throw error;
        missingKinds.push(qualifiedName(resource));
        return [];
      }
    }),
  );
  return { children: lists.flat(), missingKinds: missingKinds.sort() };
}

/** What a label selector chooses of one kind. Rejects with an ApiError 404 where the API server does not serve it. */
export async function listKind(
  api: ApiClient,
  resource: ResourceKind,
  namespace: string,
  labelSelector: string,
): Promise<readonly KubeObject[]> {
  const kind = qualifiedName(resource);
  const path = collectionPath(resource, namespace);
  const answer = await api.request({ verb: 'list', kind, object: namespace, path, query: { labelSelector } });
  const { items = [] } = answer as { readonly items?: readonly KubeObject[] };
  // Items of a list do not say what they are.
  return items.map((item) => ({ ...item, apiVersion: apiVersionOf(resource), kind: resource.kind }));
}
