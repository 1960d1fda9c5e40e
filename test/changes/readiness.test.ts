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

test.each([
  ['DBInstance', 'dbInstanceStatus', 'not-failed'],
  ['DBInstance', 'dbInstanceStatus', 'failed-over'],
  ['Key', 'keyState', 'NotDisabled'],
  ['Key', 'keyState', 'DisabledForNow'],
  ['NATGateway', 'state', 'not-failed'],
  ['NATGateway', 'state', 'failed-over'],
])('a %s whose %s is %s, a state that nobody knows, is waited for', (kind, field, state) => {
  expect(readinessOf(synced(ack(kind, 'a'), { [field]: state }), NOW).state).toBe('Progressing');
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
    const late = { lastTransitionTime: '2026-01-05T10:01:00Z' };
    expect(unsynced(since('2026-01-05T10:00:00Z'), { conditions: [condition('Ready', 'True', late)] })).toBe(
      'Progressing',
    );
    const older = { ...vpc, metadata: { ...vpc.metadata, creationTimestamp: '2026-01-05T10:00:00Z' } };
    expect(
      readinessOf(
        synced(older, { conditions: [condition('ACK.ResourceSynced', 'False', late)] as never }),
        SECONDS(120),
      ).state,
    ).toBe('Progressing');
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

const silent = {
  state: 'Silent',
  reason: 'NotReconciled',
  message: 'no ACK controller has looked at it since it was written',
};

test('an object whose annotation and status name two regions is one that ACK does nothing for', () => {
  const inRegion = (annotations: Readonly<Record<string, string>>, region: unknown) =>
    readinessOf(synced(ack('VPC', 'v', {}, { annotations }), { ackResourceMetadata: { region } } as never), NOW);
  const ohio = { 'services.k8s.aws/region': 'us-east-2' };
  expect(inRegion(ohio, 'us-east-1')).toEqual({
    state: 'Silent',
    reason: 'PlacementChanged',
    message:
      'it was made in us-east-1, and its annotation services.k8s.aws/region says us-east-2: ACK does nothing for it until they agree',
  });
  for (const region of ['us-east-2', '', undefined]) expect(inRegion(ohio, region).reason).not.toBe('PlacementChanged');
  expect(inRegion({}, 'us-east-1').reason).not.toBe('PlacementChanged');
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

  test('is then said to be nobody’s', () => {
    expect(readinessOf(born('2026-01-05T09:57:00Z'), NOW)).toEqual(silent);
    const { annotations: _, ...unmarked } = vpc.metadata;
    expect(readinessOf({ ...vpc, metadata: unmarked }, NOW).state).toBe('Progressing');
  });

  test('is silent three minutes after its creation to the second', () => {
    const exactly = new Date('2026-01-05T10:00:00Z');
    expect(readinessOf(born('2026-01-05T09:57:00Z'), exactly).state).toBe('Silent');
    expect(readinessOf(born('2026-01-05T09:57:01Z'), exactly)).toMatchObject({ recheckAfterMs: 1_000 });
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

  test('an older stamp is of the spec before; after three minutes nobody looks', () => {
    const written = writtenAt10('2026-01-05T09:59:59Z');
    expect(readinessOf(written, NOW)).toEqual(unseen);
    expect(readinessOf(written, SECONDS(179))).toEqual(unseen);
    expect(readinessOf(written, SECONDS(180))).toEqual(silent);
  });

  test('trouble that was told before the change is no answer to it', () => {
    const told = writtenAt10('2026-01-05T09:59:59Z');
    const conditions = [...(told.status.conditions as readonly object[]), TERMINAL];
    const troubled = { ...told, status: { ...told.status, conditions } } as never;
    expect(readinessOf(troubled, NOW)).toEqual(unseen);
    expect(readinessOf(troubled, SECONDS(180))).toEqual(silent);
  });

  test('trouble told since is; in the same second, 15 s later; and where no time is told, always', () => {
    const told = (stamped: string | undefined) => {
      const live = writtenAt10(stamped);
      const times = stamped === undefined ? {} : { lastTransitionTime: stamped };
      const conditions = [TERMINAL, condition('Ready', 'False', times)];
      return { ...live, status: { ...live.status, conditions } } as never;
    };
    expect(readinessOf(told('2026-01-05T10:00:01Z'), SECONDS(1)).state).toBe('Terminal');
    expect(readinessOf(told('2026-01-05T10:00:00Z'), SECONDS(14))).toEqual(unseen);
    expect(readinessOf(told('2026-01-05T10:00:00Z'), SECONDS(15)).state).toBe('Terminal');
    expect(readinessOf(told(undefined), SECONDS(1)).state).toBe('Terminal');
  });

  test('a stamp of the same second may be of either: it is believed 15 s later', () => {
    expect(readinessOf(writtenAt10('2026-01-05T10:00:00Z'), SECONDS(14))).toEqual(unseen);
    expect(readinessOf(writtenAt10('2026-01-05T10:00:00Z'), SECONDS(15))).toMatchObject({ state: 'Ready' });
    expect(readinessOf(writtenAt10('2026-01-05T10:00:00Z'), new Date('2026-01-05T10:00:15Z')).state).toBe('Ready');
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
