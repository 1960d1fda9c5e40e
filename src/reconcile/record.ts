import { removeCondition, setCondition } from '../api/conditions.js';
import type { TapDatabase, TapDatabaseStatus } from '../api/generated/tapdatabase.js';
import type { Lead } from '../revisions/following.js';
import { type Draft, isOnlyLooking } from './draft.js';
import { isPaused } from './situation.js';

/**
 * The drafted database with what has to be on record before anything of the draft is written: its identity, but not while
 * what is fixed for life may still be corrected, and the revision that it is made of.
 */
export function withRecord(given: TapDatabase, draft: Draft, lead: Lead): TapDatabase {
  const { pinned, composition, serverTime } = draft;
  if (isOnlyLooking(composition)) return { ...pinned, status: given.status ?? {} };
  const before = pinned.status?.composition;
  const { composition: name, revision } = lead;
  if (isPaused(given) || (before?.name === name && before.revision === revision)) return pinned;
  const status: TapDatabaseStatus = {
    ...pinned.status,
    composition: { name, ...(revision !== undefined && { revision }) },
  };
  // What was synced was so with another revision: others wait until this one is.
  return { ...pinned, status: before === undefined ? status : { ...status, ...unsettled(pinned, lead, serverTime) } };
}

function unsettled({ metadata, status }: TapDatabase, lead: Lead, now: Date): Pick<TapDatabaseStatus, 'conditions'> {
  // How long the way takes is counted from here, whatever it was waiting for before.
  const others = removeCondition(status?.conditions ?? [], 'Synced');
  const conditions = setCondition(
    others,
    {
      type: 'Synced',
      status: 'False',
      reason: 'RevisionChanged',
      message: `going to ${lead.revision ?? lead.composition}`,
      observedGeneration: metadata.generation ?? 0,
    },
    now,
  );
  return { conditions };
}
