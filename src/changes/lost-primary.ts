import { type ChildRef, type Composition, refKey, refOf } from '../api/child.js';
import { ACK_FINAL_SNAPSHOT } from '../api/words.js';
import { changeID } from './change-id.js';
import type { HeldChange } from './held-change.js';

/** What of the lost children stays so, and what a person may let go all the same. */
export interface Loss {
  readonly lost: readonly ChildRef[];
  readonly held: readonly HeldChange[];
}

/**
 * The primary is the one lost child that a person may have made again, empty: nothing else stands on what it was. `since`: when
 * the database stopped serving, which makes an approval one of this loss and of no later one; undefined where that is not on
 * record yet. `snapshot`: the name of the last snapshot on record.
 */
export function lossOfPrimary(
  { children }: Composition,
  lost: readonly ChildRef[],
  { since, snapshot, approvals }: { since?: string; snapshot?: string; approvals: ReadonlySet<string> },
): Loss {
  const primary = lost.find(({ kind }) => kind === 'DBInstance');
  const manifest = children.find((child) => primary && refKey(refOf(child.manifest)) === refKey(primary))?.manifest;
  if (primary === undefined || manifest === undefined || since === undefined) return { lost, held: [] };
  const id = changeID(primary, { madeAgainSince: since });
  if (approvals.has(id)) return { lost: lost.filter((ref) => ref !== primary), held: [] };
  const known = snapshot ?? manifest.metadata.annotations?.[ACK_FINAL_SNAPSHOT];
  const way =
    known === undefined ? '' : `; its data comes back in a new TapDatabase with restoreFrom.snapshotID: ${known}`;
  const effect = `the instance is made again, empty${way}`;
  return { lost, held: [{ id, ref: primary, class: 'replacement', effect, differences: [], waitsFor: 'Approval' }] };
}
