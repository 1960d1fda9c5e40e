import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { looksLikeFormula, parseFormula } from '../../src/aws/parameter-formula.js';

const DBInstanceClassMemory = 8589934592;

test.each([
  ['{DBInstanceClassMemory/32768}', 262144],
  ['{DBInstanceClassMemory*3/32768}', 786432],
  ['LEAST({DBInstanceClassMemory/9531392},5000)', 901],
  ['GREATEST({DBInstanceClassMemory/64371566592},3)', 3],
  ['greatest({DBInstanceClassMemory*1024/63963136}, 65536)', 137518],
  ['SUM({DBInstanceClassMemory/8589934592},2,3)', 6],
  ['GREATEST({log(DBInstanceClassMemory/1073741824)*600},200)', 1800],
  ['{ 10 / 4 }', 2],
  ['{EndPointPort*2}', undefined],
  ['SUM(1,TrueIfReplica)', undefined],
])('%s is %p on 8 GiB', (text, value) => {
  expect(parseFormula(text)?.({ DBInstanceClassMemory })).toBe(value);
});

test('every variable is taken where it is given', () => {
  const formula = parseFormula('SUM({AllocatedStorage},{DBInstanceVCPU},{EndPointPort},{TrueIfReplica})');
  expect(formula?.({ AllocatedStorage: 1000, DBInstanceVCPU: 200, EndPointPort: 30, TrueIfReplica: 4 })).toBe(1234);
});

test.each([
  '',
  '{DBInstanceClassMemory',
  '{DBInstanceClassMemory}}',
  '{Memory/2}',
  '{DBInstanceClassMemory/}',
  '{/2}',
  '{DBInstanceClassMemory+1}',
  'MAX(1,2)',
  'LEAST(1,',
  'LEAST(1 2)',
  'LEAST(,1)',
  'LEAST 1',
  'constructor(1)',
  '5000)',
])('%p is no formula', (text) => {
  expect(parseFormula(text)).toBeUndefined();
});

test.each([
  ['{DBInstanceClassMemory/32768}', true],
  ['LEAST(1,2)', true],
  [' greatest (1,2)', true],
  ['broken}', true],
  ['16MB', false],
  ['100', false],
])('%p is meant as a formula: %p', (text, expected) => {
  expect(looksLikeFormula(text)).toBe(expected);
});

test('more memory never gives less of it', () => {
  const memories = fc.integer({ min: 2 ** 30, max: 2 ** 42 });
  const formulas = fc.constantFrom('{DBInstanceClassMemory/32768}', 'LEAST({DBInstanceClassMemory/9531392},5000)');
  fc.assert(
    fc.property(formulas, memories, memories, (text, a, b) => {
      const formula = parseFormula(text);
      const [less, more] = [Math.min(a, b), Math.max(a, b)].map((memory) =>
        formula?.({ DBInstanceClassMemory: memory }),
      );
      expect(less).toBeLessThanOrEqual(more ?? 0);
    }),
  );
});
