import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { valueAt } from '../../../src/api/object.js';
import { readManifests } from '../../../src/sandbox/manifests.js';
import { ROOT } from './admission-cluster.js';
import { databaseRefusals } from './database-refusals.js';
import { networkRefusals } from './network-refusals.js';
import { operationRefusals } from './operation-refusals.js';

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-validations'?: readonly Rule[];
}

interface Rule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly fieldPath?: string;
}

const [definition] = await readManifests(join(ROOT, 'crds/tapdatabase.yaml'));
const root = valueAt(definition, 'spec.versions.0.schema.openAPIV3Schema') as unknown as Schema;

/** Every schema below one, with its path. */
function* walk(schema: Schema, path: string): Generator<readonly [path: string, schema: Schema]> {
  yield [path, schema];
  for (const [name, property] of Object.entries(schema.properties ?? {})) yield* walk(property, `${path}.${name}`);
  if (schema.items) yield* walk(schema.items, `${path}[]`);
  if (schema.additionalProperties) yield* walk(schema.additionalProperties, `${path}{}`);
}

const schemas = [...walk(root, '')];
const pathsWhere = (wrong: (schema: Schema, path: string) => boolean): readonly string[] =>
  schemas.filter(([path, schema]) => wrong(schema, path)).map(([path]) => path);

test('every string, list and map has a maximum', () => {
  expect(
    pathsWhere(
      (schema) =>
        (schema.type === 'string' && schema.maxLength === undefined && schema.enum === undefined) ||
        (schema.type === 'array' && schema.maxItems === undefined) ||
        (schema.additionalProperties !== undefined && schema.maxProperties === undefined),
    ),
  ).toEqual([]);
});

test('every number of the spec has a range', () => {
  expect(
    pathsWhere(
      ({ type, minimum, maximum, enum: values }, path) =>
        path.startsWith('.spec.') &&
        type === 'integer' &&
        values === undefined &&
        (minimum === undefined || maximum === undefined),
    ),
  ).toEqual([]);
});

test('every list says how it is merged, and everything has a type', () => {
  expect(pathsWhere((schema) => schema.type === 'array' && schema['x-kubernetes-list-type'] === undefined)).toEqual([]);
  expect(pathsWhere((schema) => schema.type === undefined)).toEqual([]);
});

test('there is no default, nothing is nullable and nothing is let through unknown', () => {
  const keys = new Set(schemas.flatMap(([, schema]) => Object.keys(schema)));
  for (const key of ['default', 'nullable', 'x-kubernetes-preserve-unknown-fields', 'x-kubernetes-int-or-string']) {
    expect(keys).not.toContain(key);
  }
});

test('every field of the spec is described, and says its default if it can be left out', () => {
  const leaves = schemas.filter(([path]) => /^\.spec\.[^[\]{}]+$/.test(path) && !path.startsWith('.spec.adopt.'));
  expect(leaves.filter(([path, { description }]) => !description && !path.endsWith('Ref.name'))).toEqual([]);
  const withoutDefault = leaves
    .filter(([, { properties, description }]) => !properties && !description?.includes('Default'))
    .map(([path]) => path);
  expect(withoutDefault).toEqual([
    '.spec.region',
    '.spec.network.existing.vpcID',
    '.spec.network.existing.databaseSubnetIDs',
    '.spec.monitoring.alarms.notify.topicARN',
    '.spec.monitoring.alarms.notify.emails',
    '.spec.restoreFrom.snapshotID',
    '.spec.restoreFrom.keyARN',
    '.spec.compositionRef.name',
    '.spec.compositionRevisionRef.name',
  ]);
});

test('every rule that judges a new spec has a refusal in the tables', () => {
  const refusals = [...databaseRefusals, ...networkRefusals, ...operationRefusals].map(([, , says]) =>
    says.replaceAll(/\[\d+\]/g, '[]'),
  );
  const untested = schemas
    .flatMap(([path, schema]) => (schema['x-kubernetes-validations'] ?? []).map((rule) => ({ path, rule })))
    .filter(({ path, rule }) => path !== '' && !rule.rule.includes('oldSelf'))
    .filter(({ path, rule }) => {
      const field = `${path}${rule.fieldPath ?? ''}`.slice(1);
      return !refusals.some((says) => says.includes(`${field}: Invalid value`) && says.includes(longestText(rule)));
    });
  expect(untested).toEqual([]);
});

/** The part of what a rule says that is the same for every value. */
function longestText({ message, messageExpression = '' }: Rule): string {
  const literals = [...messageExpression.matchAll(/'[^']*'|"[^"]*"/g)].map(([quoted]) => quoted.slice(1, -1));
  return message ?? literals.sort((one, other) => other.length - one.length)[0] ?? '';
}
