import type { ChildRef } from '../api/child.js';
import { changeID } from './change-id.js';
import { type FieldDifference, formatPath } from './differences.js';
import type { Disruption, DisruptiveChange } from './held-change.js';

/** Kinds that lose nothing when they are deleted and made again. */
const REPLACEABLE: readonly string[] = ['Instance'];

const isReplaceable = ({ kind }: ChildRef): boolean => REPLACEABLE.includes(kind);

/** The classes that may be made at the same time, and so wait together; in each the worst comes last. */
const TOGETHER: readonly (readonly Disruption[])[] = [['reboot', 'failover'], ['replacement'], ['irreversible']];

/** Differences of a live child as changes: those that may be made at the same time are one, as bad as the worst of them. */
export function disruptiveChangesOf(
  ref: ChildRef,
  differences: readonly FieldDifference[],
): readonly DisruptiveChange[] {
  return TOGETHER.flatMap((classes): readonly DisruptiveChange[] => {
    const some = differences.filter(({ onChange }) => classes.some((one) => one === onChange));
    const worst = classes.findLast((one) => some.some(({ onChange }) => onChange === one));
    if (worst === undefined) return [];
    const wanted = Object.fromEntries(some.map(({ path, desired }) => [formatPath(path), desired]));
    const byHand = worst === 'replacement' && !isReplaceable(ref);
    const change = { id: changeID(ref, wanted), ref, class: worst, effect: effectOf(worst, ref), differences: some };
    return [{ ...change, ...(byHand && { byHand }) }];
  });
}

/** Source: Amazon RDS User Guide, "Modifying an Amazon RDS DB instance", "Failing over a Multi-AZ DB instance". */
function effectOf(disruption: Disruption, ref: ChildRef): string {
  switch (disruption) {
    case 'reboot':
      return 'the instance restarts, and serves nothing for some minutes';
    case 'failover':
      return 'the instance fails over to its standby: connections break, and it is back after a minute or two';
    case 'irreversible':
      return 'the instance is upgraded and serves nothing meanwhile; the only way back is a snapshot';
    case 'replacement':
      return isReplaceable(ref)
        ? 'the instance is deleted and made again: sessions through it end, and its addresses are others'
        : `neither AWS nor ACK can change it in place, and a ${ref.kind} is never deleted to be made again: set the field ` +
            'back, or move the data to a new TapDatabase';
  }
}
