import { ADOPTABLE_KINDS } from './aws-ids.js';
import type { TapDatabaseSpec } from './generated/tapdatabase.js';
import { invalid, type Problem } from './problem.js';

/** What of `adopt` can be judged without AWS. */
export function checkAdopt({ adopt, restoreFrom }: TapDatabaseSpec): readonly Problem[] {
  if (adopt === undefined) return [];
  const kinds: readonly string[] = ADOPTABLE_KINDS;
  const unknown = adopt.resources.flatMap(({ kind }, i) =>
    kinds.includes(kind)
      ? []
      : [
          invalid(
            `spec.adopt.resources[${i}].kind`,
            kind,
            'is no kind that can be adopted',
            `write one of ${kinds.join(', ')}`,
          ),
        ],
  );
  const hasPrimary = adopt.resources.some(({ kind }) => kind === 'DBInstance');
  if (restoreFrom === undefined || !hasPrimary) return unknown;
  const remedy = 'remove it, or the DBInstances from spec.adopt';
  return [
    ...unknown,
    invalid('spec.restoreFrom', restoreFrom.snapshotID, 'is of no use where the instances are adopted', remedy),
  ];
}
