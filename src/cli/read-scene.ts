import type { TapDatabase } from '../api/generated/tapdatabase.js';
import type { KubeObject } from '../api/object.js';
import { withDefaults } from '../revisions/with-defaults.js';
import type { ClusterOptions } from './cluster-options.js';
import { type CompositionFile, readComposition } from './composition-file.js';
import { UsageError } from './exit-code.js';
import { isFile } from './is-file.js';
import { readDatabases } from './read-databases.js';
import { render } from './render.js';

/** What an argument is that may be either. */
export const FILE_OR_NAME =
  'a manifest (it has a dot or a slash in it), - for stdin, or the name of a TapDatabase in the cluster';

export interface SceneOptions extends ClusterOptions {
  /** A file with the TapComposition of a manifest. */
  readonly composition?: string;
}

/** A TapDatabase and its children: of a manifest as they would be, of the cluster as they are. */
export interface Scene {
  /** With the defaults of its composition. */
  readonly database: TapDatabase;
  readonly children: readonly KubeObject[];
  /** What a live one is made by, where it is known. */
  readonly blueprint?: string;
  /** By the cluster's clock; undefined for a manifest. */
  readonly seenAt?: Date;
}

/** Rejects with a UsageError where a file holds another number of TapDatabases than one. */
export async function readScene(target: string, options: SceneOptions): Promise<Scene> {
  const { composition } = options;
  if (isFile(target))
    return planned(target, composition === undefined ? undefined : await readComposition(composition));
  if (composition === undefined) return live(target, options);
  throw new UsageError(`--composition is for a manifest: what ${target} is made of, the cluster says`);
}

async function planned(file: string, given: CompositionFile | undefined): Promise<Scene> {
  const [written, ...more] = await readDatabases([file], given);
  if (written === undefined || more.length > 0) {
    throw new UsageError(`${file} holds ${1 + more.length} TapDatabases: give a file with one`);
  }
  if (given === undefined) return { database: written, children: render(written) };
  const { template } = given;
  const database = withDefaults(written, template);
  return { database, children: render(database, { template }) };
}

async function live(name: string, options: ClusterOptions): Promise<Scene> {
  const [{ readDatabase, withCluster }, { listChildren }, { withLiveDefaults }] = await Promise.all([
    import('./open-cluster.js'),
    import('../kube/list-children.js'),
    import('./live-defaults.js'),
  ]);
  return withCluster(options, async ({ api, namespace }) => {
    const written = await readDatabase(api, { namespace, name });
    const { database, blueprint } = await withLiveDefaults(written, api);
    const { children } = await listChildren(api, { namespace, name });
    return { database, children, blueprint, seenAt: api.clock.now() };
  });
}
