import { describe, expect, test } from '@jest/globals';
import type { Json, KubeObject } from '../../src/api/object.js';
import { appliedHash } from '../../src/changes/marks.js';
import { nudgeInMs, wakeOf } from '../../src/changes/nudge.js';
import { observe, plan } from '../../src/changes/plan.js';
import { readinessOf } from '../../src/changes/readiness.js';
import { ack, condition, NOW } from './support.js';

const MESSAGE = 'IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING';
const at = (seconds: number): Date => new Date(Date.parse('2026-01-01T00:00:00Z') + seconds * 1000);

const desired: KubeObject = {
  apiVersion: 'rds.services.k8s.aws/v1alpha1',
  kind: 'DBInstance',
  metadata: { name: 'tap-primary', namespace: 'shop', labels: { 'tapstack.io/database': 'tap' } },
  spec: { dbInstanceIdentifier: 'tap-primary-dev', tags: [{ key: 'a', value: 'b' }] },
};

const terminal = (message: string | undefined, tags: readonly { key: string; value: string }[] = []): KubeObject => ({
  ...desired,
  metadata: { ...desired.metadata, annotations: { 'tapstack.io/applied-hash': appliedHash(desired) } },
  spec: { ...desired.spec, tags: [{ key: 'a', value: 'b' }, ...tags] },
  status: {
    conditions: [
      // What is made of an error carries no time.
      { type: 'ACK.Terminal', status: 'True', ...(message === undefined ? {} : { message }) },
      { type: 'ACK.ResourceSynced', status: 'False', lastTransitionTime: '2026-01-01T00:00:00Z' },
    ],
  },
});

const planAt = (live: KubeObject, seconds: number) =>
  plan({ children: [{ component: 'instance', manifest: desired }], blocked: [] }, observe([live]), {
    database: 'tap',
    now: at(seconds),
    missingKinds: [],
  }).apply.map(({ change, manifest }) => ({ change, tags: manifest.spec?.['tags'] }));

describe('an instance that was made before its monitoring role was known', () => {
  test('is woken by a tag half a minute later, and not before', () => {
    const live = terminal(MESSAGE);
    expect(nudgeInMs(live, at(12))).toBe(18_000);
    expect(planAt(live, 29)).toEqual([]);
    expect(planAt(live, 30)).toEqual([
      {
        change: 'update',
        tags: [
          { key: 'a', value: 'b' },
          { key: 'tapstack.io/nudge', value: '1' },
        ],
      },
    ]);
  });

  test('is given time to be looked at after a change', () => {
    const live = terminal(MESSAGE, [{ key: 'tapstack.io/nudge', value: '1' }]);
    const annotations = { ...live.metadata.annotations, 'tapstack.io/spec-applied-at': '2026-01-01T00:00:30Z' };
    expect(nudgeInMs({ ...live, metadata: { ...live.metadata, annotations } }, at(40))).toBe(50_000);
  });

  test('is no matter for a person while it may heal', () => {
    expect(readinessOf(terminal(MESSAGE), at(10))).toMatchObject({
      state: 'Failing',
      reason: 'ACKRecoverable',
      message: MESSAGE,
      recheckAfterMs: 20_000,
    });
  });

  test('is woken twice, then a person must look', () => {
    const woken = (n: number) => terminal(MESSAGE, [{ key: 'tapstack.io/nudge', value: String(n) }]);
    expect(planAt(woken(1), 60)).toMatchObject([{ tags: [{ key: 'a' }, { key: 'tapstack.io/nudge', value: '2' }] }]);
    expect(planAt(woken(2), 60)).toEqual([]);
    expect(readinessOf(woken(2), at(60))).toMatchObject({ state: 'Terminal' });
  });

  test('without a time is given one', () => {
    const { status, ...live } = terminal(MESSAGE);
    const bare = { ...live, status: { conditions: [{ type: 'ACK.Terminal', status: 'True', message: MESSAGE }] } };
    expect(status).toBeDefined();
    expect(nudgeInMs(bare, at(0))).toBe(30_000);
  });
});

test('only the condition Terminal counts, and only while it is True', () => {
  const saying = (...conditions: readonly object[]): KubeObject => ({ ...desired, status: { conditions } as never });
  const message = MESSAGE;
  expect(nudgeInMs(saying({ type: 'ACK.Recoverable', status: 'True', message }), at(60))).toBeUndefined();
  expect(nudgeInMs(saying({ type: 'ACK.Terminal', status: 'False', message }), at(60))).toBeUndefined();
  const first = { type: 'ACK.LateInitialized', status: 'True' };
  expect(nudgeInMs(saying(first, { type: 'ACK.Terminal', status: 'True', message }), at(0))).toBe(30_000);
});

test.each([
  'api error InvalidParameterValue: no such role',
  'InvalidParameterCombination: an upgrade is under way',
  'InvalidDBInstanceState: Database instance is not in available state',
])('what RDS may only mean for now, %s, is tried twice more', (message) => {
  expect(nudgeInMs(terminal(message), at(29))).toBe(1_000);
  expect(nudgeInMs(terminal(message, [{ key: 'tapstack.io/nudge', value: '1' }]), at(59))).toBe(1_000);
  expect(nudgeInMs(terminal(message, [{ key: 'tapstack.io/nudge', value: '2' }]), at(600))).toBeUndefined();
});

test('other trouble, other kinds and healthy instances are left alone', () => {
  expect(nudgeInMs(terminal('Resource already exists'), at(60))).toBeUndefined();
  expect(nudgeInMs(terminal(undefined), at(60))).toBeUndefined();
  expect(nudgeInMs({ ...terminal(MESSAGE), kind: 'Role' }, at(60))).toBeUndefined();
  expect(nudgeInMs(desired, at(60))).toBeUndefined();
  const refused = terminal('InvalidParameterCombination: Cannot delete protected DB Instance');
  const deleted = { ...refused, metadata: { ...refused.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
  expect(wakeOf(deleted, [], at(60))).toBeUndefined();
});

describe('a replica that ACK finds there already', () => {
  const refused = (spec: { readonly [key: string]: Json }, nudges: number): KubeObject => {
    const tags = nudges === 0 ? [] : [{ key: 'tapstack.io/nudge', value: String(nudges) }];
    const message = 'Resource already exists';
    const terminal = condition('ACK.Terminal', 'True', { message, lastTransitionTime: '2026-01-05T09:59:30Z' });
    return ack('DBInstance', 'i', { ...spec, tags }, { status: { conditions: [terminal] } });
  };
  const copy = { sourceDBInstanceIdentifier: 'p' };

  test('is tried again every minute, ten times: RDS may still be deleting the one of before', () => {
    expect(nudgeInMs(refused(copy, 0), NOW)).toBe(29_600);
    expect(nudgeInMs(refused(copy, 9), NOW)).toBe(29_600);
    expect(nudgeInMs(refused(copy, 10), NOW)).toBeUndefined();
  });

  test('which a primary is not: it is somebody else’s', () => {
    expect(nudgeInMs(refused({}, 0), NOW)).toBeUndefined();
  });
});
