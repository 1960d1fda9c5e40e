import type { TapDatabaseStatus } from '../api/generated/tapdatabase.js';
import type { Situation } from './situation.js';

/** What a database is made of, and what it should be made of and cannot; nothing is said before it is made of anything. */
export function compositionOf({ database: { status }, refusal }: Situation): Pick<TapDatabaseStatus, 'composition'> {
  const made = status?.composition ?? status?.identity?.composition;
  if (made === undefined) return {};
  const { name, revision } = made;
  const refused = refusal?.revision;
  return {
    composition: { name, ...(revision !== undefined && { revision }), ...(refused !== undefined && { refused }) },
  };
}

/** A database in deletion is composed no more, so what its composition decides about that is on record. */
export function deletionOf({ database, lead }: Situation): Pick<TapDatabaseStatus, 'deletion'> {
  const { deletionPolicy: policy, deletionProtection: protection } = lead?.template.defaults ?? {};
  const deletion =
    lead === undefined
      ? database.status?.deletion
      : { ...(policy !== undefined && { policy }), ...(protection !== undefined && { protection }) };
  return deletion === undefined || Object.keys(deletion).length === 0 ? {} : { deletion };
}
