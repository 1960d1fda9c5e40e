import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { qualifiedName, TAP_DATABASES } from '../api/kinds.js';
import { collectionPath } from '../kube/resource-path.js';
import { ApiError } from '../reconcile/cluster.js';
import type { OpenCluster } from './open-cluster.js';

/**
 * The TapDatabases of all namespaces: one of them may have the names in AWS already. Where the account may not see so far,
 * those of its namespace, which is said on stderr.
 */
export async function neighbours(open: OpenCluster): Promise<readonly TapDatabase[]> {
  try {
    return await listIn(open);
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 403)) throw error;
    process.stderr.write(
      `whether a database of another namespace has these names in AWS is not known: ${error.message}\n`,
    );
    return listIn(open, open.namespace);
  }
}

async function listIn({ api }: OpenCluster, namespace?: string): Promise<readonly TapDatabase[]> {
  const path = collectionPath(TAP_DATABASES, namespace);
  const list = await api.request({ verb: 'list', kind: qualifiedName(TAP_DATABASES), path });
  return (list as { readonly items: readonly TapDatabase[] }).items;
}
