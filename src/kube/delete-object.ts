import type { KubeObject } from '../api/object.js';
import { ApiError } from '../reconcile/cluster.js';
import type { ApiClient } from './api-client.js';
import { requestFor, unlessGone } from './object-request.js';

/** How often others may write the object while it is being deleted, before that is told as a conflict. */
const ATTEMPTS = 5;

/** Of the check of the request, and of the storage's own. */
const ANOTHER_VERSION = /ResourceVersion in (?:the )?precondition/;

/**
 * Deletes exactly this object, in the background. Answers with what is left of it, which waits for its finalizers; undefined
 * where nothing is.
 */
export function deleteObject(api: ApiClient, object: KubeObject, attempts = ATTEMPTS): Promise<KubeObject | undefined> {
  const { uid, resourceVersion, finalizers = [] } = object.metadata;
  // The API server decides by what it read whether finalizers hold the object: one that is added at that moment is
  // accepted, and the object goes all the same. ACK would then make in AWS what no object knows of.
  const preconditions = finalizers.length === 0 ? { uid, resourceVersion } : { uid };
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions, propagationPolicy: 'Background' };
  return unlessGone(async () => {
    try {
      const answer = (await api.request({ ...requestFor('delete', object), body })) as KubeObject;
      return answer.kind === 'Status' ? undefined : answer;
    } catch (error) {
      if (!(error instanceof ApiError) || !ANOTHER_VERSION.test(error.message) || attempts <= 1) throw error;
    }
    const live = (await api.request(requestFor('get', object))) as KubeObject;
    return live.metadata.uid === uid ? deleteObject(api, live, attempts - 1) : undefined;
  });
}
