import { isDeepStrictEqual } from 'node:util';
import { attachPolicies, checkTrustPolicy, createRole, deleteRole, putInlinePolicies, roleIdOf } from '../aws/iam.js';
import type { Records } from '../aws/records.js';
import { found } from '../aws/vpc.js';
import { samePolicy, sameSet } from '../runtime/differences.js';
import { AwsError, Interrupted, Requeue } from '../runtime/errors.js';
import type { Call, Kind } from '../runtime/kind.js';
import { assign, type Resource } from '../runtime/resource.js';
import { listTags } from '../runtime/tags.js';
import { populateName, setMetadata, syncTags, type Tagged, tagsToSend } from './mapping.js';

type Spec = Tagged & {
  name?: string;
  assumeRolePolicyDocument?: string;
  description?: string;
  maxSessionDuration?: number;
  path?: string;
  permissionsBoundary?: string;
  policies?: string[];
  inlinePolicies?: Record<string, string>;
};

type Status = { roleID?: string; createDate?: string };

const recordOf = ({ account }: Call, { spec }: Resource<Spec, Status>): Records['role'] =>
  found(account.find('role', spec.name ?? ''));

function writeStatus(call: Call, { status }: Resource<Spec, Status>, role: Records['role']): void {
  assign(status, { roleID: roleIdOf(role.id), createDate: `${new Date(role.madeAt).toISOString().slice(0, 19)}Z` });
  setMetadata(call, status, role.arn);
}

export const role: Kind<Spec, Status> = {
  service: 'iam',
  kind: 'Role',
  references: [
    {
      from: 'policyRefs[]',
      into: 'policies',
      service: 'iam',
      kind: 'Policy',
      target: 'status.ackResourceMetadata.arn',
    },
    {
      from: 'permissionsBoundaryRef',
      into: 'permissionsBoundary',
      service: 'iam',
      kind: 'Policy',
      target: 'status.ackResourceMetadata.arn',
    },
  ],
  terminalCodes: ['InvalidInput', 'MalformedPolicyDocument'],
  lateInitialized: ['maxSessionDuration', 'path'],
  comparisons: {
    assumeRolePolicyDocument: samePolicy,
    // The texts themselves: another order of keys is another policy.
    inlinePolicies: (a, b) => isDeepStrictEqual(a ?? {}, b ?? {}),
    policies: sameSet,
    description: (a, b) => a === b,
    // Late-initialized: unset is not yet a difference.
    maxSessionDuration: (a, b) => a === undefined || a === b,
    path: (a, b) => a === undefined || a === b,
  },
  find(call, resource) {
    const record = recordOf(call, resource);
    assign(resource.spec, {
      assumeRolePolicyDocument: record.trustPolicy,
      description: record.description,
      maxSessionDuration: record.maxSessionDuration,
      path: record.path,
      permissionsBoundary: record.permissionsBoundary,
      policies: record.policies.length > 0 ? [...record.policies] : undefined,
      inlinePolicies: Object.keys(record.inlinePolicies).length > 0 ? { ...record.inlinePolicies } : undefined,
      tags: listTags(resource.spec.tags, record.tags),
    });
    writeStatus(call, resource, record);
    return resource;
  },
  create(call, desired) {
    const { spec } = desired;
    const record = createRole(call, {
      name: spec.name ?? '',
      trustPolicy: spec.assumeRolePolicyDocument ?? '',
      path: spec.path ?? '/',
      maxSessionDuration: spec.maxSessionDuration ?? 3600,
      description: spec.description,
      permissionsBoundary: spec.permissionsBoundary,
    });
    record.tags = tagsToSend(call, spec.tags);
    writeStatus(call, desired, record);
    // Policies are attached in the next reconcile.
    throw new Interrupted(desired, new Requeue('role created, requeuing to trigger updates'));
  },
  update(call, desired, latest, differences) {
    const { spec } = desired;
    const record = recordOf(call, latest);
    if (differences.has('policies')) attachPolicies(call, record, spec.policies ?? []);
    if (differences.has('inlinePolicies')) putInlinePolicies(record, spec.inlinePolicies ?? {});
    syncTags(call, record, differences, spec.tags);
    if (differences.has('assumeRolePolicyDocument')) {
      checkTrustPolicy(call, spec.assumeRolePolicyDocument ?? '');
      record.trustPolicy = spec.assumeRolePolicyDocument ?? '';
    }
    if (differences.has('path')) throw new AwsError('InvalidInput', 'The path of a role cannot be changed');
    assign(record, {
      description: spec.description,
      maxSessionDuration: spec.maxSessionDuration ?? record.maxSessionDuration,
      permissionsBoundary: spec.permissionsBoundary,
    });
    desired.status = latest.status;
    return desired;
  },
  delete(call, resource) {
    const record = recordOf(call, resource);
    // Detached first, and left so when the role itself is refused.
    record.policies = [];
    record.inlinePolicies = {};
    deleteRole(call, record);
  },
  populate: populateName,
};
