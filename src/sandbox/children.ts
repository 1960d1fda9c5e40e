import { refKey, refOf } from '../api/child.js';
import { apiVersionOf, SECRETS, WATCHED_KINDS } from '../api/kinds.js';
import { type KubeObject, valueAt } from '../api/object.js';
import { LABEL_DATABASE } from '../api/words.js';
import type { ApiClient } from './api-client.js';

/** Everything live that carries the label of a TapDatabase, Secrets too, sorted. */
export async function listChildren(
  admin: ApiClient,
  namespace: string,
  database: string,
): Promise<readonly KubeObject[]> {
  const lists = await Promise.all(
    [...WATCHED_KINDS, SECRETS].map((kind) =>
      admin.list(apiVersionOf(kind), kind.kind, { namespace, labelSelector: `${LABEL_DATABASE}=${database}` }),
    ),
  );
  return lists.flat().sort((a, b) => (refKey(refOf(a)) < refKey(refOf(b)) ? -1 : 1));
}

/** `Ready`, or what the object says of itself, in a few words for a person who watches. */
export function standingOf(object: KubeObject): string {
  if (!object.apiVersion.includes('.services.k8s.aws/')) return 'Ready';
  const conditions = (valueAt(object, 'status.conditions') ?? []) as readonly { readonly [key: string]: string }[];
  const isTrue = (type: string): boolean =>
    conditions.some((each) => each['type'] === type && each['status'] === 'True');
  if (isTrue('ACK.Terminal')) return 'Failed';
  const state = valueAt(object, 'status.dbInstanceStatus') ?? valueAt(object, 'status.state');
  if (isTrue('Ready') && isTrue('ACK.ResourceSynced')) return 'Ready';
  return typeof state === 'string' ? state : 'Creating';
}
