import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { qualifiedName, TAP_DATABASES } from '../api/kinds.js';
import type { ApiClient } from '../kube/api-client.js';
import { collectionPath } from '../kube/resource-path.js';
import { ApiError } from '../reconcile/cluster.js';

/**
 * The TapDatabases of all namespaces: one of them may have the names in AWS already. Where the account may not see so far,
 * those that it has `seen`, which is said on stderr.
 */
export async function neighbours(
  api: Pick<ApiClient, 'request'>,
  seen: readonly TapDatabase[],
): Promise<readonly TapDatabase[]> {
  try {
    const path = collectionPath(TAP_DATABASES);
    const list = await api.request({ verb: 'list', kind: qualifiedName(TAP_DATABASES), path });
    return (list as { readonly items: readonly TapDatabase[] }).items;
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 403)) throw error;
    process.stderr.write(
      `whether a database of another namespace has these names in AWS is not known: ${error.message}\n`,
    );
    return seen;
  }
}
