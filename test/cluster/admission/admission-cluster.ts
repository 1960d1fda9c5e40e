import { join } from 'node:path';
import type { KubeObject } from '../../../src/api/object.js';
import { API_VERSION, KIND } from '../../../src/api/words.js';
import { RequestError } from '../../../src/sandbox/api-request.js';
import { type ControlPlane, startControlPlane } from '../../../src/sandbox/control-plane.js';
import { applyCrds } from '../../../src/sandbox/install.js';
import { readManifests } from '../../../src/sandbox/manifests.js';

export const ROOT = join(import.meta.dirname, '../../..');

/** Part of a spec as a person might write it, right or wrong; `region` is us-east-2 unless it says otherwise. */
export type SpecPart = Readonly<Record<string, unknown>>;

/** A spec that is refused, its nearest neighbour that is not, and everything that the refusal says. */
export type Refusal = readonly [bad: SpecPart, good: SpecPart, says: string];

/** A real API server that knows TapDatabases and nothing else. */
export async function startAdmissionCluster(): Promise<ControlPlane> {
  const cluster = await startControlPlane();
  await applyCrds(cluster.admin, await readManifests(join(ROOT, 'crds/tapdatabase.yaml')));
  return cluster;
}

export const database = (name: string, spec: SpecPart): KubeObject => ({
  apiVersion: API_VERSION,
  kind: KIND,
  metadata: { name, namespace: 'default' },
  spec: { region: 'us-east-2', ...spec } as NonNullable<KubeObject['spec']>,
});

/** Stands beside errors that keep the API server from evaluating the rules. */
const RULES_SKIPPED =
  ', <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

/** What the API server says against a write, after "is invalid: "; undefined where it accepts. */
export async function refusalOf(write: Promise<unknown>): Promise<string | undefined> {
  try {
    await write;
    return undefined;
  } catch (error) {
    if (!(error instanceof RequestError && error.code === 422)) throw error;
    const says = error.message.replace(/^.*? is invalid: /s, '');
    return says.endsWith(`${RULES_SKIPPED}]`) ? says.slice(1, -1 - RULES_SKIPPED.length) : says;
  }
}
