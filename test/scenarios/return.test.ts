import { beforeEach, describe, expect, test } from '@jest/globals';
import { adoptionManifest } from '../../src/api/adoption-manifest.js';
import type { AwsResource, TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { type KubeObject, valueAt } from '../../src/api/object.js';
import { DEFAULT_SETTINGS, type Settings } from '../../src/api/settings.js';
import { ApiError } from '../../src/reconcile/cluster.js';
import { World } from './support/world.js';

const EMAILS = { monitoring: { alarms: { notify: { emails: ['dba@example.com'] } } } };
const READ_ONLY = 'services.k8s.aws/read-only';

/** A database that was, and the account that it has left behind. */
async function lived(spec: Partial<TapDatabaseSpec> = EMAILS): Promise<World> {
  const world = new World(spec);
  await world.settle();
  expect(world.status.phase).toBe('Available');
  return world;
}

/** The same account under a cluster that holds nothing but the manifest with `adopt`. */
function rebuilt(before: World, change: Partial<TapDatabaseSpec> = {}, settings?: Settings): World {
  const manifest = adoptionManifest(before.database) ?? before.database;
  return inAccountOf(before, new World({ ...manifest.spec, ...change }, settings));
}

function inAccountOf(before: World, world: World): World {
  for (const [id, object] of before.ack.aws) world.ack.aws.set(id, object);
  return world;
}

const resourcesOf = (world: World): readonly AwsResource[] => world.database.spec.adopt?.resources ?? [];
const isLook = ({ metadata }: KubeObject): boolean => metadata.annotations?.[READ_ONLY] === 'true';
const ackObjects = (world: World): readonly KubeObject[] =>
  world.cluster.all().filter(({ apiVersion }) => apiVersion.includes('.services.k8s.aws/'));
/** What AWS was asked to make: an object that ACK did not find and adopt. */
const madeAnew = (world: World): readonly string[] =>
  ackObjects(world)
    .filter(({ metadata }) => metadata.annotations?.['services.k8s.aws/adopted'] !== 'true')
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`);

describe('given a cluster that was lost and a manifest with adopt', () => {
  let before: World;
  let world: World;

  beforeEach(async () => {
    before = await lived();
    world = rebuilt(before);
  });

  test('everything in AWS is taken back under the ids it has, and nothing is made', async () => {
    await world.settle();
    expect(world.status.phase).toBe('Available');
    expect(madeAnew(world)).toEqual([]);
    expect(world.status.inventory).toEqual(before.status.inventory);
    expect(world.status.identity).toEqual(before.status.identity);
    expect(world.cluster.names()).toEqual(before.cluster.names());
    expect(ackObjects(world).filter(isLook)).toEqual([]);
  });

  test('each is looked at first: read-only, kept at deletion, without a word of ours about tags or password', async () => {
    await world.reconcile();
    const looks = ackObjects(world);
    expect(looks.length).toBeGreaterThan(4);
    for (const { metadata, spec } of looks) {
      expect(metadata.annotations).toMatchObject({
        'services.k8s.aws/adoption-policy': 'adopt',
        'services.k8s.aws/read-only': 'true',
        'services.k8s.aws/deletion-policy': 'retain',
      });
      expect(Object.keys(spec ?? {})).not.toContain('tags');
    }
    expect(world.cluster.named('VPC/tap-vpc').metadata.annotations?.['services.k8s.aws/adoption-fields']).toBe(
      '{"vpcID":"vpc-tap-vpc"}',
    );
    expect(world.status.phase).toBe('Creating');
    expect(world.status.inventory).toEqual([]);
    expect(world.status.waitingFor).toContainEqual({
      kind: 'VPC',
      name: 'tap-vpc',
      reason: 'Adopting',
      message: 'ACK is looking for vpc-tap-vpc in AWS',
    });
    expect(world.condition('Synced')?.status).toBe('False');
  });

  test('then it is a child like any other: references stay, nothing of the look does, and nothing is written at rest', async () => {
    await world.settle();
    const { metadata, spec } = world.cluster.named('Subnet/tap-isolated-1');
    expect(Object.keys(metadata.annotations ?? {})).not.toContain(READ_ONLY);
    expect(metadata.annotations).not.toHaveProperty('services.k8s.aws/deletion-policy');
    expect(spec?.['vpcRef']).toEqual({ from: { name: 'tap-vpc' } });
    expect(world.cluster.named('Key/tap').metadata.annotations?.['services.k8s.aws/deletion-policy']).toBe('retain');
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('the data-bearing instance is not touched but for its password, which nobody knows any more', async () => {
    const old = before.cluster.named('DBInstance/tap-primary').spec;
    await world.settle();
    const { masterUserPassword, ...rest } = world.cluster.named('DBInstance/tap-primary').spec ?? {};
    const { masterUserPassword: _, ...was } = old ?? {};
    expect(rest).toEqual(was);
    expect(masterUserPassword).toEqual({ name: 'tap-credentials-1', key: 'password' });
  });

  test('the alias says the id of its key beside no reference, and goes before the key', async () => {
    await world.settle();
    expect(world.cluster.named('Alias/tap').spec).toMatchObject({ targetKeyID: 'key-tap' });
    expect(world.cluster.named('Alias/tap').spec).not.toHaveProperty('targetKeyRef');
    world.edit({ spec: { deletionProtection: false } });
    await world.settle();
    world.delete();
    await world.settle();
    expect(world.isGone).toBe(true);
    const ended = world.ack.endings.map(({ object }) => object);
    expect(ended.indexOf('Alias/tap')).toBeLessThan(ended.indexOf('Key/tap'));
  });

  test('the list may stay: a replica that goes and comes again later stops nothing', async () => {
    await world.settle();
    world.edit({ spec: { replicas: { count: 1 } } });
    await world.settle();
    expect(world.status).toMatchObject({ phase: 'Available', replicas: 1 });
  });

  test('what is not in the list is made', async () => {
    const resources = resourcesOf(world).filter(({ name }) => name !== 'tap-primary-cpu');
    before.ack.aws.delete('MetricAlarm tap-primary-cpu-dev');
    world = rebuilt(before, { adopt: { resources } });
    await world.settle();
    expect(madeAnew(world)).toEqual(['MetricAlarm/tap-primary-cpu']);
    expect(world.status.phase).toBe('Available');
  });

  test('a list that says another name renames nothing, and takes nothing of that name', async () => {
    const resources = resourcesOf(world).map((item) =>
      item.name === 'tap-primary' ? { ...item, id: 'orders-primary-prod' } : item,
    );
    world = rebuilt(before, { adopt: { resources } });
    await world.settle();
    expect(world.condition('Stalled')?.message).toContain(
      '"orders-primary-prod": is not how this database calls its DBInstance tap-primary in AWS, which cannot be renamed; ' +
        'write tap-primary-dev, or give the TapDatabase the name and environment that it had',
    );
    expect(world.cluster.names()).not.toContain('DBInstance/tap-primary');
  });

  test('an entry of no child is refused while the database is new', async () => {
    world = rebuilt(before, { adopt: { resources: [{ kind: 'VPC', name: 'shop-vpc', id: 'vpc-1' }] } });
    await world.settle();
    expect(world.condition('Stalled')).toEqual({
      status: 'True',
      reason: 'InvalidSpec',
      message:
        'spec.adopt.resources[0] "VPC/shop-vpc": is no part of this database as it is asked for; mend or remove the entry',
    });
    expect(world.cluster.names()).toEqual([]);
  });
});

describe('given that what is to be adopted is not tagged as this database’s own', () => {
  let before: World;

  beforeEach(async () => {
    before = await lived();
    const vpc = before.ack.aws.get('VPC vpc-tap-vpc') as KubeObject;
    const tags = [{ key: 'tapstack.io/database', value: 'payments/ledger' }];
    before.ack.aws.set('VPC vpc-of-others', {
      ...vpc,
      spec: { ...vpc.spec, tags },
      status: { ...vpc.status, vpcID: 'vpc-of-others' },
    });
  });

  const resources = (): readonly AwsResource[] =>
    (before.status.inventory ?? []).map((item) => (item.kind === 'VPC' ? { ...item, id: 'vpc-of-others' } : item));

  test('it is never taken over: a person is told what to set, and nothing is made beside it', async () => {
    const world = rebuilt(before, { adopt: { resources: resources() } });
    await world.settle();
    const index = resources().findIndex(({ kind }) => kind === 'VPC');
    expect(world.condition('Stalled')).toEqual({
      status: 'True',
      reason: 'ReferenceNotAllowed',
      message:
        `spec.adopt.resources[${index}].id "vpc-of-others": is in AWS without the tag tapstack.io/database=shop/tap, so it ` +
        "may be somebody else's; have an administrator add to the values of the chart: allowedReferences: [{namespace: " +
        "shop, kind: VPC, pattern: 'vpc-of-others'}]",
    });
    expect(isLook(world.cluster.named('VPC/tap-vpc'))).toBe(true);
    expect(ackObjects(world).filter(({ kind }) => kind === 'Subnet')).toEqual([]);
    expect(world.status.inventory?.filter(({ kind }) => kind === 'VPC')).toEqual([]);
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('it is taken over where the administrator allows it', async () => {
    const allowedReferences = [{ namespace: 'shop', kind: 'VPC' as const, pattern: 'vpc-of-*' }];
    const world = rebuilt(before, { adopt: { resources: resources() } }, { ...DEFAULT_SETTINGS, allowedReferences });
    await world.settle();
    expect(valueAt(world.cluster.named('VPC/tap-vpc'), 'status.vpcID')).toBe('vpc-of-others');
    expect(world.status.phase).toBe('Available');
  });

  test('a corrected id is looked for instead, and the first is let go untouched', async () => {
    const world = rebuilt(before, { adopt: { resources: resources() } });
    await world.settle();
    world.edit({ spec: { adopt: { resources: before.status.inventory } } });
    await world.settle();
    expect(world.status.phase).toBe('Available');
    expect(world.ack.endings).toEqual([{ object: 'VPC/tap-vpc', fate: 'retained' }]);
    expect(world.ack.aws.has('VPC vpc-of-others')).toBe(true);
    expect(madeAnew(world)).toEqual([]);
  });

  test('the deletion of the TapDatabase leaves it alone', async () => {
    const world = rebuilt(before, {
      adopt: { resources: resources() },
      deletionProtection: false,
      deletionPolicy: 'Delete',
    });
    await world.settle();
    world.delete();
    await world.settle();
    expect(world.isGone).toBe(true);
    expect(world.ack.endings).toContainEqual({ object: 'VPC/tap-vpc', fate: 'retained' });
    expect(world.ack.aws.has('VPC vpc-of-others')).toBe(true);
  });
});

describe('given that AWS has not what is to be adopted', () => {
  test('nothing is made in its place: the message says how, and the rest goes on', async () => {
    const before = await lived();
    before.ack.aws.delete('Instance instance-tap-bastion');
    const world = rebuilt(before);
    await world.settle();
    world.wait(120);
    await world.settle();
    expect(world.condition('Ready')?.status).toBe('True');
    expect(world.condition('Synced')).toMatchObject({ status: 'False', reason: 'Adopting' });
    expect(world.condition('Synced')?.message).toBe(
      'Instance tap-bastion: ACK has not found instance-tap-bastion in AWS, or does not run: mend its entry in ' +
        'spec.adopt, or remove it and it is made anew',
    );
    world.edit({ spec: { adopt: { resources: resourcesOf(world).filter(({ kind }) => kind !== 'Instance') } } });
    await world.settle();
    expect(world.status.phase).toBe('Available');
    expect(madeAnew(world)).toEqual(['Instance/tap-bastion']);
  });
});

describe('given a database that was deleted with Retain', () => {
  test('it comes back by the manifest that its status gives', async () => {
    const before = await lived({ deletionPolicy: 'Retain', deletionProtection: false });
    const manifest = adoptionManifest(before.database);
    before.delete();
    await before.settle();
    expect(before.isGone).toBe(true);
    expect(before.cluster.names()).toEqual([]);
    const world = inAccountOf(before, new World(manifest?.spec));
    await world.settle();
    expect(world.status.phase).toBe('Available');
    expect(madeAnew(world)).toEqual([]);
  });
});

describe('given that a child that holds data was deleted past the operator, and AWS has kept it', () => {
  test('it is looked for again once it is in the list', async () => {
    const world = await lived();
    world.cluster.forget(world.cluster.named('VPC/tap-vpc'));
    await world.settle();
    expect(world.condition('Stalled')?.reason).toBe('ChildDeleted');
    world.edit({ spec: { adopt: { resources: [{ kind: 'VPC', name: 'tap-vpc', id: 'vpc-tap-vpc' }] } } });
    await world.settle();
    expect(world.status.phase).toBe('Available');
    expect(world.cluster.named('VPC/tap-vpc').metadata.annotations).toMatchObject({
      'services.k8s.aws/adopted': 'true',
    });
  });
});

const KEY = 'arn:aws:kms:us-east-2:123456789012:key/of-the-snapshot';
const RESTORE = { restoreFrom: { snapshotID: 'tap-final-1', keyARN: KEY } };

/** An account that has a snapshot, and nothing else of the database. */
function withSnapshot(
  spec: Partial<TapDatabaseSpec>,
  of: { readonly tags?: readonly object[]; readonly status?: object } = {},
  settings?: Settings,
): World {
  const world = new World(spec, settings);
  const snapshot = {
    apiVersion: 'rds.services.k8s.aws/v1alpha1',
    kind: 'DBSnapshot',
    metadata: { name: 'any' },
    spec: {
      dbSnapshotIdentifier: 'tap-final-1',
      tags: of.tags ?? [{ key: 'tapstack.io/database', value: 'shop/tap' }],
    },
    status: {
      status: 'available',
      engine: 'postgres',
      masterUsername: 'postgres',
      kmsKeyID: KEY,
      allocatedStorage: 50,
      ackResourceMetadata: { arn: 'arn:aws:rds:us-east-2:123456789012:snapshot:tap-final-1' },
      ...of.status,
    },
  };
  world.ack.aws.set('DBSnapshot tap-final-1', snapshot as unknown as KubeObject);
  return world;
}

describe('given a snapshot that its tags prove to be this database’s own', () => {
  test('it is looked at before anything is made, and nothing is on record that could not be corrected', async () => {
    const world = withSnapshot(RESTORE);
    await world.reconcile();
    expect(world.cluster.names()).toEqual(['DBSnapshot/tap-restore']);
    expect(isLook(world.cluster.named('DBSnapshot/tap-restore'))).toBe(true);
    expect(world.status.identity).toBeUndefined();
    expect(world.condition('Synced')).toMatchObject({ status: 'False', reason: 'Adopting' });
  });

  test('the database begins with it, with its key and user, and becomes what is asked for', async () => {
    const world = withSnapshot(RESTORE);
    await world.settle();
    expect(world.status.phase).toBe('Available');
    expect(world.status.identity).toMatchObject({ encryption: { keyARN: KEY }, ...RESTORE });
    expect(world.cluster.names().filter((name) => /^(Key|Alias|DBSnapshot)\//.test(name))).toEqual([]);
    expect(world.cluster.named('DBInstance/tap-primary').spec).toMatchObject({
      dbSnapshotIdentifier: 'tap-final-1',
      kmsKeyID: KEY,
      masterUsername: 'postgres',
      dbName: 'tap',
      allocatedStorage: 100,
      backupRetentionPeriod: 7,
      monitoringInterval: 60,
      performanceInsightsEnabled: true,
    });
    expect(world.ack.endings).toEqual([{ object: 'DBSnapshot/tap-restore', fate: 'retained' }]);
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('RDS is asked only for what a restore takes; the password is set once the instance is available', async () => {
    const world = withSnapshot(RESTORE);
    const asked: KubeObject[] = [];
    world.cluster.refuse = (verb, object, body) => {
      if (verb === 'apply' && object === 'DBInstance/tap-primary') asked.push(body);
      return undefined;
    };
    await world.settle();
    expect(Object.keys(asked[0]?.spec ?? {}).toSorted()).toEqual([
      'autoMinorVersionUpgrade',
      'copyTagsToSnapshot',
      'dbInstanceClass',
      'dbInstanceIdentifier',
      'dbParameterGroupRef',
      'dbSnapshotIdentifier',
      'dbSubnetGroupRef',
      'deletionProtection',
      'enableCloudwatchLogsExports',
      'enableIAMDatabaseAuthentication',
      'engine',
      'multiAZ',
      'port',
      'publiclyAccessible',
      'storageType',
      'tags',
      'vpcSecurityGroupRefs',
    ]);
    expect(asked[1]?.spec).toMatchObject({ masterUserPassword: { name: 'tap-credentials-1', key: 'password' } });
    const connection = world.cluster.named('Secret/tap-connection').data?.['password'];
    expect(connection).toBe(world.cluster.named('Secret/tap-credentials-1').data?.['password']);
  });

  test('provisioned IOPS are part of a restore', async () => {
    const world = withSnapshot({ ...RESTORE, instance: { storage: { type: 'io2', size: '100Gi', iops: 3000 } } });
    const asked: KubeObject[] = [];
    world.cluster.refuse = (verb, object, body) => {
      if (verb === 'apply' && object === 'DBInstance/tap-primary') asked.push(body);
      return undefined;
    };
    await world.settle();
    expect(asked[0]?.spec).toMatchObject({ storageType: 'io2', iops: 3000 });
  });

  test('the phase says what is going on', async () => {
    const world = withSnapshot(RESTORE);
    const phases = new Set<string | undefined>();
    world.cluster.refuse = () => {
      phases.add(world.status.phase);
      return undefined;
    };
    await world.settle();
    expect([...phases]).toContain('Restoring');
  });

  test('restoreFrom may go afterwards, which changes nothing', async () => {
    const world = withSnapshot(RESTORE);
    await world.settle();
    world.edit({ spec: { restoreFrom: null } });
    const writes = await world.writesDuring(() => world.settle());
    expect(world.status.phase).toBe('Available');
    expect(writes.filter(({ verb }) => verb !== 'status')).toEqual([]);
  });

  test('another snapshot is refused: it would be another database', async () => {
    const world = withSnapshot(RESTORE);
    await world.settle();
    world.edit({ spec: { restoreFrom: { snapshotID: 'tap-final-2' } } });
    await world.settle();
    expect(world.condition('Stalled')).toMatchObject({ status: 'True', reason: 'IdentityChanged' });
    expect(world.condition('Stalled')?.message).toContain('spec.restoreFrom');
  });

  test('a primary that was lost is not restored again in silence', async () => {
    const world = withSnapshot(RESTORE);
    await world.settle();
    world.cluster.forget(world.cluster.named('DBInstance/tap-primary'));
    await world.settle();
    expect(world.condition('Stalled')?.reason).toBe('ChildDeleted');
    expect(world.cluster.names()).not.toContain('DBInstance/tap-primary');
    expect(world.cluster.names()).not.toContain('DBSnapshot/tap-restore');
  });

  test('a database that exists cannot be laid over by a snapshot', async () => {
    const world = withSnapshot({});
    await world.settle();
    world.edit({ spec: RESTORE });
    await world.settle();
    expect(world.condition('Stalled')?.reason).toBe('IdentityChanged');
    expect(world.condition('Stalled')?.message).toContain('this one was created without it');
  });
});

describe('given a snapshot that the database must not begin with', () => {
  const stalled = async (world: World): Promise<string> => {
    await world.settle();
    expect(world.cluster.names()).toEqual(['DBSnapshot/tap-restore']);
    expect(world.status.phase).toBe('Stalled');
    return `${world.condition('Stalled')?.reason}: ${world.condition('Stalled')?.message}`;
  };

  test('one without the tag: a person is told what to set', async () => {
    expect(await stalled(withSnapshot(RESTORE, { tags: [] }))).toBe(
      'ReferenceNotAllowed: spec.restoreFrom.snapshotID "tap-final-1": is in AWS without the tag ' +
        "tapstack.io/database=shop/tap, so it may be somebody else's; have an administrator add to the values of the chart: " +
        "allowedReferences: [{namespace: shop, kind: DBSnapshot, pattern: 'tap-final-1'}]",
    );
  });

  test('one that is encrypted with another key, or was made by another user: both are named', async () => {
    const world = withSnapshot(RESTORE, { status: { kmsKeyID: `${KEY}-2`, masterUsername: 'owner' } });
    expect(await stalled(world)).toBe(
      `InvalidSpec: spec.restoreFrom.keyARN "${KEY}": is not the key of the snapshot; write ${KEY}-2. ` +
        'spec.postgres.username "postgres": is not the master user of the snapshot, which a restored database keeps; write owner',
    );
    world.edit({ spec: { postgres: { username: 'owner' }, restoreFrom: { keyARN: `${KEY}-2` } } });
    await world.settle();
    expect(world.status).toMatchObject({ phase: 'Available', identity: { encryption: { keyARN: `${KEY}-2` } } });
  });

  test('one that is larger than the storage that is asked for', async () => {
    const world = withSnapshot(RESTORE, { status: { allocatedStorage: 200 } });
    expect(await stalled(world)).toBe(
      'InvalidSpec: spec.instance.storage.size "100Gi": is less than the snapshot has, and the storage of RDS never ' +
        'shrinks; write 200Gi or more',
    );
  });

  test.each([
    [{ kmsKeyID: '' }, 'is not encrypted, and a restored database would not be'],
    [{ engine: 'mysql' }, 'is a snapshot of mysql'],
  ])('one of which AWS says %j', async (status, message) => {
    expect(await stalled(withSnapshot(RESTORE, { status }))).toContain(message);
  });

  test('one of another account, whose tags nobody can read', async () => {
    const snapshotID = 'arn:aws:rds:us-east-2:999999999999:snapshot:tap-final-1';
    const world = withSnapshot({ restoreFrom: { snapshotID, keyARN: KEY } });
    expect(await stalled(world)).toContain('is of another account or region');
  });

  test('one that is not there: the look says so, and another name is looked for at once', async () => {
    const world = withSnapshot({ restoreFrom: { snapshotID: 'tap-finale', keyARN: KEY } });
    await world.settle();
    world.wait(120);
    await world.settle();
    expect(world.cluster.names()).toEqual(['DBSnapshot/tap-restore']);
    expect(world.condition('Synced')?.message).toBe(
      'DBSnapshot tap-restore: ACK has not found tap-finale in AWS, or does not run: mend what the spec says of it',
    );
    world.edit({ spec: RESTORE });
    await world.settle();
    expect(world.status.phase).toBe('Available');
  });

  test.each([
    [['DBSnapshot'], ['DBSnapshot/tap-restore']],
    [['DBSnapshot', 'Key'], []],
  ] as const)('where the configuration allows %j, the database begins with it', async (kinds, looks) => {
    const allowedReferences = kinds.map((kind) => ({ namespace: 'shop', kind, pattern: '*' }));
    const world = withSnapshot(RESTORE, { tags: [] }, { ...DEFAULT_SETTINGS, allowedReferences });
    await world.reconcile();
    expect(world.cluster.names().filter((name) => name.startsWith('DBSnapshot/'))).toEqual(looks);
    await world.settle();
    expect(world.status.phase).toBe('Available');
  });
});

describe('given children that a backup brought back, owned by the TapDatabase of before', () => {
  /** As Velero does: what the objects were, under another manager, while their owner has another uid. */
  function restored(before: World): World {
    const world = inAccountOf(before, new World(before.database.spec));
    for (const object of before.cluster.all()) {
      if (object.kind === 'TapDatabase') continue;
      const { name, namespace, labels, annotations, finalizers } = object.metadata;
      const ownerReferences = object.metadata.ownerReferences?.map((owner) => ({ ...owner, uid: 'uid-of-before' }));
      const metadata = { name, namespace, labels, annotations, finalizers, ownerReferences };
      world.cluster.create({ ...object, metadata } as KubeObject, 'velero');
    }
    return world;
  }
  const ownersOf = (world: World): ReadonlySet<string> =>
    new Set(
      world.cluster
        .all()
        .flatMap(({ metadata }) => metadata.ownerReferences ?? [])
        .map(({ uid }) => uid),
    );

  test('they have the owner of today before anything else is written', async () => {
    const world = restored(await lived());
    expect(ownersOf(world)).toEqual(new Set(['uid-of-before']));
    const writes = await world.writesDuring(() => world.reconcile());
    const children = world.cluster.names().length;
    expect(writes.slice(0, children).map(({ verb }) => verb)).toEqual(Array(children).fill('patch'));
    expect(ownersOf(world)).toEqual(new Set(['uid-of-tap']));
    await world.settle();
    expect(world.status.phase).toBe('Available');
    expect(await world.writesDuring(() => world.settle())).toEqual([]);
  });

  test('also where nothing else may be written, since the spec is refused', async () => {
    const world = restored(await lived());
    world.edit({ spec: { instance: { class: 'db.none.large' } } });
    await world.settle();
    expect(world.condition('Stalled')?.reason).toBe('InvalidSpec');
    expect(ownersOf(world)).toEqual(new Set(['uid-of-tap']));
  });

  test('without the guard they have none at all', async () => {
    const world = restored(await lived());
    world.cluster.guardState = { installed: false, message: 'not there' };
    await world.settle();
    expect(ownersOf(world)).toEqual(new Set());
    expect(world.status.phase).toBe('Available');
  });

  test('a pause is kept', async () => {
    const world = restored(await lived());
    world.edit({ metadata: { annotations: { 'tapstack.io/paused': 'true' } } });
    await world.settle();
    expect(ownersOf(world)).toEqual(new Set(['uid-of-before']));
  });

  test('one that cannot be patched stops nothing, and is told', async () => {
    const world = restored(await lived());
    world.cluster.refuse = (verb, object) =>
      verb === 'patch' && object === 'VPC/tap-vpc' ? new ApiError(403, 'Forbidden', 'not today') : undefined;
    await world.reconcile();
    expect(ownersOf(world)).toEqual(new Set(['uid-of-before', 'uid-of-tap']));
    expect(world.status.waitingFor).toContainEqual({
      kind: 'VPC',
      name: 'tap-vpc',
      reason: 'ChildRefused',
      message: 'metadata.ownerReferences: Only one reference can have Controller set to true',
    });
    world.cluster.refuse = (verb) => (verb === 'patch' ? (new TypeError('a fault of ours') as never) : undefined);
    expect(await world.reconcile()).toEqual(new TypeError('a fault of ours'));
    world.cluster.refuse = () => undefined;
    await world.settle();
    expect(world.status.phase).toBe('Available');
  });
});
