import { expect, test } from '@jest/globals';
import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import { expiredRevisions } from '../../src/revisions/expiry.js';
import { composition, fresh, made, revision } from './support.js';

const ALL = [1, 2, 3, 4, 5, 6].map((number) => revision(number));

function expired(
  databases: readonly TapDatabase[],
  {
    limit,
    current = 'production-6',
    revisions = ALL,
  }: { limit?: number; current?: string; revisions?: typeof ALL } = {},
): readonly number[] {
  const of = composition(limit === undefined ? {} : { revisionHistoryLimit: limit }, {
    status: { currentRevision: current },
  });
  return expiredRevisions('production', of, { compositions: [of], revisions }, databases).map(
    ({ spec }) => spec.revision,
  );
}

test('of those that nobody uses the newest are kept', () => {
  expect(expired([], { limit: 2 })).toEqual([1, 2, 3]);
  expect(expired([], { limit: 0 })).toEqual([1, 2, 3, 4, 5]);
  expect(expired([], { limit: 9 })).toEqual([]);
});

test('ten are kept where nothing is said', () => {
  const many = Array.from({ length: 14 }, (_, i) => revision(i + 1));
  expect(expired([], { revisions: many, current: 'production-14' })).toEqual([1, 2, 3]);
});

test('what databases are on, are of, mean to be or name is kept', () => {
  const databases = [
    made('a', { on: { name: 'production', revision: 'production-2' } }),
    made('b', { spec: { compositionUpdatePolicy: 'Manual' }, on: { name: 'production', revision: 'production-4' } }),
    fresh('c', { compositionRef: { name: 'production' }, compositionRevisionRef: { name: 'production-5' } }),
  ];
  // 1: what a and b were made with.
  expect(expired(databases, { limit: 0 })).toEqual([3]);
});

test('one that is being deleted still uses its revision', () => {
  const gone = made('a', {
    on: { name: 'production', revision: 'production-3' },
    metadata: { deletionTimestamp: 'now' },
  });
  expect(expired([gone], { limit: 0 })).toEqual([2, 4, 5]);
});

test('what a canary leaves the others on is kept', () => {
  const revisions = [...ALL.slice(0, 4), revision(5, { ring: 'a' }), revision(6, { ring: 'a' })];
  expect(expired([], { limit: 0, revisions })).toEqual([1, 2, 3, 5]);
});

test('those of another are none of its business', () => {
  const other = revision(1, undefined, { composition: 'other' });
  expect(expired([], { limit: 0, revisions: [other, revision(6)] })).toEqual([]);
});

test('of a TapComposition that is gone all go that nobody uses, now or by its identity', () => {
  const database = made('a', { on: { name: 'production', revision: 'production-3' } });
  const numbers = expiredRevisions('production', undefined, { compositions: [], revisions: ALL }, [database]);
  expect(numbers.map(({ spec }) => spec.revision)).toEqual([2, 4, 5, 6]);
});

test('one that never was anything has none', () => {
  expect(expiredRevisions('production', composition(), { compositions: [composition()], revisions: [] }, [])).toEqual(
    [],
  );
});
