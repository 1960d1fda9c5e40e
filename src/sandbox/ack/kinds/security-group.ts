import type { Records, Rule } from '../aws/records.js';
import {
  authorize,
  createSecurityGroup,
  deleteSecurityGroup,
  findSecurityGroup,
  revoke,
  sameRule,
} from '../aws/security-group.js';
import { found } from '../aws/vpc.js';
import { SYNCED, setCondition } from '../runtime/conditions.js';
import { Interrupted, toError } from '../runtime/errors.js';
import type { Call, Kind } from '../runtime/kind.js';
import { assign, type Fields, type Resource } from '../runtime/resource.js';
import { listTags } from '../runtime/tags.js';
import { required, setMetadata, syncTags, type Tagged, tagsToSend } from './mapping.js';
import { isResolved, type Permission, sameRules, toPermissions, toRules } from './security-group-rules.js';

type Spec = Tagged & {
  name?: string;
  description?: string;
  vpcID?: string;
  ingressRules?: Permission[];
  egressRules?: Permission[];
};

type Status = { id?: string; rules?: Fields[] };

const wantedRules = ({ ingressRules = [], egressRules = [] }: Spec, self: string): Rule[] => [
  ...toRules(ingressRules, 'ingress', self),
  ...toRules(egressRules, 'egress', self),
];

function writeStatus(call: Call, { status }: Resource<Spec, Status>, group: Records['securityGroup']): void {
  const rules = group.rules.map((rule, index) => ({
    securityGroupRuleID: `sgr-${group.id.slice(3, 17)}${String(index).padStart(3, '0')}`,
    isEgress: rule.direction === 'egress',
    ipProtocol: rule.protocol,
    fromPort: rule.fromPort ?? -1,
    toPort: rule.toPort ?? -1,
    ...(rule.cidr === undefined ? {} : { cidrIPv4: rule.cidr }),
    ...(rule.description === undefined ? {} : { description: rule.description }),
  }));
  assign(status, { id: group.id, rules: rules.length > 0 ? rules : undefined });
  setMetadata(call, status, group.arn);
}

/** Removals first: a refused addition leaves fewer rules than there were. */
function syncRules(call: Call, group: Records['securityGroup'], wanted: readonly Rule[]): void {
  const kept = (rule: Rule): boolean =>
    wanted.some((other) => sameRule(other, rule) && other.description === rule.description);
  for (const rule of group.rules) if (!kept(rule)) revoke(group, rule);
  const before = [...group.rules];
  for (const rule of wanted) {
    if (!before.some((other) => sameRule(other, rule))) authorize(call, group, rule);
  }
}

function lookUp(call: Call, { spec, status }: Resource<Spec, Status>): Records['securityGroup'] {
  const { account, region } = call;
  if (status.id !== undefined) return found(account.find('securityGroup', status.id, region));
  return found(findSecurityGroup(call, spec.name ?? '', spec.vpcID ?? ''));
}

const compareRules =
  (direction: Rule['direction']) =>
  (desired: unknown, latest: unknown, resource: Resource): boolean => {
    const self = String(resource.status['id'] ?? '');
    const [a, b] = [desired, latest].map((rules) => toRules((rules ?? []) as Permission[], direction, self));
    return sameRules(a ?? [], b ?? []);
  };

export const securityGroup: Kind<Spec, Status> = {
  service: 'ec2',
  kind: 'SecurityGroup',
  references: [
    { from: 'vpcRef', into: 'vpcID', service: 'ec2', kind: 'VPC', target: 'status.vpcID', required: true },
    ...['ingressRules', 'egressRules'].map((rules) => ({
      from: `${rules}[].userIDGroupPairs[].groupRef`,
      into: 'groupID',
      service: 'ec2' as const,
      kind: 'SecurityGroup',
      target: 'status.id',
      evenUnsynced: true,
    })),
  ],
  comparisons: { ingressRules: compareRules('ingress'), egressRules: compareRules('egress') },
  find(call, resource) {
    const group = lookUp(call, resource);
    assign(resource.spec, {
      name: group.name,
      description: group.description,
      vpcID: group.vpcID,
      ingressRules: toPermissions(group.rules, 'ingress'),
      egressRules: toPermissions(group.rules, 'egress'),
      tags: listTags(resource.spec.tags, group.tags),
    });
    writeStatus(call, resource, group);
    return resource;
  },
  create(call, desired) {
    const { name = '', description = '', vpcID = '', ingressRules = [], egressRules = [] } = desired.spec;
    const group = createSecurityGroup(call, name, description, vpcID);
    group.tags = tagsToSend(call, desired.spec.tags);
    group.rules = [];
    writeStatus(call, desired, group);
    if (!isResolved([...ingressRules, ...egressRules])) {
      setCondition(desired, SYNCED, 'False');
      return desired;
    }
    try {
      syncRules(call, group, wantedRules(desired.spec, group.id));
    } catch (thrown) {
      throw new Interrupted(desired, toError(thrown));
    }
    writeStatus(call, desired, group);
    return desired;
  },
  update(call, desired, latest, differences) {
    const group = lookUp(call, latest);
    const { ingressRules = [], egressRules = [] } = desired.spec;
    syncTags(call, group, differences, desired.spec.tags);
    desired.status = latest.status;
    if (!isResolved([...ingressRules, ...egressRules])) {
      setCondition(desired, SYNCED, 'False');
      return desired;
    }
    if (differences.has('ingressRules') || differences.has('egressRules')) {
      syncRules(call, group, wantedRules(desired.spec, group.id));
    }
    writeStatus(call, desired, group);
    return desired;
  },
  delete(call, resource) {
    const group = lookUp(call, resource);
    // Its own rules go first, and stay gone when the group itself is refused.
    group.rules = [];
    deleteSecurityGroup(call, group.id);
  },
  populate: (resource, fields) => assign(resource.status, { id: required(fields, 'id') }),
};
