import { describe, expect, test } from '@jest/globals';
import type { TapComposition } from '../../src/api/generated/tapcomposition.js';
import type { TapDatabase, TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { identityOf } from '../../src/api/identity.js';
import { resolve } from '../../src/api/resolve.js';
import { blueprintCandidate, blueprintNamed, compositionCandidate } from '../../src/cli/candidate.js';
import type { Catalogue } from '../../src/revisions/following.js';
import { revisionFor } from '../../src/revisions/revision.js';
import { database } from '../composition/support.js';

const composition = (count: number, more: Partial<TapComposition['spec']> = {}, annotations = {}): TapComposition => ({
  apiVersion: 'tapstack.io/v1alpha1',
  kind: 'TapComposition',
  metadata: { name: 'gold', annotations },
  spec: { blueprint: 'ha-postgres/v1', defaults: { replicas: { count } }, ...more },
});

const first = revisionFor(composition(1), []);
const catalogue: Catalogue = {
  compositions: [{ ...composition(1), status: { currentRevision: 'gold-1' } }],
  revisions: [first],
};

/** A database that is on the first revision. */
const follower = (spec: Partial<TapDatabaseSpec> = {}, labels: Readonly<Record<string, string>> = {}): TapDatabase => {
  const bare = database({ compositionRef: { name: 'gold' }, ...spec });
  const origin = { name: 'gold', revision: 'gold-1' };
  return {
    ...bare,
    metadata: { ...bare.metadata, labels },
    status: { identity: identityOf(resolve(bare), origin), composition: origin },
  };
};

describe('a TapComposition that is tried', () => {
  const leadFor = (given: TapComposition, of: TapDatabase) => compositionCandidate(given, catalogue).leadFor(of);

  test('leads who follows it to the revision that it would become', () => {
    expect(leadFor(composition(2), follower())).toEqual({
      composition: 'gold',
      revision: 'gold-2',
      template: { blueprint: 'ha-postgres/v1', defaults: { replicas: { count: 2 } } },
    });
    expect(leadFor(composition(1), follower())).toMatchObject({ revision: 'gold-1' });
  });

  test('leads who has none yet where it is the default, and nobody else', () => {
    const isDefault = { 'tapstack.io/default': 'true' };
    expect(leadFor(composition(2, {}, isDefault), database())).toMatchObject({ revision: 'gold-2' });
    expect(leadFor(composition(2), database())).toBeUndefined();
    expect(leadFor(composition(2), database({ compositionRef: { name: 'silver' } }))).toBeUndefined();
  });

  test('leaves alone who has said so', () => {
    expect(leadFor(composition(2), follower({ compositionRevisionRef: { name: 'gold-1' } }))).toBe(
      'names gold-1 in spec.compositionRevisionRef',
    );
    expect(leadFor(composition(2), follower({ compositionUpdatePolicy: 'Manual' }))).toBe(
      'stays on gold-1: spec.compositionUpdatePolicy is Manual',
    );
    // Who is on nothing yet needs something to be on.
    const fresh = database({ compositionRef: { name: 'gold' }, compositionUpdatePolicy: 'Manual' });
    expect(leadFor(composition(2), fresh)).toMatchObject({ revision: 'gold-2' });
  });

  test('leads only its canaries where it has any', () => {
    const canary = composition(2, { rollout: { canary: { matchLabels: { tier: 'test' } } } });
    expect(leadFor(canary, follower({}, { tier: 'test' }))).toMatchObject({ revision: 'gold-2' });
    expect(leadFor(canary, follower())).toBe('stays on gold-1: spec.rollout.canary does not select it');
    const none = { compositions: [], revisions: [] };
    expect(compositionCandidate(canary, none).leadFor(database({ compositionRef: { name: 'gold' } }))).toMatch(/gold/);
  });

  test('may be one that is not there yet', () => {
    const none = { compositions: [], revisions: [] };
    const { subject, leadFor: of } = compositionCandidate(composition(2), none);
    expect([subject, of(database({ compositionRef: { name: 'gold' } }))]).toMatchObject([
      { composition: 'gold' },
      { revision: 'gold-1' },
    ]);
  });
});

describe('a blueprint that is tried', () => {
  test('takes the place of the one that each database is made by', () => {
    const { subject, leadFor } = blueprintCandidate('ha-postgres/v2', catalogue);
    expect(subject).toEqual({ blueprint: 'ha-postgres/v2' });
    expect(leadFor(follower({ compositionUpdatePolicy: 'Manual' }))).toEqual({
      composition: 'gold',
      revision: 'gold-1',
      template: { blueprint: 'ha-postgres/v2', defaults: { replicas: { count: 1 } } },
    });
    expect(leadFor(database())).toEqual({ composition: 'ha-postgres/v1', template: { blueprint: 'ha-postgres/v2' } });
    expect(leadFor(database({ compositionRef: { name: 'silver' } }))).toMatch(/there is no TapComposition silver/);
  });

  test('is known by its version too', () => {
    expect([blueprintNamed('v1'), blueprintNamed('ha-postgres/v1')]).toEqual(['ha-postgres/v1', 'ha-postgres/v1']);
    expect(() => blueprintNamed('v99')).toThrow('there is no blueprint v99: use ha-postgres/v1');
    expect(() => blueprintNamed('other/v1')).toThrow('there is no blueprint other/v1');
  });
});
