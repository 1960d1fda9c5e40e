import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { refKey } from '../../src/api/child.js';
import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import { render } from '../../src/cli/render.js';
import { compose } from '../../src/composition/compose.js';
import { expectGolden, textOfObjects } from './golden.js';
import { databaseOf } from './option-case.js';
import { randomSpec } from './random-spec.js';
import { ACCOUNT, database, EXAMPLES, example, nameOf, nothingKnown } from './support.js';

const textOf = (of: TapDatabase): string => textOfObjects(render(of, { accountID: ACCOUNT }));

/**
 * The whole of what each example renders to, to be read in a review. A released name or field that changes here would
 * rename or replace somebody's database.
 */
test.each(EXAMPLES)('examples/%s.yaml renders to what was reviewed', async (name) => {
  await expectGolden(`${name}.yaml`, textOf(example(name)));
});

test('names that are too long for AWS are cut as was reviewed', async () => {
  const longest = database(
    { region: 'ap-southeast-2', environment: 'continuously' },
    'orders-of-the-largest-shop-in-the-world',
  );
  await expectGolden('long-names.yaml', textOf(longest));
});

test('what is composed while nothing is observed but the account, and what the rest waits for, is what was reviewed', async () => {
  const accountAlone = {
    ...nothingKnown,
    value: (_ref: unknown, path: string) => (path.endsWith('.ownerAccountID') ? ACCOUNT : undefined),
  };
  const databases = [
    ...EXAMPLES.map((name) => [`examples/${name}.yaml`, example(name)] as const),
    ['restored', databaseOf({ restoreFrom: 'name' })] as const,
    ['alarms by mail', databaseOf({ 'monitoring.alarms.notify': 'emails' })] as const,
  ];
  const firstOf = (of: TapDatabase) => {
    const { children, blocked } = compose(of, accountAlone);
    const waits = blocked.map(({ ref, waitsFor }) => [
      refKey(ref),
      waitsFor.map((wait) => `${wait.ref.kind}/${wait.ref.name}:${wait.path}`),
    ]);
    return { composed: children.map(({ manifest }) => nameOf(manifest)), blocked: Object.fromEntries(waits) };
  };
  const first = Object.fromEntries(databases.map(([name, of]) => [name, firstOf(of)]));
  await expectGolden('nothing-observed.yaml', stringify(first, { lineWidth: 0 }));
});

test('the same database renders to the same bytes, in whatever order its fields are written', () => {
  fc.assert(
    fc.property(randomSpec, (spec) => {
      expect(textOf(database(backwards(spec)))).toBe(textOf(database(spec)));
    }),
    { numRuns: 50 },
  );
});

function backwards<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, backwards(inner)] as const);
  return Object.fromEntries(entries.reverse()) as T;
}
