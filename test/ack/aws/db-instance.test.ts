import { expect, test } from '@jest/globals';
import { createDbInstance, type InstanceInput } from '../../../src/sandbox/ack/aws/db-instance.js';
import { deleteDbInstance } from '../../../src/sandbox/ack/aws/db-instance-delete.js';
import { type Changes, modifyDbInstance } from '../../../src/sandbox/ack/aws/db-instance-modify.js';
import { createReadReplica } from '../../../src/sandbox/ack/aws/db-replica.js';
import { createSnapshot } from '../../../src/sandbox/ack/aws/db-snapshot.js';
import { createKey } from '../../../src/sandbox/ack/aws/kms.js';
import { createAvailable, createAws, createAwsWithNetwork, type FakeAws, INSTANCE } from '../support/fake-call.js';

const KEY = {
  description: '',
  policy: undefined,
  bypassSafetyCheck: false,
  keySpec: 'SYMMETRIC_DEFAULT',
  keyUsage: 'ENCRYPT_DECRYPT',
  origin: 'AWS_KMS',
  multiRegion: false,
};

/** The states that an instance goes through, sampled each second. */
function walkOf(aws: FakeAws, seconds: number): string[] {
  const states: string[] = [];
  for (let second = 0; second < seconds; second += 1) {
    const [instance] = aws.account.list('dbInstance');
    if (instance && states.at(-1) !== instance.state) states.push(instance.state);
    aws.pass(1);
  }
  return states;
}

test('§9.7 a single instance is created, backed up and available', () => {
  const aws = createAwsWithNetwork();
  createDbInstance(aws, INSTANCE);
  expect(walkOf(aws, 600)).toEqual(['creating', 'backing-up', 'available']);
});

test('§9.7 Multi-AZ and monitoring take states of their own; without backups there is none', () => {
  const aws = createAwsWithNetwork();
  createDbInstance(aws, { ...INSTANCE, multiAZ: true, backupRetentionPeriod: 0 });
  expect(walkOf(aws, 600)).toEqual(['creating', 'modifying', 'available']);
  expect(aws.account.find('dbInstance', 'db')).toMatchObject({
    zones: ['us-east-1a', 'us-east-1b'],
    secondaryZone: 'us-east-1b',
  });
});

test.each<[string, Partial<InstanceInput>, string]>([
  ['another engine', { engine: 'mysql' }, 'Invalid DB engine'],
  ['an identifier that is none', { dbInstanceIdentifier: '1db' }, 'not a valid identifier'],
  ['a reserved user', { masterUsername: 'rdsadmin' }, 'reserved word'],
  ['a user that is none', { masterUsername: '1' }, 'Invalid master user name'],
  ['a password with a slash', { masterUserPassword: 'correct/horse' }, 'not a valid password'],
  ['a short password', { masterUserPassword: 'short' }, 'not a valid password'],
  ['a database name that is none', { dbName: 'a-b' }, 'DBName must begin with a letter'],
  ['a reserved database', { dbName: 'template0' }, 'reserved word'],
  ['an unknown version', { engineVersion: '9.6' }, 'Cannot find version 9.6'],
  ['a minor of the future', { engineVersion: '17.99' }, 'Cannot find version 17.99'],
  ['a class that is none', { dbInstanceClass: 'm5.large' }, 'Invalid DB Instance class'],
  ['a port below the range', { port: 80 }, 'Invalid endpoint port'],
  ['unknown logs', { logExports: ['audit'] }, 'cannot use the log types'],
  ['an unknown subnet group', { subnetGroup: 'none' }, 'DBSubnetGroupNotFoundFault'],
  ['an unknown parameter group', { parameterGroup: 'none' }, 'DBParameterGroupNotFound'],
  ['an unknown security group', { securityGroupIDs: ['sg-none'] }, 'InvalidGroup.NotFound'],
  ['a zone with Multi-AZ', { multiAZ: true, availabilityZone: 'us-east-1a' }, 'not valid for Multi-AZ'],
  ['a zone without subnet', { availabilityZone: 'us-east-1f' }, 'not covered'],
  ['a key without encryption', { kmsKeyID: 'key' }, 'StorageEncrypted must be true'],
  ['an unknown key', { kmsKeyID: 'key', storageEncrypted: true }, 'KMSKeyNotAccessibleFault'],
  ['a small maximum', { maxAllocatedStorage: 105 }, 'at least 10% above 100'],
  ['an odd monitoring interval', { monitoringInterval: 7 }, 'Invalid MonitoringInterval'],
  ['monitoring without role', { monitoringInterval: 60 }, 'MonitoringRoleARN value is required'],
  ['monitoring with an unknown role', { monitoringInterval: 60, monitoringRoleARN: 'arn:none' }, 'ENHANCED_MONITORING'],
  [
    'insights of 8 days',
    { performanceInsightsEnabled: true, performanceInsightsRetentionPeriod: 8 },
    'retention period',
  ],
  ['a retention without insights', { performanceInsightsRetentionPeriod: 7 }, 'must be enabled'],
  [
    'an unknown insights key',
    { performanceInsightsEnabled: true, performanceInsightsKMSKeyID: 'k' },
    'KMSKeyNotAccessibleFault',
  ],
  ['an insights mode that is none', { databaseInsightsMode: 'Standard' }, 'Invalid DatabaseInsightsMode'],
  ['advanced insights for a week', { databaseInsightsMode: 'advanced', performanceInsightsEnabled: true }, '465'],
  ['backups for two months', { backupRetentionPeriod: 60 }, 'Must be 0 to 35'],
  ['an unknown authority', { caCertificateIdentifier: 'mine' }, 'CertificateNotFound'],
  ['a promotion tier that is none', { promotionTier: 16 }, 'PromotionTier'],
  ['windows that overlap', { preferredBackupWindow: '08:45-09:15' }, 'must not overlap'],
])('§9.7 create refuses %s', (_, over, message) => {
  const aws = createAwsWithNetwork();
  expect(() => createDbInstance(aws, { ...INSTANCE, ...over })).toThrow(message);
  expect(aws.account.list('dbInstance')).toEqual([]);
});

test('§9.7 create refuses what a request leaves out', () => {
  const aws = createAwsWithNetwork();
  const { masterUsername, masterUserPassword, allocatedStorage, storageType, subnetGroup, ...rest } = INSTANCE;
  expect(() => createDbInstance(aws, rest)).toThrow('Invalid master user name');
  expect(() => createDbInstance(aws, { ...rest, masterUsername: 'a' })).toThrow('not a valid password');
  const named = { ...rest, masterUsername: 'a', masterUserPassword: 'correct-horse' };
  expect(() => createDbInstance(aws, named)).toThrow(
    'Invalid storage size for engine name postgres and storage type gp2: 0',
  );
  expect(() => createDbInstance(aws, { ...named, allocatedStorage: 20 })).toThrow("'default' does not exist");
  expect([masterUsername, masterUserPassword, allocatedStorage, storageType, subnetGroup]).not.toContain(undefined);
});

test('§9.7 an identifier is taken until the deletion has ended', () => {
  const aws = createAwsWithNetwork();
  createAvailable(aws);
  expect(() => createDbInstance(aws, INSTANCE)).toThrow('DBInstanceAlreadyExists');
  deleteDbInstance(aws, 'db', { skipFinalSnapshot: true, finalSnapshot: undefined, deleteAutomatedBackups: undefined });
  expect(() => createDbInstance(aws, INSTANCE)).toThrow('DBInstanceAlreadyExists');
  aws.pass(600);
  expect(createDbInstance(aws, INSTANCE).state).toBe('creating');
});

test('§9.7 with encryption and insights but no keys it takes AWS’s own', () => {
  const aws = createAwsWithNetwork();
  const { id, arn } = createKey(aws, KEY);
  const own = createDbInstance(aws, { ...INSTANCE, storageEncrypted: true, performanceInsightsEnabled: true });
  expect(own.attributes.kmsKeyID).toBe(own.attributes.performanceInsightsKMSKeyID);
  const given = createDbInstance(aws, { ...INSTANCE, dbInstanceIdentifier: 'x', storageEncrypted: true, kmsKeyID: id });
  expect(given.attributes.kmsKeyID).toBe(arn);
});

test.each<[string, Changes, string[]]>([
  ['class', { dbInstanceClass: 'db.m5.xlarge' }, ['modifying', 'available']],
  ['version', { engineVersion: '17.6' }, ['upgrading', 'available']],
  ['storage', { allocatedStorage: 200 }, ['modifying', 'storage-optimization', 'available']],
  ['several', { multiAZ: true, backupRetentionPeriod: 8 }, ['modifying', 'backing-up', 'available']],
  ['password', { masterUserPassword: 'another-password' }, ['resetting-master-credentials', 'available']],
  ['logs', { logExports: ['postgresql'] }, ['configuring-log-exports', 'available']],
  ['protection', { deletionProtection: true }, ['available']],
  ['nothing', {}, ['available']],
])('§9.7 a change of %s goes through its states', (_, changes, states) => {
  const aws = createAwsWithNetwork();
  modifyDbInstance(aws, createAvailable(aws), changes);
  expect(walkOf(aws, 900)).toEqual(states);
});

test('§9.7 what changes is pending until the instance is available again', () => {
  const aws = createAwsWithNetwork();
  const instance = createAvailable(aws, { multiAZ: true });
  modifyDbInstance(aws, instance, { dbInstanceClass: 'db.m5.xlarge', multiAZ: false });
  expect(instance).toMatchObject({
    attributes: { dbInstanceClass: 'db.m5.large' },
    pending: { dbInstanceClass: 'db.m5.xlarge' },
  });
  expect(() => modifyDbInstance(aws, instance, { promotionTier: 2 })).toThrow('InvalidDBInstanceState');
  aws.pass(900);
  expect(instance).toMatchObject({
    attributes: { dbInstanceClass: 'db.m5.xlarge' },
    pending: {},
    zones: ['us-east-1a'],
  });
});

test.each<[string, Changes, string]>([
  ['a smaller storage', { allocatedStorage: 50 }, 'cannot be less than'],
  ['a little more storage', { allocatedStorage: 105 }, 'at least 10% above'],
  ['throughput below 400 GiB', { storageThroughput: 500 }, "can't specify IOPS or storage throughput"],
  ['an older version', { engineVersion: '17.4' }, 'Cannot upgrade postgres from 17.5 to 17.4'],
  ['an older major', { engineVersion: '16' }, 'Cannot upgrade'],
  ['a class that is none', { dbInstanceClass: 'large' }, 'Invalid DB Instance class'],
  ['overlapping windows', { preferredBackupWindow: '09:00-10:00' }, 'must not overlap'],
  ['an unknown group', { parameterGroup: 'none' }, 'DBParameterGroupNotFound'],
  ['an unknown security group', { securityGroupIDs: ['sg-none'] }, 'InvalidGroup.NotFound'],
  ['unknown logs', { logExports: ['audit'] }, 'log types'],
  ['a bad password', { masterUserPassword: 'a b' }, 'not a valid password'],
  ['an unknown insights key', { performanceInsightsKMSKeyID: 'k' }, 'KMSKeyNotAccessibleFault'],
])('§9.7 modify refuses %s', (_, changes, message) => {
  const aws = createAwsWithNetwork();
  const instance = createAvailable(aws);
  const before = structuredClone(instance);
  expect(() => modifyDbInstance(aws, instance, changes)).toThrow(message);
  expect(instance).toEqual(before);
});

test('§9.7 storage changes once in six hours; its key for insights never', () => {
  const aws = createAwsWithNetwork();
  const instance = createAvailable(aws, { performanceInsightsEnabled: true });
  expect(() => modifyDbInstance(aws, instance, { performanceInsightsKMSKeyID: 'k' })).toThrow(
    'cannot change your Performance Insights',
  );
  modifyDbInstance(aws, instance, { allocatedStorage: 400 });
  aws.pass(3600);
  expect(instance.attributes).toMatchObject({ allocatedStorage: 400, iops: 12_000, storageThroughput: 500 });
  expect(() => modifyDbInstance(aws, instance, { allocatedStorage: 500 })).toThrow(
    "can't currently modify the storage",
  );
  aws.pass(6 * 3600);
  modifyDbInstance(aws, instance, { allocatedStorage: 500, storageType: 'io1', iops: 5000 });
  aws.pass(7 * 3600);
  expect(instance.attributes).toMatchObject({ storageType: 'io1', iops: 5000 });
  modifyDbInstance(aws, instance, { allocatedStorage: 600 });
  aws.pass(600);
  expect(instance.attributes).toMatchObject({ allocatedStorage: 600, iops: 5000 });
});

test('§9.8 a replica may be of an ARN with a subnet group; there are fifteen', () => {
  const aws = createAwsWithNetwork();
  const source = createAvailable(aws);
  const replica = (id: string, over: Partial<InstanceInput> = {}): ReturnType<typeof createReadReplica> =>
    createReadReplica(aws, {
      dbInstanceIdentifier: id,
      dbInstanceClass: 'db.m5.large',
      engine: 'postgres',
      source: 'db',
      ...over,
    });
  expect(replica('r1', { source: source.arn, subnetGroup: 'group' }).subnetGroup).toBe('group');
  for (let index = 2; index <= 15; index += 1) replica(`r${index}`);
  expect(() => replica('r16')).toThrow('InstanceQuotaExceeded');
  expect(aws.account.list('dbInstance', ({ source: of }) => of === 'db')).toHaveLength(15);
});

test.each([
  ['a name with skip', { skipFinalSnapshot: true, finalSnapshot: 'x' }, 'cannot be specified when SkipFinalSnapshot'],
  ['no name', { skipFinalSnapshot: false, finalSnapshot: undefined }, 'FinalDBSnapshotIdentifier is required'],
  ['a name that is none', { skipFinalSnapshot: false, finalSnapshot: 'a_b' }, 'not a valid identifier'],
  ['a name that is taken', { skipFinalSnapshot: false, finalSnapshot: 'taken' }, 'DBSnapshotAlreadyExists'],
])('§9.7 a final snapshot with %s is refused', (_, input, message) => {
  const aws = createAwsWithNetwork();
  createAvailable(aws);
  createSnapshot(aws, 'taken', 'db');
  aws.pass(600);
  expect(() => deleteDbInstance(aws, 'db', { deleteAutomatedBackups: undefined, ...input })).toThrow(message);
  expect(aws.account.find('dbInstance', 'db')?.deleting).toBe(false);
});

test('§9 a snapshot needs an available instance, is unique, and delays the instance', () => {
  const aws = createAwsWithNetwork();
  const instance = createDbInstance(aws, INSTANCE);
  expect(() => createSnapshot(aws, 's', 'db')).toThrow('not currently in the available state');
  aws.pass(3600);
  createSnapshot(aws, 's', 'db');
  expect(instance.state).toBe('backing-up');
  aws.pass(600);
  expect(() => createSnapshot(aws, 's', 'db')).toThrow('DBSnapshotAlreadyExists');
  expect(() => createSnapshot(aws, 's2', 'none')).toThrow('DBInstanceNotFound');
  expect(createAws().account.list('dbSnapshot')).toEqual([]);
});
