import { fieldsOf, type Pair } from './child-change.js';
import { classPostponement } from './class-postponement.js';
import type { FieldDifference } from './differences.js';
import type { Postponement } from './postponement.js';
import { storagePostponement } from './storage-change.js';
import { automaticPostponement, type Surroundings, versionPostponement } from './version-change.js';

/** Of the differences of a child that may be written, those that RDS would refuse now or take in a wrong order. */
export function postponementsOf(
  { manifest, current }: Pair,
  open: readonly FieldDifference[],
  around: Surroundings & { readonly calendar: Date },
): readonly Postponement[] {
  if (current === undefined) return [];
  const fields = fieldsOf(open);
  return [
    storagePostponement(current, fields, around.calendar),
    classPostponement(current, fields, around),
    versionPostponement(manifest, current, fields, around),
    automaticPostponement(current, fields, around.now),
  ].filter((postponement) => postponement !== undefined);
}
