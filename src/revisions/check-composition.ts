import { checkSchema, type Schema } from '../api/check-schema.js';
import type { Child } from '../api/child.js';
import { checkRule } from '../api/constraints.js';
import { ALLOW_ALL } from '../api/find-problems.js';
import type { RevisionPatch, RevisionTemplate } from '../api/generated/tapcompositionrevision.js';
import type { TapDatabase, TapDatabaseSpec } from '../api/generated/tapdatabase.js';
import { layDefaults } from '../api/lay-defaults.js';
import { type Json, valueAt } from '../api/object.js';
import { invalid, type Problem } from '../api/problem.js';
import { validate } from '../api/validate.js';
import { API_VERSION, KIND } from '../api/words.js';
import { observe } from '../changes/plan.js';
import { BLUEPRINTS } from '../composition/blueprints.js';
import { canonicalJson } from '../composition/canonical.js';
import { composeWhole } from './compose-template.js';
import { isFor, isPatchable } from './patches.js';

/** The schema of a served kind, by `apiVersion` and `kind`; undefined where nobody knows it. */
export type SchemaOf = (apiVersion: string, kind: string) => Schema | undefined;

/** Between them they are made of every part that a blueprint has. */
const SAMPLES: readonly TapDatabaseSpec[] = [
  { region: 'us-east-2' },
  { region: 'us-east-2', monitoring: { alarms: { notify: { emails: ['sample@example.com'] } } } },
];

/**
 * What is wrong with what a TapComposition says, as far as it can be known before there is a database: its rules, its
 * defaults on their own, and its patches on databases that leave everything open. Empty where it may become a revision.
 */
export function checkTemplate(template: RevisionTemplate, schemaOf: SchemaOf = () => undefined): readonly Problem[] {
  const { blueprint, constraints = [], patches = [] } = template;
  if (BLUEPRINTS[blueprint] === undefined) return [unknownBlueprint(blueprint, 'spec.blueprint')];
  const rules = constraints.flatMap((constraint, i) => checkRule(constraint, `spec.constraints[${i}].rule`));
  const laid = SAMPLES.map((spec) => sampleOf(spec, template));
  const defaults = unique(laid.flatMap((sample) => validate(sample, ALLOW_ALL))).map(ofDefaults);
  if (defaults.length > 0) return [...rules, ...defaults];
  const { patches: _, ...bare } = template;
  // What defaults leave out a database may ask for.
  const samples = [...laid, ...SAMPLES.map((spec) => sampleOf(spec, { blueprint }))];
  const children = samples.flatMap((sample) => composeWhole(bare, sample, observe([])).composition.children);
  const targets = patches.flatMap((patch, i) => checkTarget(patch, children, `spec.patches[${i}].target`));
  const patched = samples.map((sample) => composeWhole(template, sample, observe([])));
  const problems = unique(patched.flatMap((outcome) => outcome.problems));
  const forms = patched.flatMap(({ composition }) => checkForms(composition.children, children, schemaOf));
  return [...rules, ...targets, ...problems.map((it) => ({ ...it, field: `spec.${it.field}` })), ...unique(forms)];
}

const unknownBlueprint = (blueprint: string, field: string): Problem =>
  invalid(
    field,
    blueprint,
    'is not known to this version of the operator',
    `use ${Object.keys(BLUEPRINTS).join(', ')}`,
  );

const sampleOf = (spec: TapDatabaseSpec, { defaults }: RevisionTemplate): TapDatabase => ({
  apiVersion: API_VERSION,
  kind: KIND,
  metadata: { name: 'sample', namespace: 'sample' },
  spec: layDefaults(spec, defaults, false),
});

const ofDefaults = (problem: Problem): Problem => ({
  ...problem,
  field: problem.field.replace(/^spec/, 'spec.defaults'),
});

function checkTarget({ target }: RevisionPatch, children: readonly Child[], field: string): readonly Problem[] {
  if (children.some((child) => isFor({ target } as RevisionPatch, child))) return [];
  const ofKind = children.filter((child) => isPatchable(child) && child.manifest.kind === target.kind);
  const components = [...new Set(ofKind.map(({ component }) => component))].toSorted();
  const kinds = [...new Set(children.filter(isPatchable).map(({ manifest }) => manifest.kind))].toSorted();
  if (ofKind.length === 0) return [invalid(`${field}.kind`, target.kind, 'is not composed', `use ${kinds.join(', ')}`)];
  const message = `has no ${target.kind}`;
  return [invalid(`${field}.component`, target.component as string, message, `use ${components.join(', ')}`)];
}

/** What the API server would refuse for its form in objects that a patch has changed. */
function checkForms(patched: readonly Child[], composed: readonly Child[], schemaOf: SchemaOf): readonly Problem[] {
  const before = new Set(composed.map(({ manifest }) => canonicalJson(manifest)));
  return patched
    .filter(({ manifest }) => !before.has(canonicalJson(manifest)))
    .flatMap(({ manifest: { apiVersion, kind, spec } }) => {
      const schema = schemaOf(apiVersion, kind)?.properties?.['spec'];
      if (schema === undefined || spec === undefined) return [];
      return checkSchema(spec, schema, `${kind}.spec`).map((problem) => ({
        ...problem,
        field: 'spec.patches',
        value: problem.field,
        message: `${problem.message} (${shortened(problem.value)})`,
      }));
    });
}

const shortened = (value: Json): string => JSON.stringify(value).slice(0, 80);

/** Of several databases and children with the same fault, the first tells it. What a patch got wrong is in the value. */
const unique = (problems: readonly Problem[]): readonly Problem[] => {
  const faultOf = ({ field, value, message }: Problem): string =>
    canonicalJson([field, message, field === 'spec.patches' && value]);
  return problems.filter((problem, i) => problems.findIndex((it) => faultOf(it) === faultOf(problem)) === i);
};

/** Whether a field stands in the defaults of a template and not in what its user wrote. */
export const isFromDefaults = (field: string, spec: TapDatabaseSpec, { defaults }: RevisionTemplate): boolean => {
  const path = field.replace(/^spec\./, '').replace(/\[.*$/, '');
  return valueAt(spec, path) === undefined && valueAt(defaults, path) !== undefined;
};
