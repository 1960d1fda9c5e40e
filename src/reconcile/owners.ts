import type { Composition, Observed } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import type { Json, KubeObject, OwnerReference } from '../api/object.js';
import { API_VERSION, KIND } from '../api/words.js';
import { ApiError, type Cluster, type Guard } from './cluster.js';
import { oursOf, withStored } from './observe.js';

/**
 * The composition with the TapDatabase as every child's owner, while the guard keeps the garbage collector from deleting
 * them past the ordered teardown; without the guard no child has an owner.
 */
export function withOwners(composition: Composition, database: TapDatabase, guard: Guard): Composition {
  if (!guard.installed) return composition;
  const owner = ownerOf(database);
  const children = composition.children.map(({ component, manifest }) => ({
    component,
    manifest: { ...manifest, metadata: { ...manifest.metadata, ownerReferences: [owner] } },
  }));
  return { ...composition, children };
}

const ownerOf = ({ metadata }: TapDatabase): OwnerReference => ({
  apiVersion: API_VERSION,
  kind: KIND,
  name: metadata.name,
  uid: metadata.uid as string,
  controller: true,
  blockOwnerDeletion: true,
});

/**
 * Children that came back from a backup name a TapDatabase of before as their owner. To the garbage collector that one is
 * dead, and they are to be deleted: the guard holds it off until they have the owner of today, and without the guard they
 * have none, as soon as they are seen. By a patch of the whole list: an applied one would be added to what the backup tool
 * wrote, and no object has two controllers.
 */
export async function withLivingOwners(database: TapDatabase, observed: Observed, cluster: Cluster): Promise<Observed> {
  const owners = cluster.guard().installed ? [ownerOf(database)] : [];
  const stored: KubeObject[] = [];
  for (const object of oursOf(database, observed)) {
    const { ownerReferences = [] } = object.metadata;
    const others = ownerReferences.filter(({ kind }) => kind !== KIND);
    if (!ownerReferences.some(({ kind, uid }) => kind === KIND && uid !== database.metadata.uid)) continue;
    const patch = { metadata: { ownerReferences: [...others, ...owners] as unknown as Json } };
    const answer = await cluster.patch(object, patch).catch(nothingWhereRefused);
    if (answer !== undefined) stored.push(answer);
  }
  return stored.length === 0 ? observed : withStored(observed, stored);
}

/** What is applied next meets the same refusal, and that one is told. */
function nothingWhereRefused(error: unknown): undefined {
  if (!(error instanceof ApiError)) throw error;
}
