import { AwsError } from '../runtime/errors.js';
import type { Call } from '../runtime/kind.js';
import { formatAddress } from './cidr.js';
import { blockersOf } from './dependencies.js';
import { numberOf } from './identifiers.js';
import type { Records } from './records.js';
import { ec2Arn, getSubnet, getVpc } from './vpc.js';

const NAT_PENDING_SECONDS = 90;
const NAT_DELETING_SECONDS = 60;

export function createInternetGateway(call: Call): Records['internetGateway'] {
  const { account, region, token } = call;
  const id = account.identify('igw-', token);
  return account.insert('internetGateway', { id, arn: ec2Arn(region, 'internet-gateway', id), region, madeBy: token });
}

export function attachInternetGateway(call: Call, gateway: Records['internetGateway'], vpcID: string): void {
  getVpc(call, vpcID);
  const other = call.account.list('internetGateway', (each) => each.vpcID === vpcID)[0];
  if (other) {
    const message = `Network ${vpcID} already has an internet gateway attached`;
    throw new AwsError('Resource.AlreadyAssociated', message);
  }
  gateway.vpcID = vpcID;
}

/** Refused while anything in the VPC has a public address. */
export function detachInternetGateway({ account }: Call, gateway: Records['internetGateway']): void {
  const { vpcID } = gateway;
  if (vpcID === undefined) return;
  const blockers = [
    ...account.list(
      'natGateway',
      (nat) => nat.vpcID === vpcID && nat.allocationID !== undefined && nat.state !== 'failed',
    ),
    ...account.list('instance', (instance) => instance.vpcID === vpcID && instance.publicIP !== undefined),
  ];
  const message = `Network ${vpcID} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`;
  blockersOf(blockers, 'DependencyViolation', message);
  delete gateway.vpcID;
}

export function allocateAddress(call: Call): Records['elasticIP'] {
  const { account, region, token } = call;
  const id = account.identify('eipalloc-', token);
  const publicIP = formatAddress(52 * 2 ** 24 + numberOf(id, 2 ** 24));
  return account.insert('elasticIP', { id, arn: ec2Arn(region, 'elastic-ip', id), region, madeBy: token, publicIP });
}

export function releaseAddress({ account, region }: Call, id: string): void {
  const address = account.find('elasticIP', id, region);
  if (!address) throw new AwsError('InvalidAllocationID.NotFound', `The allocation ID '${id}' does not exist`);
  const users = account.list('natGateway', (nat) => nat.allocationID === id);
  blockersOf(users, 'InvalidIPAddress.InUse', `Address ${address.publicIP} is in use.`);
  account.remove('elasticIP', id, region);
}

export interface NatInput {
  readonly subnetID: string;
  readonly allocationID: string | undefined;
  readonly connectivityType: string;
  /** It never becomes available. */
  readonly fails: boolean;
}

export function createNatGateway(call: Call, input: NatInput): Records['natGateway'] {
  const { account, region, token } = call;
  const { subnetID, allocationID, connectivityType, fails } = input;
  const subnet = account.find('subnet', subnetID, region);
  if (!subnet) throw new AwsError('InvalidSubnet', `The subnet ID '${subnetID}' does not exist`);
  const { vpcID } = getSubnet(call, subnetID);
  if (connectivityType === 'public') {
    if (allocationID === undefined)
      throw new AwsError('MissingParameter', 'The request must contain the parameter AllocationId');
    if (!account.find('elasticIP', allocationID, region)) {
      throw new AwsError('InvalidAllocationID.NotFound', `The allocation ID '${allocationID}' does not exist`);
    }
    if (account.list('natGateway', (nat) => nat.allocationID === allocationID).length > 0) {
      throw new AwsError('Resource.AlreadyAssociated', `resource ${allocationID} is already associated.`);
    }
  }
  const id = account.identify('nat-', token);
  const nat = account.insert('natGateway', {
    id,
    arn: ec2Arn(region, 'natgateway', id),
    region,
    madeBy: token,
    subnetID,
    vpcID,
    connectivityType,
    ...(allocationID === undefined ? {} : { allocationID }),
    ...(fails ? { failureCode: 'Gateway.NotAttached' } : {}),
  });
  account.walk(nat, [['pending', NAT_PENDING_SECONDS], [fails ? 'failed' : 'available']]);
  return nat;
}

/** Without an internet gateway in the VPC a public NAT gateway ends in `failed`. */
export const lacksInternetGateway = ({ account, region }: Call, subnetID: string): boolean => {
  const vpcID = account.find('subnet', subnetID, region)?.vpcID;
  return account.list('internetGateway', (gateway) => gateway.vpcID === vpcID).length === 0;
};

export function deleteNatGateway({ account, region }: Call, id: string): void {
  const nat = account.find('natGateway', id, region);
  if (!nat) throw new AwsError('NatGatewayNotFound', `NatGateway ${id} was not found`);
  if (!nat.deleting) account.walkAway(nat, [['deleting', NAT_DELETING_SECONDS]]);
}
