import type { Composition } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { API_VERSION, KIND } from '../api/words.js';
import type { Guard } from './cluster.js';

/**
 * The composition with the TapDatabase as every child's owner, while the guard keeps the garbage collector from deleting
 * them past the ordered teardown; without the guard no child has an owner.
 */
export function withOwners(composition: Composition, database: TapDatabase, guard: Guard): Composition {
  if (!guard.installed) return composition;
  const owner = {
    apiVersion: API_VERSION,
    kind: KIND,
    name: database.metadata.name,
    uid: database.metadata.uid as string,
    controller: true,
    blockOwnerDeletion: true,
  };
  const children = composition.children.map(({ component, manifest }) => ({
    component,
    manifest: { ...manifest, metadata: { ...manifest.metadata, ownerReferences: [owner] } },
  }));
  return { ...composition, children };
}
