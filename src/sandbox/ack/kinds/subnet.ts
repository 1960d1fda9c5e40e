import type { Records } from '../aws/records.js';
import { availableAddresses, createSubnet, deleteSubnet, found, getSubnet } from '../aws/vpc.js';
import { SYNCED, setCondition } from '../runtime/conditions.js';
import { sameSet } from '../runtime/differences.js';
import { AwsError, Interrupted, Requeue } from '../runtime/errors.js';
import type { Call, Kind } from '../runtime/kind.js';
import { assign, type Resource } from '../runtime/resource.js';
import { listTags } from '../runtime/tags.js';
import { required, setMetadata, syncTags, type Tagged, tagsToSend } from './mapping.js';

type Attributes = Records['subnet']['attributes'];

type Spec = Tagged &
  Partial<Attributes> & {
    vpcID?: string;
    cidrBlock?: string;
    availabilityZone?: string;
    availabilityZoneID?: string;
    routeTables?: string[];
  };

type Status = {
  subnetID?: string;
  state?: string;
  ownerID?: string;
  availableIPAddressCount?: number;
  defaultForAZ?: boolean;
};

const ATTRIBUTES: readonly (keyof Attributes)[] = [
  'assignIPv6AddressOnCreation',
  'enableDNS64',
  'enableResourceNameDNSARecord',
  'enableResourceNameDNSAAAARecord',
  'hostnameType',
  'mapPublicIPOnLaunch',
];

function writeStatus(call: Call, resource: Resource<Spec, Status>, subnet: Records['subnet']): void {
  assign(resource.status, {
    subnetID: subnet.id,
    state: subnet.state,
    ownerID: '123456789012',
    availableIPAddressCount: availableAddresses(subnet),
    defaultForAZ: false,
  });
  setMetadata(call, resource.status, subnet.arn);
}

/** `use1-az1` for the first zone of us-east-1; which letter is which differs by account. */
export function zoneIdOf(zone: string): string {
  const [area = '', place = '', number = ''] = zone.slice(0, -1).split('-').slice(-3);
  const letter = zone.charCodeAt(zone.length - 1) - 'a'.charCodeAt(0) + 1;
  return `${area}${place.replace(/(north|south|east|west|central)/g, (word) => word[0] ?? '')}${number}-az${letter}`;
}

export const subnet: Kind<Spec, Status> = {
  service: 'ec2',
  kind: 'Subnet',
  references: [
    { from: 'vpcRef', into: 'vpcID', service: 'ec2', kind: 'VPC', target: 'status.vpcID', required: true },
    {
      from: 'routeTableRefs[]',
      into: 'routeTables',
      service: 'ec2',
      kind: 'RouteTable',
      target: 'status.routeTableID',
    },
  ],
  terminalCodes: ['InvalidParameterValue', 'InvalidCustomerOwnedIpv4PoolID.Malformed'],
  comparisons: { routeTables: sameSet },
  find(call, resource) {
    const record = found(call.account.find('subnet', resource.status.subnetID ?? '', call.region));
    assign(resource.spec, {
      ...record.attributes,
      vpcID: record.vpcID,
      cidrBlock: record.cidrBlock,
      availabilityZone: record.zone,
      availabilityZoneID: zoneIdOf(record.zone),
      routeTables: record.routeTables.length > 0 ? record.routeTables : undefined,
      tags: listTags(resource.spec.tags, record.tags),
    });
    writeStatus(call, resource, record);
    return resource;
  },
  create(call, desired) {
    const { spec } = desired;
    const { vpcID = '', cidrBlock = '', availabilityZone: zone } = spec;
    const record = createSubnet(call, { vpcID, cidrBlock, zone });
    record.tags = tagsToSend(call, spec.tags);
    writeStatus(call, desired, record);
    setCondition(desired, SYNCED, 'False', 'subnet created, requeue for updates');
    throw new Interrupted(desired, new Requeue('Reconciling to sync additional fields', 1));
  },
  update(call, desired, latest, differences) {
    const record = getSubnet(call, latest.status.subnetID ?? '');
    syncTags(call, record, differences, desired.spec.tags);
    for (const name of ATTRIBUTES) {
      if (differences.has(name))
        Object.assign(record.attributes, { [name]: desired.spec[name] ?? record.attributes[name] });
    }
    if (differences.has('routeTables')) {
      const tables = desired.spec.routeTables ?? [];
      for (const id of tables) checkRouteTable(call, id);
      record.routeTables = [...tables];
    }
    // A changed block, zone or VPC is not sent, and not said: spec stays as it was written. What AWS chose is filled in.
    desired.spec.availabilityZone ??= latest.spec.availabilityZone as string;
    desired.spec.availabilityZoneID ??= latest.spec.availabilityZoneID as string;
    desired.status = latest.status;
    return desired;
  },
  delete: (call, { status }) => deleteSubnet(call, status.subnetID ?? ''),
  populate: (resource, fields) => assign(resource.status, { subnetID: required(fields, 'subnetID') }),
};

function checkRouteTable({ account, region }: Call, id: string): void {
  if (account.find('routeTable', id, region)) return;
  throw new AwsError('InvalidRouteTableID.NotFound', `The routeTable ID '${id}' does not exist`);
}
