import { createNatGateway, deleteNatGateway, lacksInternetGateway } from '../aws/gateways.js';
import type { Records } from '../aws/records.js';
import { found } from '../aws/vpc.js';
import { NotFound, Requeue } from '../runtime/errors.js';
import type { Call, Kind } from '../runtime/kind.js';
import { assign, type Resource } from '../runtime/resource.js';
import { listTags } from '../runtime/tags.js';
import { required, setMetadata, syncTags, type Tagged, tagsToSend } from './mapping.js';

type Spec = Tagged & {
  subnetID?: string;
  allocationID?: string;
  connectivityType?: string;
  availabilityMode?: string;
  vpcID?: string;
};

type Status = {
  natGatewayID?: string;
  state?: string;
  vpcID?: string;
  failureCode?: string;
  failureMessage?: string;
  natGatewayAddresses?: { allocationID: string; publicIP: string }[];
};

function writeStatus(call: Call, { status }: Resource<Spec, Status>, nat: Records['natGateway']): void {
  const failed = nat.state === 'failed';
  const address = call.account.find('elasticIP', nat.allocationID ?? '', call.region);
  assign(status, {
    natGatewayID: nat.id,
    state: nat.state,
    vpcID: nat.vpcID,
    failureCode: failed ? nat.failureCode : undefined,
    failureMessage: failed ? `Network ${nat.vpcID} has no Internet gateway attached` : undefined,
    natGatewayAddresses: address ? [{ allocationID: address.id, publicIP: address.publicIP }] : undefined,
  });
  setMetadata(call, status, undefined);
}

const recordOf = ({ account, region }: Call, { status }: Resource<Spec, Status>): Records['natGateway'] =>
  found(account.find('natGateway', status.natGatewayID ?? '', region));

export const natGateway: Kind<Spec, Status> = {
  service: 'ec2',
  kind: 'NATGateway',
  references: [
    {
      from: 'allocationRef',
      into: 'allocationID',
      service: 'ec2',
      kind: 'ElasticIPAddress',
      target: 'status.allocationID',
    },
    { from: 'subnetRef', into: 'subnetID', service: 'ec2', kind: 'Subnet', target: 'status.subnetID' },
    { from: 'vpcRef', into: 'vpcID', service: 'ec2', kind: 'VPC', target: 'status.vpcID' },
  ],
  terminalCodes: ['InvalidSubnet', 'InvalidElasticIpID.Malformed', 'MissingParameter'],
  find(call, resource) {
    const nat = recordOf(call, resource);
    if (nat.deleting) throw new NotFound();
    if (nat.state === 'pending') throw new Requeue('resource is pending');
    assign(resource.spec, {
      subnetID: nat.subnetID,
      allocationID: nat.allocationID,
      connectivityType: nat.connectivityType,
      availabilityMode: 'zonal',
      vpcID: nat.vpcID,
      tags: listTags(resource.spec.tags, nat.tags),
    });
    writeStatus(call, resource, nat);
    return resource;
  },
  create(call, desired) {
    const { subnetID = '', allocationID, connectivityType = 'public' } = desired.spec;
    const fails = connectivityType === 'public' && lacksInternetGateway(call, subnetID);
    const nat = createNatGateway(call, { subnetID, allocationID, connectivityType, fails });
    nat.tags = tagsToSend(call, desired.spec.tags);
    assign(desired.spec, { connectivityType, availabilityMode: 'zonal', vpcID: nat.vpcID });
    writeStatus(call, desired, nat);
    return desired;
  },
  update(call, desired, latest, differences) {
    syncTags(call, recordOf(call, latest), differences, desired.spec.tags);
    const { connectivityType, availabilityMode, vpcID } = latest.spec;
    desired.spec = { ...desired.spec, ...defaults({ connectivityType, availabilityMode, vpcID }, desired.spec) };
    desired.status = latest.status;
    return desired;
  },
  delete: (call, { status }) => deleteNatGateway(call, status.natGatewayID ?? ''),
  isSynced: ({ status }) => status.state === 'available',
  populate: (resource, fields) => assign(resource.status, { natGatewayID: required(fields, 'natGatewayID') }),
};

/** AWS's values for what is unset. */
const defaults = (chosen: object, spec: Spec): Spec =>
  Object.fromEntries(Object.entries(chosen).filter(([name, value]) => value !== undefined && !(name in spec)));
