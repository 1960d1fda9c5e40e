import { looksLikeFormula, parseFormula } from './parameter-formula.js';
import { type Parameter, type ParameterUnit, parameterOf } from './parameters.js';

/** A value as RDS takes it in a parameter group, or why it is none. */
export type ParameterValue =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly message: string; readonly remedy: string };

/** Literals' units, smallest first. Source: PostgreSQL manual, "Parameter Names and Values"; they are case-sensitive. */
const memoryUnits: Readonly<Record<string, number>> = { B: 1, kB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 };
const microsecondsByUnit: Readonly<Record<string, number>> = {
  us: 1,
  ms: 1e3,
  s: 1e6,
  min: 6e7,
  h: 3.6e9,
  d: 8.64e10,
};

interface Measure {
  /** What `1` of the parameter is worth, in the smallest of `units`. */
  readonly one: number;
  readonly units: Readonly<Record<string, number>>;
}

const measures: Readonly<Partial<Record<ParameterUnit, Measure>>> = {
  B: { one: 1, units: memoryUnits },
  '8kB': { one: 8_192, units: memoryUnits },
  kB: { one: 2 ** 10, units: memoryUnits },
  MB: { one: 2 ** 20, units: memoryUnits },
  us: { one: 1, units: microsecondsByUnit },
  ms: { one: 1e3, units: microsecondsByUnit },
  s: { one: 1e6, units: microsecondsByUnit },
  min: { one: 6e7, units: microsecondsByUnit },
};

const booleans = new Map([
  ...['on', 'true', 'yes', '1'].map((word) => [word, '1'] as const),
  ...['off', 'false', 'no', '0'].map((word) => [word, '0'] as const),
]);

/** Parameters of type real: their number may have a fraction although they have a unit. */
const fractional: readonly string[] = ['autovacuum_vacuum_cost_delay', 'vacuum_cost_delay'];

/**
 * A value as people write it (`2GB`, `on`, a bare number in RDS's unit, a formula) as RDS takes it: `2GB` of
 * `shared_buffers` is `262144`. What is not in the table of parameters passes as it is, unless it carries a unit.
 */
export function rdsValueOf(name: string, text: string): ParameterValue {
  const value = text.trim();
  const parameter = parameterOf(name);
  if (parameter === undefined) return unknownParameter(name, value);
  if (parameter.unit === 'string' || parameter.unit === 'enum') return ok(value);
  if (looksLikeFormula(value)) return formula(value);
  if (parameter.unit === 'bool') return boolean(name, value);
  return number(name, value, parameter);
}

const ok = (value: string): ParameterValue => ({ ok: true, value });
const refuse = (message: string, remedy: string): ParameterValue => ({ ok: false, message, remedy });

function unknownParameter(name: string, value: string): ParameterValue {
  const unit = /^[+-]?\d+(?:\.\d+)?\s*([A-Za-z]+)$/.exec(value)?.[1];
  if (unit === undefined || !(Object.hasOwn(memoryUnits, unit) || Object.hasOwn(microsecondsByUnit, unit)))
    return ok(value);
  return refuse(
    `the unit of ${name} is not known here, so ${value} cannot be converted`,
    "write RDS's raw number, without a unit (`aws rds describe-engine-default-parameters` shows the unit)",
  );
}

function formula(value: string): ParameterValue {
  if (parseFormula(value) !== undefined) return ok(value);
  return refuse(
    'is no formula that RDS understands',
    'write e.g. {DBInstanceClassMemory/32768} or LEAST({DBInstanceClassMemory/9531392},5000)',
  );
}

function boolean(name: string, value: string): ParameterValue {
  const bit = booleans.get(value.toLowerCase());
  return bit === undefined ? refuse(`${name} is either on or off`, 'write on or off') : ok(bit);
}

function number(name: string, value: string, { unit }: Parameter): ParameterValue {
  const [, digits, suffix = ''] = /^([+-]?\d+(?:\.\d+)?)\s*([A-Za-zµ]*)$/.exec(value) ?? [];
  const measure = measures[unit];
  const example = measure === undefined ? 'a plain number' : `a number of ${unit}, or one with a unit`;
  if (digits === undefined) return refuse('is not a number', `write ${example}`);
  if (suffix === '') return bareNumber(name, digits, unit);
  if (measure === undefined) return refuse(`${name} has no unit`, 'write the plain number');
  const factor = Object.hasOwn(measure.units, suffix) ? measure.units[suffix] : undefined;
  if (factor === undefined)
    return refuse(`unknown unit ${suffix}`, `use one of ${Object.keys(measure.units).join(', ')} (case matters)`);
  return inUnits(name, (Number(digits) * factor) / measure.one, unit);
}

function bareNumber(name: string, digits: string, unit: ParameterUnit): ParameterValue {
  if (unit === 'float' || fractional.includes(name) || /^[+-]?\d+$/.test(digits)) return ok(digits);
  return refuse(`${name} takes whole numbers only`, `write ${Math.round(Number(digits))}`);
}

function inUnits(name: string, value: number, unit: ParameterUnit): ParameterValue {
  const exact = fractional.includes(name) ? Number(value.toFixed(3)) : value;
  if (fractional.includes(name) || Number.isInteger(exact)) return ok(String(exact));
  return refuse(
    `is ${value} times ${unit}, and ${name} takes whole ones only`,
    `write a multiple of ${unit}: the nearest bare numbers are ${Math.floor(value)} and ${Math.ceil(value)}`,
  );
}
