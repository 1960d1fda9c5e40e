import { allocateAddress, releaseAddress } from '../aws/gateways.js';
import type { Records } from '../aws/records.js';
import { found } from '../aws/vpc.js';
import type { Call, Kind } from '../runtime/kind.js';
import { assign, type Resource } from '../runtime/resource.js';
import { listTags } from '../runtime/tags.js';
import { required, setMetadata, syncTags, type Tagged, tagsToSend } from './mapping.js';

type Spec = Tagged & { publicIPv4Pool?: string; networkBorderGroup?: string };

type Status = { allocationID?: string; publicIP?: string };

const recordOf = ({ account, region }: Call, { status }: Resource<Spec, Status>): Records['elasticIP'] =>
  found(account.find('elasticIP', status.allocationID ?? '', region));

function write(call: Call, { spec, status }: Resource<Spec, Status>, record: Records['elasticIP']): void {
  assign(spec, { publicIPv4Pool: 'amazon', networkBorderGroup: call.region });
  assign(status, { allocationID: record.id, publicIP: record.publicIP });
  setMetadata(call, status, undefined);
}

export const elasticIPAddress: Kind<Spec, Status> = {
  service: 'ec2',
  kind: 'ElasticIPAddress',
  terminalCodes: ['InvalidParameterCombination', 'InvalidParameterValue'],
  find(call, resource) {
    const record = recordOf(call, resource);
    write(call, resource, record);
    assign(resource.spec, { tags: listTags(resource.spec.tags, record.tags) });
    return resource;
  },
  create(call, desired) {
    const record = allocateAddress(call);
    record.tags = tagsToSend(call, desired.spec.tags);
    write(call, desired, record);
    return desired;
  },
  update(call, desired, latest, differences) {
    syncTags(call, recordOf(call, latest), differences, desired.spec.tags);
    desired.status = latest.status;
    return desired;
  },
  delete: (call, { status }) => releaseAddress(call, status.allocationID ?? ''),
  populate: (resource, fields) => assign(resource.status, { allocationID: required(fields, 'allocationID') }),
};
