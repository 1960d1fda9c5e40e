import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { hashWithout } from '../../src/changes/marks.js';
import { observe, type PlanOptions, plan } from '../../src/changes/plan.js';
import { ack, bare, composed, condition, NOW, refTo, synced } from './support.js';

const planned = (
  wanted: readonly KubeObject[],
  live: readonly KubeObject[],
  options: Partial<PlanOptions> = {},
): ReturnType<typeof plan> =>
  plan(composed(...wanted), observe(live), { database: 'tap', now: NOW, missingKinds: [], ...options });

const primary = (spec: object, annotations: Readonly<Record<string, string>> = {}): KubeObject =>
  synced(ack('DBInstance', 'p', { dbInstanceIdentifier: 'p-dev', ...spec }, { annotations }));

describe('a change of storage so soon after the last', () => {
  const changed = { 'tapstack.io/storage-changed-at': '2026-01-05T09:00:00Z' };
  const wanted = ack('DBInstance', 'p', {
    dbInstanceIdentifier: 'p-dev',
    allocatedStorage: 200,
    copyTagsToSnapshot: true,
  });
  const live = primary({ allocatedStorage: 100, copyTagsToSnapshot: false }, changed);

  test('waits with its reason, the rest of the same edit is written, and the time is kept', () => {
    const { apply, waiting } = planned([wanted], [live]);
    expect(waiting).toMatchObject([
      {
        ref: refTo('DBInstance', 'p'),
        on: refTo('DBInstance', 'p'),
        reason: 'StorageCoolDown',
        recheckAfterMs: 5 * 3_600_000 - 400,
      },
    ]);
    expect(apply[0]?.manifest.spec).toMatchObject({ allocatedStorage: 100, copyTagsToSnapshot: true });
    expect(apply[0]?.manifest.metadata.annotations).toMatchObject(changed);
  });

  test('goes by the time of day', () => {
    const { apply, waiting } = planned([wanted], [live], { calendar: new Date('2026-01-05T15:00:00Z') });
    expect(waiting).toEqual([]);
    expect(apply[0]?.manifest.spec).toMatchObject({ allocatedStorage: 200 });
    expect(apply[0]?.manifest.metadata.annotations).toMatchObject({
      'tapstack.io/storage-changed-at': '2026-01-05T15:00:00Z',
    });
  });

  test('is nothing to write', () => {
    const only = ack('DBInstance', 'p', { dbInstanceIdentifier: 'p-dev', allocatedStorage: 200 });
    const marked = primary(
      { allocatedStorage: 100 },
      { ...changed, 'tapstack.io/applied-hash': hashWithout(bare(only), ['allocatedStorage']) },
    );
    expect(planned([only], [marked])).toMatchObject({ apply: [], unchanged: [refTo('DBInstance', 'p')] });
  });
});

test('storage that RDS has outgrown is taken out of the spec, and nothing else is written meanwhile', () => {
  const terminal = condition('ACK.Terminal', 'True', {
    message: 'Invalid storage size for engine name postgres and storage type gp3: 100',
  });
  const live = { ...primary({ allocatedStorage: 100 }), status: { conditions: [terminal] } };
  const wanted = ack('DBInstance', 'p', { dbInstanceIdentifier: 'p-dev', allocatedStorage: 100, multiAZ: true });
  const { apply, patches } = planned([wanted], [live]);
  expect(apply).toEqual([]);
  expect(patches).toEqual([
    {
      object: live,
      patch: {
        metadata: { annotations: { 'tapstack.io/spec-applied-at': '2026-01-05T10:00:00Z' } },
        spec: { allocatedStorage: null },
      },
    },
  ]);
});

test('a snapshot is taken only for an upgrade that is let go', () => {
  const wanted = ack('DBInstance', 'p', { dbInstanceIdentifier: 'p-dev', engineVersion: '18' });
  const live = primary({ engineVersion: '17.5' });
  const snapshot = ack('DBSnapshot', 's', { dbInstanceIdentifier: 'p-dev' });
  const { held, ...before } = planned([wanted, snapshot], [live]);
  expect(before).toMatchObject({ unchanged: expect.arrayContaining([refTo('DBSnapshot', 's')]) });
  const after = planned([wanted, snapshot], [live], { approvals: new Set(held.map(({ id }) => id)) });
  expect(after.apply.map(({ ref }) => ref)).toContainEqual(refTo('DBSnapshot', 's'));
  expect(after.waiting).toMatchObject([{ on: refTo('DBSnapshot', 's'), reason: 'SnapshotFirst' }]);
});

test('what is composed for later is told', () => {
  const delayed = [{ ref: refTo('DBParameterGroup', 'g'), reason: 'WaitsForClass', message: 'later' }] as const;
  const { waiting } = plan({ children: [], blocked: [], delayed }, observe([]), {
    database: 'tap',
    now: NOW,
    missingKinds: [],
  });
  expect(waiting).toEqual([{ ref: delayed[0].ref, on: delayed[0].ref, reason: 'WaitsForClass', message: 'later' }]);
});
