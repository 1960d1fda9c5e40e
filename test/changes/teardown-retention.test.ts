import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import type { DeletionPolicy } from '../../src/changes/retention.js';
import { teardown } from '../../src/changes/teardown.js';
import { ack, condition, core, deleting, NOW, synced } from './support.js';
import {
  annotations,
  deletion,
  lastSnapshot,
  patches,
  primary,
  RETAIN,
  replica,
  steps,
  vpc,
} from './teardown-objects.js';

describe('what stays in AWS', () => {
  const patchOf = (object: KubeObject, policy: DeletionPolicy) => patches([object], policy)[0];
  const dropped = annotations({ 'services.k8s.aws/deletion-policy': null });

  test('Retain: everything, said on each before it is deleted, and nothing changed for it', () => {
    expect(patchOf(vpc, 'Retain')).toEqual(annotations(RETAIN));
    expect(patchOf(primary({ deletionProtection: true }), 'Retain')).toEqual(annotations(RETAIN));
    expect(steps([primary({ deletionProtection: true }, RETAIN)], 'Retain')).toEqual(['delete DBInstance/p']);
    expect(steps([synced(primary({}, RETAIN), { dbInstanceStatus: 'modifying' })], 'Retain')).toEqual([
      'delete DBInstance/p',
    ]);
    expect(steps([core('ConfigMap', 'c')], 'Retain')).toEqual(['delete ConfigMap/c']);
  });

  test('Snapshot: the key and snapshots, and a last snapshot of the primary under the name that was composed', () => {
    expect(patchOf(synced(ack('Key', 'k')), 'Snapshot')).toEqual(annotations(RETAIN));
    expect(patchOf(synced(ack('DBSnapshot', 's')), 'Snapshot')).toEqual(annotations(RETAIN));
    expect(patchOf(primary({}, deletion(true)), 'Snapshot')).toEqual(
      annotations(deletion(false, 'p-primary-dev-final-0b0c3c5e')),
    );
    expect(steps([primary(), lastSnapshot()], 'Snapshot')).toEqual(['delete DBInstance/p']);
    expect(patchOf(synced(ack('VPC', 'v', {}, { annotations: RETAIN })), 'Snapshot')).toEqual(dropped);
  });

  test('Delete: nothing, and RDS is given no name for a snapshot that it skips', () => {
    expect(patchOf(synced(ack('Key', 'k', {}, { annotations: RETAIN })), 'Delete')).toEqual(dropped);
    expect(patchOf(synced(ack('DBSnapshot', 's', {}, { annotations: RETAIN })), 'Delete')).toEqual(dropped);
    expect(patchOf(primary(), 'Delete')).toEqual(
      annotations({
        'rds.services.k8s.aws/skip-final-snapshot': 'true',
        'rds.services.k8s.aws/delete-automated-backups': 'true',
        'rds.services.k8s.aws/final-db-snapshot-identifier': null,
      }),
    );
    expect(steps([primary({}, deletion(true))], 'Delete')).toEqual(['delete DBInstance/p']);
  });

  test('a replica takes no final snapshot: AWS refuses one', () => {
    expect(steps([replica], 'Snapshot')).toEqual(['delete DBInstance/r']);
  });

  test("what was only looked at, whatever it is: it may be somebody else's", () => {
    const look = { 'services.k8s.aws/adoption-policy': 'adopt', 'services.k8s.aws/read-only': 'true' };
    expect(patchOf(primary({ deletionProtection: true }, look as never), 'Delete')).toEqual(annotations(RETAIN));
    const retained = primary({ deletionProtection: true }, { ...look, ...RETAIN } as never);
    expect(steps([synced(retained, { dbInstanceStatus: 'modifying' })], 'Snapshot')).toEqual(['delete DBInstance/p']);
  });

  test('the name in Secrets Manager always, since it would be blocked for 30 days', () => {
    expect(patchOf(synced(ack('SecretsManagerSecret', 's')), 'Delete')).toEqual(annotations(RETAIN));
  });

  test('a subscription that nobody has confirmed, since AWS refuses to end it', () => {
    expect(patchOf(synced(ack('Subscription', 's'), { pendingConfirmation: 'true' }), 'Delete')).toEqual(
      annotations(RETAIN),
    );
    expect(steps([synced(ack('Subscription', 's'), { pendingConfirmation: 'false' })], 'Snapshot')).toEqual([
      'delete Subscription/s',
    ]);
  });
});

describe('a bucket with objects in it', () => {
  const conditions = [
    condition('ACK.Recoverable', 'True', { message: 'BucketNotEmpty: The bucket you tried to delete is not empty' }),
  ];
  const keyARN = { encryption: { rules: [{ applyServerSideEncryptionByDefault: { kmsMasterKeyID: 'arn:aws:any' } }] } };
  const bucket = synced(ack('Bucket', 'b', keyARN));
  const refused = deleting(synced(bucket, { conditions: conditions as never }));
  const key = synced(ack('Key', 'k'));
  const KEPT = { ...RETAIN, 'tapstack.io/kept-for': 'Bucket/b' };

  test('is tried to be deleted', () => {
    expect(steps([bucket, key], 'Delete')).toEqual(['delete Bucket/b']);
    expect(steps([deleting(bucket), key], 'Delete')).toEqual([]);
  });

  test('and when AWS refuses, is kept, its key first: it could not be read without', () => {
    expect(patches([refused, key], 'Delete')).toEqual([annotations(KEPT)]);
    const marked = { ...key, metadata: { ...key.metadata, annotations: KEPT } };
    expect(teardown([refused, marked], 'Delete', NOW).steps).toEqual([
      { action: 'patch', object: refused, patch: annotations(RETAIN) },
    ]);
    expect(steps([refused], 'Delete')).toEqual(['patch Bucket/b']);
  });

  test('once', () => {
    const kept = { ...refused, metadata: { ...refused.metadata, annotations: RETAIN } };
    expect(steps([kept], 'Delete')).toEqual([]);
  });

  test('and the key stays kept when the bucket’s object is gone', () => {
    const marked = { ...key, metadata: { ...key.metadata, annotations: KEPT } };
    expect(steps([marked], 'Delete')).toEqual(['delete Key/k']);
  });

  test('an object that is not deleted yet is not refused', () => {
    expect(steps([synced(bucket, { conditions: conditions as never })], 'Delete')).toEqual(['delete Bucket/b']);
    const { status: _, ...unseen } = deleting(bucket);
    expect(steps([unseen], 'Delete')).toEqual([]);
  });
});
