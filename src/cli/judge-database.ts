import { findProblems } from '../api/find-problems.js';
import type { RevisionTemplate } from '../api/generated/tapcompositionrevision.js';
import { TAPDATABASE_SCHEMA } from '../api/generated/tapdatabase-schema.js';
import type { Problem } from '../api/problem.js';
import type { Settings } from '../api/settings.js';

/** What admission and the operator would say to a manifest of a TapDatabase, made by that template where there is one. */
export async function judgeDatabase(
  manifest: unknown,
  settings: Settings,
  template: RevisionTemplate | undefined,
): Promise<readonly Problem[]> {
  if (template === undefined) return findProblems(manifest, TAPDATABASE_SCHEMA, settings);
  // Has the interpreter of rules with it.
  const { findProblemsBy } = await import('../revisions/find-problems-by.js');
  return findProblemsBy(template, manifest, settings);
}
