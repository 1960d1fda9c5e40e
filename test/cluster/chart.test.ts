import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { ApiClient } from '../../src/sandbox/api-client.js';
import { type ControlPlane, startControlPlane } from '../../src/sandbox/control-plane.js';
import { installCrds } from '../../src/sandbox/install.js';
import { CHART, type ChartObject, find, grants, type Rule, render } from '../chart/render.js';

const RIGHTS = ['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];
const PATIENCE_MS = 10_000;

let plane: ControlPlane;
let admin: ApiClient;
let operator: ApiClient;

beforeAll(async () => {
  plane = await startControlPlane();
  admin = plane.admin;
  operator = plane.client('operator');
  await installCrds(admin);
  for (const name of ['shop', 'warehouse', 'other']) {
    await admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
}, 120_000);
afterAll(() => plane.stop(), 30_000);

async function install(values: object): Promise<readonly ChartObject[]> {
  const objects = (await render(values)).filter(({ kind }) => RIGHTS.includes(kind));
  for (const object of objects) await admin.apply(object);
  return objects;
}

/** Whether the operator may, as the API server's authorizer says. */
async function may(verb: string, resource: string, namespace?: string): Promise<boolean> {
  const [group = '', plural = '', subresource = ''] = resource.split('/');
  const resourceAttributes = { verb, group, resource: plural, subresource, ...(namespace ? { namespace } : {}) };
  const review = await operator.request('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes },
    },
  });
  return (review as { readonly status: { readonly allowed: boolean } }).status.allowed;
}

/** All that the operator may do in a namespace, less what every account may. */
async function rightsIn(namespace: string): Promise<readonly string[]> {
  const review = await operator.request('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } },
  });
  const { resourceRules } = (review as { readonly status: { readonly resourceRules: readonly Rule[] } }).status;
  return [...new Set(grants(resourceRules))]
    .filter((grant) => !/^(authorization|authentication)\.k8s\.io\//.test(grant))
    .sort();
}

/** The API server learns of new roles by a watch. */
async function settled(verb: string, resource: string, namespace: string, allowed: boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while ((await may(verb, resource, namespace)) !== allowed) {
    if (performance.now() > deadline) throw new Error(`${verb} ${resource} did not become ${allowed}`);
    await sleep(20);
  }
}

const dbInstances = 'rds.services.k8s.aws/dbinstances';

describe("the operator's rights", () => {
  test('are limited to the watched namespaces', async () => {
    const objects = await install({ watchNamespaces: ['shop', 'warehouse'] });
    await settled('list', dbInstances, 'warehouse', true);
    const guard = grants(find(objects, 'ClusterRole', 'tapdb-operator').rules);
    for (const namespace of ['shop', 'warehouse']) {
      const { rules } = find(objects, 'Role', 'tapdb-operator', namespace);
      expect(await rightsIn(namespace)).toEqual([...guard, ...grants(rules)].sort());
    }
    expect(await rightsIn('other')).toEqual([...guard].sort());
    expect(await may('list', 'tapstack.io/tapdatabases')).toBe(false);
    for (const namespace of ['shop', 'warehouse']) {
      const group = '/apis/rbac.authorization.k8s.io/v1/namespaces';
      await admin.request('DELETE', `${group}/${namespace}/rolebindings/tapdb-operator`);
      await admin.request('DELETE', `${group}/${namespace}/roles/tapdb-operator`);
    }
  });

  test('are what the chart says, in every namespace, and nothing else', async () => {
    const objects = await install({});
    await settled('list', dbInstances, 'other', true);
    const expected = [...grants(find(objects, 'ClusterRole', 'tapdb-operator').rules)].sort();
    for (const namespace of ['shop', 'other', 'kube-system']) expect(await rightsIn(namespace)).toEqual(expected);
    const leases = grants(find(objects, 'Role', 'tapdb-operator-leader-election').rules);
    expect(await rightsIn('tapdb-system')).toEqual([...expected, ...leases].sort());
  });

  test.each([
    ['list', 'tapstack.io/tapdatabases', true],
    ['watch', dbInstances, true],
    ['create', 'secretsmanager.services.k8s.aws/secrets', true],
    ['get', '/secrets', true],
    ['list', '/secrets', false],
    ['watch', '/secrets', false],
    ['deletecollection', dbInstances, false],
    ['patch', `${dbInstances}/status`, false],
    ['update', 'tapstack.io/tapdatabases', false],
    ['delete', 'tapstack.io/tapdatabases', false],
    ['get', '/namespaces', false],
    ['delete', '/namespaces', false],
    ['create', '/pods', false],
    ['create', 'batch/jobs', false],
    ['create', 'rbac.authorization.k8s.io/clusterrolebindings', false],
    ['delete', 'admissionregistration.k8s.io/validatingadmissionpolicies', false],
    ['delete', 'apiextensions.k8s.io/customresourcedefinitions', false],
  ])('to %s %s in the whole cluster: %s', async (verb, resource, allowed) => {
    expect(await may(verb, resource)).toBe(allowed);
  });

  test('show of the policies only the three of the guard', async () => {
    const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
    await expect(operator.request('GET', path)).rejects.toMatchObject({ code: 403 });
    await expect(operator.request('GET', `${path}/tapdb-operator-protect-crds`)).rejects.toMatchObject({ code: 404 });
    await expect(operator.request('GET', `${path}/another`)).rejects.toMatchObject({ code: 403 });
  });
});

const matrix = readdirSync(`${CHART}ci`).map((file) => [file, parse(readFileSync(`${CHART}ci/${file}`, 'utf8'))]);

test.each([['defaults', {}], ...matrix])('the API server takes every object strictly: %s', async (_, values) => {
  // Those of the Prometheus operator are not known here: test/chart/observability.test.ts looks at them.
  const objects = (await render(values as object)).filter(({ apiVersion }) => !/^monitoring\.coreos/.test(apiVersion));
  expect(objects.filter(({ kind }) => kind === 'Pod')).toHaveLength(1);
  for (const object of objects) {
    await expect(admin.apply(object, { dryRun: true })).resolves.toMatchObject({ kind: object.kind });
  }
});
