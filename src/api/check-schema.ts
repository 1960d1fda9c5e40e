import type { Json } from './object.js';
import { invalid, type Problem } from './problem.js';

/** The part of OpenAPI v3 that our CRDs are written in. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly Json[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  /** Where there is no type beside it, anything may stand there. */
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
}

/** The message about a field that is not in the schema: nothing reads it, so its siblings can be judged all the same. */
export const UNKNOWN_FIELD = 'is no field of the API';

/** What the API server would refuse in `value` for its form, with every unknown field; CEL rules are not looked at. */
export function checkSchema(value: unknown, schema: Schema, field: string): readonly Problem[] {
  if (schema.type === undefined && schema['x-kubernetes-preserve-unknown-fields']) return [];
  const wanted = schema.type ?? 'object';
  if (!hasType(value, wanted)) {
    return [invalid(field, value as Json, `has to be of type ${wanted}`, `write ${examples[wanted]}`)];
  }
  if (Array.isArray(value)) return [...checkBounds(value, schema, field), ...checkItems(value, schema, field)];
  if (typeof value === 'object') return checkObject(value as Readonly<Record<string, unknown>>, schema, field);
  return checkBounds(value, schema, field);
}

const examples: Readonly<Record<NonNullable<Schema['type']>, string>> = {
  object: 'fields under it',
  array: 'a list, each item after a -',
  string: 'text, in quotes where YAML would read it as something else',
  integer: 'a whole number without quotes',
  number: 'a number without quotes',
  boolean: 'true or false without quotes',
};

function hasType(value: unknown, type: NonNullable<Schema['type']>): value is NonNullable<unknown> {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

function checkObject(value: Readonly<Record<string, unknown>>, schema: Schema, field: string): readonly Problem[] {
  const { properties = {}, additionalProperties, required = [] } = schema;
  const missing = required.filter((name) => value[name] === undefined);
  return [
    ...missing.map((name) => invalid(`${field}.${name}`, null, 'is missing', describe(properties[name]))),
    ...atMost(Object.keys(value).length, schema.maxProperties, 'entries', field),
    ...Object.entries(value).flatMap(([name, inner]) => {
      // A tag may be called `constructor`, which every object has.
      const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
      if (known !== undefined) return checkSchema(inner, known, `${field}.${name}`);
      return [invalid(`${field}.${name}`, inner as Json, UNKNOWN_FIELD, `use one of ${listOf(properties)}`)];
    }),
  ];
}

function checkItems(value: readonly unknown[], schema: Schema, field: string): readonly Problem[] {
  const { items = {}, 'x-kubernetes-list-type': listType, 'x-kubernetes-list-map-keys': keys = [] } = schema;
  const identities: readonly (string | undefined)[] = value.map((item) =>
    JSON.stringify(listType === 'map' ? keys.map((key) => (item as Record<string, unknown> | null)?.[key]) : item),
  );
  return value.flatMap((item, index) => {
    const isRepeated = listType !== 'atomic' && identities.slice(0, index).includes(identities[index]);
    const where = `${field}[${index}]`;
    const repeated = isRepeated ? [invalid(where, item as Json, 'is there already', 'remove one of them')] : [];
    return [...repeated, ...checkSchema(item, items, where)];
  });
}

function checkBounds(value: unknown, schema: Schema, field: string): readonly Problem[] {
  const problems: Problem[] = [];
  if (schema.enum !== undefined && !schema.enum.includes(value as Json)) {
    problems.push(invalid(field, value as Json, 'is not one of the values', `write ${schema.enum.join(', ')}`));
  }
  if (typeof value === 'number') {
    problems.push(...atLeast(value, schema.minimum, '', field), ...atMost(value, schema.maximum, '', field));
  } else if (typeof value === 'string') {
    const { length } = [...value];
    problems.push(...atLeast(length, schema.minLength, 'characters', field));
    problems.push(...atMost(length, schema.maxLength, 'characters', field));
  } else if (Array.isArray(value)) {
    problems.push(...atLeast(value.length, schema.minItems, 'items', field));
    problems.push(...atMost(value.length, schema.maxItems, 'items', field));
  }
  return problems;
}

function atLeast(count: number, minimum: number | undefined, what: string, field: string): readonly Problem[] {
  if (minimum === undefined || count >= minimum) return [];
  return [invalid(field, count, 'is too little', `use at least ${minimum} ${what}`.trim())];
}

function atMost(count: number, maximum: number | undefined, what: string, field: string): readonly Problem[] {
  if (maximum === undefined || count <= maximum) return [];
  return [invalid(field, count, 'is too much', `use at most ${maximum} ${what}`.trim())];
}

const describe = (schema: Schema | undefined): string => `give it ${examples[schema?.type ?? 'object']}`;

const listOf = (properties: Readonly<Record<string, Schema>>): string => Object.keys(properties).join(', ');
