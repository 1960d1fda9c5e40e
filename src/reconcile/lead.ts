import type { Observed } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { composeWhole } from '../revisions/compose-template.js';
import { followingOf, isLost, type Lead } from '../revisions/following.js';
import { rolloutOf } from '../revisions/rollout.js';
import type { Cluster } from './cluster.js';
import { type Draft, type DraftOptions, draftOf, isObjection, type Objection } from './draft.js';
import { type Recollecting, recall, recalledDatabases } from './recall.js';
import type { Refusal } from './refusal.js';
import { isPaused } from './situation.js';

/** What a database is drafted by. */
export interface Led {
  readonly draft: Draft | Objection;
  /** Absent where nothing leads. */
  readonly lead?: Lead;
  readonly refusal?: Refusal;
}

export interface LeadOptions extends DraftOptions {
  readonly cluster: Pick<Cluster, 'cachedDatabases' | 'calendar' | 'now' | 'catalogue'> & Recollecting;
}

/**
 * The draft by the revision that a database follows: the one meant for it when its turn has come and it can be composed
 * with it, else the one it is on.
 */
export function draftByLead(given: TapDatabase, observed: Observed, options: LeadOptions): Led {
  const known = recall(given, observed.children);
  const { current, target, isRolledOut } = followingOf(known, options.cluster.catalogue());
  const by = (lead: Lead): Led => ({ lead, draft: draftOf(known, observed, lead, options) });
  const attempt = (lead: Lead): Led => ({ lead, draft: attemptOf(known, observed, lead, options) });
  if (isLost(target)) return current === undefined ? { draft: target } : { ...by(current), refusal: target };
  if (isSame(current, target)) return by(target);
  if (known.status?.identity === undefined) return attempt(target);
  const isRefused = current !== undefined && known.status.composition?.refused === target.revision;
  const mayMove = !isPaused(given) && (!isRolledOut || isNext(known, target.composition, options.cluster));
  if (!mayMove && !isRefused) return current === undefined ? { draft: waiting(target) } : by(current);
  const moved = attempt(target);
  if (current === undefined) return moved;
  return isObjection(moved.draft) ? withRefusal(by(current), target, moved.draft) : mayMove ? moved : by(current);
}

/** What is no fault of the revision is not laid at its door. */
function withRefusal(stays: Led, { composition, revision }: Lead, { reason, message }: Objection): Led {
  if (isObjection(stays.draft) && stays.draft.message === message) return stays;
  const refusal = { reason, message: `${revision ?? composition}: ${message}` };
  return { ...stays, refusal: revision === undefined ? refusal : { ...refusal, revision } };
}

const isSame = (current: Lead | undefined, target: Lead): boolean =>
  current?.composition === target.composition && current.revision === target.revision;

function isNext(database: TapDatabase, composition: string, cluster: LeadOptions['cluster']): boolean {
  const catalogue = cluster.catalogue();
  const followed = catalogue.compositions.find(({ metadata }) => metadata.name === composition);
  if (followed === undefined) return false;
  const { next } = rolloutOf(followed, catalogue, recalledDatabases(cluster), cluster.now());
  return next.some(({ metadata }) => metadata.uid === database.metadata.uid);
}

/** What is composed later, as it waits now, is tried too: a revision is refused before anything of it is written. */
export function attemptOf(
  known: TapDatabase,
  observed: Observed,
  lead: Lead,
  options: DraftOptions,
): Draft | Objection {
  const draft = draftOf(known, observed, lead, options);
  if (isObjection(draft)) return draft;
  const [problem] = composeWhole(lead.template, draft.pinned, draft.proven).problems;
  if (problem === undefined) return draft;
  return { reason: problem.reason, message: `${problem.field} of ${problem.value}: ${problem.message}` };
}

const waiting = ({ composition, revision }: Lead): Objection => ({
  reason: 'RevisionNotFound',
  message: `the revision that it is on is gone; it goes to ${revision} of ${composition} when the roll-out comes to it`,
});
