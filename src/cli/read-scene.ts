import type { TapDatabase } from '../api/generated/tapdatabase.js';
import type { KubeObject } from '../api/object.js';
import type { ClusterOptions } from './cluster-options.js';
import { UsageError } from './exit-code.js';
import { isFile } from './is-file.js';
import { readDatabases } from './read-databases.js';
import { render } from './render.js';

/** What an argument is that may be either. */
export const FILE_OR_NAME =
  'a manifest (it has a dot or a slash in it), - for stdin, or the name of a TapDatabase in the cluster';

/** A TapDatabase and its children: of a manifest as they would be, of the cluster as they are. */
export interface Scene {
  readonly database: TapDatabase;
  readonly children: readonly KubeObject[];
  /** By the cluster's clock; undefined for a manifest. */
  readonly seenAt?: Date;
}

/** Rejects with a UsageError where a file holds another number of TapDatabases than one. */
export const readScene = (target: string, options: ClusterOptions): Promise<Scene> =>
  isFile(target) ? planned(target) : live(target, options);

async function planned(file: string): Promise<Scene> {
  const [database, ...more] = await readDatabases([file]);
  if (database === undefined || more.length > 0) {
    throw new UsageError(`${file} holds ${1 + more.length} TapDatabases: give a file with one`);
  }
  return { database, children: render(database) };
}

async function live(name: string, options: ClusterOptions): Promise<Scene> {
  const [{ readDatabase, withCluster }, { listChildren }] = await Promise.all([
    import('./open-cluster.js'),
    import('../kube/list-children.js'),
  ]);
  return withCluster(options, async ({ api, namespace }) => {
    const database = await readDatabase(api, { namespace, name });
    const { children } = await listChildren(api, { namespace, name });
    return { database, children, seenAt: api.clock.now() };
  });
}
