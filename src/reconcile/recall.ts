import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { type KubeObject, keyOf } from '../api/object.js';
import { recollect } from '../composition/identity.js';
import type { Cluster } from './cluster.js';

/** A database with what it has on record, or what its children tell where its status was lost. */
export function recall(database: TapDatabase, children: readonly KubeObject[]): TapDatabase {
  if (database.status?.identity !== undefined) return database;
  const recollection = recollect(keyOf(database as unknown as KubeObject), children);
  return recollection === undefined ? database : { ...database, status: { ...database.status, ...recollection } };
}

/** Where the children of databases without a status are looked for. @default - they are taken as new */
export type Recollecting = Partial<Pick<Cluster, 'cachedChildren'>>;

/** Every database, so that one whose status was lost still counts as on its revision. */
export const recalledDatabases = (cluster: Pick<Cluster, 'cachedDatabases'> & Recollecting): readonly TapDatabase[] =>
  cluster
    .cachedDatabases()
    .map((database) =>
      database.status?.identity === undefined
        ? recall(database, cluster.cachedChildren?.(keyOf(database as unknown as KubeObject)) ?? [])
        : database,
    );
