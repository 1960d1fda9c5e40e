import { type Observed, refKey, refOf } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { type KubeObject, keyOf } from '../api/object.js';
import { belongsTo } from '../changes/ownership.js';
import { type ChangeSet, observe } from '../changes/plan.js';
import { credentialsSecretName } from '../composition/credentials.js';
import type { Cluster } from './cluster.js';

/** The live children: those that informers follow, and the database's Secrets, which are asked for by name. */
export async function observeDatabase(database: TapDatabase, cluster: Cluster): Promise<Observed> {
  const { namespace, name } = keyOf(database as unknown as KubeObject);
  const children = cluster.cachedChildren({ namespace, name });
  const names = [credentialsSecretName(database, observe(children)), `${name}-connection`, `${name}-secrets-manager`];
  const secrets = await Promise.all(names.map((secret) => cluster.getSecret({ namespace, name: secret })));
  return observe([...children, ...secrets.filter((secret) => secret !== undefined)]);
}

/** Live objects that are the database's own. */
export const oursOf = (database: TapDatabase, observed: Observed): readonly KubeObject[] =>
  observed.children.filter((object) => belongsTo(object, database.metadata.name));

/**
 * What stands where a child is to be made and does not carry our label, so that no informer shows it: asked for by name, so
 * that it is never taken over. The same `observed` where there is nothing.
 */
export async function withUnlabelled(
  observed: Observed,
  changes: ChangeSet,
  database: TapDatabase,
  cluster: Cluster,
): Promise<Observed> {
  const namespace = database.metadata.namespace as string;
  const created = changes.apply.filter(({ change }) => change === 'create');
  const found = await Promise.all(created.map(({ ref }) => cluster.get(ref, namespace)));
  const unlabelled = found.filter((object) => object !== undefined);
  return unlabelled.length === 0 ? observed : observe([...observed.children, ...unlabelled]);
}

/** The live children with what was just written in the place of what stood there: so that a report is not of the past. */
export function withStored(observed: Observed, stored: readonly KubeObject[]): Observed {
  const written = new Set(stored.map((object) => refKey(refOf(object))));
  return observe([...observed.children.filter((object) => !written.has(refKey(refOf(object)))), ...stored]);
}
