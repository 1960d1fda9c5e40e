import type { Composition, Observed } from '../api/child.js';
import type { ConditionReason } from '../api/conditions.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { identityOf } from '../api/identity.js';
import { nameConflict } from '../api/name-conflict.js';
import { type KubeObject, keyOf, type ObjectKey } from '../api/object.js';
import { formatProblem } from '../api/problem.js';
import { resolve } from '../api/resolve.js';
import type { Settings } from '../api/settings.js';
import { validate } from '../api/validate.js';
import { FINALIZER } from '../api/words.js';
import { plan } from '../changes/plan.js';
import { readinessOf } from '../changes/readiness.js';
import { compose } from '../composition/compose.js';
import { credentialsSecretName } from '../composition/credentials.js';
import { rebuildIdentity } from '../composition/identity.js';
import type { Action } from './action.js';
import type { Cluster } from './cluster.js';
import { credentialsChild } from './credentials.js';
import { type Execution, execute, retryIfNeeded } from './execute.js';
import { finalize } from './finalize.js';
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
  const pinned = pin(given, observed.children);
  const objection = objectionTo(pinned, context);
  if (objection !== undefined) {
    const situation = situationOf(given, oursOf(given, observed), cluster);
    await publish(given, reportStalled(situation, objection.reason, objection.message), cluster);
    // The names become free by a change of another resource, which wakes nobody here.
    return objection.reason === 'NameConflict' ? { requeueAfterMs: CONFLICT_MS } : 'awaitChange';
  }
  const database = await prepare(given, pinned, cluster);
  const [guard, now, missingKinds] = [cluster.guard(), cluster.now(), cluster.missingKinds()];
  const composition = withOwners(withCredentials(database, observed, settings), database, guard);
  const options = { database: database.metadata.name, now, missingKinds };
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
  return next(children, now);
}

/** The database with the identity it has, is known by, or gets with its first composition. */
function pin(database: TapDatabase, children: readonly KubeObject[]): TapDatabase {
  if (database.status?.identity !== undefined) return database;
  const key = keyOf(database as unknown as KubeObject);
  const identity = rebuildIdentity(key, children) ?? identityOf(resolve(database));
  return { ...database, status: { ...database.status, identity } };
}

function objectionTo(
  database: TapDatabase,
  { cluster, settings }: Context,
): { readonly reason: ConditionReason; readonly message: string } | undefined {
  const problems = validate(database, settings);
  const [first] = problems;
  if (first !== undefined) {
    return { reason: first.reason, message: problems.map(formatProblem).join('. ') };
  }
  const winner = nameConflict(database, cluster.cachedDatabases());
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

function next(children: readonly KubeObject[], now: Date): Action {
  const rechecks = children.flatMap((object) => readinessOf(object, now).recheckAfterMs ?? []);
  return { requeueAfterMs: Math.max(SOONEST_MS, Math.min(LOOK_AGAIN_MS, ...rechecks)) };
}
