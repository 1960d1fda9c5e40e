import type { TapDatabaseStatus } from '../api/generated/tapdatabase.js';
import { BUILT_IN_COMPOSITION } from '../api/identity.js';
import type { Situation } from './situation.js';

/** What a database is made of, and what it should be made of and cannot. */
export function compositionOf({
  database: { status },
  refusal,
}: Situation): NonNullable<TapDatabaseStatus['composition']> {
  const { name, revision } = status?.composition ?? {
    name: status?.identity?.composition.name ?? BUILT_IN_COMPOSITION,
  };
  return {
    name,
    ...(revision !== undefined && { revision }),
    ...(refusal?.revision !== undefined && { refused: refusal.revision }),
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
