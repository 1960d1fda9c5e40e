import type { KubeObject } from '../api/object.js';
import type { ApiClient } from './api-client.js';
import { IDENTITIES } from './roles.js';

const ACK_SERVICES = ['cloudwatch', 'cloudwatchlogs', 'ec2', 'iam', 'kms', 'rds', 's3', 'secretsmanager', 'sns'];

/** KubeObject plus the fields of the RBAC group. */
type RbacObject = KubeObject & Readonly<Record<string, unknown>>;

/**
 * The namespaces of the operator and of ACK, and ACK's rights as its charts give them. The operator's own rights come from
 * our chart, so that tests prove them sufficient.
 */
export function sandboxObjects(): readonly KubeObject[] {
  const role: RbacObject = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'ack-controller' },
    rules: [
      {
        apiGroups: ['services.k8s.aws', ...ACK_SERVICES.map((service) => `${service}.services.k8s.aws`)],
        resources: ['*'],
        verbs: ['*'],
      },
      { apiGroups: [''], resources: ['secrets', 'configmaps'], verbs: ['get', 'list', 'watch', 'patch', 'update'] },
      { apiGroups: [''], resources: ['namespaces'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['', 'events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['*'] },
      {
        apiGroups: ['apiextensions.k8s.io'],
        resources: ['customresourcedefinitions'],
        verbs: ['get', 'list', 'watch'],
      },
    ],
  };
  const binding: RbacObject = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'ack-controller' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'ack-controller' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: IDENTITIES.ack.user }],
  };
  return [namespace('tapdb-system'), namespace('ack-system'), role, binding];
}

/** A namespace where the tenant has what the cluster's `edit` aggregates, also where no controller runs that aggregates. */
export async function createTenantNamespace(admin: ApiClient, name: string): Promise<void> {
  await admin.apply(namespace(name));
  for (const level of ['view', 'edit']) {
    const labelSelector = `rbac.authorization.k8s.io/aggregate-to-${level}=true`;
    for (const role of await admin.list('rbac.authorization.k8s.io/v1', 'ClusterRole', { labelSelector })) {
      const binding: RbacObject = {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: `tenant-${role.metadata.name.replaceAll(':', '-')}`, namespace: name },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role.metadata.name },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: IDENTITIES.tenant.user }],
      };
      await admin.apply(binding);
    }
  }
}

const namespace = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
