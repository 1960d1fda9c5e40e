import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { appliedHash } from '../../src/changes/marks.js';
import { nudgeInMs } from '../../src/changes/nudge.js';
import { observe, plan } from '../../src/changes/plan.js';
import { readinessOf } from '../../src/changes/readiness.js';

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
      {
        type: 'ACK.Terminal',
        status: 'True',
        lastTransitionTime: '2026-01-01T00:00:00Z',
        ...(message === undefined ? {} : { message }),
      },
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
    expect(nudgeInMs({ ...live, metadata: { ...live.metadata, annotations } }, at(40))).toBe(20_000);
  });

  test('is no matter for a person while it may heal', () => {
    expect(readinessOf(terminal(MESSAGE), at(10))).toMatchObject({
      state: 'Failing',
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

test('other trouble, other kinds and healthy instances are left alone', () => {
  expect(nudgeInMs(terminal('InvalidParameterValue: no'), at(60))).toBeUndefined();
  expect(nudgeInMs(terminal(undefined), at(60))).toBeUndefined();
  expect(nudgeInMs({ ...terminal(MESSAGE), kind: 'Role' }, at(60))).toBeUndefined();
  expect(nudgeInMs(desired, at(60))).toBeUndefined();
});
