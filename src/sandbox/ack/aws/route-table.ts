import { AwsError } from '../runtime/errors.js';
import type { Call } from '../runtime/kind.js';
import type { Fields } from '../runtime/resource.js';
import { parseCidr } from './cidr.js';
import { blockersOf } from './dependencies.js';
import type { Records } from './records.js';
import { ec2Arn, getVpc } from './vpc.js';

export function createRouteTable(call: Call, vpcID: string): Records['routeTable'] {
  const { account, region, token } = call;
  const vpc = getVpc(call, vpcID);
  const id = account.identify('rtb-', token);
  const local = vpc.cidrBlocks.map((block) => ({ destinationCIDRBlock: block, gatewayID: 'local' }));
  return account.insert('routeTable', {
    id,
    arn: ec2Arn(region, 'route-table', id),
    region,
    madeBy: token,
    vpcID,
    routes: local,
  });
}

export function createRoute(call: Call, table: Records['routeTable'], route: Fields): void {
  const destination = String(route['destinationCIDRBlock'] ?? route['destinationIPv6CIDRBlock'] ?? '');
  if (!parseCidr(destination)?.canonical && !destination.includes(':')) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${destination}) for parameter destinationCidrBlock is invalid.`,
    );
  }
  if (table.routes.some((other) => other['destinationCIDRBlock'] === destination)) {
    throw new AwsError('RouteAlreadyExists', `The route identified by ${destination} already exists.`);
  }
  checkTarget(call, table, route);
  table.routes = [...table.routes, route];
}

function checkTarget({ account, region }: Call, table: Records['routeTable'], route: Fields): void {
  const { gatewayID, natGatewayID } = route as { gatewayID?: string; natGatewayID?: string };
  if (gatewayID?.startsWith('igw-')) {
    const gateway = account.find('internetGateway', gatewayID, region);
    if (!gateway) throw new AwsError('InvalidGatewayID.NotFound', `The gateway ID '${gatewayID}' does not exist`);
    if (gateway.vpcID !== table.vpcID) {
      const message = `route table ${table.id} and network gateway ${gatewayID} belong to different networks`;
      throw new AwsError('InvalidParameterValue', message);
    }
    return;
  }
  if (natGatewayID !== undefined) {
    const nat = account.find('natGateway', natGatewayID, region);
    if (nat && nat.vpcID === table.vpcID && !nat.deleting) return;
    throw new AwsError('InvalidNatGatewayID.NotFound', `The natGateway ID '${natGatewayID}' does not exist`);
  }
  const known = Object.keys(route).some((field) => field.endsWith('ID') && route[field] !== undefined);
  if (!known)
    throw new AwsError('InvalidParameterCombination', 'The request must contain exactly one target of the route');
}

/** A route whose gateway is gone leads nowhere. */
export function routeState({ account, region }: Call, route: Fields): 'active' | 'blackhole' {
  const { gatewayID, natGatewayID } = route as { gatewayID?: string; natGatewayID?: string };
  if (natGatewayID !== undefined) return account.find('natGateway', natGatewayID, region) ? 'active' : 'blackhole';
  if (gatewayID?.startsWith('igw-')) return account.find('internetGateway', gatewayID, region) ? 'active' : 'blackhole';
  return 'active';
}

export function deleteRouteTable({ account, region }: Call, id: string): void {
  const associated = account.list('subnet', (subnet) => subnet.routeTables.includes(id));
  const message = `The routeTable '${id}' has dependencies and cannot be deleted.`;
  blockersOf(associated, 'DependencyViolation', message);
  account.remove('routeTable', id, region);
}
