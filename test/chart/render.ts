import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { KubeObject } from '../../src/api/object.js';
import { parseManifests } from '../../src/sandbox/manifests.js';
import { findTool } from '../../src/sandbox/tools.js';

export const CHART = fileURLToPath(new URL('../../charts/tapdb-operator/', import.meta.url));

/** A rule of a Role or ClusterRole. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** What `helm template` makes of the chart with these values. Throws with what helm says where it refuses. */
export async function render(values: object = {}, flags: readonly string[] = []): Promise<readonly ChartObject[]> {
  const command = ['template', 'tapdb-operator', CHART, '--namespace=tapdb-system', '--values=-', ...flags];
  const options = {
    input: JSON.stringify(values),
    encoding: 'utf8',
    stdio: 'pipe',
    maxBuffer: 64 * 1024 * 1024,
  } as const;
  return parseManifests(execFileSync(await findTool('helm'), command, options), CHART) as readonly ChartObject[];
}

/** Kinds of the chart keep more than KubeObject knows beside their metadata. */
export type ChartObject = KubeObject & { readonly rules?: readonly Rule[] };

export function find(objects: readonly ChartObject[], kind: string, name: string, namespace?: string): ChartObject {
  const found = objects.filter(
    (object) =>
      object.kind === kind &&
      object.metadata.name === name &&
      (namespace === undefined || object.metadata.namespace === namespace),
  );
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} objects are ${kind} ${name}`);
  return found[0];
}

/** Every grant as `group/resource verb`. */
export function grants(rules: readonly Rule[] = []): readonly string[] {
  return rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => `${group}/${resource} ${verb}`))),
  );
}
