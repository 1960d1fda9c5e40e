import { isDeepStrictEqual } from 'node:util';
import type { Observed } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { type KubeObject, keyOf, type ObjectKey } from '../api/object.js';
import type { Settings } from '../api/settings.js';
import { FINALIZER } from '../api/words.js';
import { ANSWER_MS } from '../changes/adoption.js';
import { isUnobserved } from '../changes/observation.js';
import type { ChangeSet } from '../changes/plan.js';
import { readinessOf } from '../changes/readiness.js';
import { FIGHT_MS } from '../changes/waits.js';
import type { Lead } from '../revisions/following.js';
import type { Action } from './action.js';
import { apart } from './adopting.js';
import type { Cluster } from './cluster.js';
import { isObjection, type Objection } from './draft.js';
import { type Execution, execute, retryIfNeeded } from './execute.js';
import { finalize } from './finalize.js';
import { approvedOf, isNewlyApproved } from './held-changes.js';
import { draftByLead, type Led } from './lead.js';
import { newsOf } from './news.js';
import { neighboursOf, observeDatabase, oursOf, withStored } from './observe.js';
import { withLivingOwners } from './owners.js';
import { planOf } from './planning.js';
import { publish } from './publish.js';
import { withRecord } from './record.js';
import { report, reportStalled } from './report.js';
import { passwordSince, type Rotation } from './rotation.js';
import { isPaused, situationOf } from './situation.js';
import { type Step, unwatched } from './step.js';

export interface Context {
  readonly cluster: Cluster;
  readonly settings: Settings;
  /** How often ACK's controllers look at what is synced. */
  readonly ackResyncPeriodMs: number;
  /** Told at each look since when the password in force is there, which no cache knows; undefined where there is none. */
  readonly onPassword?: (key: ObjectKey, since: Date | undefined) => void;
  readonly step?: Step;
  /** Looks after a TapComposition and its revisions. @default - that is another operator's */
  readonly compositions?: (name: string) => Promise<Action>;
}

/** Secrets are watched by nobody, so every database is looked at this often. */
const LOOK_AGAIN_MS = 600_000;
const NOTHING_DONE: Execution = { stored: [], failures: [] };
const SOONEST_MS = 1_000;
const CONFLICT_MS = 15_000;

/** One database from what is wanted to what is there, as far as it goes now. */
export function createReconciler(context: Context): (key: ObjectKey) => Promise<Action> {
  return async (key) => {
    // What has no namespace is a TapComposition.
    if (key.namespace === '') return context.compositions?.(key.name) ?? 'awaitChange';
    const database = context.cluster.cachedDatabase(key);
    if (database === undefined) {
      context.onPassword?.(key, undefined);
      return 'awaitChange';
    }
    const { cluster, step = unwatched } = context;
    if (database.metadata.deletionTimestamp !== undefined) return step('teardown', () => finalize(database, cluster));
    return reconcile(database, { ...context, step });
  };
}

async function reconcile(given: TapDatabase, context: Context & { readonly step: Step }): Promise<Action> {
  const { cluster, step } = context;
  const observed = await step('observe', async () => {
    const seen = await observeDatabase(given, cluster);
    return isPaused(given) ? seen : withLivingOwners(given, seen, cluster);
  });
  const { draft, lead, refusal } = await step('compose', async () => draftByLead(given, observed, context));
  const led = { ...(lead !== undefined && { lead }), ...(refusal !== undefined && { refusal }) };
  if (isObjection(draft)) return step('report', () => stall(given, observed, draft, led, cluster));
  const { rotation, now, serverTime } = draft;
  context.onPassword?.(keyOf(given as unknown as KubeObject), passwordSince(rotation, draft.proven));
  const database = await prepare(given, withRecord(given, draft, lead as Lead), cluster);
  const { composition, changes, live, guard, missingKinds } = await step('plan', () =>
    planOf(database, draft, cluster),
  );
  const recorded = isPaused(database) ? database : await recordApprovals(database, changes, cluster);
  const { stored, failures } = isPaused(database)
    ? NOTHING_DONE
    : await step('execute', () => execute(changes, cluster));
  const made = apart(oursOf(database, withStored(live, stored)));
  const neighbours = neighboursOf(made.children, cluster, now);
  const unobserved = made.children.filter((object) => isUnobserved(object, now, context.ackResyncPeriodMs));
  const situation = { database: recorded, ...made, ...led, composition, changes, failures, guard, missingKinds };
  await step('report', async () => {
    await publish(recorded, report({ ...situation, neighbours, unobserved, now, serverTime }), cluster);
    if (!isPaused(database)) for (const event of newsOf(changes, failures)) await cluster.emit(database, event);
  });
  retryIfNeeded(failures);
  return next(made, changes, stored, rotation, now, serverTime);
}

async function stall(
  database: TapDatabase,
  observed: Observed,
  { reason, message }: Objection,
  led: Pick<Led, 'lead' | 'refusal'>,
  cluster: Cluster,
): Promise<Action> {
  const situation = { ...situationOf(database, oursOf(database, observed), cluster), ...led };
  await publish(database, reportStalled(situation, reason, message), cluster);
  // The names become free by a change of another resource, which wakes nobody here.
  return reason === 'NameConflict' ? { requeueAfterMs: CONFLICT_MS } : 'awaitChange';
}

/**
 * What must be on record before the first child is written: the finalizer, then the identity, and the revision. Answers
 * with the database as it is stored, and the defaults of its composition laid under its spec.
 */
async function prepare(given: TapDatabase, recorded: TapDatabase, cluster: Cluster): Promise<TapDatabase> {
  const guarded = given.metadata.finalizers?.includes(FINALIZER) ? given : await cluster.setFinalizer(given, true);
  const status = { ...guarded.status, ...recorded.status };
  const { spec } = recorded;
  const { identity, composition } = recorded.status ?? {};
  const isKnown = identity === given.status?.identity && isDeepStrictEqual(composition, given.status?.composition);
  if (isKnown) return { ...guarded, spec, status };
  return { ...(await publish(guarded, status, cluster)), spec };
}

/** An approval is on record before the first of what it allows is done: half of it may be done when the operator dies. */
async function recordApprovals(database: TapDatabase, changes: ChangeSet, cluster: Cluster): Promise<TapDatabase> {
  const approved = approvedOf(database, changes);
  if (approved === undefined || !isNewlyApproved(database, changes)) return database;
  return cluster.applyStatus(database, { ...database.status, approved });
}

function next(
  { children, looks }: ReturnType<typeof apart>,
  { foreign, waiting, prune, held, recreate = [] }: ChangeSet,
  stored: readonly KubeObject[],
  rotation: Rotation,
  now: Date,
  serverTime: Date,
): Action {
  const rechecks = children.flatMap((object) => readinessOf(object, now, serverTime).recheckAfterMs ?? []);
  if (rotation.recheckAfterMs !== undefined) rechecks.push(rotation.recheckAfterMs);
  // Nothing tells that a Secret was written or is gone, and others may wait for it.
  if ([...stored, ...prune].some(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Secret')) rechecks.push(0);
  rechecks.push(...recreate.map(({ inMs }) => inMs));
  rechecks.push(
    ...held.flatMap(({ notBefore }) => (notBefore === undefined ? [] : notBefore.getTime() - now.getTime())),
  );
  // What is somebody else's is not followed: nothing tells that it is gone.
  if (foreign.length > 0) rechecks.push(CONFLICT_MS);
  if (looks.length > 0) rechecks.push(ANSWER_MS);
  if (waiting.some(({ reason }) => reason === 'Fought')) rechecks.push(FIGHT_MS);
  rechecks.push(...waiting.flatMap(({ recheckAfterMs = [] }) => recheckAfterMs));
  return { requeueAfterMs: Math.max(SOONEST_MS, Math.min(LOOK_AGAIN_MS, ...rechecks)) };
}
