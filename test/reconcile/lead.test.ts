import { describe, expect, test } from '@jest/globals';
import type { RevisionTemplate, TapCompositionRevision } from '../../src/api/generated/tapcompositionrevision.js';
import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import { DEFAULT_SETTINGS } from '../../src/api/settings.js';
import { observe } from '../../src/changes/plan.js';
import { draftByLead } from '../../src/reconcile/lead.js';
import { composition, condition, fresh, made, revision } from '../revisions/support.js';

const NOW = new Date('2026-01-05T12:00:00Z');
const PAUSED = { annotations: { 'tapstack.io/paused': 'true' } };
const SYNCED = [condition('Synced', 'True', 'AllSynced')];
const onFirst = (more: object = {}) =>
  made('tap', { on: { name: 'production', revision: 'production-1' }, conditions: SYNCED, ...more });

interface Scene {
  readonly second?: Partial<RevisionTemplate>;
  readonly others?: readonly TapDatabase[];
  readonly revisions?: readonly TapCompositionRevision[];
  readonly isThere?: boolean;
}

/** Which revision leads, what is refused, and what is objected to. */
function led(database: TapDatabase, { second, others = [], revisions, isThere = true }: Scene = {}) {
  const template = { blueprint: 'ha-postgres/v1', ...second };
  const all = revisions ?? [revision(1), revision(2, undefined, { template })];
  const compositions = isThere
    ? [composition({}, { status: { currentRevision: all.at(-1)?.metadata.name as string } })]
    : [];
  const cluster = {
    cachedDatabases: () => [database, ...others],
    catalogue: () => ({ compositions, revisions: all }),
    calendar: () => NOW,
    now: () => NOW,
  };
  const { lead, refusal, draft } = draftByLead(database, observe([]), { cluster, settings: DEFAULT_SETTINGS });
  const objection = 'reason' in draft ? `${draft.reason}: ${draft.message}` : undefined;
  return { leads: lead?.revision ?? lead?.composition, refused: refusal?.revision ?? refusal?.reason, objection };
}

const on = (leads: string | undefined, refused?: string, objection?: unknown) => ({ leads, refused, objection });
const BROKEN = { constraints: [{ rule: 'self.replicas.count > 9', message: 'more' }] };
const PATCHED = {
  patches: [{ target: { kind: 'Service' }, type: 'MergePatch', patch: { metadata: { name: 'x' } } }],
} as const;
const FOLLOW = { compositionRef: { name: 'production' } };

test('a new database begins with what it should follow, or not at all', () => {
  expect(led(fresh('tap'))).toEqual(on('ha-postgres/v1'));
  expect(led(fresh('tap', FOLLOW))).toEqual(on('production-2'));
  expect(led(fresh('tap', FOLLOW), { second: BROKEN })).toEqual(
    on('production-2', undefined, expect.stringMatching(/^ConstraintViolated: spec.replicas.count null: more/)),
  );
  expect(led(fresh('tap', FOLLOW), { isThere: false })).toEqual(
    on(undefined, undefined, expect.stringMatching(/^CompositionNotFound: /)),
  );
});

test('what is wrong with a default is said to be one, of which revision', () => {
  const second = { defaults: { maintenance: { window: 'mon:00:30-mon:01:30' } } };
  expect(led(fresh('tap', FOLLOW), { second })).toEqual(
    on('production-2', undefined, expect.stringMatching(/overlaps .*; it is a default of revision production-2; /)),
  );
});

describe('a database on its first revision', () => {
  const before = made('a', { on: { name: 'production', revision: 'production-1' }, conditions: SYNCED });
  const onTheWay = made('a', { on: { name: 'production', revision: 'production-2' }, conditions: [] });

  test.each<readonly [string, TapDatabase, Scene, ReturnType<typeof on>]>([
    ['moves when its turn has come', onFirst(), {}, on('production-2')],
    ['stays while it is the turn of another', onFirst(), { others: [before] }, on('production-1')],
    ['stays while another is on the way', onFirst(), { others: [onTheWay] }, on('production-1')],
    ['stays while it is paused', onFirst({ metadata: PAUSED }), {}, on('production-1')],
    [
      'stays where its TapComposition is gone',
      onFirst(),
      { isThere: false },
      on('production-1', 'CompositionNotFound'),
    ],
    ['stays where a rule is broken', onFirst(), { second: BROKEN }, on('production-1', 'production-2')],
    [
      'stays where a patch of what waits would be refused',
      onFirst(),
      { second: PATCHED },
      on('production-1', 'production-2'),
    ],
    [
      'stays where the blueprint is unknown',
      onFirst(),
      { second: { blueprint: 'ha-postgres/v9' } },
      on('production-1', 'production-2'),
    ],
    [
      'lays a fault of its own at no door',
      onFirst({ spec: { backup: { window: '05:00-05:30' } } }),
      {},
      on('production-1', undefined, expect.stringMatching(/^InvalidSpec: spec\.maintenance\.window/)),
    ],
  ])('%s', (_, database, scene, expected) => {
    expect(led(database, scene)).toEqual(expected);
  });

  const refused = onFirst({ on: { name: 'production', revision: 'production-1', refused: 'production-2' } });
  test('that has refused the next one tells so until it can be composed, and moves in its turn', () => {
    expect(led(refused, { second: BROKEN, others: [onTheWay] })).toEqual(on('production-1', 'production-2'));
    expect(led(refused, { others: [onTheWay] })).toEqual(on('production-1'));
    expect(led(refused)).toEqual(on('production-2'));
  });

  test('that names another TapComposition goes there at once, or says why not', () => {
    const elsewhere = onFirst({ on: { name: 'other', revision: 'other-1' }, spec: FOLLOW });
    const revisions = [revision(1, undefined, { composition: 'other' }), revision(2)];
    expect(led(elsewhere, { revisions, others: [onTheWay] })).toEqual(on('production-2'));
  });

  test('that names a blueprint with which it cannot be composed is refused that one', () => {
    const back = onFirst({ spec: { compositionRef: { name: 'ha-postgres/v9' } } });
    expect(led(back)).toEqual(on('production-1', 'BlueprintUnknown'));
  });
});

describe('a database whose revision is gone', () => {
  const gone = onFirst({ on: { name: 'production', revision: 'production-9' } });
  const before = made('a', { on: { name: 'production', revision: 'production-1' }, conditions: SYNCED });

  test('is not touched before its turn, and goes to the next revision then', () => {
    expect(
      led(gone, { others: [made('a', { on: { name: 'production', revision: 'production-2' }, conditions: [] })] }),
    ).toEqual(
      on(
        undefined,
        undefined,
        'RevisionNotFound: the revision that it is on is gone; it goes to production-2 of production when the roll-out comes to it',
      ),
    );
    expect(led(gone, { others: [before] })).toEqual(on('production-2'));
  });

  test('says what is wrong where it cannot go there', () => {
    expect(led(gone, { second: PATCHED })).toEqual(
      on('production-2', undefined, expect.stringMatching(/^PatchRefused: patches\[0\] of Service tap-/)),
    );
  });
});
