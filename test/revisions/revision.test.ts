import { describe, expect, test } from '@jest/globals';
import { hashOf, isIntact, revisionFor, revisionsOf, templateOf } from '../../src/revisions/revision.js';
import { composition, condition, revision, tampered } from './support.js';

const days = (retentionDays: number) => ({ defaults: { backup: { retentionDays } } });
const numbers = (...of: readonly number[]) => of.map((number) => revision(number));

test('the template is what databases are made of, and not how it reaches them', () => {
  const constraints = [{ rule: 'true', message: 'a' }];
  const patches = [{ target: { kind: 'Topic' }, type: 'MergePatch', patch: {} }] as const;
  const of = { blueprint: 'ha-postgres/v1', ...days(3), constraints, patches };
  expect(templateOf({ ...of, rollout: { maxUnsettled: 3 }, revisionHistoryLimit: 3 })).toEqual(of);
  expect(templateOf({ blueprint: 'ha-postgres/v1' })).toEqual({ blueprint: 'ha-postgres/v1' });
});

test('the hash is of the content, whatever the order of its keys', () => {
  expect(hashOf({ blueprint: 'a', defaults: { environment: 'b', tags: { x: '1', y: '2' } } })).toBe(
    hashOf({ defaults: { tags: { y: '2', x: '1' }, environment: 'b' }, blueprint: 'a' }),
  );
  // printf '{"blueprint":"ha-postgres/v1"}' | sha256sum
  expect(hashOf({ blueprint: 'ha-postgres/v1' })).toBe(
    'ce4198f24b2ef8b164a23324b2d6da8432802e4e7daf3fa8c87f6bbd7a4dcc78',
  );
});

test('revisions of one TapComposition are in the order of their numbers', () => {
  const others = [revision(4, undefined, { composition: 'other' })];
  const names = revisionsOf('production', [...numbers(10, 9, 2), ...others]).map(({ metadata }) => metadata.name);
  expect(names).toEqual(['production-2', 'production-9', 'production-10']);
});

test('a revision is intact while its hash is that of its template', () => {
  expect([isIntact(revision(1)), isIntact(tampered(1))]).toEqual([true, false]);
});

describe('the revision that a TapComposition is', () => {
  test('is the first where there is none, with a label of ours alone', () => {
    const of = composition(days(3), { metadata: { labels: { 'argocd.argoproj.io/instance': 'a' } } });
    expect(revisionFor(of, [])).toEqual({
      apiVersion: 'tapstack.io/v1alpha1',
      kind: 'TapCompositionRevision',
      metadata: { name: 'production-1', labels: { 'tapstack.io/composition': 'production' } },
      spec: {
        composition: 'production',
        revision: 1,
        hash: hashOf(templateOf(of.spec)),
        template: templateOf(of.spec),
      },
    });
  });

  const nameOf = (...args: Parameters<typeof revisionFor>): string => revisionFor(...args).metadata.name;

  test('is the one with its content, else the next number', () => {
    expect(nameOf(composition(days(2)), numbers(1, 2, 3))).toBe('production-2');
    expect(nameOf(composition(days(9)), numbers(1, 2, 3))).toBe('production-4');
    expect(nameOf(composition(days(9)), [revision(7, undefined, { composition: 'other' })])).toBe('production-1');
  });

  test('is none that databases remember, be it gone', () => {
    const remembered = ['production-3', 'production-x', 'productions-9', 'production', 'production-2'];
    expect(nameOf(composition(days(9)), [], remembered)).toBe('production-4');
    expect(nameOf(composition(days(2)), numbers(1, 2), remembered)).toBe('production-2');
  });

  test('is another than one that somebody has changed', () => {
    expect(nameOf(composition(days(2)), [revision(1), tampered(2)])).toBe('production-3');
  });

  test('has the canary that it has now', () => {
    const canary = { matchLabels: { ring: 'a' } };
    const of = composition({ ...days(1), rollout: { canary } });
    expect(revisionFor(of, [revision(1, { ring: 'b' })]).spec.canary).toEqual(canary);
    expect(revisionFor(composition(days(1)), [revision(1, { ring: 'b' })]).spec).not.toHaveProperty('canary');
  });

  const at = (currentRevision: string | undefined, observedGeneration: number, valid?: 'True' | 'False') => ({
    observedGeneration,
    ...(currentRevision !== undefined && { currentRevision }),
    ...(valid !== undefined && {
      conditions: [condition('Valid', valid, 'Any'), condition('RolledOut', 'True', 'Any')],
    }),
  });

  test.each([
    ['the same again where somebody has deleted it', at('production-3', 1, 'True'), [1, 2], 'production-3'],
    [
      'none that somebody has deleted, once it says something else',
      at('production-3', 0, 'True'),
      [1, 2],
      'production-4',
    ],
    ['none that was before an invalid spec', at('production-3', 1, 'False'), [1, 2], 'production-4'],
    ['none of a status that says nothing', at('production-3', 1), [1, 2], 'production-4'],
    ['the next where what it is has other content', at('production-2', 1, 'True'), [1, 2], 'production-3'],
    ['the next where newer ones were taken back', at('production-1', 0, 'True'), [1, 2, 3], 'production-4'],
    ['the first where it never was one', at(undefined, 1, 'True'), [], 'production-1'],
  ] as const)('is %s', (_, status, there, name) => {
    expect(nameOf(composition(days(9), { status }), numbers(...there))).toBe(name);
  });
});
