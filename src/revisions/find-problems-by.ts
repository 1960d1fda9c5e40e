import { brokenConstraints } from '../api/constraints.js';
import { findProblems } from '../api/find-problems.js';
import type { RevisionTemplate } from '../api/generated/tapcompositionrevision.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { TAPDATABASE_SCHEMA } from '../api/generated/tapdatabase-schema.js';
import type { Problem } from '../api/problem.js';
import type { Settings } from '../api/settings.js';
import { observe } from '../changes/plan.js';
import { isFromDefaults } from './check-composition.js';
import { composeWhole } from './compose-template.js';
import { withDefaults } from './with-defaults.js';

/**
 * What admission and the operator would say to a manifest of a TapDatabase that is made by a TapComposition: its fields
 * with the defaults under them, then the constraints, then what cannot be patched.
 */
export function findProblemsBy(template: RevisionTemplate, manifest: unknown, settings: Settings): readonly Problem[] {
  const { spec = {} } = manifest as Partial<TapDatabase>;
  const problems = findProblems(manifest, TAPDATABASE_SCHEMA, settings, template.defaults);
  if (problems.length > 0) return problems.map((it) => withOrigin(it, spec as TapDatabase['spec'], template));
  const database = withDefaults(manifest as TapDatabase, template);
  const broken = brokenConstraints(database, template.constraints ?? []);
  return broken.length > 0 ? broken : composeWhole(template, database, observe([])).problems;
}

function withOrigin(problem: Problem, spec: TapDatabase['spec'], template: RevisionTemplate): Problem {
  if (!isFromDefaults(problem.field, spec, template)) return problem;
  return { ...problem, message: `${problem.message}; it is a default of the TapComposition` };
}
