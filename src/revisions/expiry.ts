import type { TapComposition } from '../api/generated/tapcomposition.js';
import type { TapCompositionRevision } from '../api/generated/tapcompositionrevision.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { type Catalogue, followingOf, isLost } from './following.js';
import { recordedRevisions, revisionsOf } from './revision.js';

const DEFAULT_LIMIT = 10;

/**
 * The revisions of a TapComposition that nobody needs any more: no database is on them, means to be, or names them, and
 * they are not among the newest that are kept. Of one that is gone, all that nobody uses.
 */
export function expiredRevisions(
  name: string,
  composition: TapComposition | undefined,
  catalogue: Catalogue,
  databases: readonly TapDatabase[],
): readonly TapCompositionRevision[] {
  const limit = composition === undefined ? 0 : (composition.spec.revisionHistoryLimit ?? DEFAULT_LIMIT);
  const used = new Set(databases.flatMap((database) => usedBy(database, catalogue)));
  used.add(composition?.status?.currentRevision ?? '');
  const own = revisionsOf(name, catalogue.revisions);
  // What canaries leave the others on.
  used.add(own.findLast(({ spec }) => spec.canary === undefined && composition !== undefined)?.metadata.name ?? '');
  const unused = own.filter(({ metadata }) => !used.has(metadata.name));
  return unused.slice(0, Math.max(0, unused.length - limit));
}

function usedBy(database: TapDatabase, catalogue: Catalogue): readonly string[] {
  const { target } = followingOf(database, catalogue);
  const meant = [database.spec.compositionRevisionRef?.name, isLost(target) ? undefined : target.revision];
  return [...recordedRevisions(database), ...meant.filter((it) => it !== undefined)];
}
