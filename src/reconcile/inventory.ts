import type { ChildRef } from '../api/child.js';
import type { InventoryItem, TapDatabase } from '../api/generated/tapdatabase.js';
import { ACK_KINDS, apiVersionOf } from '../api/kinds.js';
import { type KubeObject, valueAt } from '../api/object.js';
import { isKept } from '../changes/ownership.js';

/** How ACK finds an AWS resource again, as its `adoption-fields` want it. Source: PopulateResourceFromAnnotation per kind. */
const IDENTIFIERS: Readonly<Record<string, string>> = {
  Alias: 'spec.name',
  Bucket: 'spec.name',
  DBInstance: 'spec.dbInstanceIdentifier',
  DBParameterGroup: 'spec.name',
  DBSubnetGroup: 'spec.name',
  ElasticIPAddress: 'status.allocationID',
  Instance: 'status.instanceID',
  InstanceProfile: 'spec.name',
  InternetGateway: 'status.internetGatewayID',
  Key: 'status.keyID',
  LogGroup: 'spec.name',
  MetricAlarm: 'spec.name',
  NATGateway: 'status.natGatewayID',
  Role: 'spec.name',
  RouteTable: 'status.routeTableID',
  Secret: 'status.id',
  SecurityGroup: 'status.id',
  Subnet: 'status.subnetID',
  Subscription: 'status.ackResourceMetadata.arn',
  Topic: 'status.ackResourceMetadata.arn',
  VPC: 'status.vpcID',
};

/**
 * The AWS ids of the live children, sorted: what brings a database back after the cluster is lost. Of what must not be made
 * again in silence, those that were there before stay.
 */
export function inventoryOf(database: TapDatabase, children: readonly KubeObject[]): readonly InventoryItem[] {
  const live = new Set(children.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  const isLeaving = database.metadata.deletionTimestamp !== undefined;
  const gone = isLeaving ? [] : keptItems(database).filter(({ kind, name }) => !live.has(`${kind}/${name}`));
  return children
    .flatMap((object) => {
      const id = valueAt(object, IDENTIFIERS[object.kind] ?? '');
      const existsInAWS = valueAt(object, 'status.ackResourceMetadata') !== undefined;
      return existsInAWS && typeof id === 'string' && id !== ''
        ? [{ kind: object.kind, name: object.metadata.name, id }]
        : [];
    })
    .concat(gone)
    .sort((a, b) => (`${a.kind}/${a.name}` < `${b.kind}/${b.name}` ? -1 : 1));
}

/** What existed and is gone though nothing but a teardown may take it. */
export function lostChildren(database: TapDatabase, children: readonly KubeObject[]): readonly ChildRef[] {
  const live = new Set(children.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  return keptItems(database)
    .filter(({ kind, name }) => !live.has(`${kind}/${name}`))
    .flatMap(({ kind, name }) =>
      ACK_KINDS.filter((known) => known.kind === kind).map((known) => ({
        apiVersion: apiVersionOf(known),
        kind,
        name,
      })),
    );
}

const keptItems = ({ metadata, status }: TapDatabase): readonly InventoryItem[] =>
  (status?.inventory ?? []).filter(({ kind, name }) => isKept(kind, name, metadata.name));
