import type { ChildRef, Observed } from '../api/child.js';
import type { RevisionTemplate } from '../api/generated/tapcompositionrevision.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { BLUEPRINTS } from '../composition/blueprints.js';
import type { ComposeSettings } from '../composition/compose.js';
import { applyPatches, type Patched } from './patches.js';

/** Composes a database as a revision has it. The blueprint is one of `BLUEPRINTS`, the database valid with its defaults. */
export function composeTemplate(
  { blueprint, patches }: RevisionTemplate,
  database: TapDatabase,
  observed: Observed,
  settings: ComposeSettings = {},
): Patched {
  const compose = BLUEPRINTS[blueprint];
  if (compose === undefined) throw new Error(`${blueprint} is not a blueprint`);
  return applyPatches(compose(database, observed, settings), patches);
}

/**
 * What a template makes of a database once all is observed, for its problems alone: what waits now, and would be patched
 * in vain later, is found before anything is written.
 */
export const composeWhole = (template: RevisionTemplate, database: TapDatabase, observed: Observed): Patched =>
  composeTemplate(template, database, {
    children: observed.children,
    value: (ref, path) => guess(observed, ref, path),
  });

const ACCOUNT = '000000000000';

function guess(observed: Observed, ref: ChildRef, path: string): string | undefined {
  const known = observed.value(ref, path);
  if (known !== undefined || path.endsWith('.partition')) return known;
  return path === 'status.dbInstanceStatus' ? 'available' : ACCOUNT;
}
