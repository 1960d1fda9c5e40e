import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { removalStep, teardown } from '../../src/changes/teardown.js';
import { ack, condition, core, deleting, from, label, NOW, refNames, SECONDS, synced } from './support.js';
import { deletion, lastSnapshot, patches, primary, RETAIN, replica, steps, vpc } from './teardown-objects.js';

const alarm = synced(
  ack('MetricAlarm', 'm', { dimensions: [{ name: 'DBInstanceIdentifier', value: 'p-primary-dev' }] }),
);
const connection = core('Secret', 'tap-connection', {}, label('component', 'connection'));

describe('order', () => {
  test('out of the connection, with alarms, before any instance', () => {
    expect(steps([vpc, primary(), replica, alarm, connection])).toEqual([
      'delete MetricAlarm/m',
      'delete Secret/tap-connection',
    ]);
  });

  test('what refers to the connection goes before it', () => {
    const mirror = synced(
      ack('SecretsManagerSecret', 's', { secretString: { name: 'tap-connection', key: 'x' } }, { annotations: RETAIN }),
    );
    expect(steps([primary(), connection, mirror])).toEqual(['delete Secret/s']);
  });

  test('then replicas, then the primary, then the rest', () => {
    expect(steps([vpc, primary(), replica])).toEqual(['delete DBInstance/r']);
    expect(steps([vpc, primary(), deleting(replica)])).toEqual([]);
    expect(steps([vpc, primary(), lastSnapshot()])).toEqual(['delete DBInstance/p']);
    expect(steps([vpc, deleting(primary()), lastSnapshot()])).toEqual([]);
    expect(steps([lastSnapshot()])).toEqual(['delete DBSnapshot/p-primary-dev-last-0b0c3c5e']);
    expect(steps([vpc])).toEqual(['delete VPC/v']);
  });

  test('the rest by reference: each when nothing refers to it', () => {
    const subnet = synced(ack('Subnet', 's', { vpcRef: from('v') }));
    expect(steps([vpc, subnet])).toEqual(['delete Subnet/s']);
    expect(steps([vpc, deleting(subnet)])).toEqual([]);
  });

  test('a connection that is left without instances goes before the rest too', () => {
    expect(steps([vpc, connection])).toEqual(['delete Secret/tap-connection']);
  });

  test('nothing is left of nothing', () => {
    expect(teardown([], 'Delete', NOW)).toEqual({ steps: [], remaining: [], kept: [] });
  });
});

describe('after the last instance', () => {
  const group = synced(ack('DBSubnetGroup', 'g'));
  const key = synced(ack('Key', 'k', {}, { annotations: RETAIN }));
  const alias = synced(ack('Alias', 'a'));
  const logs = synced(ack('LogGroup', 'l', { name: '/aws/rds/instance/p-primary-dev/postgresql' }));

  test('logs and key stay until AWS lets the subnet group go: RDS writes and reads until then', () => {
    expect(steps([vpc, group, key, alias, logs])).toEqual(['delete VPC/v', 'delete DBSubnetGroup/g']);
    expect(steps([deleting(group), key, alias, logs])).toEqual([]);
    expect(steps([key, alias, logs])).toEqual(['delete Key/k', 'delete Alias/a', 'delete LogGroup/l']);
  });
});

describe('a child of a database that lives on', () => {
  test('is told what becomes of AWS first, then deleted', () => {
    const retained = synced(ack('Topic', 't', {}, { annotations: RETAIN }));
    const dropped = { metadata: { annotations: { 'services.k8s.aws/deletion-policy': null } } };
    expect(removalStep(retained, NOW)).toEqual({ action: 'patch', object: retained, patch: dropped });
    const topic = synced(ack('Topic', 't'));
    expect(removalStep(topic, NOW)).toEqual({ action: 'delete', object: topic });
    const service = core('Service', 'tap-ro-2');
    expect(removalStep(service, NOW)).toEqual({ action: 'delete', object: service });
  });

  test('a replica waits while RDS works on it', () => {
    expect(removalStep(replica, NOW)).toEqual({ action: 'delete', object: replica });
    expect(removalStep(synced(replica, { dbInstanceStatus: 'creating' }), NOW)).toBeUndefined();
  });
});

describe('the primary', () => {
  test('has its protection taken off first, stamped, in one write with the annotations', () => {
    expect(patches([primary({ deletionProtection: true }, {})])).toEqual([
      {
        metadata: {
          annotations: {
            ...deletion(false, 'p-primary-dev-final-0b0c3c5e'),
            'tapstack.io/spec-applied-at': '2026-01-05T10:00:00Z',
          },
        },
        spec: { deletionProtection: false },
      },
    ]);
  });

  test('and goes only when ACK has looked at that', () => {
    const unprotected = (stamped: string) =>
      synced(
        primary(
          { deletionProtection: false },
          { ...deletion(false, 'x'), 'tapstack.io/spec-applied-at': '2026-01-05T10:00:00Z' },
        ),
        {},
        stamped,
      );
    expect(teardown([unprotected('2026-01-05T09:00:00Z')], 'Snapshot', NOW)).toMatchObject({
      steps: [],
      remaining: [{ reason: 'NotObservedYet', message: 'ACK is given time to look at the last change' }],
    });
    // A reconcile that was under way may stamp a later time: only the next one has seen the change.
    expect(steps([unprotected('2026-01-05T10:00:01Z')], 'Snapshot', SECONDS(14))).toEqual([]);
    expect(steps([unprotected('2026-01-05T10:00:01Z'), lastSnapshot()], 'Snapshot', SECONDS(15))).toEqual([
      'delete DBInstance/p',
    ]);
    expect(steps([unprotected('2026-01-05T09:00:00Z')], 'Snapshot', SECONDS(15))).toEqual([]);
  });

  test('is not deleted while RDS works on it, nor when ACK has given up on it', () => {
    const busy = synced(primary(), { dbInstanceStatus: 'backing-up' });
    const lost = synced(primary(), { conditions: [condition('ACK.Terminal', 'True', { message: 'failed' })] as never });
    expect(steps([busy])).toEqual([]);
    expect(teardown([lost], 'Snapshot', NOW)).toMatchObject({
      steps: [],
      remaining: [
        {
          reason: 'ChildTerminal',
          message:
            'failed. Mend it in AWS, or set deletionPolicy to Retain, which lets the objects go and leaves AWS as it is',
        },
      ],
    });
  });

  test('a replica that ACK has given up on is let go; so is an instance that AWS never made', () => {
    const lost = { conditions: [condition('ACK.Terminal', 'True')] as never };
    expect(steps([primary(), synced(replica, lost)])).toEqual(['delete DBInstance/r']);
    expect(steps([{ ...primary(), status: lost }])).toEqual(['delete DBInstance/p']);
  });

  test('one that ACK has begun to make, by its finalizer, may be in AWS though no status tells', () => {
    const { status: _, ...begun } = primary();
    const finalizers = ['finalizers.rds.services.k8s.aws/DBInstance'];
    expect(steps([{ ...begun, metadata: { ...begun.metadata, finalizers } }])).toEqual([]);
    expect(steps([{ ...begun, metadata: { ...begun.metadata, finalizers: ['of.another/backup'] } }])).toEqual([
      'delete DBInstance/p',
    ]);
  });

  test('waits until AWS lists no replicas, and is woken by a tag to look again', () => {
    const listing = synced(
      primary({
        tags: [
          { key: 'a', value: '1' },
          { key: 'tapstack.io/nudge', value: '1' },
        ],
      }),
      { readReplicaDBInstanceIdentifiers: ['p-replica-1-dev'] },
    );
    expect(patches([listing])).toEqual([
      {
        metadata: { annotations: { 'tapstack.io/spec-applied-at': '2026-01-05T10:00:00Z' } },
        spec: {
          tags: [
            { key: 'a', value: '1' },
            { key: 'tapstack.io/nudge', value: '2026-01-05T10:00:00Z' },
          ],
        },
      },
    ]);
    expect(teardown([listing], 'Snapshot', NOW).remaining).toEqual([
      {
        ref: expect.anything(),
        reason: 'WaitingForDependents',
        message: 'AWS still lists its replicas p-replica-1-dev',
      },
    ]);
    // One that somebody else has made goes by no waking.
    const strange = synced(primary(), { readReplicaDBInstanceIdentifiers: ['report', 'p-replica-1-prod'] });
    expect(teardown([strange], 'Snapshot', NOW)).toMatchObject({
      steps: [{ action: 'patch' }],
      remaining: [
        {
          message: 'AWS still lists its replicas report, p-replica-1-prod; report was not made here: delete it in AWS',
        },
      ],
    });
    expect(steps([synced(primary(), { readReplicaDBInstanceIdentifiers: ['report'] })])).toEqual([]);
    // Woken already, and not looked at yet: no second time.
    const woken = {
      ...listing,
      metadata: {
        ...listing.metadata,
        annotations: { ...listing.metadata.annotations, 'tapstack.io/spec-applied-at': '2026-01-05T10:00:00Z' },
      },
    };
    expect(steps([woken])).toEqual([]);
    // With Retain nothing happens in AWS, so there is nothing to wait for.
    expect(steps([{ ...listing, metadata: { ...listing.metadata, annotations: RETAIN } }], 'Retain')).toEqual([
      'delete DBInstance/p',
    ]);
  });
});

test('what remains is told: trouble first, then what is on its way out, then what waits', () => {
  const stuck = (of: KubeObject, type: string) =>
    deleting(synced(of, { conditions: [condition(type, 'True', { message: type })] as never }));
  const { remaining } = teardown(
    [
      vpc,
      deleting(ack('Role', 'r')),
      stuck(ack('Topic', 't'), 'ACK.Recoverable'),
      stuck(ack('Alias', 'a'), 'ACK.Terminal'),
      primary(),
    ],
    'Delete',
    SECONDS(0),
  );
  expect(refNames(remaining.map(({ ref }) => ref))).toEqual(['Alias/a', 'Topic/t', 'Role/r', 'VPC/v', 'DBInstance/p']);
  expect(remaining.map(({ reason, message }) => `${reason}: ${message}`)).toEqual([
    expect.stringMatching(/^ChildTerminal: ACK.Terminal. ACK has stopped trying/),
    'ACKRecoverable: ACK.Recoverable',
    'Deleting: being deleted',
    'WaitingForDependents: it goes when nothing refers to it any more',
    'WaitingForDependents: it goes when nothing refers to it any more',
  ]);
});
