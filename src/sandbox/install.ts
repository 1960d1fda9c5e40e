import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { KubeObject } from '../api/object.js';
import { ANNOTATION_ALLOW_DELETION, LABEL_DATABASE } from '../api/words.js';
import { type ApiClient, refTo } from './api-client.js';
import { RequestError } from './api-request.js';
import { parseManifests, readManifests } from './manifests.js';
import { findTool } from './tools.js';
import { waitFor } from './wait-for.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OPERATOR_NAMESPACE = 'tapdb-system';

/** Applies crds/*.yaml and the CRDs of ACK, and waits until they are served. @param ackCrds @default TAPDB_ACK_CRDS, else crds/ack */
export async function installCrds(
  admin: ApiClient,
  ackCrds: string = process.env['TAPDB_ACK_CRDS'] || join(ROOT, 'crds/ack'),
): Promise<void> {
  const objects = await Promise.all([join(ROOT, 'crds'), ackCrds].map((folder) => readManifests(folder)));
  await applyCrds(admin, objects.flat());
}

/** Applies CustomResourceDefinitions and waits until each of their versions can be found and listed. */
export async function applyCrds(admin: ApiClient, crds: readonly KubeObject[]): Promise<void> {
  await Promise.all(crds.map((crd) => admin.apply(crd)));
  for (const crd of crds) {
    const { group, names, versions } = crd.spec as unknown as CrdSpec;
    for (const { name, served } of versions) {
      // An established CRD is not yet served: its storage is being made, and discovery comes last.
      const isServed = async (): Promise<boolean> => {
        await admin.list(`${group}/${name}`, names.kind);
        return true;
      };
      if (served) await waitFor(`CRD ${crd.metadata.name} to be served`, isServed);
    }
  }
}

interface CrdSpec {
  readonly group: string;
  readonly names: { readonly kind: string };
  readonly versions: readonly { readonly name: string; readonly served: boolean }[];
}

const RBAC_KINDS = ['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];
const GUARD_KINDS = ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];

/** What the chart gives the operator the right to do, and users of TapDatabases. */
export async function installRoles(admin: ApiClient): Promise<void> {
  for (const object of await renderChart(RBAC_KINDS)) await admin.apply(object);
}

/** The chart's guard policies, and waits until they refuse. */
export async function installGuard(admin: ApiClient): Promise<void> {
  // Bindings come to the API server in the order of their writes: when the last is in effect, all are.
  const isLast = ({ metadata, kind }: KubeObject): number =>
    Number(kind === GUARD_KINDS[1] && metadata.name === PROBED);
  const objects = await renderChart(GUARD_KINDS);
  for (const object of objects.toSorted((a, b) => isLast(a) - isLast(b))) await admin.apply(object);
  await admin.apply(PROBE);
  await waitFor('the guard policies to refuse the deletion of a child', () => isGuarded(admin));
  await admin.mergePatch(refTo(PROBE), { metadata: { annotations: { [ANNOTATION_ALLOW_DELETION]: 'true' } } });
  await admin.delete(refTo(PROBE));
}

/** Takes the guard policies away, and waits until they no longer refuse. */
export async function removeGuard(admin: ApiClient): Promise<void> {
  const objects = await renderChart(GUARD_KINDS);
  for (const object of [...objects].reverse()) await admin.delete(refTo(object));
  await admin.apply(PROBE);
  await waitFor('the guard policies to be gone', async () => !(await isGuarded(admin)));
  await admin.delete(refTo(PROBE));
}

/** The chart's objects of some kinds, as `helm template` renders them with its defaults. */
async function renderChart(kinds: readonly string[]): Promise<readonly KubeObject[]> {
  const chart = join(ROOT, 'charts/tapdb-operator');
  const { stdout } = await promisify(execFile)(
    await findTool('helm'),
    ['template', 'tapdb-operator', chart, '--namespace', OPERATOR_NAMESPACE],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  return parseManifests(stdout, chart).filter(({ kind }) => kinds.includes(kind));
}

/** The policy that the probe below meets. */
const PROBED = 'tapdb-operator-protect-children';

/** Looks like a child to the policies, which the API server puts into effect some time after they were written. */
const PROBE: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'guard-probe', namespace: OPERATOR_NAMESPACE, labels: { [LABEL_DATABASE]: 'guard-probe' } },
};

async function isGuarded(admin: ApiClient): Promise<boolean> {
  try {
    await admin.request('DELETE', await admin.pathOf(refTo(PROBE)), { query: { dryRun: 'All' } });
    return false;
  } catch (error) {
    if (error instanceof RequestError && (error.code === 403 || error.code === 422)) return true;
    throw error;
  }
}
