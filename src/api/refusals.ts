import type { TapDatabaseSpec } from './generated/tapdatabase.js';
import { valueAt } from './object.js';
import { invalid, type Problem } from './problem.js';

/**
 * Fields of the spec that the schema takes and nothing acts on yet, with what to do meanwhile. A field leaves this table
 * when it comes to work; what stands here is refused, since nothing that a person writes may be ignored.
 */
export const REFUSALS: Readonly<Record<string, string>> = {
  compositionRef: 'remove it; the built-in composition ha-postgres/v1 is followed',
  compositionRevisionRef: 'remove it; the built-in composition ha-postgres/v1 never changes',
  compositionUpdatePolicy: 'remove it; the built-in composition ha-postgres/v1 never changes',
};

export function findRefusals(spec: TapDatabaseSpec): readonly Problem[] {
  return Object.entries(REFUSALS).flatMap(([path, remedy]) => {
    const value = valueAt(spec, path);
    return value === undefined ? [] : invalid(`spec.${path}`, value, 'is not supported yet', remedy);
  });
}
