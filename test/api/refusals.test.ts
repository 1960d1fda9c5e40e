import { expect, test } from '@jest/globals';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { findRefusals } from '../../src/api/refusals.js';

const refused: readonly (readonly [string, Partial<TapDatabaseSpec>])[] = [
  ['compositionRef', { compositionRef: { name: 'gold' } }],
  ['compositionRevisionRef', { compositionRevisionRef: { name: 'gold-1' } }],
  ['compositionUpdatePolicy', { compositionUpdatePolicy: 'Automatic' }],
];

test.each(refused)('%s is refused, with what to do meanwhile', (path, spec) => {
  expect(findRefusals({ region: 'us-east-2', ...spec })).toEqual([
    {
      reason: 'InvalidSpec',
      field: `spec.${path}`,
      value: path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], spec),
      message: 'is not supported yet',
      remedy: expect.stringMatching(/^remove it[;,] .{20,}/),
    },
  ]);
});

test('nothing else is refused', () => {
  const spec = { region: 'us-east-2', credentials: { secretsManager: true }, maintenance: { window: 'x' } };
  expect(findRefusals(spec)).toEqual([]);
});
