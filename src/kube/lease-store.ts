import type { ResourceKind } from '../api/kinds.js';
import type { Lease, LeaseSpec, LeaseStore } from '../controller/leader-election.js';
import { ApiError } from '../reconcile/cluster.js';
import type { ApiClient } from './api-client.js';
import { collectionPath, objectPath } from './resource-path.js';

const LEASES: ResourceKind = { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', plural: 'leases' };

interface LeaseObject {
  readonly metadata: { readonly resourceVersion: string };
  readonly spec: LeaseSpec;
}

/** A Lease by name. Written with PUT and the version that was read, so of two candidates one gets a conflict. */
export function createLeaseStore(api: ApiClient, namespace: string, name: string): LeaseStore {
  const about = { kind: 'Lease.coordination.k8s.io', object: `${namespace}/${name}` };
  const path = objectPath(LEASES, namespace, name);
  const bodyOf = (spec: LeaseSpec, resourceVersion?: string): object => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace, resourceVersion },
    spec,
  });
  const leaseOf = (answer: unknown): Lease => {
    const { metadata, spec } = answer as LeaseObject;
    return { resourceVersion: metadata.resourceVersion, spec };
  };
  return {
    async get() {
      try {
        return leaseOf(await api.request({ verb: 'get', ...about, path }));
      } catch (error) {
        if (error instanceof ApiError && error.code === 404) return undefined;
        throw error;
      }
    },
    async create(spec) {
      const collection = collectionPath(LEASES, namespace);
      return leaseOf(await api.request({ verb: 'create', ...about, path: collection, body: bodyOf(spec) }));
    },
    async update(spec, resourceVersion) {
      return leaseOf(await api.request({ verb: 'update', ...about, path, body: bodyOf(spec, resourceVersion) }));
    },
    now: () => api.clock.now(),
  };
}
