import { checkSchema, type Schema, UNKNOWN_FIELD } from './check-schema.js';
import type { TapDatabase } from './generated/tapdatabase.js';
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
 * left out of what is checked further, so that one slip does not hide what is wrong elsewhere.
 */
export function findProblems(manifest: unknown, schema: Schema, settings: Settings): readonly Problem[] {
  const { metadata, spec, status } = manifest as Partial<TapDatabase>;
  const form = [
    ...(typeof metadata?.name === 'string' ? [] : [invalid('metadata.name', null, 'is missing', 'write e.g. shop-db')]),
    ...checkSchema(spec ?? {}, schema.properties?.['spec'] ?? {}, 'spec'),
    ...(status === undefined ? [] : checkSchema(status, schema.properties?.['status'] ?? {}, 'status')),
  ];
  const wrong = form.filter(({ message }) => message !== UNKNOWN_FIELD);
  const bad = new Set(wrong.map(({ field }) => field.split(/[.[]/)[1] ?? ''));
  const isOutsideSpec = wrong.some(({ field }) => !field.startsWith('spec.'));
  if (isOutsideSpec || YARDSTICKS.some((section) => bad.has(section))) return form;
  const sound = Object.fromEntries(Object.entries(spec ?? {}).filter(([section]) => !bad.has(section)));
  return [...form, ...validate({ ...(manifest as TapDatabase), spec: sound as TapDatabase['spec'] }, settings)];
}
