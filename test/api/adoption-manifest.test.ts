import { expect, test } from '@jest/globals';
import { adoptionManifest } from '../../src/api/adoption-manifest.js';
import { database, identity } from './support/database.js';

const keyARN = 'arn:aws:kms:us-east-2:111122223333:key/1234abcd';

test('it has every fixed field as it was resolved, and the ids of what is in AWS', () => {
  const given = database(
    { replicas: { count: 1 }, network: { zoneCount: 2, natGateways: 1 }, deletionPolicy: 'Retain' },
    {
      identity,
      phase: 'Available',
      inventory: [
        { kind: 'DBInstance', name: 'tap-primary', id: 'tap-primary-dev' },
        { kind: 'VPC', name: 'tap-vpc', id: 'vpc-1', kept: 'deletionPolicy is Retain' },
      ],
    },
  );
  expect(adoptionManifest(given)).toEqual({
    apiVersion: 'tapstack.io/v1alpha1',
    kind: 'TapDatabase',
    metadata: { name: 'tap', namespace: 'shop' },
    spec: {
      region: 'us-east-2',
      environment: 'dev',
      postgres: { database: 'tap', username: 'postgres', port: 5432, iamAuthentication: false },
      replicas: { count: 1 },
      network: {
        cidr: '10.0.0.0/16',
        zones: ['us-east-2a', 'us-east-2b'],
        databaseSubnets: 'Isolated',
        natGateways: 1,
      },
      deletionPolicy: 'Retain',
      adopt: {
        resources: [
          { kind: 'DBInstance', name: 'tap-primary', id: 'tap-primary-dev' },
          { kind: 'VPC', name: 'tap-vpc', id: 'vpc-1' },
        ],
      },
    },
  });
});

test('labels and the annotations of others go along, what asks for something now does not', () => {
  const given = database({}, { identity });
  const annotations = {
    'tapstack.io/paused': 'true',
    'tapstack.io/allow-deletion': 'tap',
    'kubectl.kubernetes.io/last-applied-configuration': '{}',
  };
  const { metadata } = { ...given, metadata: { ...given.metadata, labels: { team: 'shop' }, annotations } };
  expect(adoptionManifest({ ...given, metadata })?.metadata).toEqual({
    name: 'tap',
    namespace: 'shop',
    labels: { team: 'shop' },
  });
  const owned = { ...metadata, annotations: { ...annotations, 'example.com/owner': 'ana' } };
  expect(adoptionManifest({ ...given, metadata: owned })?.metadata.annotations).toEqual({ 'example.com/owner': 'ana' });
});

test('a restored database keeps the key of its snapshot and is not restored again', () => {
  const restored = database(
    { restoreFrom: { snapshotID: 'tap-final', keyARN }, encryption: { deletionWindowDays: 30 } },
    { identity: { ...identity, encryption: { keyARN }, restoreFrom: { snapshotID: 'tap-final', keyARN } } },
  );
  const spec = adoptionManifest(restored)?.spec;
  expect(spec).toMatchObject({ encryption: { keyARN, deletionWindowDays: 30 } });
  expect(spec).not.toHaveProperty('restoreFrom');
  expect(spec).not.toHaveProperty('adopt');
});

test('an existing network and a bucket with a name of its own stay', () => {
  const existing = { vpcID: 'vpc-1', databaseSubnetIDs: ['subnet-1', 'subnet-2'] };
  const given = database(
    { network: { existing }, backup: { retentionDays: 14 } },
    { identity: { ...identity, network: { existing }, backup: { bucket: { name: 'backups-of-tap' } } } },
  );
  expect(adoptionManifest(given)?.spec).toMatchObject({
    network: { existing },
    backup: { retentionDays: 14, bucket: { name: 'backups-of-tap' } },
  });
});

test('an earlier list of what to adopt is replaced, and kinds that cannot be adopted are left out', () => {
  const inventory = [
    { kind: 'Key', name: 'tap', id: 'key-2' },
    { kind: 'DBSnapshot', name: 'tap-before', id: 'tap-before' },
  ];
  const given = database(
    { adopt: { resources: [{ kind: 'Key', name: 'tap', id: 'key-1' }] } },
    { identity, inventory },
  );
  expect(adoptionManifest(given)?.spec.adopt).toEqual({ resources: [{ kind: 'Key', name: 'tap', id: 'key-2' }] });
});

test('a database that was never composed has nothing to come back to', () => {
  expect(adoptionManifest(database())).toBeUndefined();
  const { namespace: _, ...metadata } = database().metadata;
  expect(adoptionManifest({ ...database({}, { identity }), metadata })?.metadata).toEqual({ name: 'tap' });
});
