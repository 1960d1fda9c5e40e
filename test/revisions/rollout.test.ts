import { describe, expect, test } from '@jest/globals';
import type { RolloutPolicy } from '../../src/api/generated/tapcomposition.js';
import type { Condition, TapDatabase } from '../../src/api/generated/tapdatabase.js';
import { rolloutOf } from '../../src/revisions/rollout.js';
import { composition, condition, fresh, made, revision } from './support.js';

const NOW = new Date('2026-01-05T12:00:00Z');
const SYNCED = condition('Synced', 'True', 'AllSynced');
const unsettled = (at = '2026-01-05T11:59:00Z', reason = 'NotSynced') => condition('Synced', 'False', reason, at);

type On = number | readonly [on: number, refused: number];
const at = (name: string, on: On, conditions: readonly Condition[] = [SYNCED], more: object = {}): TapDatabase => {
  const [number, refused] = typeof on === 'number' ? [on] : on;
  const standing = { name: 'production', revision: `production-${number}` };
  const of = refused === undefined ? standing : { ...standing, refused: `production-${refused}` };
  return made(name, { on: of, conditions, ...more });
};

function rollout(databases: readonly TapDatabase[], policy?: RolloutPolicy) {
  const of = composition(policy === undefined ? {} : { rollout: policy }, {
    status: { currentRevision: 'production-3' },
  });
  const revisions = [1, 2, 3].map((number) => revision(number));
  const {
    unsettled: onTheWay,
    waiting,
    failed,
    next,
    ...rest
  } = rolloutOf(of, { compositions: [of], revisions }, databases, NOW);
  const names = (list: readonly TapDatabase[]): string => list.map(({ metadata }) => metadata.name).join('');
  return {
    ...rest,
    unsettled: names(onTheWay),
    waiting: names(waiting),
    next: names(next),
    failed: failed.map(({ database, reason, message }) => `${database.metadata.name}: ${reason}: ${message}`),
  };
}

const NONE = { total: 0, settled: 0, unsettled: '', waiting: '', next: '', failed: [] };

test('without followers there is nothing to do', () => {
  expect(rollout([])).toEqual(NONE);
});

test('counted are those that follow by themselves, and are neither paused nor on their way out', () => {
  const databases = [
    fresh('a', { compositionRef: { name: 'production' } }),
    at('b', 1, [SYNCED], { spec: { compositionUpdatePolicy: 'Manual' } }),
    at('c', 1, [SYNCED], { spec: { compositionRevisionRef: { name: 'production-1' } } }),
    at('d', 1, [SYNCED], { spec: { compositionRef: { name: 'other' } } }),
    at('e', 1, [SYNCED], { metadata: { deletionTimestamp: '2026-01-05T12:00:00Z' } }),
    at('f', 1, [SYNCED], { metadata: { annotations: { 'tapstack.io/paused': 'true' } } }),
    at('g', 3, [SYNCED], { metadata: { annotations: { 'tapstack.io/paused': 'no' } } }),
  ];
  expect(rollout(databases)).toEqual({ ...NONE, total: 1, settled: 1 });
});

test('those that have nothing to follow are not counted', () => {
  const of = composition();
  const lost = rolloutOf(of, { compositions: [of], revisions: [] }, [at('a', 1)], NOW);
  expect(lost).toMatchObject({ total: 0, next: [] });
});

describe('next', () => {
  test.each<readonly [string, readonly TapDatabase[], RolloutPolicy | undefined, object]>([
    ['one by one, by name', [at('c', 1), at('a', 1), at('b', 1)], undefined, { next: 'a', waiting: 'abc' }],
    ['as many as may', [at('c', 1), at('a', 1), at('b', 1)], { maxUnsettled: 2 }, { next: 'ab' }],
    [
      'none while as many are on the way',
      [at('a', 3, [unsettled()]), at('b', 1)],
      undefined,
      { next: '', unsettled: 'a', waiting: 'b' },
    ],
    ['as many as are left', [at('a', 3, [unsettled()]), at('b', 1), at('c', 1)], { maxUnsettled: 2 }, { next: 'b' }],
    [
      'none while more are on the way than may',
      [at('a', 3, [unsettled()]), at('b', 3, []), at('c', 1)],
      { maxUnsettled: 1 },
      { next: '' },
    ],
    ['what is settled on it leaves room', [at('a', 3), at('b', 1)], undefined, { next: 'b', settled: 1, total: 2 }],
    [
      'first what an earlier one had reached',
      [at('a', 1), at('b', 2, [unsettled()]), at('c', 2)],
      undefined,
      { waiting: 'cba' },
    ],
    ['then what is well', [at('a', 1, [unsettled()]), at('b', 1, []), at('c', 1)], undefined, { waiting: 'cab' }],
    [
      'last what cannot be composed by its own fault',
      [at('a', 2, [unsettled(), condition('Stalled', 'True', 'InvalidSpec')]), at('b', 1)],
      undefined,
      { waiting: 'ba', next: 'b' },
    ],
    [
      'last what breaks a rule of the revision that it is on',
      [at('a', 2, [condition('Stalled', 'True', 'ConstraintViolated')]), at('b', 1)],
      undefined,
      { waiting: 'ba', next: 'b' },
    ],
    [
      'and not last what AWS refuses',
      [at('a', 2, [unsettled(), condition('Stalled', 'True', 'ChildTerminal')]), at('b', 1)],
      undefined,
      { waiting: 'ab' },
    ],
    [
      'nor what was at fault',
      [at('a', 2, [unsettled(), condition('Stalled', 'False', 'InvalidSpec')]), at('b', 1)],
      undefined,
      { waiting: 'ab' },
    ],
    [
      'again what was refused, and nobody else',
      [at('a', 1), at('c', [1, 3])],
      { maxUnsettled: 5 },
      { next: 'c', waiting: 'ca' },
    ],
    [
      'what was refused of another revision is as any other',
      [at('a', 1), at('c', [1, 2])],
      { maxUnsettled: 5 },
      { next: 'ac', failed: [] },
    ],
  ])('%s', (_, databases, policy, expected) => {
    expect(rollout(databases, policy)).toMatchObject(expected);
  });

  test('of a name in another namespace the namespace comes first', () => {
    const other = at('a', 1, [SYNCED], { metadata: { namespace: 'zoo' } });
    expect(rollout([other, at('b', 1)]).waiting).toBe('ba');
  });

  test('one that has no revision on record comes with those of the oldest', () => {
    expect(
      rollout([made('z', { conditions: [SYNCED] }), at('a', 1), made('b', { conditions: [SYNCED] })]).waiting,
    ).toBe('abz');
  });
});

describe('it stops', () => {
  test('at what stalls on it', () => {
    const stalled = at('a', 3, [unsettled(), condition('Stalled', 'True', 'ChildTerminal')]);
    expect(rollout([stalled, at('b', 1)], { maxUnsettled: 5 })).toMatchObject({
      next: '',
      failed: ['a: ChildTerminal: ChildTerminal of Stalled'],
    });
  });

  test('not at what is on it, well and only says something else', () => {
    const well = at('a', 3, [SYNCED, condition('Stalled', 'True', 'ChildTerminal')]);
    const stalledBefore = at('b', 1, [unsettled(), condition('Stalled', 'True', 'ChildTerminal')]);
    expect(rollout([well, stalledBefore])).toMatchObject({ next: 'b', failed: [] });
  });

  test('at what is refused, with the words of its condition', () => {
    const refused = at('a', [1, 3], [SYNCED, condition('RevisionRefused', 'True', 'ConstraintViolated')]);
    expect(rollout([refused, at('b', 1)]).failed).toEqual([
      'a: ConstraintViolated: ConstraintViolated of RevisionRefused',
    ]);
    expect(rollout([at('a', [1, 3])]).failed).toEqual(['a: RevisionRefused: ']);
  });

  test('at what is refused, but not before one on the way is settled', () => {
    expect(rollout([at('a', [1, 3]), at('b', 3, [unsettled()])])).toMatchObject({ next: '', unsettled: 'b' });
  });

  test.each<readonly [string, Condition, number | undefined, boolean, number | undefined]>([
    ['within two hours', unsettled('2026-01-05T10:00:01Z'), undefined, false, 1_000],
    ['after two hours', unsettled('2026-01-05T10:00:00Z'), undefined, true, undefined],
    ['within its deadline', unsettled('2026-01-05T11:58:30Z'), 100, false, 10_000],
    ['after its deadline', unsettled('2026-01-05T11:58:19Z'), 100, true, undefined],
    ['while it waits for its window', unsettled('2026-01-01T00:00:00Z', 'WaitsForWindow'), 100, false, undefined],
    ['while it waits for approval', unsettled('2026-01-01T00:00:00Z', 'WaitsForApproval'), 100, false, undefined],
  ])('%s: %j with a deadline of %p s: late %p', (_, synced, progressDeadlineSeconds, isLate, recheckAfterMs) => {
    const policy = progressDeadlineSeconds === undefined ? {} : { progressDeadlineSeconds };
    const { failed, next, ...rest } = rollout([at('a', 3, [synced]), at('b', 1)], { maxUnsettled: 2, ...policy });
    const seconds = progressDeadlineSeconds ?? 7200;
    const message = `a: ProgressDeadlineExceeded: not settled within ${seconds} s: ${synced.message}`;
    expect(failed).toEqual(isLate ? [message] : []);
    expect(next).toBe(isLate ? '' : 'b');
    expect(rest.recheckAfterMs).toBe(recheckAfterMs);
  });

  test('the soonest deadline is when to look again, of what is not late yet', () => {
    const times = ['2026-01-05T11:59:30Z', '2026-01-05T11:59:00Z', '2026-01-05T10:00:00Z'];
    const databases = times.map((time, i) => at(`a${i}`, 3, [unsettled(time)]));
    expect(rollout(databases, { progressDeadlineSeconds: 100 }).recheckAfterMs).toBe(40_000);
  });

  test('never at what has told nothing yet', () => {
    expect(rollout([at('a', 3, [])])).toEqual({ ...NONE, total: 1, unsettled: 'a' });
  });
});
