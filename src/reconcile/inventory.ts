import type { InventoryItem } from '../api/generated/tapdatabase.js';
import { type KubeObject, valueAt } from '../api/object.js';

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

/** The AWS ids of the live children, sorted: what brings a database back after the cluster is lost. */
export function inventoryOf(children: readonly KubeObject[]): readonly InventoryItem[] {
  return children
    .flatMap((object) => {
      const id = valueAt(object, IDENTIFIERS[object.kind] ?? '');
      const existsInAWS = valueAt(object, 'status.ackResourceMetadata') !== undefined;
      return existsInAWS && typeof id === 'string' && id !== ''
        ? [{ kind: object.kind, name: object.metadata.name, id }]
        : [];
    })
    .sort((a, b) => (`${a.kind}/${a.name}` < `${b.kind}/${b.name}` ? -1 : 1));
}
