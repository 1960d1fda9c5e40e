import { type Composition, type Observed, refOf } from '../api/child.js';
import type { ConditionReason } from '../api/conditions.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { identityOf } from '../api/identity.js';
import { groupOf, qualifiedName } from '../api/kinds.js';
import { nameConflict } from '../api/name-conflict.js';
import { type KubeObject, keyOf, type ObjectKey } from '../api/object.js';
import { formatProblem } from '../api/problem.js';
import { resolve } from '../api/resolve.js';
import type { Settings } from '../api/settings.js';
import { validate } from '../api/validate.js';
import { FINALIZER } from '../api/words.js';
import { type ChangeSet, FIGHT_MS, plan } from '../changes/plan.js';
import { readinessOf } from '../changes/readiness.js';
import { compose } from '../composition/compose.js';
import { credentialsSecretName } from '../composition/credentials.js';
import { rebuildIdentity } from '../composition/identity.js';
import type { Action } from './action.js';
import type { Cluster } from './cluster.js';
import { credentialsChild } from './credentials.js';
import { type Execution, execute, retryIfNeeded } from './execute.js';
import { finalize } from './finalize.js';
import { lostChildren } from './inventory.js';
import { observeDatabase, oursOf, withStored, withUnlabelled } from './observe.js';
import { withOwners } from './owners.js';
import { publish } from './publish.js';
import { report, reportStalled } from './report.js';
import { isPaused, situationOf } from './situation.js';

export interface Context {
  readonly cluster: Cluster;
  readonly settings: Settings;
}

/** Secrets are watched by nobody, so every database is looked at this often. */
const LOOK_AGAIN_MS = 600_000;
const NOTHING_DONE: Execution = { stored: [], failures: [] };
const SOONEST_MS = 1_000;
const CONFLICT_MS = 15_000;

/** One database from what is wanted to what is there, as far as it goes now. */
export function createReconciler(context: Context): (key: ObjectKey) => Promise<Action> {
  return async (key) => {
    const database = context.cluster.cachedDatabase(key);
    if (database === undefined) return 'awaitChange';
    if (database.metadata.deletionTimestamp !== undefined) return finalize(database, context.cluster);
    return reconcile(database, context);
  };
}

async function reconcile(given: TapDatabase, context: Context): Promise<Action> {
  const { cluster, settings } = context;
  const observed = await observeDatabase(given, cluster);
  const known = recall(given, observed.children);
  const pinned = pin(known);
  const objection = objectionTo(known, pinned, context);
  if (objection !== undefined) {
    const situation = situationOf(given, oursOf(given, observed), cluster);
    await publish(given, reportStalled(situation, objection.reason, objection.message), cluster);
    // The names become free by a change of another resource, which wakes nobody here.
    return objection.reason === 'NameConflict' ? { requeueAfterMs: CONFLICT_MS } : 'awaitChange';
  }
  const database = await prepare(given, pinned, cluster);
  const [guard, now] = [cluster.guard(), cluster.now()];
  const composition = withOwners(withCredentials(database, observed, settings), database, guard);
  const missingKinds = missingOf(composition, cluster);
  const lost = lostChildren(database, observed.children);
  const options = { database: database.metadata.name, now, missingKinds, lost };
  const first = plan(composition, observed, options);
  const live = await withUnlabelled(observed, first, database, cluster);
  const changes = live === observed ? first : plan(composition, live, options);
  const { stored, failures } = isPaused(database) ? NOTHING_DONE : await execute(changes, cluster);
  const children = oursOf(database, withStored(live, stored));
  await publish(
    database,
    report({ database, children, composition, changes, failures, guard, missingKinds, now }),
    cluster,
  );
  retryIfNeeded(failures);
  return next(children, changes, now);
}

/** The database with the identity it has, or by which its children know it where its status was lost. */
function recall(database: TapDatabase, children: readonly KubeObject[]): TapDatabase {
  if (database.status?.identity !== undefined) return database;
  const identity = rebuildIdentity(keyOf(database as unknown as KubeObject), children);
  return identity === undefined ? database : { ...database, status: { ...database.status, identity } };
}

/** The database with its identity, be it the one that it gets with its first composition. */
function pin(database: TapDatabase): TapDatabase {
  const identity = database.status?.identity ?? identityOf(resolve(database));
  return { ...database, status: { ...database.status, identity } };
}

/** Names belong to who has an identity on record: one that is only about to be given (`pinned`) is no claim. */
function objectionTo(
  known: TapDatabase,
  pinned: TapDatabase,
  { cluster, settings }: Context,
): { readonly reason: ConditionReason; readonly message: string } | undefined {
  const problems = validate(pinned, settings);
  const [first] = problems;
  if (first !== undefined) {
    return { reason: first.reason, message: problems.map(formatProblem).join('. ') };
  }
  const winner = nameConflict(known, cluster.cachedDatabases());
  if (winner === undefined) return undefined;
  const { namespace, name } = winner.metadata;
  return {
    reason: 'NameConflict',
    message: `TapDatabase ${namespace}/${name} has the same names in AWS: give this one another name or environment`,
  };
}

/** What must be on record before the first child exists: the finalizer, then the identity. */
async function prepare(given: TapDatabase, pinned: TapDatabase, cluster: Cluster): Promise<TapDatabase> {
  const guarded = given.metadata.finalizers?.includes(FINALIZER) ? given : await cluster.setFinalizer(given, true);
  const status = { ...guarded.status, ...pinned.status };
  if (given.status?.identity !== undefined) return { ...guarded, status };
  return cluster.applyStatus(guarded, status);
}

function withCredentials(database: TapDatabase, observed: Observed, settings: Settings): Composition {
  const composition = compose(database, observed, settings);
  const name = credentialsSecretName(database, observed);
  const child = credentialsChild(keyOf(database as unknown as KubeObject), name, observed);
  if (child !== undefined) return { ...composition, children: [child, ...composition.children] };
  const ref = { apiVersion: 'v1', kind: 'Secret', name };
  const lost = { component: 'credentials', ref, waitsFor: [{ ref, path: 'data.password' }] };
  return { ...composition, blocked: [lost, ...composition.blocked] };
}

/** Composed kinds that the cluster does not serve; what a database does not need may be missing. */
function missingOf({ children, blocked }: Composition, cluster: Cluster): readonly string[] {
  const refs = [...children.map(({ manifest }) => refOf(manifest)), ...blocked.map(({ ref }) => ref)];
  const needed = new Set(refs.map((ref) => qualifiedName({ group: groupOf(ref.apiVersion), kind: ref.kind })));
  return cluster.missingKinds().filter((kind) => needed.has(kind));
}

function next(children: readonly KubeObject[], { foreign, waiting }: ChangeSet, now: Date): Action {
  const rechecks = children.flatMap((object) => readinessOf(object, now).recheckAfterMs ?? []);
  // What is somebody else's is not followed: nothing tells that it is gone.
  if (foreign.length > 0) rechecks.push(CONFLICT_MS);
  if (waiting.some(({ reason }) => reason === 'Fought')) rechecks.push(FIGHT_MS);
  return { requeueAfterMs: Math.max(SOONEST_MS, Math.min(LOOK_AGAIN_MS, ...rechecks)) };
}
