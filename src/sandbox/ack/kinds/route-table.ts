import { isDeepStrictEqual } from 'node:util';
import type { Records } from '../aws/records.js';
import { createRoute, createRouteTable, deleteRouteTable, routeState } from '../aws/route-table.js';
import { found } from '../aws/vpc.js';
import type { Call, Kind } from '../runtime/kind.js';
import { assign, copy, type Fields, type Resource } from '../runtime/resource.js';
import { listTags } from '../runtime/tags.js';
import { required, setMetadata, syncTags, type Tagged, tagsToSend } from './mapping.js';

type Spec = Tagged & { vpcID?: string; routes?: Fields[] };

type Status = { routeTableID?: string; ownerID?: string; routeStatuses?: Fields[]; associations?: Fields[] };

const isLocal = (route: Fields): boolean => route['gatewayID'] === 'local';

/** As it is sent: without the reference that an id came from. */
function toInput(route: Fields): Fields {
  return Object.fromEntries(
    Object.entries(route).filter(([field, value]) => !field.endsWith('Ref') && value !== undefined),
  );
}

const inputsOf = (routes: unknown): Fields[] =>
  ((routes ?? []) as Fields[]).filter((route) => !isLocal(route)).map(toInput);

const holds = (routes: readonly Fields[], route: Fields): boolean =>
  routes.some((other) => isDeepStrictEqual(other, route));

const sameRoutes = (a: unknown, b: unknown): boolean => {
  const [wanted, live] = [inputsOf(a), inputsOf(b)];
  return wanted.length === live.length && wanted.every((route) => holds(live, route));
};

const recordOf = ({ account, region }: Call, { status }: Resource<Spec, Status>): Records['routeTable'] =>
  found(account.find('routeTable', status.routeTableID ?? '', region));

function writeStatus(call: Call, { status }: Resource<Spec, Status>, table: Records['routeTable']): void {
  const associated = call.account.list('subnet', (subnet) => subnet.routeTables.includes(table.id));
  assign(status, {
    routeTableID: table.id,
    ownerID: '123456789012',
    routeStatuses: table.routes.map((route) => ({
      ...route,
      origin: isLocal(route) ? 'CreateRouteTable' : 'CreateRoute',
      state: routeState(call, route),
    })),
    associations: associated.map(({ id }) => ({
      routeTableAssociationID: `rtbassoc-${id.slice(7)}`,
      routeTableID: table.id,
      subnetID: id,
      main: false,
      associationState: { state: 'associated' },
    })),
  });
  setMetadata(call, status, undefined);
}

export const routeTable: Kind<Spec, Status> = {
  service: 'ec2',
  kind: 'RouteTable',
  references: [
    { from: 'vpcRef', into: 'vpcID', service: 'ec2', kind: 'VPC', target: 'status.vpcID', required: true },
    {
      from: 'routes[].gatewayRef',
      into: 'gatewayID',
      service: 'ec2',
      kind: 'InternetGateway',
      target: 'status.internetGatewayID',
    },
    {
      from: 'routes[].natGatewayRef',
      into: 'natGatewayID',
      service: 'ec2',
      kind: 'NATGateway',
      target: 'status.natGatewayID',
    },
  ],
  terminalCodes: ['InvalidParameterValue'],
  comparisons: { routes: sameRoutes },
  find(call, resource) {
    const table = recordOf(call, resource);
    assign(resource.spec, {
      vpcID: table.vpcID,
      routes: copy(table.routes),
      tags: listTags(resource.spec.tags, table.tags),
    });
    writeStatus(call, resource, table);
    return resource;
  },
  create(call, desired) {
    const table = createRouteTable(call, desired.spec.vpcID ?? '');
    table.tags = tagsToSend(call, desired.spec.tags);
    const local = copy(table.routes);
    // A refused route leaves the table behind, unknown to its resource.
    for (const route of inputsOf(desired.spec.routes)) createRoute(call, table, route);
    desired.spec.routes = [...local, ...(desired.spec.routes ?? [])];
    writeStatus(call, desired, table);
    return desired;
  },
  update(call, desired, latest, differences) {
    const table = recordOf(call, latest);
    syncTags(call, table, differences, desired.spec.tags);
    if (differences.has('routes')) {
      const wanted = inputsOf(desired.spec.routes);
      table.routes = table.routes.filter((route) => isLocal(route) || holds(wanted, route));
      for (const route of wanted) if (!holds(table.routes, route)) createRoute(call, table, route);
    }
    desired.status = latest.status;
    writeStatus(call, desired, table);
    return desired;
  },
  delete: (call, { status }) => deleteRouteTable(call, status.routeTableID ?? ''),
  populate: (resource, fields) => assign(resource.status, { routeTableID: required(fields, 'routeTableID') }),
};
