import { describe, expect, test } from '@jest/globals';
import { readinessOf } from '../../src/changes/readiness.js';
import { ack, condition, core, deleting, NOW, SECONDS, synced } from './support.js';

const vpc = ack('VPC', 'tap-vpc');
const SYNCED = condition('ACK.ResourceSynced', 'True');
const READY = condition('Ready', 'True');
const TERMINAL = condition('ACK.Terminal', 'True', { message: 'InvalidParameterValue' });
const RECOVERABLE = condition('ACK.Recoverable', 'True', { message: 'resource is pending' });
const saying = (...conditions: readonly object[]) => synced(vpc, { conditions: conditions as never });

test('kinds of Kubernetes itself are ready as soon as they exist', () => {
  expect(readinessOf(core('Service', 'tap-rw'), NOW)).toEqual({ state: 'Ready', reason: 'Exists', message: '' });
});

test('ready: AWS has what the spec says', () => {
  expect(readinessOf(synced(vpc), NOW)).toEqual({ state: 'Ready', reason: 'Synced', message: '' });
});

describe('the conditions are read in order', () => {
  test('deletion first: Ready is not computed again while deleting', () => {
    expect(readinessOf(deleting(synced(vpc)), NOW)).toEqual({
      state: 'Deleting',
      reason: 'Deleting',
      message: 'being deleted',
    });
    expect(readinessOf(deleting(vpc), NOW).state).toBe('Deleting');
  });

  test('with what keeps it from going, Terminal before Recoverable', () => {
    const of = (...conditions: readonly object[]) => readinessOf(deleting(saying(...conditions)), NOW);
    expect(of(READY, SYNCED, RECOVERABLE)).toEqual({
      state: 'Deleting',
      reason: 'ACKRecoverable',
      message: 'resource is pending',
    });
    expect(of(READY, RECOVERABLE, TERMINAL)).toEqual({
      state: 'Deleting',
      reason: 'ChildTerminal',
      message: 'InvalidParameterValue',
    });
  });

  test('then Terminal, which may stand beside ResourceSynced True', () => {
    expect(readinessOf(saying(READY, SYNCED, RECOVERABLE, TERMINAL), NOW)).toEqual({
      state: 'Terminal',
      reason: 'ChildTerminal',
      message: 'InvalidParameterValue',
    });
  });

  test('then Recoverable', () => {
    expect(readinessOf(saying(READY, SYNCED, RECOVERABLE), NOW)).toEqual({
      state: 'Failing',
      reason: 'ACKRecoverable',
      message: 'resource is pending',
    });
  });

  test('both with a word where ACK gives none', () => {
    expect(readinessOf(saying(condition('ACK.Terminal', 'True')), NOW).message).toBe('ACK gives no message');
    expect(readinessOf(saying(condition('ACK.Recoverable', 'True')), NOW).message).toBe('ACK gives no message');
  });

  test('Terminal and Recoverable that are False or Unknown are past', () => {
    const past = [condition('ACK.Terminal', 'False'), condition('ACK.Recoverable', 'Unknown')];
    expect(readinessOf(saying(READY, SYNCED, ...past), NOW).state).toBe('Ready');
  });

  test('then ResourceSynced and Ready: both must be True', () => {
    const waits = { state: 'Progressing', reason: 'NotSynced' };
    expect(readinessOf(saying(condition('ACK.ResourceSynced', 'False', { message: 'modifying' }), READY), NOW)).toEqual(
      { ...waits, message: 'modifying' },
    );
    expect(readinessOf(saying(condition('ACK.ResourceSynced', 'Unknown'), READY), NOW)).toEqual({
      ...waits,
      message: 'ACK has not synced it yet',
    });
    expect(readinessOf(saying(SYNCED, condition('Ready', 'False', { message: 'not yet' })), NOW)).toEqual({
      ...waits,
      message: 'not yet',
    });
    expect(readinessOf(saying(READY), NOW)).toEqual({ ...waits, message: 'ACK has not synced it yet' });
  });

  test('then the values that others read', () => {
    expect(readinessOf(synced(vpc, { vpcID: '' }), NOW)).toEqual({
      state: 'Progressing',
      reason: 'NotUsableYet',
      message: 'status.vpcID is not known yet',
    });
  });
});

test.each([
  ['VPC', 'ackResourceMetadata', 'status.ackResourceMetadata.ownerAccountID'],
  ['Subnet', 'subnetID', 'status.subnetID'],
  ['InternetGateway', 'internetGatewayID', 'status.internetGatewayID'],
  ['ElasticIPAddress', 'allocationID', 'status.allocationID'],
  ['NATGateway', 'natGatewayID', 'status.natGatewayID'],
  ['RouteTable', 'routeTableID', 'status.routeTableID'],
  ['SecurityGroup', 'id', 'status.id'],
  ['Instance', 'instanceID', 'status.instanceID'],
  ['Key', 'keyID', 'status.keyID'],
  ['Key', 'ackResourceMetadata', 'status.ackResourceMetadata.arn'],
  ['Role', 'ackResourceMetadata', 'status.ackResourceMetadata.arn'],
  ['InstanceProfile', 'ackResourceMetadata', 'status.ackResourceMetadata.arn'],
  ['Topic', 'ackResourceMetadata', 'status.ackResourceMetadata.arn'],
  ['DBInstance', 'endpoint', 'status.endpoint.address'],
])('a %s without its %s cannot be used yet', (kind, field, path) => {
  const { [field]: _, ...status } = synced(ack(kind, 'a')).status ?? {};
  expect(readinessOf({ ...ack(kind, 'a'), status }, NOW)).toEqual({
    state: 'Progressing',
    reason: 'NotUsableYet',
    message: `${path} is not known yet`,
  });
});

test.each([
  ['Subnet', 'state', 'pending', 'available'],
  ['Key', 'keyState', 'Creating', 'Enabled'],
  ['NATGateway', 'state', 'pending', 'available'],
  ['DBInstance', 'dbInstanceStatus', 'backing-up', 'available'],
  ['DBSnapshot', 'status', 'creating', 'available'],
])('a %s that ACK calls synced is not usable while AWS says %s is %s', (kind, field, state, wanted) => {
  expect(readinessOf(synced(ack(kind, 'a'), { [field]: state }), NOW)).toEqual({
    state: 'Progressing',
    reason: 'NotUsableYet',
    message: `AWS says ${state}, not ${wanted} yet`,
  });
  const { [field]: _, ...unknown } = synced(ack(kind, 'a')).status ?? {};
  expect(readinessOf({ ...ack(kind, 'a'), status: unknown }, NOW)).toEqual({
    state: 'Progressing',
    reason: 'NotUsableYet',
    message: `status.${field} is not known yet`,
  });
});

test.each([
  ['DBInstance', 'dbInstanceStatus', 'failed'],
  ['DBInstance', 'dbInstanceStatus', 'incompatible-network'],
  ['DBInstance', 'dbInstanceStatus', 'inaccessible-encryption-credentials-recoverable'],
  ['DBInstance', 'dbInstanceStatus', 'stopped'],
  ['DBInstance', 'dbInstanceStatus', 'storage-full'],
  ['Key', 'keyState', 'PendingDeletion'],
  ['NATGateway', 'state', 'failed'],
])('a %s whose %s is %s does not mend itself', (kind, field, state) => {
  const message = `AWS says ${state}`;
  expect(readinessOf(synced(ack(kind, 'a'), { [field]: state }), NOW)).toEqual({
    state: 'Terminal',
    reason: 'ChildTerminal',
    message,
  });
  const told = synced(ack(kind, 'a'), { [field]: state, failureMessage: 'no address left' });
  expect(readinessOf(told, NOW).message).toBe(`${message}: no address left`);
});

describe('an instance that serves and that ACK calls unsynced, as after a failover', () => {
  const unsynced = (metadata: object, status: object = {}, stamped: string | undefined = '2026-01-05T10:01:00Z') => {
    const times = stamped === undefined ? {} : { lastTransitionTime: stamped };
    const conditions = [condition('ACK.ResourceSynced', 'False', times), condition('Ready', 'False', times)];
    const object = ack('DBInstance', 'p', {}, { metadata });
    return readinessOf(synced(object, { conditions, ...status } as never), SECONDS(120)).state;
  };
  const since = (time: string) => ({ annotations: { 'tapstack.io/spec-applied-at': time } });

  test('is ready a minute after the last change, since ACK has looked twice by then', () => {
    expect(unsynced(since('2026-01-05T10:00:00Z'))).toBe('Ready');
    expect(unsynced({ creationTimestamp: '2026-01-05T10:00:00Z' })).toBe('Ready');
    expect(unsynced(since('2026-01-05T10:00:01Z'))).toBe('Progressing');
  });

  test('is not while RDS works on it, nor where times are not known; nor are other kinds', () => {
    expect(unsynced(since('2026-01-05T10:00:00Z'), { dbInstanceStatus: 'modifying' })).toBe('Progressing');
    expect(unsynced({})).toBe('Progressing');
    expect(unsynced(since('2026-01-05T10:00:00Z'), { conditions: [condition('Ready', 'True')] })).toBe('Progressing');
    const vpcUnsynced = synced(vpc, {
      conditions: [condition('ACK.ResourceSynced', 'False', { lastTransitionTime: '2026-01-05T10:01:00Z' })],
    });
    expect(readinessOf(vpcUnsynced, SECONDS(120)).state).toBe('Progressing');
  });
});

test('what AWS says is told rather than that ACK has not synced', () => {
  const creating = synced(ack('DBInstance', 'p'), {
    dbInstanceStatus: 'creating',
    conditions: [condition('ACK.ResourceSynced', 'False')],
  });
  expect(readinessOf(creating, NOW).message).toBe('AWS says creating, not available yet');
});

describe('an object without conditions', () => {
  const born = (created: string) => ({ ...vpc, metadata: { ...vpc.metadata, creationTimestamp: created } });

  test('has three minutes until somebody should have looked', () => {
    expect(readinessOf(born('2026-01-05T09:58:00Z'), NOW)).toEqual({
      state: 'Progressing',
      reason: 'NotReportedYet',
      message: 'ACK has not reported yet',
      recheckAfterMs: 59_600,
    });
    expect(readinessOf(vpc, NOW)).toMatchObject({ reason: 'NotReportedYet', recheckAfterMs: 180_000 });
  });

  test('is then said to be nobody’s, with the group of the controller that is missing', () => {
    const { state, reason, message } = readinessOf(born('2026-01-05T09:57:00Z'), NOW);
    expect({ state, reason }).toEqual({ state: 'Silent', reason: 'NotReconciled' });
    expect(message).toContain('is the controller of ec2.services.k8s.aws running');
  });
});

describe('after a change of the spec, conditions are believed once they are of a later second', () => {
  const writtenAt10 = (stamped: string | undefined) => {
    const live = synced(
      ack('VPC', 'v', {}, { annotations: { 'tapstack.io/spec-applied-at': '2026-01-05T10:00:00Z' } }),
    );
    const times = stamped === undefined ? {} : { lastTransitionTime: stamped };
    return {
      ...live,
      status: {
        ...live.status,
        conditions: [condition('ACK.ResourceSynced', 'True'), condition('Ready', 'True', times)],
      },
    };
  };
  const unseen = {
    state: 'Progressing',
    reason: 'NotObservedYet',
    message: 'ACK has not looked at the last change yet',
    recheckAfterMs: 15_000,
  };

  test('an older stamp is of the spec before, however long ago that was', () => {
    expect(readinessOf(writtenAt10('2026-01-05T09:59:59Z'), NOW)).toEqual(unseen);
    expect(readinessOf(writtenAt10('2026-01-05T09:59:59Z'), SECONDS(36_000))).toEqual(unseen);
  });

  test('a stamp of the same second may be of either: it is believed 15 s later', () => {
    expect(readinessOf(writtenAt10('2026-01-05T10:00:00Z'), SECONDS(14))).toEqual(unseen);
    expect(readinessOf(writtenAt10('2026-01-05T10:00:00Z'), SECONDS(15))).toMatchObject({ state: 'Ready' });
    expect(readinessOf(writtenAt10(undefined), SECONDS(14))).toEqual(unseen);
    expect(readinessOf(writtenAt10(undefined), SECONDS(15))).toMatchObject({ state: 'Ready' });
  });

  test('a later stamp is of this spec', () => {
    expect(readinessOf(writtenAt10('2026-01-05T10:00:01Z'), SECONDS(1))).toMatchObject({ state: 'Ready' });
  });

  test('a time that somebody has made illegible keeps nobody waiting', () => {
    const live = synced(ack('VPC', 'v', {}, { annotations: { 'tapstack.io/spec-applied-at': 'yesterday' } }));
    expect(readinessOf(live, NOW)).toMatchObject({ state: 'Ready' });
  });
});
