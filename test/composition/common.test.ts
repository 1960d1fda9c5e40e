import { describe, expect, test } from '@jest/globals';
import { ACK_KINDS, apiVersionOf } from '../../src/api/kinds.js';
import { ACK, type AckKind, ackRef } from '../../src/composition/ack-kinds.js';
import { compose } from '../../src/composition/compose.js';
import { database, everythingKnown, nameOf, nothingKnown, rendered } from './support.js';

const TAGS = { team: 'checkout', Name: 'ours', constructor: 'x', ['__proto__']: 'y', 'a b': 'c=d' };

describe('labels', () => {
  const { children } = compose(database({ tags: TAGS }), everythingKnown());

  test('every child tells its database, component and manager, in the namespace of the database', () => {
    for (const { component, manifest } of children) {
      expect(manifest.metadata).toMatchObject({
        namespace: 'shop',
        labels: {
          'app.kubernetes.io/managed-by': 'tapdb-operator',
          'tapstack.io/component': component,
          'tapstack.io/database': 'tap',
        },
      });
    }
  });

  test('components are the sections of the spec', () => {
    expect(new Set(children.map(({ component }) => component))).toEqual(
      new Set([
        'network',
        'access',
        'encryption',
        'postgres',
        'monitoring',
        'instance',
        'replicas',
        'backup',
        'bastion',
        'credentials',
        'connection',
      ]),
    );
  });

  test('what belongs to one instance says to which', () => {
    const instances = children.flatMap(({ manifest }) => {
      const instance = manifest.metadata.labels?.['tapstack.io/instance'];
      return instance === undefined ? [] : [`${nameOf(manifest)} ${instance}`];
    });
    expect(instances.sort()).toEqual([
      'DBInstance/tap-primary primary',
      'DBInstance/tap-replica-1 replica-1',
      'DBInstance/tap-replica-2 replica-2',
      'LogGroup/tap-primary-postgresql primary',
      'LogGroup/tap-replica-1-postgresql replica-1',
      'LogGroup/tap-replica-2-postgresql replica-2',
      'MetricAlarm/tap-primary-connections primary',
      'MetricAlarm/tap-primary-cpu primary',
      'MetricAlarm/tap-primary-storage primary',
      'MetricAlarm/tap-replica-1-lag replica-1',
      'MetricAlarm/tap-replica-1-replication replica-1',
      'MetricAlarm/tap-replica-2-lag replica-2',
      'MetricAlarm/tap-replica-2-replication replica-2',
    ]);
  });

  test("nothing of the user's labels and annotations is copied: Argo CD would prune children that carry its own", () => {
    const marked = database();
    const metadata = {
      ...marked.metadata,
      labels: { 'app.kubernetes.io/instance': 'argo' },
      annotations: { note: 'x' },
    };
    const text = JSON.stringify(compose({ ...marked, metadata }, everythingKnown()).children);
    expect(text).not.toContain('argo');
    expect(text).not.toContain('"note"');
  });
});

describe('tags', () => {
  const children = rendered(database({ tags: TAGS }));
  const sorted = [
    { key: 'Name', value: 'ours' },
    { key: '__proto__', value: 'y' },
    { key: 'a b', value: 'c=d' },
    { key: 'constructor', value: 'x' },
    { key: 'tapstack.io/database', value: 'shop/tap' },
    { key: 'team', value: 'checkout' },
  ];

  test('stand in the shape of each kind, sorted, whatever their keys are', () => {
    expect(children.spec('DBInstance/tap-primary')['tags']).toEqual(sorted);
    expect(children.spec('Bucket/tap-backup')['tagging']).toEqual({ tagSet: sorted });
    expect(children.spec('Key/tap')['tags']).toEqual(
      sorted.map(({ key, value }) => ({ tagKey: key, tagValue: value })),
    );
    const map = children.spec('LogGroup/tap-primary-postgresql')['tags'] as object;
    expect(Object.entries(map)).toEqual(sorted.map(({ key, value }) => [key, value]));
    expect(children.spec('Alias/tap')).not.toHaveProperty('tags');
  });

  test("EC2's console shows a Name, unless the user gives one", () => {
    expect(children.spec('VPC/tap-vpc')['tags']).toContainEqual({ key: 'Name', value: 'ours' });
    expect(rendered(database()).spec('VPC/tap-vpc')['tags']).toEqual([
      { key: 'Name', value: 'tap-vpc-dev' },
      { key: 'tapstack.io/database', value: 'shop/tap' },
    ]);
  });
});

test('the kinds and their API versions are those that the operator serves', () => {
  expect(Object.keys(ACK).sort()).toEqual(ACK_KINDS.map(({ kind }) => kind).sort());
  for (const kind of ACK_KINDS) {
    expect(ackRef(kind.kind as AckKind, 'x')).toEqual({ apiVersion: apiVersionOf(kind), kind: kind.kind, name: 'x' });
  }
});

test('the same database gives the same bytes, whatever the order of its fields', () => {
  const once = JSON.stringify(compose(database({ tags: { b: '1', a: '2' } }), everythingKnown()));
  expect(JSON.stringify(compose(database({ tags: { a: '2', b: '1' } }), everythingKnown()))).toBe(once);
});

describe('names in AWS', () => {
  test('of roles and buckets are cut to what AWS takes, with a hash of the whole', () => {
    const name = 'a-name-of-thirty-nine-characters-at-most';
    const long = rendered(database({ environment: 'environment1' }, name.slice(0, 39)));
    const short = name.slice(0, 39);
    for (const role of ['monitoring', 's3', 'bastion']) {
      expect(String(long.spec(`Role/${short}-${role}`)['name'])).toMatch(/^a-name-of-.{45}-[0-9a-f]{8}$/);
    }
    expect(String(long.spec(`Bucket/${short}-backup`)['name'])).toMatch(/^a-name-of-.{44}-[0-9a-f]{8}$/);
    expect(String(long.spec(`DBInstance/${short}-replica-2`)['dbInstanceIdentifier']).length).toBeLessThanOrEqual(63);
  });
});

describe('what is not known yet', () => {
  test('blocks the children that need it, each with all that it waits for', () => {
    const { children, blocked } = compose(database(), nothingKnown);
    const waits = Object.fromEntries(
      blocked.map(({ ref, waitsFor }) => [
        `${ref.kind}/${ref.name}`,
        waitsFor.map((wait) => `${wait.ref.kind}/${wait.ref.name}:${wait.path}`),
      ]),
    );
    const account = 'VPC/tap-vpc:status.ackResourceMetadata.ownerAccountID';
    const key = 'Key/tap:status.ackResourceMetadata.arn';
    const password = 'Secret/tap-credentials-1:data.password';
    const endpoint = 'DBInstance/tap-primary:status.endpoint.address';
    expect(waits).toEqual({
      'Key/tap': [account],
      'Role/tap-monitoring': [account],
      'DBInstance/tap-primary': [password],
      'DBInstance/tap-replica-1': ['DBInstance/tap-primary:metadata.name'],
      'DBInstance/tap-replica-2': ['DBInstance/tap-primary:metadata.name'],
      'Bucket/tap-backup': [account, key],
      'Role/tap-s3': [account, key],
      'Instance/tap-bastion': [
        'SecurityGroup/tap-bastion:status.id',
        'InstanceProfile/tap-bastion:status.ackResourceMetadata.arn',
      ],
      'Secret/tap-credentials': [password, endpoint],
      'Service/tap-rw': [endpoint],
      'Service/tap-ro': [endpoint],
      'Service/tap-ro-1': ['DBInstance/tap-replica-1:status.endpoint.address'],
      'Service/tap-ro-2': ['DBInstance/tap-replica-2:status.endpoint.address'],
      'Secret/tap-connection': [password, endpoint],
      'Secret/tap-secrets-manager': [password, endpoint],
      'ConfigMap/tap-outputs': [endpoint, account, key],
    });
    expect(children.length + blocked.length).toBe(compose(database(), everythingKnown()).children.length);
    expect(JSON.stringify(children)).not.toContain('undefined');
    expect(blocked.find(({ ref }) => ref.name === 'tap-s3')?.component).toBe('backup');
  });

  test('is asked of the database group where the VPC is not ours', () => {
    const existing = { vpcID: 'vpc-0a1b2c3d', databaseSubnetIDs: ['subnet-0a1b2c31', 'subnet-0a1b2c32'] };
    const { blocked } = compose(database({ network: { existing } }), nothingKnown);
    expect(blocked.find(({ ref }) => ref.kind === 'Key')?.waitsFor).toEqual([
      {
        ref: { apiVersion: 'ec2.services.k8s.aws/v1alpha1', kind: 'SecurityGroup', name: 'tap-database' },
        path: 'status.ackResourceMetadata.ownerAccountID',
      },
    ]);
  });

  test('does not hold up the outputs: the bastion may come later', () => {
    const { children } = compose(database(), everythingKnown({ 'Instance/tap-bastion:status.instanceID': undefined }));
    const outputs = children.find(({ manifest }) => manifest.kind === 'ConfigMap');
    expect(Object.keys(outputs?.manifest.data ?? {})).toEqual([
      'backupBucketName',
      'credentialsSecretName',
      'kmsKeyARN',
      'primaryEndpoint',
      'primaryPort',
    ]);
  });

  test('the partition is the one that ACK reports', () => {
    const known = everythingKnown({ 'VPC/tap-vpc:status.ackResourceMetadata.partition': 'aws-us-gov' });
    expect(JSON.stringify(compose(database(), known).children)).toContain('arn:aws-us-gov:iam::aws:policy/');
  });
});
