import type { TapDatabaseSpec } from './generated/tapdatabase.js';
import { valueAt } from './object.js';
import { invalid, type Problem } from './problem.js';

/**
 * Fields of the spec that the schema takes and nothing acts on yet, with what to do meanwhile. A field leaves this table
 * when it comes to work; what stands here is refused, since nothing that a person writes may be ignored.
 */
export const REFUSALS: Readonly<Record<string, string>> = {
  restoreFrom: 'remove it, and restore the snapshot in RDS by hand until then',
  adopt: 'remove it; what is in AWS already stays untouched beside this database',
  'credentials.rotation': 'remove it; the generated password stays as it is',
  'credentials.rotateEveryDays': 'remove it; the generated password stays as it is',
  compositionRef: 'remove it; the built-in composition ha-postgres/v1 is followed',
  compositionRevisionRef: 'remove it; the built-in composition ha-postgres/v1 never changes',
  compositionUpdatePolicy: 'remove it; the built-in composition ha-postgres/v1 never changes',
  'maintenance.disruptiveChanges':
    'remove it; a change that would disturb a running database is not written at all, and Synced names it',
};

export function findRefusals(spec: TapDatabaseSpec): readonly Problem[] {
  return Object.entries(REFUSALS).flatMap(([path, remedy]) => {
    const value = valueAt(spec, path);
    return value === undefined ? [] : invalid(`spec.${path}`, value, 'is not supported yet', remedy);
  });
}
