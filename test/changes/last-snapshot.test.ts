import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { teardown } from '../../src/changes/teardown.js';
import { ack, condition, deleting, NOW, synced } from './support.js';
import { annotations, deletion, lastSnapshot, primary, RETAIN, steps } from './teardown-objects.js';

const NAME = 'p-primary-dev-last-0b0c3c5e';
const told = (of: KubeObject, values: object): KubeObject => ({
  ...of,
  metadata: { ...of.metadata, annotations: { ...of.metadata.annotations, ...values } },
});
const waitsOf = (children: readonly KubeObject[]) =>
  teardown(children, 'Snapshot', NOW).remaining.map(({ ref, reason, message }) => `${ref.kind} ${reason}: ${message}`);

describe('before the primary goes, with Snapshot', () => {
  test('a snapshot is taken, under a name of its own that a restart repeats', () => {
    const tagged = told(
      primary({
        tags: [
          { key: 'team', value: 'shop' },
          { key: 'tapstack.io/nudge', value: '1' },
        ],
      }),
      {
        'services.k8s.aws/region': 'us-east-2',
      },
    );
    const [step] = teardown([tagged], 'Snapshot', NOW).steps;
    expect(step).toEqual({
      action: 'create',
      object: {
        apiVersion: 'rds.services.k8s.aws/v1alpha1',
        kind: 'DBSnapshot',
        metadata: {
          name: NAME,
          namespace: 'shop',
          labels: {
            'tapstack.io/database': 'tap',
            'tapstack.io/component': 'teardown',
            'app.kubernetes.io/managed-by': 'tapdb-operator',
          },
          annotations: {
            'services.k8s.aws/region': 'us-east-2',
            'tapstack.io/applied-hash': expect.stringMatching(/^[0-9a-f]{16}$/),
          },
        },
        spec: {
          dbSnapshotIdentifier: NAME,
          dbInstanceIdentifier: 'p-primary-dev',
          tags: [{ key: 'team', value: 'shop' }],
        },
      },
    });
    expect(teardown([tagged], 'Snapshot', NOW).steps).toEqual([step]);
    expect(waitsOf([tagged])).toEqual([
      `DBInstance WaitingForSnapshot: it goes when its last snapshot ${NAME} is available`,
    ]);
  });

  test('it is waited for until AWS says that it is available', () => {
    const taking = lastSnapshot({ status: 'creating' }, {});
    expect(steps([primary(), taking])).toEqual([]);
    expect(waitsOf([primary(), taking])).toEqual([
      'DBSnapshot NotUsableYet: AWS says creating, not available yet',
      `DBInstance WaitingForSnapshot: it goes when its last snapshot ${NAME} is available`,
    ]);
  });

  test('then it is told to stay, and the key that it needs too, and only then does the primary go', () => {
    const key = synced(ack('Key', 'k', {}, { annotations: RETAIN }));
    const kept = { ...RETAIN, 'tapstack.io/kept-for': 'DBSnapshot/tap-final-dev' };
    const taken = lastSnapshot({}, {});
    expect(teardown([primary(), taken, key], 'Snapshot', NOW).steps).toEqual([
      { action: 'patch', object: taken, patch: annotations(RETAIN) },
      { action: 'patch', object: key, patch: annotations(kept) },
    ]);
    expect(steps([primary(), lastSnapshot(), told(key, kept)])).toEqual(['delete DBInstance/p']);
    // The key stays though the policy becomes another: the snapshots are there.
    expect(steps([told(key, kept)], 'Delete')).toEqual(['delete Key/k']);
    expect(teardown([told(key, kept)], 'Delete', NOW).kept.map(({ why }) => why)).toEqual([
      'DBSnapshot/tap-final-dev cannot be read without it',
    ]);
  });

  test('one that fails blocks, named with the way out; one that somebody deletes is taken again when it is gone', () => {
    const failed = lastSnapshot(
      { conditions: [condition('ACK.Recoverable', 'True', { message: 'SnapshotQuotaExceeded' })] },
      {},
    );
    expect(steps([primary(), failed])).toEqual([]);
    expect(waitsOf([primary(), failed])[0]).toBe(
      'DBSnapshot ACKRecoverable: SnapshotQuotaExceeded. The database goes only when this snapshot is available: mend what ' +
        'AWS says, or set spec.deletionPolicy to Delete, which goes on without any, or to Retain, which leaves AWS as it is',
    );
    expect(steps([primary(), failed], 'Delete')).toEqual(['patch DBInstance/p']);
    const dead = lastSnapshot({ status: 'failed' }, {});
    expect(waitsOf([primary(), dead])[0]).toContain(
      'DBSnapshot ChildTerminal: AWS says failed. The database goes only',
    );
    expect(steps([primary(), deleting(lastSnapshot())])).toEqual([]);
    expect(waitsOf([primary(), deleting(lastSnapshot())])).toContain('DBSnapshot Deleting: being deleted');
  });

  test('where nothing can be made any more, RDS’s own final snapshot is the snapshot', () => {
    expect(teardown([primary()], 'Snapshot', NOW, false).steps).toEqual([{ action: 'delete', object: primary() }]);
    // One that was begun before is waited for all the same.
    expect(teardown([primary(), lastSnapshot({ status: 'creating' }, {})], 'Snapshot', NOW, false).steps).toEqual([]);
  });

  test('none is taken of an instance that failed before anybody could put data into it: RDS would refuse', () => {
    const failed = { dbInstanceStatus: 'failed', endpoint: undefined } as never;
    expect(steps([synced(primary(), failed)])).toEqual(['patch DBInstance/p']);
    expect(steps([synced(primary({}, deletion(true)), failed)])).toEqual(['delete DBInstance/p']);
    // With an endpoint it was available once, so it is somebody's data.
    expect(steps([synced(primary(), { dbInstanceStatus: 'failed' })])).toEqual([]);
  });

  test('another snapshot of the database goes in its turn', () => {
    const other = synced(ack('DBSnapshot', 'before-18', {}, { annotations: RETAIN }));
    expect(waitsOf([primary(), lastSnapshot(), other])).toContain(
      'DBSnapshot WaitingForDependents: it goes when nothing refers to it any more',
    );
    expect(steps([other])).toEqual(['delete DBSnapshot/before-18']);
  });
});
