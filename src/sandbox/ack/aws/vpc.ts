import { AwsError, NotFound } from '../runtime/errors.js';
import type { Call } from '../runtime/kind.js';
import { contains, overlaps, parseCidr, sizeOf } from './cidr.js';
import { blockersOf } from './dependencies.js';
import { arnOf } from './identifiers.js';
import type { Records } from './records.js';

export const ec2Arn = (region: string, type: string, id: string): string => arnOf('ec2', region, `${type}/${id}`);

export function createVpc(call: Call, cidrBlocks: readonly string[], tenancy: string): Records['vpc'] {
  const [first, ...more] = cidrBlocks;
  if (first === undefined)
    throw new AwsError('MissingParameter', 'Either cidrBlock or ipv4IpamPoolId must be provided');
  for (const block of [first, ...more]) checkVpcCidr(block);
  if (!['default', 'dedicated'].includes(tenancy)) {
    throw new AwsError('InvalidParameterValue', `Value (${tenancy}) for parameter instanceTenancy is invalid.`);
  }
  const { account, region } = call;
  const id = account.identify('vpc-', call.token);
  return account.insert('vpc', {
    id,
    arn: ec2Arn(region, 'vpc', id),
    region,
    madeBy: call.token,
    cidrBlocks: [...cidrBlocks],
    dnsSupport: true,
    dnsHostnames: false,
    addressUsageMetrics: false,
    tenancy,
    defaultRules: true,
  });
}

function checkVpcCidr(block: string): void {
  const cidr = parseCidr(block);
  if (!cidr) throw new AwsError('InvalidParameterValue', `Value (${block}) for parameter cidrBlock is invalid.`);
  if (cidr.prefix < 16 || cidr.prefix > 28) throw new AwsError('InvalidVpc.Range', `The CIDR '${block}' is invalid.`);
}

export function getVpc({ account, region }: Call, id: string): Records['vpc'] {
  const vpc = account.find('vpc', id, region);
  if (!vpc) throw new AwsError('InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`);
  return vpc;
}

export function deleteVpc(call: Call, id: string): void {
  const { account, region } = call;
  getVpc(call, id);
  const inVpc = (record: { vpcID?: string }): boolean => record.vpcID === id;
  const blockers = [
    ...account.list('subnet', inVpc),
    ...account.list('internetGateway', inVpc),
    ...account.list('securityGroup', inVpc),
    ...account.list('routeTable', inVpc),
    ...account.list('natGateway', inVpc),
    ...account.list('instance', inVpc),
    ...account.list('dbInstance', inVpc),
  ];
  blockersOf(blockers, 'DependencyViolation', `The vpc '${id}' has dependencies and cannot be deleted.`);
  account.remove('vpc', id, region);
}

export interface SubnetInput {
  readonly vpcID: string;
  readonly cidrBlock: string;
  readonly zone: string | undefined;
}

export function createSubnet(call: Call, { vpcID, cidrBlock, zone }: SubnetInput): Records['subnet'] {
  const { account, region } = call;
  const vpc = getVpc(call, vpcID);
  const cidr = parseCidr(cidrBlock);
  if (!cidr) throw new AwsError('InvalidParameterValue', `Value (${cidrBlock}) for parameter cidrBlock is invalid.`);
  if (cidr.prefix < 16 || cidr.prefix > 28 || !vpc.cidrBlocks.some((block) => within(block, cidrBlock))) {
    throw new AwsError('InvalidSubnet.Range', `The CIDR '${cidrBlock}' is invalid.`);
  }
  const conflict = account.list('subnet', (other) => other.vpcID === vpcID && overlap(other.cidrBlock, cidrBlock))[0];
  if (conflict) {
    throw new AwsError(
      'InvalidSubnet.Conflict',
      `The CIDR '${cidrBlock}' conflicts with another subnet (${conflict.id})`,
    );
  }
  checkZone(region, zone);
  const id = account.identify('subnet-', call.token);
  return account.insert('subnet', {
    id,
    arn: ec2Arn(region, 'subnet', id),
    region,
    madeBy: call.token,
    vpcID,
    cidrBlock,
    zone: zone ?? `${region}a`,
    routeTables: [],
    attributes: {
      assignIPv6AddressOnCreation: false,
      enableDNS64: false,
      enableResourceNameDNSARecord: false,
      enableResourceNameDNSAAAARecord: false,
      hostnameType: 'ip-name',
      mapPublicIPOnLaunch: false,
    },
  });
}

/** A zone is the region and a letter. */
function checkZone(region: string, zone: string | undefined): void {
  if (zone === undefined || (zone.startsWith(region) && /^[a-f]$/.test(zone.slice(region.length)))) return;
  const message = `Value (${zone}) for parameter availabilityZone is invalid. Subnets can be created in zones of ${region}.`;
  throw new AwsError('InvalidParameterValue', message);
}

const within = (outer: string, inner: string): boolean => {
  const [a, b] = [parseCidr(outer), parseCidr(inner)];
  return a !== undefined && b !== undefined && contains(a, b);
};

const overlap = (one: string, other: string): boolean => {
  const [a, b] = [parseCidr(one), parseCidr(other)];
  return a !== undefined && b !== undefined && overlaps(a, b);
};

/** AWS keeps five addresses of each subnet. */
export const availableAddresses = (subnet: Records['subnet']): number =>
  sizeOf(parseCidr(subnet.cidrBlock)?.prefix ?? 32) - 5;

export function getSubnet({ account, region }: Call, id: string): Records['subnet'] {
  const subnet = account.find('subnet', id, region);
  if (!subnet) throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
  return subnet;
}

export function deleteSubnet(call: Call, id: string): void {
  const { account, region } = call;
  const subnet = getSubnet(call, id);
  const blockers = [
    ...account.list('natGateway', (gateway) => gateway.subnetID === id && gateway.state !== 'failed'),
    ...account.list('instance', (instance) => instance.subnetID === id),
    ...account.list('dbInstance', (instance) => hasInterfaceIn(call, instance, subnet)),
  ];
  blockersOf(blockers, 'DependencyViolation', `The subnet '${id}' has dependencies and cannot be deleted.`);
  account.remove('subnet', id, region);
}

/** An instance stands in the subnets of its group that lie in its own and its standby's zone. */
function hasInterfaceIn(
  { account, region }: Call,
  instance: Records['dbInstance'],
  subnet: Records['subnet'],
): boolean {
  const group = account.find('dbSubnetGroup', instance.subnetGroup, region);
  return (group?.subnetIDs.includes(subnet.id) ?? false) && instance.zones.includes(subnet.zone);
}

/** Missing ids read as gone, which makes a controller create. */
export const found = <T>(record: T | undefined): T => {
  if (record === undefined) throw new NotFound();
  return record;
};
