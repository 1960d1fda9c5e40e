import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Case, coverPairs, eachValue, type Model } from './covering-array.js';

/** Five options of two to four values, of which pairs are refused by chance. */
const randomModel: fc.Arbitrary<Model> = fc
  .tuple(fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 3, maxLength: 5 }), fc.integer({ min: 1, max: 30 }))
  .map(([sizes, chance]) => ({
    options: Object.fromEntries(sizes.map((size, i) => [`o${i}`, Array.from({ length: size }, (_none, v) => `v${v}`)])),
    hides: { 'o0=v1': ['o1'] },
    // A default goes with everything, so that one case can always be completed.
    isValid: (of) => {
      const entries = Object.entries(of)
        .map(([option, value]) => Number(option.slice(1)) * 7 + Number(value.slice(1)))
        .toSorted((a, b) => a - b);
      return entries.every((a, i) => entries.slice(i + 1).every((b) => (a * 31 + b * 17) % (chance + 2) !== 0));
    },
  }));

const valueIn = (model: Model, of: Case, option: string): string =>
  of[option] ?? (model.options[option]?.[0] as string);

test('every pair of values that is valid is seen in a valid case, and no other is called possible', () => {
  fc.assert(
    fc.property(randomModel, (model) => {
      const { missing, impossible } = coverPairs(model, []);
      expect(missing.filter((of) => !model.isValid(of))).toEqual([]);
      const names = Object.keys(model.options);
      for (const [i, a] of names.entries())
        for (const b of names.slice(i + 1))
          for (const x of model.options[a] ?? [])
            for (const y of model.options[b] ?? []) {
              const isHidden = (of: Case) =>
                valueIn(model, of, 'o0') === 'v1' && (a === 'o1' || b === 'o1') && a !== 'o0';
              const isCovered = missing.some(
                (of) => valueIn(model, of, a) === x && valueIn(model, of, b) === y && !isHidden(of),
              );
              expect(impossible.includes(`${a}=${x}, ${b}=${y}`)).toBe(!isCovered);
            }
    }),
  );
});

test('the same model gives the same cases, and given ones stay', () => {
  fc.assert(
    fc.property(randomModel, (model) => {
      const { missing } = coverPairs(model, []);
      expect(coverPairs(model, []).missing).toEqual(missing);
      expect(coverPairs(model, missing).missing).toEqual([]);
    }),
  );
});

test('a value that needs another one comes with it', () => {
  const model: Model = {
    options: { network: ['own', 'existing'], bastion: ['on', 'off'], zones: ['two', 'three'] },
    hides: {},
    isValid: ({ network, bastion, zones }) => network === undefined || (bastion === 'off' && zones === undefined),
  };
  expect(eachValue(model)).toEqual([{ network: 'existing', bastion: 'off' }, { bastion: 'off' }, { zones: 'three' }]);
  const { missing, impossible } = coverPairs(model, []);
  expect(impossible).toEqual(['network=existing, bastion=on', 'network=existing, zones=three']);
  expect(missing).toContainEqual({ network: 'existing', bastion: 'off' });
});
