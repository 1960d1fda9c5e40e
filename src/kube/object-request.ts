import { qualifiedName, resourceKindOf } from '../api/kinds.js';
import type { KubeObject } from '../api/object.js';
import { ApiError } from '../reconcile/cluster.js';
import type { ApiRequest } from './api-client.js';
import { objectPath } from './resource-path.js';

export function requestFor(verb: ApiRequest['verb'], object: KubeObject, subresource?: 'status'): ApiRequest {
  const { namespace = '', name } = object.metadata;
  const resource = resourceKindOf(object);
  const path = objectPath(resource, namespace, name);
  const kind = qualifiedName(resource);
  if (subresource === undefined) return { verb, kind, object: `${namespace}/${name}`, path };
  return { verb, kind: `${kind}/${subresource}`, object: `${namespace}/${name}`, path: `${path}/${subresource}` };
}

/** How the API server says that an object of this name is another than the one that was meant: to a delete, to a patch. */
const ANOTHER_UID = /UID in (?:the )?precondition|metadata\.uid: .*field is immutable/;

/** Undefined where the object is gone, or another has its name by now. */
export async function unlessGone<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof ApiError && (error.code === 404 || ANOTHER_UID.test(error.message))) return undefined;
    throw error;
  }
}
