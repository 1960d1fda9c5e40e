import { ALLOW_ALL, findProblems } from '../../src/api/find-problems.js';
import type { TapDatabase, TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { TAPDATABASE_SCHEMA } from '../../src/api/generated/tapdatabase-schema.js';
import type { Case, Model } from './covering-array.js';
import { OPTIONS } from './options.js';
import { example } from './support.js';

/** examples/minimal.yaml with the values that a case names. */
export function databaseOf(chosen: Case): TapDatabase {
  const minimal = example('minimal');
  const region = chosen['region'] ?? minimal.spec.region;
  const parts = Object.entries(chosen).map(([option, name]) => {
    const value = OPTIONS[option]?.find(([other]) => other === name)?.[1];
    if (value === undefined) throw new Error(`there is no value ${name} of the option ${option}`);
    return typeof value === 'function' ? value(region) : value;
  });
  return { ...minimal, spec: [minimal.spec, ...parts].reduce(merged) as TapDatabaseSpec };
}

const isValid = (chosen: Case): boolean => findProblems(databaseOf(chosen), TAPDATABASE_SCHEMA, ALLOW_ALL).length === 0;

const others = Object.keys(OPTIONS).filter((option) => option !== 'restoreFrom');

export const MODEL: Model = {
  options: Object.fromEntries(
    Object.entries(OPTIONS).map(([option, values]) => [option, values.map(([name]) => name)]),
  ),
  hides: {
    // Until it is there, the primary says only what RDS takes with a snapshot.
    'restoreFrom=name': others,
    'restoreFrom=ARN': others,
    'replicas.count=0': ['replicas.class'],
    'encryption.keyARN=brought': ['encryption.deletionWindowDays'],
    'monitoring.logs.exports=none': ['monitoring.logs.retentionDays'],
    'monitoring.alarms=off': ['monitoring.alarms.notify'],
  },
  isValid,
};

function merged(into: object, part: object): object {
  const both = new Map<string, unknown>(Object.entries(into));
  for (const [key, value] of Object.entries(part)) {
    const before = both.get(key);
    both.set(key, isObject(before) && isObject(value) ? merged(before, value) : value);
  }
  return Object.fromEntries(both);
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
