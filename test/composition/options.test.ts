import { expect, test } from '@jest/globals';
import { IS_UPDATE } from './golden.js';
import { findGaps, goldenCase, readCases, writeCases } from './golden-cases.js';
import { MODEL } from './option-case.js';

// Before the cases are read.
if (IS_UPDATE) await writeCases();
const cases = readCases();

test.each(cases)('%s makes the difference that was reviewed', (_name, { options, ...golden }) => {
  expect(MODEL.isValid(options)).toBe(true);
  expect(goldenCase(options)).toEqual({ options, ...golden });
});

test('every value of an option, and every pair of values that can be valid, is in a case', () => {
  const { values, pairs, impossible } = findGaps(cases.map(([, { options }]) => options));
  expect({ values, pairs }).toEqual({ values: [], pairs: [] });
  // What cannot be had together, as the API says: an existing network with a part of an own one, and a bastion in a network
  // without a public subnet.
  for (const pair of impossible)
    expect(pair).toMatch(
      /^network\.(zones|natGateways|databaseSubnets|cidr)=.*, network\.existing=(public|private)|^network\.existing=private.*, bastion=t/,
    );
  expect(impossible).toHaveLength(32);
});
