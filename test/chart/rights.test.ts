import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ACK_KINDS } from '../../src/api/kinds.js';
import { valueAt } from '../../src/api/object.js';
import { leaseNameOf } from '../../src/controller/lease-name.js';
import { readManifests } from '../../src/sandbox/manifests.js';
import { type ChartObject, find, grants, type Rule, render } from './render.js';

const CRDS = fileURLToPath(new URL('../../crds/', import.meta.url));

let objects: readonly ChartObject[];
/** `group/plural` of each kind in crds/ack. */
let ackResources: readonly string[];

beforeAll(async () => {
  objects = await render();
  const crds = await readManifests(`${CRDS}ack`);
  ackResources = crds.map((crd) => `${valueAt(crd, 'spec.group')}/${valueAt(crd, 'spec.names.plural')}`).sort();
});

const inAck = (grant: string): boolean => (grant.split(' ')[0] ?? '').includes('.services.k8s.aws/');
const withVerbs = (resources: readonly string[], verbs: readonly string[]): readonly string[] =>
  resources.flatMap((resource) => verbs.map((verb) => `${resource} ${verb}`));

test('crds/ack holds the kinds that a database is composed of, and no more', () => {
  expect(ackResources).toEqual(ACK_KINDS.map(({ group, plural }) => `${group}/${plural}`).sort());
});

describe("the operator's role", () => {
  const verbs = ['get', 'list', 'watch', 'create', 'patch', 'delete'];

  test('has each ACK kind of crds/ack, and no other', () => {
    const { rules } = find(objects, 'ClusterRole', 'tapdb-operator');
    expect(grants(rules).filter(inAck).sort()).toEqual([...withVerbs(ackResources, verbs)].sort());
  });

  test('has of everything else exactly this', () => {
    const { rules } = find(objects, 'ClusterRole', 'tapdb-operator');
    expect(
      grants(rules)
        .filter((grant) => !inAck(grant))
        .sort(),
    ).toEqual(
      [
        ...withVerbs(['/configmaps', '/services'], verbs),
        ...withVerbs(['/secrets'], ['get', 'create', 'patch', 'delete']),
        ...withVerbs(['tapstack.io/tapdatabases'], ['list', 'watch', 'patch']),
        'tapstack.io/tapdatabases/status patch',
        'tapstack.io/tapdatabases/finalizers update',
        ...withVerbs(['tapstack.io/tapcompositions'], ['list', 'watch']),
        'tapstack.io/tapcompositions/status patch',
        ...withVerbs(['tapstack.io/tapcompositionrevisions'], ['list', 'watch', 'create', 'patch', 'delete']),
        ...withVerbs(['events.k8s.io/events'], ['get', 'create', 'patch']),
        'admissionregistration.k8s.io/validatingadmissionpolicies get',
        'admissionregistration.k8s.io/validatingadmissionpolicybindings get',
      ].sort(),
    );
    expect(find(objects, 'Role', 'tapdb-operator-leader-election').rules).toEqual([
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
      {
        apiGroups: ['coordination.k8s.io'],
        resources: ['leases'],
        resourceNames: [leaseNameOf(undefined)],
        verbs: ['get', 'update'],
      },
    ]);
    expect(find(objects, 'Role', 'tapdb-operator-goodbye').rules).toEqual([
      { apiGroups: [''], resources: ['configmaps'], verbs: ['list', 'create', 'patch', 'delete'] },
    ]);
  });

  test('has no wildcard, and sees of the policies only the three of the guard', () => {
    const { rules = [] } = find(objects, 'ClusterRole', 'tapdb-operator');
    expect(JSON.stringify(rules)).not.toContain('*');
    const policies = rules.filter(({ apiGroups }) => apiGroups.includes('admissionregistration.k8s.io'));
    expect(policies.map(({ resourceNames }) => resourceNames)).toEqual([
      ['tapdb-operator-protect-databases', 'tapdb-operator-protect-children', 'tapdb-operator-protect-crds'],
    ]);
  });

  test('is a Role in each watched namespace, with nothing in the cluster but the guard and TapCompositions', async () => {
    const scoped = await render({ watchNamespaces: ['shop', 'warehouse'] });
    const everywhere = find(objects, 'ClusterRole', 'tapdb-operator').rules ?? [];
    const ofCluster = (rule: Rule): boolean =>
      rule.apiGroups.includes('admissionregistration.k8s.io') ||
      rule.resources.every((resource) => resource.startsWith('tapcomposition'));
    for (const namespace of ['shop', 'warehouse']) {
      const { rules } = find(scoped, 'Role', 'tapdb-operator', namespace);
      expect(rules).toEqual(everywhere.filter((rule) => !ofCluster(rule)));
      expect(find(scoped, 'RoleBinding', 'tapdb-operator', namespace)).toMatchObject({
        roleRef: { kind: 'Role', name: 'tapdb-operator' },
        subjects: [{ kind: 'ServiceAccount', name: 'tapdb-operator', namespace: 'tapdb-system' }],
      });
    }
    expect(find(scoped, 'ClusterRole', 'tapdb-operator').rules).toEqual(everywhere.filter(ofCluster));
  });
});

test('an operator that does not manage TapCompositions only reads them', async () => {
  const { rules } = find(await render({ manageCompositions: false }), 'ClusterRole', 'tapdb-operator');
  expect(grants(rules).filter((grant) => grant.includes('tapcomposition'))).toEqual(
    withVerbs(['tapstack.io/tapcompositions', 'tapstack.io/tapcompositionrevisions'], ['list', 'watch']),
  );
});

describe("people's roles", () => {
  test('let a viewer read databases and their ACK children, and no Secret', () => {
    const { rules, metadata } = find(objects, 'ClusterRole', 'tapdb-operator-view');
    expect(metadata.labels).toMatchObject({ 'rbac.authorization.k8s.io/aggregate-to-view': 'true' });
    const read = ['get', 'list', 'watch'];
    const kinds = ['tapdatabases', 'tapdatabases/status', 'tapdatabases/scale'];
    const own = [...kinds, 'tapcompositions', 'tapcompositionrevisions'].map((name) => `tapstack.io/${name}`);
    expect([...grants(rules)].sort()).toEqual([...withVerbs([...own, ...ackResources], read)].sort());
  });

  test('let an editor write databases, and neither status nor finalizers', () => {
    const { rules, metadata } = find(objects, 'ClusterRole', 'tapdb-operator-edit');
    expect(metadata.labels).toMatchObject({
      'rbac.authorization.k8s.io/aggregate-to-edit': 'true',
      'rbac.authorization.k8s.io/aggregate-to-admin': 'true',
    });
    expect(grants(rules)).toEqual([
      ...withVerbs(['tapstack.io/tapdatabases'], ['create', 'update', 'patch', 'delete', 'deletecollection']),
      ...withVerbs(['tapstack.io/tapdatabases/scale'], ['update', 'patch']),
    ]);
  });

  test('let implementations of servicebinding.io read databases', () => {
    const { rules, metadata } = find(objects, 'ClusterRole', 'tapdb-operator-service-binding');
    expect(metadata.labels).toMatchObject({ 'servicebinding.io/controller': 'true' });
    expect(grants(rules)).toEqual(withVerbs(['tapstack.io/tapdatabases'], ['get', 'list', 'watch']));
  });
});

describe('the guard', () => {
  const rulesOf = (name: string) =>
    valueAt(
      find(objects, 'ValidatingAdmissionPolicy', name),
      'spec.matchConstraints.resourceRules',
    ) as unknown as readonly (Rule & {
      readonly operations: readonly string[];
    })[];

  test('covers the children of every kind', () => {
    const covered = rulesOf('tapdb-operator-protect-children').flatMap(({ apiGroups, resources, operations }) => {
      expect(operations).toEqual(['UPDATE', 'DELETE']);
      return apiGroups.flatMap((group) => resources.map((resource) => `${group}/${resource}`));
    });
    const core = ['/configmaps', '/secrets', '/services', '/services/status'];
    expect(covered.sort()).toEqual([...core, ...ackResources].sort());
  });

  test('covers our CRDs and those of ACK', async () => {
    const crds = [...(await readManifests(`${CRDS}ack`)), ...(await readManifests(CRDS))];
    const policy = find(objects, 'ValidatingAdmissionPolicy', 'tapdb-operator-protect-crds');
    const named = String(valueAt(policy, 'spec.matchConditions.0.expression')).match(/'[^']+'/g) ?? [];
    const own = ['tapdatabases', 'tapcompositions', 'tapcompositionrevisions'].map((name) => `${name}.tapstack.io`);
    const names = new Set([...own, ...crds.map((crd) => crd.metadata.name)]);
    expect(named.map((name) => name.slice(1, -1)).sort()).toEqual([...names].sort());
  });

  test.each(['databases', 'children', 'crds'])(
    'of %s is bound, and stays at uninstall, under a name that never changes',
    async (what) => {
      const other = await render({ fullnameOverride: 'other', serviceAccount: { name: 'pg' } });
      const name = `tapdb-operator-protect-${what}`;
      const kept = { annotations: { 'helm.sh/resource-policy': 'keep' } };
      expect(find(other, 'ValidatingAdmissionPolicy', name)).toMatchObject({
        metadata: kept,
        spec: { failurePolicy: 'Fail' },
      });
      expect(find(other, 'ValidatingAdmissionPolicyBinding', name)).toMatchObject({
        metadata: kept,
        spec: { policyName: name, validationActions: ['Deny'] },
      });
      expect(find(other, 'ValidatingAdmissionPolicyBinding', name).spec).not.toHaveProperty('matchResources');
    },
  );

  test("lets the release's service account through", async () => {
    const other = await render({ serviceAccount: { name: 'pg' } }, ['--namespace=data']);
    const policy = find(other, 'ValidatingAdmissionPolicy', 'tapdb-operator-protect-children');
    expect(valueAt(policy, 'spec.matchConditions.0.expression')).toBe(
      "request.userInfo.username != 'system:serviceaccount:data:pg'",
    );
  });

  test('is left out where it is turned off', async () => {
    const kinds = (await render({ guard: { enabled: false } })).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind.startsWith('ValidatingAdmissionPolicy'))).toEqual([]);
  });
});

test('the chart holds every CRD of crds/, kept at uninstall', async () => {
  const files = readdirSync(CRDS).filter((file) => file.endsWith('.yaml'));
  const originals = await readManifests(CRDS);
  expect(originals).toHaveLength(files.length);
  for (const { metadata, ...rest } of originals) {
    expect(find(objects, 'CustomResourceDefinition', metadata.name)).toEqual({
      ...rest,
      metadata: { ...metadata, annotations: { 'helm.sh/resource-policy': 'keep' } },
    });
  }
  const without = await render({ crds: { install: false } });
  expect(without.filter(({ kind }) => kind === 'CustomResourceDefinition')).toEqual([]);
});
