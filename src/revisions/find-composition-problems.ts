import { checkSchema, UNKNOWN_FIELD } from '../api/check-schema.js';
import type { TapComposition } from '../api/generated/tapcomposition.js';
import { TAPCOMPOSITION_SCHEMA } from '../api/generated/tapcomposition-schema.js';
import { invalid, type Problem } from '../api/problem.js';
import { API_VERSION } from '../api/words.js';
import { checkTemplate, type SchemaOf } from './check-composition.js';
import { templateOf } from './revision.js';

/**
 * What admission and the operator would say to a manifest of a TapComposition, as far as it can be known without its
 * databases. With `schemaOf`, what the API server would say to what its patches make, too.
 */
export function findCompositionProblems(manifest: unknown, schemaOf?: SchemaOf): readonly Problem[] {
  const { apiVersion, metadata, spec } = manifest as Partial<TapComposition>;
  if (apiVersion !== API_VERSION)
    return [invalid('apiVersion', apiVersion ?? null, 'is not served', `write ${API_VERSION}`)];
  const form = checkSchema(spec ?? {}, TAPCOMPOSITION_SCHEMA.properties.spec, 'spec');
  const name = checkName(metadata?.name);
  if (spec === undefined || form.some(({ message }) => message !== UNKNOWN_FIELD)) return [...name, ...form];
  return [...name, ...form, ...checkTemplate(templateOf(spec), schemaOf)];
}

/** As the definition's own rule has it: names of revisions are made of it. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$/;

function checkName(name: unknown): readonly Problem[] {
  if (typeof name !== 'string') return [invalid('metadata.name', null, 'is missing', 'write e.g. standard')];
  if (NAME.test(name)) return [];
  const remedy = 'use at most 52 characters of a-z, 0-9 and -, a letter or digit at both ends';
  return [invalid('metadata.name', name, 'becomes part of the names of its revisions', remedy)];
}
