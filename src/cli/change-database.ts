import { qualifiedName, TAP_DATABASES } from '../api/kinds.js';
import { FIELD_MANAGER } from '../api/words.js';
import { objectPath } from '../kube/resource-path.js';
import type { OpenCluster } from './open-cluster.js';

/** Who wrote what a command writes, in `managedFields`: not the operator, which owns nothing of a TapDatabase's spec. */
export const CLI_MANAGER = `${FIELD_MANAGER.replace(/-operator$/, '')}-cli`;

/** A JSON merge patch of a TapDatabase. */
export async function changeDatabase({ api, namespace }: OpenCluster, name: string, body: object): Promise<void> {
  await api.request({
    verb: 'patch',
    kind: qualifiedName(TAP_DATABASES),
    object: `${namespace}/${name}`,
    path: objectPath(TAP_DATABASES, namespace, name),
    query: { fieldManager: CLI_MANAGER },
    body,
  });
}

export const annotate = (cluster: OpenCluster, name: string, annotations: Readonly<Record<string, string | null>>) =>
  changeDatabase(cluster, name, { metadata: { annotations } });
