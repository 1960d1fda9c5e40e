import { expect, test } from '@jest/globals';
import {
  createParameterGroup,
  createSubnetGroup,
  deleteParameterGroup,
  deleteSubnetGroup,
  setParameters,
  setSubnets,
} from '../../../src/sandbox/ack/aws/db-groups.js';
import { createDbInstance } from '../../../src/sandbox/ack/aws/db-instance.js';
import { deleteDbInstance } from '../../../src/sandbox/ack/aws/db-instance-delete.js';
import { modifyDbInstance } from '../../../src/sandbox/ack/aws/db-instance-modify.js';
import { createReadReplica } from '../../../src/sandbox/ack/aws/db-replica.js';
import { createSnapshot, deleteSnapshot, restoreFromSnapshot } from '../../../src/sandbox/ack/aws/db-snapshot.js';
import { createSubnet, deleteSubnet } from '../../../src/sandbox/ack/aws/vpc.js';
import { createAvailable, createAwsWithNetwork, type FakeAws, INSTANCE } from '../support/fake-call.js';

const AT_ONCE = { skipFinalSnapshot: true, finalSnapshot: undefined, deleteAutomatedBackups: undefined };

const groupOf = (aws: FakeAws): ReturnType<typeof createSubnetGroup> =>
  aws.account.find('dbSubnetGroup', 'group') as ReturnType<typeof createSubnetGroup>;

const blockedBy = (action: () => void): unknown => {
  try {
    action();
    return 'nothing';
  } catch (error) {
    return (error as { blockedBy?: string }).blockedBy;
  }
};

test('§9.6 a subnet group keeps the zones that its instances stand in', () => {
  const aws = createAwsWithNetwork();
  const group = groupOf(aws);
  const { vpcID, subnetIDs } = group;
  const more = ['c', 'd'].map(
    (letter, index) => createSubnet(aws, { vpcID, cidrBlock: `10.0.${8 + index}.0/24`, zone: `us-east-1${letter}` }).id,
  );
  setSubnets(aws, group, [...subnetIDs, ...more]);
  createAvailable(aws);
  expect(() => setSubnets(aws, group, more)).toThrow('SubnetAlreadyInUse');
  expect(group.subnetIDs).toHaveLength(4);
});

test('§5 groups and subnets are held by a live instance, and by the tail of its deletion', () => {
  const aws = createAwsWithNetwork();
  createParameterGroup(aws, 'pg', 'postgres17', 'd');
  createAvailable(aws, { parameterGroup: 'pg' });
  const group = groupOf(aws);
  const parameters = aws.account.find('dbParameterGroup', 'pg') as ReturnType<typeof createParameterGroup>;
  const subnet = group.subnetIDs[0] ?? '';
  const deletions = [
    () => deleteSubnetGroup(aws, group),
    () => deleteParameterGroup(aws, parameters),
    () => deleteSubnet(aws, subnet),
  ];
  expect(deletions.map(blockedBy)).toEqual(['live', 'live', 'live']);
  deleteDbInstance(aws, 'db', AT_ONCE);
  expect(deletions.map(blockedBy)).toEqual(['deleting', 'deleting', 'deleting']);
  aws.pass(600);
  expect(deletions.toReversed().map(blockedBy)).toEqual(['nothing', 'nothing', 'nothing']);
});

test('§9.6 names of groups are lowered, and taken once', () => {
  const aws = createAwsWithNetwork();
  expect(createParameterGroup(aws, 'My-Group', 'postgres16', 'd').id).toBe('my-group');
  expect(() => createParameterGroup(aws, 'my-group', 'postgres16', 'd')).toThrow('DBParameterGroupAlreadyExists');
  const { subnetIDs } = groupOf(aws);
  expect(() => createSubnetGroup(aws, { name: 'GROUP', description: 'd', subnetIDs })).toThrow(
    'DBSubnetGroupAlreadyExists',
  );
  expect(() => createSubnetGroup(aws, { name: 'default', description: 'd', subnetIDs })).toThrow(
    'not a valid identifier',
  );
});

test('§9.7 the family of a group must be the engine’s, also at a major upgrade', () => {
  const aws = createAwsWithNetwork();
  createParameterGroup(aws, 'old', 'postgres16', 'd');
  createParameterGroup(aws, 'pg17', 'postgres17', 'd');
  createParameterGroup(aws, 'pg18', 'postgres18', 'd');
  expect(() => createDbInstance(aws, { ...INSTANCE, parameterGroup: 'old' })).toThrow(
    'DBParameterGroupFamily postgres17',
  );
  const instance = createAvailable(aws, { parameterGroup: 'pg17' });
  expect(() => modifyDbInstance(aws, instance, { engineVersion: '18' })).toThrow('DBParameterGroupFamily postgres18');
  modifyDbInstance(aws, instance, { engineVersion: '18', parameterGroup: 'pg18' });
  aws.pass(600);
  expect(instance).toMatchObject({
    attributes: { engineVersion: '18.1' },
    parameterGroup: { name: 'pg18', applyStatus: 'pending-reboot' },
  });
});

test('§9.6 only a static parameter asks for a reboot, and of the group’s own instances', () => {
  const aws = createAwsWithNetwork();
  const group = createParameterGroup(aws, 'pg', 'postgres17', 'd');
  const member = createAvailable(aws, { parameterGroup: 'pg' });
  const other = createAvailable(aws, { dbInstanceIdentifier: 'other' });
  setParameters(aws, group, { work_mem: '16384' });
  expect(member.parameterGroup.applyStatus).toBe('in-sync');
  setParameters(aws, group, { work_mem: '16384', max_connections: '200' });
  expect(member.parameterGroup.applyStatus).toBe('pending-reboot');
  expect(other.parameterGroup).toEqual({ name: 'default.postgres17', applyStatus: 'in-sync' });
});

test('§9.6 a restart lets static parameters take effect', () => {
  const aws = createAwsWithNetwork();
  const group = createParameterGroup(aws, 'pg', 'postgres17', 'd');
  const member = createAvailable(aws, { parameterGroup: 'pg' });
  setParameters(aws, group, { max_connections: '200' });
  modifyDbInstance(aws, member, { dbInstanceClass: 'db.m5.xlarge' });
  expect(member.parameterGroup.applyStatus).toBe('pending-reboot');
  aws.pass(600);
  expect(member.parameterGroup).toEqual({ name: 'pg', applyStatus: 'in-sync' });
});

test('§9.8 a major upgrade takes the replicas along, which never go alone', () => {
  const aws = createAwsWithNetwork();
  createParameterGroup(aws, 'pg17', 'postgres17', 'd');
  createParameterGroup(aws, 'pg18', 'postgres18', 'd');
  const primary = createAvailable(aws, { parameterGroup: 'pg17' });
  const replica = createReadReplica(aws, {
    dbInstanceIdentifier: 'replica',
    dbInstanceClass: 'db.m5.large',
    engine: 'postgres',
    source: 'db',
  });
  const upgrade = () => modifyDbInstance(aws, primary, { engineVersion: '18', parameterGroup: 'pg18' });
  expect(upgrade).toThrow('its read replica replica is not in available state: creating');
  aws.pass(600);
  expect(() => modifyDbInstance(aws, replica, { engineVersion: '18', parameterGroup: 'pg18' })).toThrow(
    'upgraded together with its source',
  );
  upgrade();
  expect([primary.state, replica.state]).toEqual(['upgrading', 'upgrading']);
  aws.pass(300);
  expect([primary.state, replica.state]).toEqual(['available', 'upgrading']);
  aws.pass(300);
  expect(replica).toMatchObject({
    state: 'available',
    attributes: { engineVersion: '18.1' },
    parameterGroup: { name: 'default.postgres18', applyStatus: 'in-sync' },
  });
  modifyDbInstance(aws, replica, { parameterGroup: 'pg18' });
  expect(replica.parameterGroup).toEqual({ name: 'pg18', applyStatus: 'pending-reboot' });
});

test('§9.8 a minor version is each instance’s own', () => {
  const aws = createAwsWithNetwork();
  const primary = createAvailable(aws);
  const replica = createReadReplica(aws, {
    dbInstanceIdentifier: 'replica',
    dbInstanceClass: 'db.m5.large',
    engine: 'postgres',
    source: 'db',
  });
  aws.pass(600);
  modifyDbInstance(aws, replica, { engineVersion: '17.6' });
  aws.pass(600);
  expect([primary, replica].map(({ attributes }) => attributes.engineVersion)).toEqual(['17.5', '17.6']);
});

test('§9 a snapshot that is not available can neither go nor be restored', () => {
  const aws = createAwsWithNetwork();
  createAvailable(aws, { dbName: 'tap' });
  const snapshot = createSnapshot(aws, 's', 'db');
  const input = {
    dbInstanceIdentifier: 'new',
    dbInstanceClass: 'db.m5.large',
    engine: 'postgres',
    subnetGroup: 'group',
  };
  expect(() => deleteSnapshot(aws, snapshot)).toThrow('InvalidDBSnapshotState');
  expect(() => restoreFromSnapshot(aws, input, 's')).toThrow('InvalidDBSnapshotState');
  aws.pass(600);
  expect(() => restoreFromSnapshot(aws, { ...input, dbName: 'tap' }, 's')).toThrow('DBName must be null');
  const asked = {
    ...input,
    storageType: 'gp2',
    monitoringInterval: 60,
    backupRetentionPeriod: 35,
    masterUsername: 'other',
  };
  expect(restoreFromSnapshot(aws, asked, snapshot.arn).attributes).toMatchObject({
    // Not part of the request.
    monitoringInterval: 0,
    backupRetentionPeriod: snapshot.attributes.backupRetentionPeriod,
    dbName: 'tap',
    masterUsername: 'postgres',
    storageType: 'gp2',
  });
  deleteSnapshot(aws, snapshot);
  expect(aws.account.list('dbSnapshot')).toEqual([]);
});
