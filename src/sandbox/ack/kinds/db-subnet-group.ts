import { createSubnetGroup, deleteSubnetGroup, setSubnets } from '../aws/db-groups.js';
import type { Records } from '../aws/records.js';
import { found } from '../aws/vpc.js';
import { sameSet } from '../runtime/differences.js';
import type { Call, Kind } from '../runtime/kind.js';
import { assign, type Fields, type Resource } from '../runtime/resource.js';
import { listTags } from '../runtime/tags.js';
import { populateName, setMetadata, syncTags, type Tagged, tagsToSend } from './mapping.js';

type Spec = Tagged & { name?: string; description?: string; subnetIDs?: string[] };

type Status = { subnetGroupStatus?: string; vpcID?: string; subnets?: Fields[]; supportedNetworkTypes?: string[] };

const recordOf = ({ account, region }: Call, { spec }: Resource<Spec, Status>): Records['dbSubnetGroup'] =>
  found(account.find('dbSubnetGroup', (spec.name ?? '').toLowerCase(), region));

function writeStatus(call: Call, { status }: Resource<Spec, Status>, group: Records['dbSubnetGroup']): void {
  assign(status, {
    subnetGroupStatus: group.state,
    vpcID: group.vpcID,
    supportedNetworkTypes: ['IPV4'],
    subnets: group.subnetIDs.map((id) => ({
      subnetIdentifier: id,
      subnetStatus: 'Active',
      subnetAvailabilityZone: { name: call.account.find('subnet', id, call.region)?.zone ?? '' },
    })),
  });
  setMetadata(call, status, group.arn);
}

export const dbSubnetGroup: Kind<Spec, Status> = {
  service: 'rds',
  kind: 'DBSubnetGroup',
  references: [{ from: 'subnetRefs[]', into: 'subnetIDs', service: 'ec2', kind: 'Subnet', target: 'status.subnetID' }],
  terminalCodes: ['DBSubnetGroupDoesNotCoverEnoughAZs', 'InvalidSubnet', 'InvalidParameter', 'SubnetAlreadyInUse'],
  comparisons: { subnetIDs: sameSet },
  find(call, resource) {
    const group = recordOf(call, resource);
    assign(resource.spec, {
      // Compared literally: a name with capitals never matches what RDS made of it.
      name: group.id,
      description: group.description,
      subnetIDs: [...group.subnetIDs],
      tags: listTags(resource.spec.tags, group.tags),
    });
    writeStatus(call, resource, group);
    return resource;
  },
  create(call, desired) {
    const { name = '', description = '', subnetIDs = [], tags } = desired.spec;
    const group = createSubnetGroup(call, { name, description, subnetIDs });
    group.tags = tagsToSend(call, tags);
    writeStatus(call, desired, group);
    return desired;
  },
  update(call, desired, latest, differences) {
    const group = recordOf(call, latest);
    syncTags(call, group, differences, desired.spec.tags);
    if (differences.has('subnetIDs')) setSubnets(call, group, desired.spec.subnetIDs ?? []);
    if (differences.has('description')) group.description = desired.spec.description ?? '';
    writeStatus(call, desired, group);
    return desired;
  },
  delete: (call, resource) => deleteSubnetGroup(call, recordOf(call, resource)),
  populate: populateName,
};
