import { attachInternetGateway, createInternetGateway, detachInternetGateway } from '../aws/gateways.js';
import type { Records } from '../aws/records.js';
import { found } from '../aws/vpc.js';
import type { Call, Kind } from '../runtime/kind.js';
import { assign, type Resource } from '../runtime/resource.js';
import { listTags } from '../runtime/tags.js';
import { required, setMetadata, syncTags, type Tagged, tagsToSend } from './mapping.js';

type Spec = Tagged & { vpc?: string };

type Status = { internetGatewayID?: string; ownerID?: string; attachments?: { state: string; vpcID: string }[] };

function writeStatus(call: Call, { status }: Resource<Spec, Status>, gateway: Records['internetGateway']): void {
  assign(status, {
    internetGatewayID: gateway.id,
    ownerID: '123456789012',
    attachments: gateway.vpcID ? [{ state: 'available', vpcID: gateway.vpcID }] : undefined,
  });
  setMetadata(call, status, undefined);
}

const recordOf = ({ account, region }: Call, { status }: Resource<Spec, Status>): Records['internetGateway'] =>
  found(account.find('internetGateway', status.internetGatewayID ?? '', region));

export const internetGateway: Kind<Spec, Status> = {
  service: 'ec2',
  kind: 'InternetGateway',
  references: [
    { from: 'vpcRef', into: 'vpc', service: 'ec2', kind: 'VPC', target: 'status.vpcID' },
    {
      from: 'routeTableRefs[]',
      into: 'routeTables',
      service: 'ec2',
      kind: 'RouteTable',
      target: 'status.routeTableID',
    },
  ],
  notCompared: ['routeTables'],
  find(call, resource) {
    const record = recordOf(call, resource);
    assign(resource.spec, { vpc: record.vpcID, tags: listTags(resource.spec.tags, record.tags) });
    writeStatus(call, resource, record);
    return resource;
  },
  create(call, desired) {
    const record = createInternetGateway(call);
    record.tags = tagsToSend(call, desired.spec.tags);
    // A refused attachment leaves the gateway behind, unknown to its resource.
    if (desired.spec.vpc !== undefined) attachInternetGateway(call, record, desired.spec.vpc);
    writeStatus(call, desired, record);
    return desired;
  },
  update(call, desired, latest, differences) {
    const record = recordOf(call, latest);
    syncTags(call, record, differences, desired.spec.tags);
    if (differences.has('vpc')) {
      detachInternetGateway(call, record);
      if (desired.spec.vpc !== undefined) attachInternetGateway(call, record, desired.spec.vpc);
    }
    writeStatus(call, desired, record);
    return desired;
  },
  delete(call, resource) {
    const record = recordOf(call, resource);
    detachInternetGateway(call, record);
    call.account.remove('internetGateway', record.id, call.region);
  },
  populate: (resource, fields) => assign(resource.status, { internetGatewayID: required(fields, 'internetGatewayID') }),
};
