import { describe, expect, test } from '@jest/globals';
import type { CompositionDefaults } from '../../src/api/generated/tapcomposition.js';
import { compositionOf, deletionOf } from '../../src/reconcile/composition-status.js';
import { identity } from '../api/support/database.js';
import { database, situation } from './support.js';

const REFUSED = { reason: 'PatchRefused', message: 'no', revision: 'production-2' } as const;

describe('what it is made of', () => {
  test('is not told before it is made of anything, refused or not', () => {
    expect(compositionOf(situation())).toEqual({});
    expect(compositionOf(situation({ database: database({ status: {} }), refusal: REFUSED }))).toEqual({});
  });

  test.each([
    [
      { composition: { name: 'production', revision: 'production-1' } },
      { name: 'production', revision: 'production-1' },
    ],
    [{ composition: { name: 'ha-postgres/v1' } }, { name: 'ha-postgres/v1' }],
    [{ identity }, { name: 'ha-postgres/v1' }],
    [
      {
        identity: { ...identity, composition: { name: 'a', revision: 'a-1' } },
        composition: { name: 'b', revision: 'b-2' },
      },
      { name: 'b', revision: 'b-2' },
    ],
  ])('of status %j is %j', (status, composition) => {
    expect(compositionOf(situation({ database: database({ status }) }))).toEqual({ composition });
  });

  test('has what it should be made of and cannot, and forgets it', () => {
    const status = { composition: { name: 'production', revision: 'production-1', refused: 'production-9' } };
    const of = database({ status });
    const composition = { name: 'production', revision: 'production-1' };
    expect(compositionOf(situation({ database: of, refusal: REFUSED }))).toEqual({
      composition: { ...composition, refused: 'production-2' },
    });
    expect(compositionOf(situation({ database: of }))).toEqual({ composition });
    const { revision: _, ...lost } = REFUSED;
    expect(compositionOf(situation({ database: of, refusal: lost }))).toEqual({ composition });
  });
});

describe('what its composition says of its deletion', () => {
  const lead = (defaults?: CompositionDefaults) => ({
    composition: 'production',
    template: { blueprint: 'ha-postgres/v1', ...(defaults !== undefined && { defaults }) },
  });
  const recorded = database({ status: { deletion: { policy: 'Retain' } } });

  test('is what its defaults are now', () => {
    const of = (defaults?: CompositionDefaults) => deletionOf(situation({ database: recorded, lead: lead(defaults) }));
    expect(of({ deletionPolicy: 'Delete', deletionProtection: false })).toEqual({
      deletion: { policy: 'Delete', protection: false },
    });
    expect(of({ deletionPolicy: 'Delete' })).toEqual({ deletion: { policy: 'Delete' } });
    expect(of({ deletionProtection: true })).toEqual({ deletion: { protection: true } });
    expect(of({ environment: 'prod' })).toEqual({});
    expect(of()).toEqual({});
  });

  test('stays on record where nothing leads it', () => {
    expect(deletionOf(situation({ database: recorded }))).toEqual({ deletion: { policy: 'Retain' } });
    expect(deletionOf(situation())).toEqual({});
  });
});
