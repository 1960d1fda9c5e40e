import { expect, test } from '@jest/globals';
import type { AckCluster } from '../support/ack-cluster.js';
import { instanceSpec, MONITORING_POLICY, prepareDatabase, ref, trustOf } from '../support/manifests.js';
import { at, conditionOf, type Space } from '../support/space.js';

const LAST_SECRET = 'rds.services.k8s.aws/last-applied-secret-reference';
const status = (live: unknown): unknown => at(live, 'status.dbInstanceStatus');

/** Edits, and waits until the controller has looked and RDS is done. */
async function change(space: Space, name: string, spec: object): Promise<void> {
  await space.edit('DBInstance', name, { spec });
  await space.until('DBInstance', name, 'to be taken up', (live) => conditionOf(live, 'Ready')?.status !== 'True');
  await space.untilSynced('DBInstance', name);
}

const replica = (space: Space, over: object = {}): never =>
  ({
    dbInstanceIdentifier: `${space.name}-replica`,
    sourceDBInstanceIdentifier: `${space.name}-db`,
    dbInstanceClass: 'db.m5.large',
    engine: 'postgres',
    availabilityZone: 'us-east-1b',
    ...over,
  }) as never;

export function testInstances(cluster: () => AckCluster): void {
  test('§9.3 Instance: synced when running; spec is rewritten from what AWS made', async () => {
    const space = await cluster().space();
    const { vpcID, subnetIDs } = await space.seedNetwork();
    const group = await space.synced('SecurityGroup', 'group', { name: `${space.name}-g`, description: 'd', vpcID });
    await space.synced('Role', 'role', {
      name: `${space.name}-role`,
      assumeRolePolicyDocument: trustOf('ec2.amazonaws.com'),
    });
    const profile = await space.synced('InstanceProfile', 'profile', { name: `${space.name}-p`, roleRef: ref('role') });
    const live = await space.synced('Instance', 'bastion', {
      imageID: 'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
      instanceType: 't4g.micro',
      subnetID: subnetIDs[0] ?? '',
      securityGroupIDs: [at(group, 'status.id') as string],
      iamInstanceProfile: { arn: at(profile, 'status.ackResourceMetadata.arn') as string },
      userData: Buffer.from('#!/bin/bash').toString('base64'),
      keyName: 'mine',
      monitoring: { enabled: true },
      metadataOptions: { httpTokens: 'required' },
      blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { encrypted: true } }],
    });
    expect(String(at(live, 'spec.imageID'))).toMatch(/^ami-[0-9a-f]{17}$/);
    expect(live.spec).toMatchObject({
      securityGroups: [`${space.name}-g`],
      privateIPAddress: at(live, 'spec.networkInterfaces.0.privateIPAddress'),
      placement: { availabilityZone: 'us-east-1a', tenancy: 'default' },
      cpuOptions: { coreCount: 1, threadsPerCore: 1 },
      hibernationOptions: { configured: false },
      sourceDestCheckEnabled: true,
      metadataOptions: { httpTokens: 'required', httpEndpoint: 'enabled' },
    });
    expect(live.status).toMatchObject({ architecture: 'arm64', state: { code: 16, name: 'running' } });
    expect((await space.aws('instance'))[0]).toMatchObject({ userData: 'IyEvYmluL2Jhc2g=', keyName: 'mine' });
  });

  test('§9.3, §12 Instance: groups are applied later, image and user data are silent, a type needs a stop', async () => {
    const space = await cluster().space();
    const { vpcID, subnetIDs } = await space.seedNetwork();
    const group = await space.synced('SecurityGroup', 'group', { name: `${space.name}-g`, description: 'd', vpcID });
    await space.synced('Instance', 'bastion', {
      imageID: 'ami-0123456789abcdef0',
      instanceType: 't3.micro',
      subnetID: subnetIDs[0] ?? '',
    });
    await space.edit('Instance', 'bastion', {
      spec: {
        securityGroupIDs: [at(group, 'status.id')],
        sourceDestCheckEnabled: false,
        disableAPITermination: true,
        imageID: 'ami-0123456789abcdef1',
        userData: 'bmV3',
        tags: [{ key: 'a', value: 'b' }],
      },
    });
    await space.untilAws('instance', { sourceDestCheck: false, attributes: { disableAPITermination: true } });
    await space.untilSynced('Instance', 'bastion');
    const [record] = await space.aws('instance');
    expect(record).toMatchObject({
      securityGroupIDs: [at(group, 'status.id')],
      sourceDestCheck: false,
      imageID: 'ami-0123456789abcdef0',
      tags: { a: 'b' },
    });
    expect(record).not.toHaveProperty('userData');

    await space.delete('Instance', 'bastion');
    await space.untilSays('Instance', 'bastion', 'ACK.Recoverable', 'may not be terminated');
    await space.changeAws('instance', record?.id ?? '', { attributes: { disableAPITermination: false } });
    await space.untilGone('Instance', 'bastion');
    await space.delete('SecurityGroup', 'group');
    await space.untilGone('SecurityGroup', 'group');
  });

  test('§9.3 Instance: one that was terminated outside is asked for with all that AWS had filled in, and refused', async () => {
    const space = await cluster().space();
    const { subnetIDs } = await space.seedNetwork();
    await space.synced('Instance', 'bastion', {
      imageID: 'ami-01234567',
      instanceType: 't3.micro',
      subnetID: subnetIDs[0] ?? '',
    });
    const [record] = await space.aws('instance');
    await cluster().control('DELETE', `/resources/instance/${record?.id}`);
    await space.edit('Instance', 'bastion', { spec: { tags: [{ key: 'look', value: 'again' }] } });
    await space.untilSays('Instance', 'bastion', 'ACK.Recoverable', 'InvalidParameterCombination');
    // Each attempt puts it on, and takes it off when it is refused.
    await space.until('Instance', 'bastion', 'no finalizer', ({ metadata }) => metadata.finalizers === undefined);
    expect(await space.aws('instance')).toEqual([]);
  });

  test('§9.3 Instance: a changed type is refused while it runs', async () => {
    const space = await cluster().space();
    const { subnetIDs } = await space.seedNetwork();
    await space.synced('Instance', 'bastion', {
      imageID: 'ami-01234567',
      instanceType: 't3.micro',
      subnetID: subnetIDs[0] ?? '',
    });
    await space.edit('Instance', 'bastion', { spec: { instanceType: 't3.small' } });
    await space.untilSays('Instance', 'bastion', 'ACK.Recoverable', 'IncorrectInstanceState');
  });

  test('§9.3 Instance: what RunInstances refuses loops as Recoverable', async () => {
    const space = await cluster().space();
    const { subnetIDs } = await space.seedNetwork();
    const other = await (await cluster().space()).seedNetwork();
    const foreign = await space.synced('SecurityGroup', 'foreign', {
      name: `${space.name}-f`,
      description: 'd',
      vpcID: other.vpcID,
    });
    const base = { imageID: 'ami-01234567', instanceType: 't3.micro', subnetID: subnetIDs[0] ?? '' };
    const refusals: readonly [string, object, string][] = [
      ['subnet', { subnetID: 'subnet-none' }, 'InvalidSubnetID.NotFound'],
      ['group', { securityGroupIDs: ['sg-none'] }, 'InvalidGroup.NotFound'],
      ['foreign', { securityGroupIDs: [at(foreign, 'status.id')] }, 'different networks'],
      ['type', { instanceType: 'micro' }, 'InstanceType'],
      ['image', { imageID: 'ami-x' }, 'InvalidAMIID.Malformed'],
      ['parameter', { imageID: 'resolve:ssm:/mine' }, 'InvalidParameterValue'],
      ['profile', { iamInstanceProfile: { arn: 'arn:none' } }, 'Invalid IAM Instance Profile'],
      ['both', { iamInstanceProfile: { arn: 'arn:none', name: 'none' } }, 'InvalidParameterCombination'],
      ['user-data', { userData: 'no base64!' }, 'BASE64'],
      ['long', { userData: Buffer.alloc(16_385).toString('base64') }, '16384'],
    ];
    for (const [name, over, message] of refusals) {
      await space.apply('Instance', name, { ...base, ...over } as never);
      await space.untilSays('Instance', name, 'ACK.Recoverable', message);
    }
  });

  test('§9.7 DBInstance: is synced only when it is available', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    const seen = new Set<unknown>();
    await space.apply('DBInstance', 'db', instanceSpec(space, 'db', { multiAZ: true }));
    const live = await space.until('DBInstance', 'db', 'to be available', (each) => {
      seen.add(status(each));
      if (status(each) !== 'available') expect(conditionOf(each, 'ACK.ResourceSynced')?.status).not.toBe('True');
      return status(each) === 'available' && conditionOf(each, 'Ready')?.status === 'True';
    });
    expect([...seen]).toEqual(expect.arrayContaining(['creating', 'available']));
    expect(live.status).toMatchObject({
      endpoint: {
        address: expect.stringMatching(
          new RegExp(`^${space.name}-db\\.c[0-9a-f]{11}\\.us-east-1\\.rds\\.amazonaws\\.com$`),
        ),
        port: 5432,
      },
      secondaryAvailabilityZone: 'us-east-1b',
    });
  });

  test('§9.7 DBInstance: every change is immediate, and shows as pending until it is available again', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.synced('DBInstance', 'db', instanceSpec(space, 'db'));
    await space.edit('DBInstance', 'db', { spec: { dbInstanceClass: 'db.m5.xlarge' } });
    const live = await space.until('DBInstance', 'db', 'to be modifying', (each) => status(each) === 'modifying');
    expect(at(live, 'status.pendingModifiedValues.dbInstanceClass')).toBe('db.m5.xlarge');
    await space.edit('DBInstance', 'db', { spec: { promotionTier: 5 } });
    await space.untilSynced('DBInstance', 'db');
    expect((await space.aws('dbInstance'))[0]?.['attributes']).toMatchObject({
      dbInstanceClass: 'db.m5.xlarge',
      promotionTier: 5,
    });
  });

  test('§9.7 DBInstance: a new password needs a new reference, remembered in the annotation', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    const live = await space.synced('DBInstance', 'db', instanceSpec(space, 'db'));
    expect(live.metadata.annotations?.[LAST_SECRET]).toBe('/master-1.password');
    await space.secret('master-2', { password: 'another-long-password' });
    await change(space, 'db', { masterUserPassword: { name: 'master-2' } });
    expect((await space.get('DBInstance', 'db')).metadata.annotations?.[LAST_SECRET]).toBe('/master-2.password');
    expect((await space.aws('dbInstance'))[0]?.['masterUserPassword']).toBe('another-long-password');
  });

  test('§9.7, §12 DBInstance: versions are compared by prefix, and minors not while they upgrade by themselves', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.synced('DBInstance', 'db', instanceSpec(space, 'db'));
    await space.edit('DBInstance', 'db', { spec: { engineVersion: '17' } });
    await space.edit('DBInstance', 'db', { spec: { engineVersion: '17.2' } });
    await space.untilSynced('DBInstance', 'db');
    expect((await space.aws('dbInstance'))[0]?.['attributes']).toMatchObject({ engineVersion: '17.6' });
    await space.edit('DBInstance', 'db', { spec: { autoMinorVersionUpgrade: false } });
    await space.untilSays('DBInstance', 'db', 'ACK.Terminal', 'Cannot upgrade postgres from 17.6 to 17.2');
    await change(space, 'db', { engineVersion: '18' });
    expect((await space.aws('dbInstance'))[0]).toMatchObject({
      attributes: { engineVersion: '18.1' },
      parameterGroup: { name: 'default.postgres18' },
    });
  });

  test('§9.7 DBInstance: a port, or a subnet group, that changes is never seen; a database name for ever', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.synced('DBInstance', 'db', instanceSpec(space, 'db', { dbName: 'one' }));
    await space.edit('DBInstance', 'db', { spec: { port: 5433 } });
    await space.edit('DBInstance', 'db', { spec: { tags: [{ key: 'a', value: 'b' }] } });
    await space.untilReconciled('DBInstance', 'db');
    await space.untilSynced('DBInstance', 'db');
    expect((await space.aws('dbInstance'))[0]).toMatchObject({ port: 5432, tags: { a: 'b' } });
    expect((await space.counted('needlessSpecWrites'))[0]).toContain('generation 3');

    await space.edit('DBInstance', 'db', { spec: { dbName: 'two' } });
    await space.untilCondition('DBInstance', 'db', 'ACK.ResourceSynced', 'False');
    expect((await space.aws('dbInstance'))[0]).toMatchObject({ state: 'available', attributes: { dbName: 'one' } });
  });

  test('§9.7 DBInstance: in a dead state it is terminal and synced at once', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.synced('DBInstance', 'db', instanceSpec(space, 'db'));
    await space.changeAws('dbInstance', `${space.name}-db`, { state: 'incompatible-restore' });
    await space.edit('DBInstance', 'db', { spec: { promotionTier: 2 } });
    const terminal = await space.untilCondition('DBInstance', 'db', 'ACK.Terminal');
    expect(terminal.message).toBe("DB instance is in 'incompatible-restore' status");
    expect(conditionOf(await space.get('DBInstance', 'db'), 'ACK.ResourceSynced')?.status).toBe('True');
  });

  test('§9.7, §13 DBInstance: storage grows also when it is full; a smaller number after autoscaling is refused', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.synced('DBInstance', 'db', instanceSpec(space, 'db', { maxAllocatedStorage: 500 }));
    await space.changeAws('dbInstance', `${space.name}-db`, { state: 'storage-full' });
    await change(space, 'db', { allocatedStorage: 150 });
    expect((await space.aws('dbInstance'))[0]?.['attributes']).toMatchObject({ allocatedStorage: 150 });
    await space.changeAws('dbInstance', `${space.name}-db`, {
      attributes: { allocatedStorage: 200 },
      storageModifiedAt: null,
    });
    await space.edit('DBInstance', 'db', { spec: { tags: [{ key: 'look', value: 'again' }] } });
    const terminal = await space.untilCondition('DBInstance', 'db', 'ACK.Terminal');
    expect(terminal.message).toContain('cannot be less than the current storage size (200)');
  });

  test('§9.7 DBInstance: past 400 GiB the throughput of before is refused', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.synced('DBInstance', 'db', instanceSpec(space, 'db'));
    await change(space, 'db', { allocatedStorage: 400, iops: 12_000, storageThroughput: 500 });
    expect((await space.aws('dbInstance'))[0]?.['attributes']).toMatchObject({
      allocatedStorage: 400,
      iops: 12_000,
      storageThroughput: 500,
    });
    await space.edit('DBInstance', 'db', { spec: { iops: 3000 } });
    await space.untilSays('DBInstance', 'db', 'ACK.Terminal', "can't currently modify the storage");
    await space.changeAws('dbInstance', `${space.name}-db`, { storageModifiedAt: null });
    await space.edit('DBInstance', 'db', { spec: { iops: 3100 } });
    await space.untilSays('DBInstance', 'db', 'ACK.Terminal', 'outside of 12000 to 64000');
  });

  test('§9.7 DBInstance: monitoring needs a role that RDS knows and may use; a young one is terminal', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.synced('Role', 'role', {
      name: `${space.name}-role`,
      assumeRolePolicyDocument: trustOf('monitoring.rds.amazonaws.com'),
      policies: [MONITORING_POLICY],
    });
    const monitored = { monitoringInterval: 60, monitoringRoleRef: ref('role') };
    await cluster().control('PUT', '/faults', [{ fault: 'fresh-role', object: `${space.name}/role`, seconds: 3600 }]);
    await space.apply('DBInstance', 'db', instanceSpec(space, 'db', monitored));
    await space.untilSays('DBInstance', 'db', 'ACK.Terminal', 'ENHANCED_MONITORING');
    await cluster().control('PUT', '/faults', []);
    await space.edit('DBInstance', 'db', { spec: { tags: [{ key: 'nudge', value: '1' }] } });
    await space.untilSynced('DBInstance', 'db');
    await space.apply('DBInstance', 'roleless', instanceSpec(space, 'roleless', { monitoringInterval: 60 }));
    await space.untilSays('DBInstance', 'roleless', 'ACK.Terminal', 'MonitoringRoleARN');
  });

  test('§9.7 DBInstance: deleted without annotations it leaves no snapshot; with them it does, once for each name', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    const final = (name: string): Record<string, string> => ({
      'rds.services.k8s.aws/skip-final-snapshot': 'false',
      'rds.services.k8s.aws/final-db-snapshot-identifier': name,
      'rds.services.k8s.aws/delete-automated-backups': 'false',
    });
    await space.synced('DBInstance', 'a', instanceSpec(space, 'a'));
    await space.synced('DBInstance', 'b', instanceSpec(space, 'b'), final(`${space.name}-final`));
    await space.synced('DBInstance', 'c', instanceSpec(space, 'c'), final(`${space.name}-final`));
    await space.synced('DBInstance', 'd', instanceSpec(space, 'd'), {
      'rds.services.k8s.aws/skip-final-snapshot': 'perhaps',
    });
    for (const name of ['a', 'b']) {
      await space.delete('DBInstance', name);
      await space.untilGone('DBInstance', name);
    }
    await space.delete('DBInstance', 'c');
    await space.untilSays('DBInstance', 'c', 'ACK.Recoverable', 'DBSnapshotAlreadyExists');
    await space.delete('DBInstance', 'd');
    await space.untilSays('DBInstance', 'd', 'ACK.Recoverable', 'ParseBool');
    expect((await space.aws('dbSnapshot')).map(({ id }) => id)).toEqual([`${space.name}-final`]);
  });

  test('§9.8 replica: only of an available source with backups; it inherits, and needs one round more', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.apply('DBInstance', 'db', instanceSpec(space, 'db', { dbName: 'tap', maxAllocatedStorage: 500 }));
    await space.apply('DBInstance', 'replica', replica(space));
    expect((await space.untilCondition('DBInstance', 'replica', 'ACK.Recoverable')).message).toMatch(
      /DBInstanceNotFound|InvalidDBInstanceState/,
    );
    const live = await space.untilSynced('DBInstance', 'replica');
    expect(live.spec).toMatchObject({
      allocatedStorage: 100,
      dbName: 'tap',
      engineVersion: '17.6',
      masterUsername: 'postgres',
      backupRetentionPeriod: 0,
      maxAllocatedStorage: 500,
    });
    expect(at(live, 'status.readReplicaSourceDBInstanceIdentifier')).toBe(`${space.name}-db`);
    await space.edit('DBInstance', 'db', { spec: { tags: [{ key: 'look', value: 'again' }] } });
    await space.until(
      'DBInstance',
      'db',
      'to list its replica',
      (each) => at(each, 'status.readReplicaDBInstanceIdentifiers.0') === `${space.name}-replica`,
    );
  });

  test('§9.8 replica: a key, a subnet group, a password, a zone without subnet and a final snapshot are refused', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.synced('DBInstance', 'db', instanceSpec(space, 'db'));
    const refusals: readonly [string, object, string, string][] = [
      ['key', { kmsKeyID: 'arn:key' }, 'ACK.Terminal', 'KMS key'],
      ['group', { dbSubnetGroupName: `${space.name}-group` }, 'ACK.Recoverable', 'DBSubnetGroupNotAllowedFault'],
      ['zone', { availabilityZone: 'us-east-1f' }, 'ACK.Recoverable', 'not covered'],
    ];
    for (const [name, over, type, message] of refusals) {
      await space.apply('DBInstance', name, replica(space, { dbInstanceIdentifier: `${space.name}-${name}`, ...over }));
      await space.untilSays('DBInstance', name, type, message);
    }
    await space.apply(
      'DBInstance',
      'replica',
      replica(space, { masterUserPassword: { name: 'master-1', key: 'password' } }),
    );
    await space.untilSays('DBInstance', 'replica', 'ACK.Terminal', 'password of a read replica');
    await space.synced('DBInstance', 'other', replica(space, { dbInstanceIdentifier: `${space.name}-other` }), {
      'rds.services.k8s.aws/skip-final-snapshot': 'false',
      'rds.services.k8s.aws/final-db-snapshot-identifier': `${space.name}-final`,
    });
    await space.delete('DBInstance', 'other');
    await space.untilSays('DBInstance', 'other', 'ACK.Terminal', 'read replica');
  });

  test('§9.8 a source that goes first leaves its replicas standing alone', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.synced('DBInstance', 'db', instanceSpec(space, 'db'));
    await space.synced('DBInstance', 'replica', replica(space));
    await space.delete('DBInstance', 'db');
    await space.untilGone('DBInstance', 'db');
    const left = (await space.aws('dbInstance')).find(({ id }) => id.endsWith('replica'));
    expect(left).not.toHaveProperty('source');
  });

  test('§9.8 without backups a source has no replicas', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.synced('DBInstance', 'db', instanceSpec(space, 'db', { backupRetentionPeriod: 0 }));
    await space.apply('DBInstance', 'replica', replica(space));
    await space.untilSays('DBInstance', 'replica', 'ACK.Recoverable', 'Automated backups are not enabled');
  });

  test('§9 DBSnapshot: of an available instance, available some time later; it restores to an instance', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    await space.synced(
      'DBInstance',
      'db',
      instanceSpec(space, 'db', { dbName: 'tap', copyTagsToSnapshot: true, tags: [{ key: 'a', value: 'b' }] }),
    );
    await space.apply('DBSnapshot', 'snapshot', {
      dbSnapshotIdentifier: `${space.name}-s`,
      dbInstanceIdentifierRef: ref('db'),
    });
    await space.untilCondition('DBSnapshot', 'snapshot', 'ACK.ResourceSynced', 'False');
    await space.edit('DBSnapshot', 'snapshot', { spec: { tags: [{ key: 'c', value: 'd' }] } });
    await space.untilReconciled('DBSnapshot', 'snapshot');
    const live = await space.untilSynced('DBSnapshot', 'snapshot');
    expect(live.status).toMatchObject({ status: 'available', percentProgress: 100, engine: 'postgres' });
    expect((await space.aws('dbSnapshot'))[0]?.['tags']).toMatchObject({ c: 'd' });
    await space.untilSynced('DBInstance', 'db');
    const {
      masterUserPassword: _,
      masterUsername: __,
      ...spec
    } = instanceSpec(space, 'restored', { dbSnapshotIdentifier: `${space.name}-s` });
    const restored = await space.synced('DBInstance', 'restored', spec);
    expect(restored.spec).toMatchObject({ dbName: 'tap', masterUsername: 'postgres' });
    await space.apply('DBInstance', 'lost', {
      ...spec,
      dbInstanceIdentifier: `${space.name}-lost`,
      dbSnapshotIdentifier: 'none',
    });
    await space.untilSays('DBInstance', 'lost', 'ACK.Recoverable', 'DBSnapshotNotFound');
    await space.delete('DBSnapshot', 'snapshot');
    await space.untilGone('DBSnapshot', 'snapshot');
  });

  test('§9.6, §13 a static parameter waits for a reboot that nobody makes', async () => {
    const space = await cluster().space();
    await prepareDatabase(space);
    const group = { name: `${space.name}-pg`, family: 'postgres17', description: 'd' };
    await space.synced('DBParameterGroup', 'group-17', { ...group, parameterOverrides: { work_mem: '16384' } });
    await space.synced('DBInstance', 'db', instanceSpec(space, 'db', { dbParameterGroupRef: ref('group-17') }));
    await space.edit('DBParameterGroup', 'group-17', { spec: { parameterOverrides: { work_mem: '32768' } } });
    await space.untilSynced('DBParameterGroup', 'group-17');
    await space.edit('DBParameterGroup', 'group-17', { spec: { parameterOverrides: { max_connections: '200' } } });
    await space.until('DBParameterGroup', 'group-17', 'to be changed', (live) =>
      JSON.stringify(live.status).includes('max_connections'),
    );
    await space.edit('DBInstance', 'db', { spec: { tags: [{ key: 'look', value: 'again' }] } });
    await space.until(
      'DBInstance',
      'db',
      'to wait for a reboot',
      (live) => at(live, 'status.dbParameterGroups.0.parameterApplyStatus') === 'pending-reboot',
    );
    await space.delete('DBParameterGroup', 'group-17');
    await space.untilSays('DBParameterGroup', 'group-17', 'ACK.Recoverable', 'InvalidDBParameterGroupState');
  });
}
