import { Environment } from '@marcbachmann/cel-js';
import type { Schema } from './check-schema.js';
import { effectiveSpec } from './effective-spec.js';
import type { Constraint } from './generated/tapcomposition.js';
import type { TapDatabase } from './generated/tapdatabase.js';
import { TAPDATABASE_SCHEMA } from './generated/tapdatabase-schema.js';
import { type Json, valueAt } from './object.js';
import { invalid, type Problem } from './problem.js';
import { bytesOf } from './quantity.js';

const SPEC: Schema = TAPDATABASE_SCHEMA.properties.spec;

/** Rules see the spec with its types, so that a field that is none is found when a rule is written. */
const environment = new Environment({ enableOptionalTypes: true })
  .registerVariable({ name: 'self', schema: celSchema(SPEC) as Readonly<Record<string, never>> })
  .registerVariable({
    name: 'metadata',
    schema: { name: 'string', namespace: 'string', labels: 'map<string, string>' },
  })
  // As in Kubernetes' rules, for sizes: quantity(self.instance.storage.size) >= quantity("100Gi").
  .registerFunction('quantity(string): int', (text: string) => BigInt(bytesOf(text) ?? 0));

/** What is wrong with a rule itself; `field` is where it stands. */
export function checkRule({ rule }: Constraint, field: string): readonly Problem[] {
  const { valid, type, error } = environment.check(rule);
  if (!valid) return [invalid(field, rule, `is no CEL over a TapDatabase: ${firstLine(error)}`, REMEDY)];
  if (type === 'bool' || type === 'dyn') return [];
  return [invalid(field, rule, `is of type ${type}`, 'write a rule that is true or false')];
}

const REMEDY = 'self is the spec, and metadata has the name, namespace and labels of the TapDatabase';

/** The constraints that a database breaks, in their order; one that cannot be asked of it counts as broken. */
export function brokenConstraints(database: TapDatabase, constraints: readonly Constraint[]): readonly Problem[] {
  if (constraints.length === 0) return [];
  const self = celValue(effectiveSpec(database) as unknown as Json, SPEC);
  const { name, namespace = 'default', labels = {} } = database.metadata;
  return constraints.flatMap(({ rule, message }): readonly Problem[] => {
    const broken = (remedy: string): Problem => ({
      reason: 'ConstraintViolated',
      ...askedFor(database, rule),
      message,
      remedy,
    });
    try {
      const holds: unknown = environment.evaluate(rule, { self, metadata: { name, namespace, labels } });
      return holds === true ? [] : [broken(`the rule is ${rule}`)];
    } catch (error) {
      return [broken(`the rule is ${rule}, which says: ${firstLine(error)}`)];
    }
  });
}

/** The first field that a rule asks for, and what the user has written there; null where that is nothing. */
function askedFor({ spec }: TapDatabase, rule: string): Pick<Problem, 'field' | 'value'> {
  // Not the function that is called on it.
  const [, path] = /\bself\.(\w+(?:\.\w+(?![\w(]))*)/.exec(rule) ?? [];
  return path === undefined
    ? { field: 'spec', value: null }
    : { field: `spec.${path}`, value: valueAt(spec, path) ?? null };
}

const firstLine = (error: unknown): string => String((error as Error | undefined)?.message).split('\n')[0] as string;

/** A schema in the words of the CEL library. */
function celSchema(schema: Schema): unknown {
  if (schema.properties !== undefined) {
    return Object.fromEntries(Object.entries(schema.properties).map(([field, inner]) => [field, celSchema(inner)]));
  }
  return celType(schema);
}

function celType({ type, items, additionalProperties }: Schema): string {
  if (type === 'array') return `list<${celType(items as Schema)}>`;
  if (additionalProperties !== undefined) return `map<string, ${celType(additionalProperties)}>`;
  return { string: 'string', integer: 'int', boolean: 'bool' }[type as 'string' | 'integer' | 'boolean'];
}

/** Whole numbers of CEL are not those of JSON. A file may say what the schema does not know, or in another type. */
function celValue(value: Json, schema: Schema): unknown {
  if (schema.type === 'integer' && Number.isInteger(value)) return BigInt(value as number);
  if (Array.isArray(value)) return value.map((item: Json) => celValue(item, schema.items ?? {}));
  if (typeof value !== 'object' || value === null) return value;
  const inner = (name: string): Schema => schema.properties?.[name] ?? schema.additionalProperties ?? {};
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, celValue(it, inner(name))]));
}
