import { readdir, readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import { TAPCOMPOSITION_SCHEMA } from '../api/generated/tapcomposition-schema.js';
import { TAPDATABASE_SCHEMA } from '../api/generated/tapdatabase-schema.js';
import {
  apiVersionOf,
  type ResourceKind,
  TAP_COMPOSITION_REVISIONS,
  TAP_COMPOSITIONS,
  TAP_DATABASES,
  WATCHED_KINDS,
} from '../api/kinds.js';
import { type KubeObject, valueAt } from '../api/object.js';
import { LABEL_DATABASE } from '../api/words.js';
import { readinessOf } from '../changes/readiness.js';
import { leaseNameOf } from '../controller/lease-name.js';
import type { ApiClient, ApiRequest } from '../kube/api-client.js';
import { readGuard } from '../kube/guard-watch.js';
import { collectionPath } from '../kube/resource-path.js';
import { servedSchemas } from '../kube/served-schemas.js';
import { ApiError } from '../reconcile/cluster.js';
import { missingFields, type SchemaNode } from './missing-fields.js';

/** What was looked at, and what to do where it is not as it has to be. */
export interface Finding {
  readonly state: 'good' | 'bad' | 'unknown';
  readonly what: string;
  readonly remedy?: string;
}

export interface DoctorOptions {
  readonly operatorNamespace: string;
  readonly operatorServiceAccount: string;
}

const good = (what: string): Finding => ({ state: 'good', what });
const bad = (what: string, remedy: string): Finding => ({ state: 'bad', what, remedy });
const unknown = (what: string, remedy: string): Finding => ({ state: 'unknown', what, remedy });

/** Everything that a database needs of the cluster; each check stands alone, so that all problems are told in one run. */
export async function examine(api: ApiClient, options: DoctorOptions): Promise<readonly Finding[]> {
  const checks = [
    checkVersion(api),
    checkOwnKinds(api),
    checkAckKinds(api),
    checkGuard(api),
    checkOperator(api, options),
    checkRights(api, options),
    checkControllers(api),
  ];
  return (await Promise.all(checks)).flat();
}

/** CIDR functions in CEL. */
const OLDEST_MINOR = 31;

async function checkVersion(api: ApiClient): Promise<readonly Finding[]> {
  const { major, minor, gitVersion } = (await get(api, '/version')) as Record<string, string>;
  const isOld = Number(major) === 1 && Number.parseInt(minor ?? '', 10) < OLDEST_MINOR;
  if (!isOld) return [good(`Kubernetes ${gitVersion}`)];
  return [bad(`Kubernetes ${gitVersion}`, `upgrade the cluster: 1.${OLDEST_MINOR} or newer is needed`)];
}

/** With what this version uses of each; of a revision it is enough that there are some, as their rules are the operator's. */
const OWN_KINDS: readonly (readonly [kind: ResourceKind, file: string, ours: SchemaNode])[] = [
  [TAP_DATABASES, 'tapdatabase.yaml', TAPDATABASE_SCHEMA as SchemaNode],
  [TAP_COMPOSITIONS, 'tapcomposition.yaml', TAPCOMPOSITION_SCHEMA as SchemaNode],
  [TAP_COMPOSITION_REVISIONS, 'tapcompositionrevision.yaml', {}],
];

async function checkOwnKinds(api: ApiClient): Promise<readonly Finding[]> {
  const schemas = await servedSchemas(api, apiVersionOf(TAP_DATABASES));
  return OWN_KINDS.map(([{ kind }, file, ours]) => {
    const served = schemas.get(kind);
    const apply = `kubectl apply --server-side -f crds/${file}, or upgrade the chart tapdb-operator`;
    if (served === undefined) return bad(`${kind}s are not served`, apply);
    const missing = missingFields(ours, served);
    if (missing.length === 0) return good(`${kind}s are served as this version knows them`);
    return bad(`the definition of ${kind}s lacks ${missing.join(', ')}`, apply);
  });
}

async function checkAckKinds(api: ApiClient): Promise<readonly Finding[]> {
  const groups = Map.groupBy(await readDefinitions(), ({ spec }) => spec.group);
  const findings = [...groups].map(async ([group, definitions]) => {
    const served = await servedSchemas(api, `${group}/v1alpha1`);
    const controller = `${group.split('.')[0]}-controller`;
    return definitions.map(({ spec }) => {
      const { kind } = spec.names;
      const [ours, theirs] = [spec.versions[0]?.schema.openAPIV3Schema ?? {}, served.get(kind)];
      if (theirs === undefined) return bad(`${kind} of ${group} is not served`, `install ACK's ${controller}`);
      const missing = missingFields(ours, theirs);
      if (missing.length === 0) return good(`${kind} of ${group} has every field that is used`);
      return bad(`${kind} of ${group} lacks ${missing.join(', ')}`, `upgrade ACK's ${controller} and its definitions`);
    });
  });
  return (await Promise.all(findings)).flat();
}

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: SchemaNode } }[];
  };
}

/** What this version uses of ACK, as it comes with the program. */
async function readDefinitions(): Promise<readonly Definition[]> {
  const folder = new URL('../../crds/ack/', import.meta.url);
  const texts = (await readdir(folder)).sort().map((name) => readFile(new URL(name, folder), 'utf8'));
  return (await Promise.all(texts)).flatMap((text) =>
    parseAllDocuments(text).map((document) => document.toJS() as Definition),
  );
}

async function checkGuard(api: ApiClient): Promise<readonly Finding[]> {
  const guard = await readGuard(api);
  if (guard === undefined) return [unknown('the guard policies could not be read', 'try again')];
  if (guard.installed) return [good('nobody but the operator can delete what a database is made of')];
  return [bad(guard.message, 'kubectl get validatingadmissionpolicies; upgrade the chart, with guard.enabled')];
}

/** A leader renews its Lease every few seconds. */
const LEASE_MS = 60_000;

async function checkOperator(api: ApiClient, { operatorNamespace }: DoctorOptions): Promise<readonly Finding[]> {
  const name = leaseNameOf(undefined);
  const where = `${operatorNamespace}/${name}`;
  const elsewhere = 'name its namespace with --operator-namespace, or look at kubectl get pods there';
  try {
    const lease = await get(api, `/apis/coordination.k8s.io/v1/namespaces/${operatorNamespace}/leases/${name}`);
    const renewed = Date.parse(String(valueAt(lease, 'spec.renewTime')));
    const isAlive = api.clock.now().getTime() - renewed < LEASE_MS;
    if (isAlive) return [good(`the operator works: ${String(valueAt(lease, 'spec.holderIdentity'))} leads`)];
    return [bad(`nobody has renewed the Lease ${where} for a minute`, `the operator is down: ${elsewhere}`)];
  } catch (error) {
    if (!(error instanceof ApiError) || error.code === 0) throw error;
    if (error.code === 404) return [bad(`there is no Lease ${where}`, `no operator has worked there: ${elsewhere}`)];
    return [unknown(error.message, 'ask with an account that may read Leases')];
  }
}

/** What the operator cannot do without, of each kind that a database is composed of. */
const VERBS = ['get', 'list', 'watch', 'create', 'patch', 'delete'];

/** What the operator does to its own kinds that are in no namespace. */
const OF_COMPOSITIONS: readonly (readonly [kind: ResourceKind, verbs: readonly string[], subresource?: string])[] = [
  [TAP_COMPOSITIONS, ['list', 'watch']],
  [TAP_COMPOSITIONS, ['patch'], 'status'],
  [TAP_COMPOSITION_REVISIONS, ['list', 'watch', 'create', 'patch', 'delete']],
];

async function checkRights(api: ApiClient, options: DoctorOptions): Promise<readonly Finding[]> {
  const user = `system:serviceaccount:${options.operatorNamespace}:${options.operatorServiceAccount}`;
  const asked = [...WATCHED_KINDS.map((kind) => [kind, VERBS] as const), ...OF_COMPOSITIONS].flatMap(
    ([{ group, plural }, verbs, subresource]) =>
      verbs.map((verb) => ({ group, resource: plural, verb, ...(subresource !== undefined && { subresource }) })),
  );
  try {
    const answers = await Promise.all(asked.map((attributes) => mayDo(api, user, attributes)));
    const denied = asked.filter((_, i) => !answers[i]).map(rightOf);
    if (denied.length === 0) return [good(`${user} has the rights that it needs`)];
    const remedy =
      'upgrade the chart; an operator for some namespaces only has its rights there, and one that does not manage ' +
      'TapCompositions only looks at them, and this is no fault then';
    return [bad(`${user} may not ${denied.join(', ')}`, remedy)];
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 403) throw error;
    return [
      unknown(`the operator's rights: ${error.message}`, 'ask with an account that may create SubjectAccessReviews'),
    ];
  }
}

interface Right {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  readonly subresource?: string;
}

function rightOf({ verb, resource, group, subresource }: Right): string {
  const name = group === '' ? resource : `${resource}.${group}`;
  return `${verb} ${name}${subresource === undefined ? '' : `/${subresource}`}`;
}

async function mayDo(api: ApiClient, user: string, resourceAttributes: Right): Promise<boolean> {
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user, resourceAttributes },
  };
  const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
  const answer = await api.request({ verb: 'create', kind: 'SubjectAccessReview.authorization.k8s.io', path, body });
  return valueAt(answer, 'status.allowed') === true;
}

/** An ACK controller that works has said something about every object within seconds. */
async function checkControllers(api: ApiClient): Promise<readonly Finding[]> {
  const kinds = WATCHED_KINDS.filter(({ group }) => group !== '');
  const lists = await Promise.all(
    kinds.map(async (resource) => {
      const query = { labelSelector: LABEL_DATABASE };
      try {
        const answer = await api.request({ verb: 'list', kind: resource.kind, path: collectionPath(resource), query });
        const { items = [] } = answer as { readonly items?: readonly KubeObject[] };
        const typed = { apiVersion: `${resource.group}/${resource.version}`, kind: resource.kind };
        return items.map((item) => ({ ...item, ...typed }));
      } catch (error) {
        // Not served, which is told elsewhere, or not for these eyes.
        if (error instanceof ApiError && [403, 404].includes(error.code)) return [];
        throw error;
      }
    }),
  );
  const objects = lists.flat();
  if (objects.length === 0)
    return [unknown('whether the ACK controllers work', 'it shows as soon as there is a TapDatabase')];
  const silent = objects.filter((object) => readinessOf(object, api.clock.now()).state === 'Silent');
  const groups = Map.groupBy(silent, ({ apiVersion }) => apiVersion.split('.')[0] as string);
  if (groups.size === 0) return [good(`the ACK controllers have reported on all ${objects.length} objects`)];
  return [...groups].map(([service, some]) =>
    bad(
      `ACK's ${service}-controller has not reported on ${some.length} objects, ${some[0]?.kind} ${some[0]?.metadata.name} among them`,
      'is it running, and does it watch that namespace? Its log tells',
    ),
  );
}

const get = (api: ApiClient, path: string): Promise<unknown> =>
  api.request({ verb: 'get', kind: path, path } satisfies ApiRequest);
