import { type Observed, refKey, refOf } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { type KubeObject, keyOf } from '../api/object.js';
import { belongsTo } from '../changes/ownership.js';
import { type ChangeSet, observe } from '../changes/plan.js';
import { readinessOf } from '../changes/readiness.js';
import { credentialsSecretName } from '../composition/credential-names.js';
import type { Cluster } from './cluster.js';
import { instanceOf } from './instances.js';
import { currentNumber, numberOf } from './rotation.js';

/** The live children: those that informers follow, and the database's Secrets, which are asked for by name. */
export async function observeDatabase(database: TapDatabase, cluster: Cluster): Promise<Observed> {
  const { namespace, name } = keyOf(database as unknown as KubeObject);
  const children = cluster.cachedChildren({ namespace, name });
  const names = [...passwordsToLookFor(database, children), `${name}-connection`, `${name}-secrets-manager`];
  const secrets = await Promise.all(names.map((secret) => cluster.getSecret({ namespace, name: secret })));
  const found = secrets.filter((secret) => secret !== undefined);
  // A stranger's password must never be taken for ours; where one of ours is to be made, it is looked at again.
  const trusted = found.filter((secret) => numberOf(name, secret) === 0 || belongsTo(secret, name));
  return observe([...children, ...trusted]);
}

/**
 * The one in use, the next where a rotation is under way, the one kept from before, and the one that is to go. With the
 * primary gone, the number is the last that was known, and a rotation may have been under way.
 */
function passwordsToLookFor(database: TapDatabase, children: readonly KubeObject[]): readonly string[] {
  const n = currentNumber(database, observe(children));
  const last = instanceOf(children, 'primary') === undefined ? n + 2 : n + 1;
  return Array.from({ length: last + 3 - n }, (_none, i) => n - 2 + i)
    .filter((number) => number > 0)
    .map((number) => credentialsSecretName(database.metadata.name, number));
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

/** Every live child of every database where one of `children` says nothing, else none: it is told why by what others say. */
export function neighboursOf(children: readonly KubeObject[], cluster: Cluster, now: Date): readonly KubeObject[] {
  if (!children.some((object) => readinessOf(object, now).reason === 'NotReconciled')) return [];
  return cluster
    .cachedDatabases()
    .flatMap((database) => cluster.cachedChildren(keyOf(database as unknown as KubeObject)));
}
