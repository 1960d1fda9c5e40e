import { describe, expect, test } from '@jest/globals';
import { ACK_KINDS } from '../../src/api/kinds.js';
import type { KubeObject } from '../../src/api/object.js';
import { inventoryOf, lostChildren } from '../../src/reconcile/inventory.js';
import { database } from './support.js';

const object = (group: string, kind: string, name: string, content: object): KubeObject =>
  ({
    apiVersion: group === '' ? 'v1' : `${group}/v1alpha1`,
    kind,
    metadata: { name },
    ...content,
  }) as unknown as KubeObject;

/** ACK fills in `ackResourceMetadata` once the resource exists in AWS. */
const spec = (fields: object) => ({ spec: fields, status: { ackResourceMetadata: {} } });
const status = (fields: object) => ({ status: { ackResourceMetadata: {}, ...fields } });

/** By kind: where ACK finds the resource again, as its `adoption-fields` say. */
const IDS: Readonly<Record<string, object>> = {
  Alias: spec({ name: 'id' }),
  Bucket: spec({ name: 'id' }),
  DBInstance: spec({ dbInstanceIdentifier: 'id' }),
  DBParameterGroup: spec({ name: 'id' }),
  DBSubnetGroup: spec({ name: 'id' }),
  ElasticIPAddress: status({ allocationID: 'id' }),
  Instance: status({ instanceID: 'id' }),
  InstanceProfile: spec({ name: 'id' }),
  InternetGateway: status({ internetGatewayID: 'id' }),
  Key: status({ keyID: 'id' }),
  LogGroup: spec({ name: 'id' }),
  MetricAlarm: spec({ name: 'id' }),
  NATGateway: status({ natGatewayID: 'id' }),
  Role: spec({ name: 'id' }),
  RouteTable: status({ routeTableID: 'id' }),
  Secret: status({ id: 'id' }),
  SecurityGroup: status({ id: 'id' }),
  Subnet: status({ subnetID: 'id' }),
  Subscription: status({ ackResourceMetadata: { arn: 'id' } }),
  Topic: status({ ackResourceMetadata: { arn: 'id' } }),
  VPC: status({ vpcID: 'id' }),
};

test.each(ACK_KINDS.filter(({ kind }) => kind !== 'DBSnapshot'))('the id of a $kind is known', ({ group, kind }) => {
  expect(inventoryOf(database(), [object(group, kind, 'a', IDS[kind] as object)])).toEqual([
    { kind, name: 'a', id: 'id' },
  ]);
});

test('what AWS has given no id yet is left out, as are objects of Kubernetes itself', () => {
  const children = [
    object('ec2.services.k8s.aws', 'VPC', 'a', {}),
    object('ec2.services.k8s.aws', 'VPC', 'b', status({ vpcID: '' })),
    object('iam.services.k8s.aws', 'Role', 'c', { spec: { name: 'c' } }),
    object('', 'Secret', 'd', {}),
  ];
  expect(inventoryOf(database(), children)).toEqual([]);
});

test('items come sorted, so that the status never moves by itself', () => {
  const [a, b] = ['a', 'b'].map((name) => object('iam.services.k8s.aws', 'Role', name, spec({ name })));
  expect(inventoryOf(database(), [b as KubeObject, a as KubeObject])).toEqual(
    inventoryOf(database(), [a as KubeObject, b as KubeObject]),
  );
});

describe('what existed and is gone', () => {
  const inventory = [
    { kind: 'DBInstance', name: 'tap-primary', id: 'tap-primary-dev' },
    { kind: 'DBInstance', name: 'tap-replica-1', id: 'tap-replica-1-dev' },
    { kind: 'MetricAlarm', name: 'tap-primary-cpu', id: 'x' },
    { kind: 'VPC', name: 'tap-vpc', id: 'vpc-1' },
  ];
  const remembered = database({ status: { inventory } });
  const vpc = object('ec2.services.k8s.aws', 'VPC', 'tap-vpc', status({ vpcID: 'vpc-1' }));

  test('is lost where it would come back empty', () => {
    expect(lostChildren(remembered, [vpc], [])).toEqual([
      { apiVersion: 'rds.services.k8s.aws/v1alpha1', kind: 'DBInstance', name: 'tap-primary' },
    ]);
    expect(lostChildren(database(), [], [])).toEqual([]);
  });

  test('stays in the inventory until its database is being deleted', () => {
    expect(inventoryOf(remembered, [vpc])).toEqual([inventory[0], inventory[3]]);
    const leaving = database({ metadata: { deletionTimestamp: '2026-01-05T10:00:00Z' }, status: { inventory } });
    expect(inventoryOf(leaving, [vpc])).toEqual([inventory[3]]);
  });

  test('or while that goes, where it stays in AWS: with the reason, snapshots too', () => {
    const kept = { kind: 'Secret', name: 'tap-credentials', id: 'arn', kept: 'its name would be blocked' };
    const leaving = database({
      metadata: { deletionTimestamp: '2026-01-05T10:00:00Z' },
      status: { inventory: [...inventory, kept] },
    });
    const snapshot = object('rds.services.k8s.aws', 'DBSnapshot', 'last', spec({ dbSnapshotIdentifier: 'last' }));
    const ref = { apiVersion: 'ec2.services.k8s.aws/v1alpha1', kind: 'VPC', name: 'tap-vpc' };
    expect(inventoryOf(leaving, [vpc, snapshot], [{ ref, why: 'so it is' }])).toEqual([
      { kind: 'DBSnapshot', name: 'last', id: 'last' },
      kept,
      { kind: 'VPC', name: 'tap-vpc', id: 'vpc-1', kept: 'so it is' },
    ]);
    expect(inventoryOf(remembered, [vpc, snapshot])).toEqual([inventory[0], inventory[3]]);
  });
});
