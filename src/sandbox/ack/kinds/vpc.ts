import type { Records } from '../aws/records.js';
import { createVpc, deleteVpc, found, getVpc } from '../aws/vpc.js';
import { SYNCED, setCondition } from '../runtime/conditions.js';
import { Interrupted, Requeue } from '../runtime/errors.js';
import type { Call, Kind } from '../runtime/kind.js';
import { assign, type Resource } from '../runtime/resource.js';
import { listTags } from '../runtime/tags.js';
import { required, setMetadata, syncTags, type Tagged, tagsToSend } from './mapping.js';

type Spec = Tagged & {
  cidrBlocks?: string[];
  enableDNSSupport?: boolean;
  enableDNSHostnames?: boolean;
  enableNetworkAddressUsageMetrics?: boolean;
  instanceTenancy?: string;
  disallowSecurityGroupDefaultRules?: boolean;
};

type Status = {
  vpcID?: string;
  state?: string;
  ownerID?: string;
  isDefault?: boolean;
  securityGroupDefaultRulesExist?: boolean;
  cidrBlockAssociationSet?: { associationID: string; cidrBlock: string; cidrBlockState: { state: string } }[];
};

function write(call: Call, resource: Resource<Spec, Status>, vpc: Records['vpc']): void {
  assign(resource.spec, {
    cidrBlocks: vpc.cidrBlocks,
    enableDNSSupport: vpc.dnsSupport,
    enableDNSHostnames: vpc.dnsHostnames,
    enableNetworkAddressUsageMetrics: vpc.addressUsageMetrics,
    instanceTenancy: vpc.tenancy,
    disallowSecurityGroupDefaultRules: !vpc.defaultRules,
    tags: listTags(resource.spec.tags, vpc.tags),
  });
  writeStatus(call, resource, vpc);
}

function writeStatus(call: Call, resource: Resource<Spec, Status>, vpc: Records['vpc']): void {
  assign(resource.status, {
    vpcID: vpc.id,
    state: vpc.state,
    ownerID: '123456789012',
    isDefault: false,
    securityGroupDefaultRulesExist: vpc.defaultRules,
    cidrBlockAssociationSet: vpc.cidrBlocks.map((cidrBlock, index) => ({
      associationID: `vpc-cidr-assoc-${vpc.id.slice(4, 20)}${index}`,
      cidrBlock,
      cidrBlockState: { state: 'associated' },
    })),
  });
  setMetadata(call, resource.status, undefined);
}

function modify(vpc: Records['vpc'], spec: Spec): void {
  vpc.dnsSupport = spec.enableDNSSupport ?? vpc.dnsSupport;
  vpc.dnsHostnames = spec.enableDNSHostnames ?? vpc.dnsHostnames;
  vpc.addressUsageMetrics = spec.enableNetworkAddressUsageMetrics ?? vpc.addressUsageMetrics;
}

export const vpc: Kind<Spec, Status> = {
  service: 'ec2',
  kind: 'VPC',
  terminalCodes: ['InvalidParameterValue'],
  lateInitialized: ['enableNetworkAddressUsageMetrics'],
  // What AWS chose is filled in; another choice later is silently ignored.
  comparisons: { instanceTenancy: (desired) => desired !== undefined },
  find(call, resource) {
    const record = found(call.account.find('vpc', resource.status.vpcID ?? '', call.region));
    write(call, resource, record);
    return resource;
  },
  create(call, desired) {
    const { spec } = desired;
    const record = createVpc(call, spec.cidrBlocks ?? [], spec.instanceTenancy ?? 'default');
    record.tags = tagsToSend(call, spec.tags);
    modify(record, spec);
    spec.instanceTenancy = record.tenancy;
    writeStatus(call, desired, record);
    if (!spec.disallowSecurityGroupDefaultRules) return desired;
    // Left to the update path, so that a refusal there cannot orphan the VPC.
    setCondition(desired, SYNCED, 'False', 'VPC created, requeue to delete default security group rules');
    throw new Interrupted(desired, new Requeue('VPC created but default security group rules need to be deleted', 1));
  },
  update(call, desired, latest, differences) {
    const record = getVpc(call, latest.status.vpcID ?? '');
    syncTags(call, record, differences, desired.spec.tags);
    modify(record, desired.spec);
    if (desired.spec.disallowSecurityGroupDefaultRules) record.defaultRules = false;
    // The first block is the VPC's own and stays.
    if (differences.has('cidrBlocks')) {
      record.cidrBlocks = [...new Set([record.cidrBlocks[0] as string, ...(desired.spec.cidrBlocks ?? [])])];
    }
    desired.spec.instanceTenancy ??= record.tenancy;
    desired.status = latest.status;
    writeStatus(call, desired, record);
    return desired;
  },
  delete: (call, { status }) => deleteVpc(call, status.vpcID ?? ''),
  populate: (resource, fields) => assign(resource.status, { vpcID: required(fields, 'vpcID') }),
};
