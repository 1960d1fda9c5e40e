import { describe, expect, test } from '@jest/globals';
import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import { type Catalogue, compositionOf, followingOf, isLost } from '../../src/revisions/following.js';
import { composition, fresh, made, revision, tampered } from './support.js';

const DEFAULT = { annotations: { 'tapstack.io/default': 'true' } };
const at = (currentRevision: string) => ({ status: { currentRevision } });
const catalogue = (
  revisions: Catalogue['revisions'] = [revision(1), revision(2)],
  compositions: Catalogue['compositions'] = [composition({}, at('production-2'))],
): Catalogue => ({ compositions, revisions });
const on = (name: string, version?: string) => ({ name, ...(version !== undefined && { revision: version }) });

describe('a database follows', () => {
  const compositions = [
    composition({}, { name: 'b', metadata: DEFAULT }),
    composition({}, { name: 'a', metadata: DEFAULT }),
    composition({}, { name: '0', metadata: { annotations: { 'tapstack.io/default': 'false' } } }),
    composition({}, { name: '1' }),
  ];
  test.each<readonly [string, TapDatabase, string]>([
    ['what it names', made('tap', { spec: { compositionRef: { name: 'x' } } }), 'x'],
    ['else what it was created with', made('tap', { on: on('y') }), 'y'],
    ['else the first default by name', fresh('tap'), 'a'],
  ])('%s', (_, database, name) => {
    expect(compositionOf(database, { compositions })).toBe(name);
  });
  test('the built-in blueprint where there is no default', () => {
    expect(compositionOf(fresh('tap'), { compositions: compositions.slice(2) })).toBe('ha-postgres/v1');
  });
});

const BUILT_IN = { composition: 'ha-postgres/v1', template: { blueprint: 'ha-postgres/v1' } };
const lead = (number: number) => ({
  composition: 'production',
  revision: `production-${number}`,
  template: revision(number).spec.template,
});

test('the built-in blueprint is followed without revisions, and not by a roll-out', () => {
  expect(followingOf(fresh('tap'), catalogue([], []))).toEqual({
    composition: 'ha-postgres/v1',
    target: BUILT_IN,
    isRolledOut: false,
  });
  expect(followingOf(made('tap', { on: on('ha-postgres/v1') }), catalogue([], [])).current).toEqual(BUILT_IN);
});

test('a blueprint that nobody knows is followed all the same: who composes says so', () => {
  expect(followingOf(made('tap', { on: on('ha-postgres/v9') }), catalogue()).target).toEqual({
    composition: 'ha-postgres/v9',
    template: { blueprint: 'ha-postgres/v9' },
  });
});

test('who follows by itself is rolled out to the current revision', () => {
  expect(followingOf(made('tap', { on: on('production', 'production-1') }), catalogue())).toEqual({
    composition: 'production',
    current: lead(1),
    target: lead(2),
    isRolledOut: true,
  });
});

test.each<readonly [string, TapDatabase]>([
  ['that is new', fresh('tap', { compositionRef: { name: 'production' } })],
  [
    'that comes from another',
    made('tap', { on: on('ha-postgres/v1'), spec: { compositionRef: { name: 'production' } } }),
  ],
  [
    'that is pinned',
    made('tap', { on: on('production', 'production-1'), spec: { compositionRevisionRef: { name: 'production-2' } } }),
  ],
])('one %s goes there without a roll-out', (_, database) => {
  expect(followingOf(database, catalogue())).toMatchObject({ target: lead(2), isRolledOut: false });
});

test('without a status of its own the revision is that of its identity', () => {
  const { current } = followingOf(made('tap'), catalogue());
  expect(current).toEqual(lead(1));
});

test('nothing is current before there is an identity, whatever else the status says', () => {
  const status = { composition: { name: 'ha-postgres/v1' } };
  const following = followingOf({ ...fresh('tap', { compositionRef: { name: 'x' } }), status }, catalogue());
  expect(following).not.toHaveProperty('current');
  expect(isLost(following.target)).toBe(true);
});

describe('with Manual', () => {
  const manual = { compositionUpdatePolicy: 'Manual' } as const;
  test('it stays where it is, or was by its identity', () => {
    const spec = manual;
    expect(followingOf(made('tap', { spec, on: on('production', 'production-1') }), catalogue()).target).toEqual(
      lead(1),
    );
    expect(followingOf(made('tap', { spec }), catalogue())).toMatchObject({ target: lead(1), isRolledOut: false });
  });
  test('it begins with the current one', () => {
    expect(
      followingOf(fresh('tap', { ...manual, compositionRef: { name: 'production' } }), catalogue()).target,
    ).toEqual(lead(2));
  });
  test('it goes to another TapComposition when it names one', () => {
    const database = made('tap', {
      spec: { ...manual, compositionRef: { name: 'production' } },
      on: on('other', 'other-1'),
    });
    expect(followingOf(database, catalogue()).target).toEqual(lead(2));
  });
  test('it goes nowhere where its revision is gone', () => {
    const database = made('tap', { spec: manual, on: on('production', 'production-9') });
    expect(followingOf(database, catalogue()).target).toEqual({
      reason: 'RevisionNotFound',
      message: expect.stringMatching(/^the revision production-9 that it stays on is gone: name another of production/),
    });
  });
});

describe('a canary', () => {
  const labels = { ring: 'canary', tier: 'gold' };
  const withCanary = catalogue([revision(1), revision(2, labels)]);
  const following = (metadata: object, of = withCanary, version = 'production-1') =>
    followingOf(made('tap', { metadata, on: on('production', version) }), of).target;

  test('is for who has all of its labels', () => {
    expect(following({ labels: { ...labels, other: 'x' } })).toEqual(lead(2));
    expect(following({ labels: { ring: 'canary' } })).toEqual(lead(1));
    expect(following({})).toEqual(lead(1));
  });
  test('leaves where it is who does not have them any more, or was there before the canary', () => {
    expect(following({}, withCanary, 'production-2')).toEqual(lead(2));
  });
  test('leaves others on what they have, newer ones or not', () => {
    const of = catalogue([revision(1), revision(2), revision(3, labels)], [composition({}, at('production-3'))]);
    expect(following({}, of)).toEqual(lead(1));
    expect(followingOf(fresh('tap', { compositionRef: { name: 'production' } }), of).target).toEqual(lead(2));
    const moved = made('tap', { spec: { compositionRef: { name: 'production' } }, on: on('other', 'production-1') });
    expect(followingOf(moved, of).target).toEqual(lead(2));
  });
  test('alone gives the others nothing to follow', () => {
    const of = catalogue([revision(1, labels)], [composition({}, at('production-1'))]);
    expect(followingOf(fresh('tap', { compositionRef: { name: 'production' } }), of).target).toEqual({
      reason: 'CompositionInvalid',
      message:
        'every revision of TapComposition production is for its canary alone: give this database its labels, or remove spec.rollout.canary there',
    });
  });
});

describe('it is lost where', () => {
  const ref = (name: string) => ({ compositionRef: { name: 'production' }, compositionRevisionRef: { name } });
  test.each<readonly [string, TapDatabase, Catalogue, string, RegExp]>([
    [
      'there is no TapComposition',
      fresh('tap', { compositionRef: { name: 'x' } }),
      catalogue(),
      'CompositionNotFound',
      /^there is no TapComposition x: create it/,
    ],
    [
      'the TapComposition is no revision yet',
      fresh('tap', { compositionRef: { name: 'production' } }),
      catalogue([], [composition()]),
      'CompositionInvalid',
      /^TapComposition production has not become a revision yet: its condition Valid says why$/,
    ],
    [
      'its current revision was changed',
      fresh('tap', { compositionRef: { name: 'production' } }),
      catalogue([revision(1), tampered(2)]),
      'CompositionInvalid',
      /has not become a revision yet/,
    ],
    [
      'the revision that it names is not there',
      fresh('tap', ref('production-9')),
      catalogue(),
      'RevisionNotFound',
      /^there is no revision production-9: see kubectl get tapcompositionrevisions -l tapstack.io\/composition=production$/,
    ],
    [
      'the revision that it names was changed',
      fresh('tap', ref('production-2')),
      catalogue([tampered(2)]),
      'RevisionNotFound',
      /^revision production-2 is not what it was made as: delete it; see/,
    ],
    [
      'the revision that it names is of another',
      fresh('tap', ref('other-1')),
      catalogue([revision(1, undefined, { composition: 'other' })]),
      'RevisionNotFound',
      /^revision other-1 is of other, not of production; see/,
    ],
    [
      'it follows a blueprint and names a revision',
      fresh('tap', { compositionRevisionRef: { name: 'production-1' } }),
      catalogue(),
      'RevisionNotFound',
      /^ha-postgres\/v1 is a blueprint and has no revisions/,
    ],
  ])('%s', (_, database, of, reason, message) => {
    const { target } = followingOf(database, of);
    expect(isLost(target)).toBe(true);
    expect(target).toEqual({ reason, message: expect.stringMatching(message) });
  });

  test('what it is made of is still told, unless that is gone or changed too', () => {
    const database = made('tap', { on: on('production', 'production-1') });
    expect(followingOf(database, catalogue([revision(1)], [])).current).toEqual(lead(1));
    expect(followingOf(database, catalogue([tampered(1)], []))).not.toHaveProperty('current');
    expect(followingOf(database, catalogue([], []))).not.toHaveProperty('current');
    expect(followingOf(made('tap', { on: on('production') }), catalogue())).not.toHaveProperty('current');
  });
});
