import { checkSchema, type Schema, UNKNOWN_FIELD } from './check-schema.js';
import type { CompositionDefaults } from './generated/tapcomposition.js';
import type { TapDatabase } from './generated/tapdatabase.js';
import { layDefaults } from './lay-defaults.js';
import { invalid, type Problem } from './problem.js';
import type { Settings } from './settings.js';
import { validate } from './validate.js';

/** For questions that are not about who may refer to what. */
export const ALLOW_ALL: Settings = {
  allowedReferences: (['Key', 'VPC', 'SecurityGroup', 'Topic'] as const).map((kind) => ({
    namespace: '*',
    kind,
    pattern: '*',
  })),
};

/** Other sections are measured against these: without them, what they say would be guessed. */
const YARDSTICKS = ['region', 'instance'];

/**
 * What admission and the operator would say to a manifest of a TapDatabase. Sections with values of the wrong form are
 * left out of what is checked further, so that one slip does not hide what is wrong elsewhere. `defaults`: of the
 * TapComposition that it follows.
 */
export function findProblems(
  manifest: unknown,
  schema: Schema,
  settings: Settings,
  defaults?: CompositionDefaults,
): readonly Problem[] {
  const { spec, status } = manifest as Partial<TapDatabase>;
  const form = findFormProblems(manifest, schema);
  const wrong = form.filter(({ message }) => message !== UNKNOWN_FIELD);
  const bad = new Set(wrong.map(({ field }) => field.split(/[.[]/)[1] ?? ''));
  const isOutsideSpec = wrong.some(({ field }) => !field.startsWith('spec.'));
  if (isOutsideSpec || YARDSTICKS.some((section) => bad.has(section))) return form;
  const sound = Object.fromEntries(Object.entries(spec ?? {}).filter(([section]) => !bad.has(section)));
  const laid = layDefaults(sound as TapDatabase['spec'], defaults, status?.identity !== undefined);
  return [...form, ...validate({ ...(manifest as TapDatabase), spec: laid }, settings)];
}

/** What the API server would say to the form alone, which no composition changes. */
export function findFormProblems(manifest: unknown, schema: Schema): readonly Problem[] {
  const { metadata, spec, status } = manifest as Partial<TapDatabase>;
  return [
    ...(typeof metadata?.name === 'string' ? [] : [invalid('metadata.name', null, 'is missing', 'write e.g. shop-db')]),
    ...checkSchema(spec ?? {}, schema.properties?.['spec'] ?? {}, 'spec'),
    ...(status === undefined ? [] : checkSchema(status, schema.properties?.['status'] ?? {}, 'status')),
  ];
}
