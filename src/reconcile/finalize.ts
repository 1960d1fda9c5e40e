import { refOf } from '../api/child.js';
import type { ObstacleReason } from '../api/conditions.js';
import type { TapDatabase, TapDatabaseStatus } from '../api/generated/tapdatabase.js';
import type { KubeObject } from '../api/object.js';
import { ACK_FINAL_SNAPSHOT, ANNOTATION_ALLOW_DELETION, ANNOTATION_PAUSED, FINALIZER } from '../api/words.js';
import { belongsTo } from '../changes/ownership.js';
import type { DeletionPolicy } from '../changes/retention.js';
import { type Remaining, type TeardownStep, teardown } from '../changes/teardown.js';
import type { Action } from './action.js';
import type { Cluster } from './cluster.js';
import { attempt, type Failure, retryIfNeeded, take } from './execute.js';
import { sayGoodbye } from './goodbye.js';
import { instanceOf, stateOf } from './instances.js';
import { inventoryOf } from './inventory.js';
import { observeDatabase, oursOf } from './observe.js';
import { publish } from './publish.js';
import { reportDeleting } from './report.js';
import { failed, isPaused, type Obstacle, type Situation, type Statement, situationOf } from './situation.js';

const LOOK_AGAIN_MS = 5_000;
const SOON_MS = 200;

/** Takes the children of a deleted TapDatabase down in order; lets it go when nothing of it is left. */
export async function finalize(database: TapDatabase, cluster: Cluster): Promise<Action> {
  if (!database.metadata.finalizers?.includes(FINALIZER)) return 'awaitChange';
  const children = oursOf(database, await observeDatabase(database, cluster));
  const situation = situationOf(database, children, cluster);
  const held = protection(database, children) ?? pause(database);
  if (held !== undefined) {
    await publish(database, reportDeleting(situation, [], held), cluster);
    return 'awaitChange';
  }
  const policy: DeletionPolicy = database.spec.deletionPolicy ?? database.status?.deletion?.policy ?? 'Snapshot';
  if (children.length === 0) return letGo(situation, policy, cluster);
  return { requeueAfterMs: await takeDown(situation, policy, cluster) };
}

/** Tells what is still there, and takes the next steps; how soon to look again. */
async function takeDown(situation: Situation, policy: DeletionPolicy, cluster: Cluster): Promise<number> {
  const { database, now } = situation;
  const children = [...situation.children, ...situation.looks];
  const canCreate = !(database.status?.waitingFor ?? []).some(({ reason }) => reason === 'NamespaceTerminating');
  const going = teardown(children, policy, now, canCreate);
  const known = {
    ...finalSnapshotOf(database, children, policy),
    inventory: inventoryOf(database, children, going.kept),
  };
  let stands = database;
  const tell = async (obstacles: readonly Obstacle[]): Promise<void> => {
    stands = await publish(stands, { ...reportDeleting(situation, obstacles), ...known }, cluster);
  };
  const steps = withoutOwners(situation) ?? going.steps;
  let obstacles = going.remaining.map(obstacle);
  await tell(obstacles);
  let failures = await takeAll(steps, cluster);
  if (failures.some(isNamespaceGoing)) {
    // Nothing can be made there any more: the teardown does without.
    const instead = teardown(children, policy, now, false);
    const taken = new Set(steps.map(({ object }) => object));
    obstacles = instead.remaining.map(obstacle);
    await tell(obstacles);
    const more = await takeAll(
      instead.steps.filter(({ object }) => !taken.has(object)),
      cluster,
    );
    failures = [...failures.filter((failure) => !isNamespaceGoing(failure)), ...more];
  }
  if (failures.length > 0) await tell([...failures.map(failed), ...obstacles]);
  retryIfNeeded(failures);
  // Secrets are watched by nobody, so what was done now is looked at again soon.
  return steps.length > 0 ? SOON_MS : LOOK_AGAIN_MS;
}

/**
 * The end, on the API server's own word: a cache that lags, or a kind that is not served just now, would leave AWS
 * resources behind that nobody knows of.
 */
async function letGo({ database, missingKinds }: Situation, policy: DeletionPolicy, cluster: Cluster): Promise<Action> {
  const { namespace = '', name } = database.metadata;
  const known = new Set((database.status?.inventory ?? []).map(({ kind }) => kind));
  const unseen = missingKinds.filter((kind) => known.has(kind.split('.')[0] as string));
  const live = await cluster.liveChildren({ namespace, name });
  if (unseen.length > 0 || live.some((object) => belongsTo(object, name))) return { requeueAfterMs: LOOK_AGAIN_MS };
  await sayGoodbye(database, policy, cluster);
  await cluster.setFinalizer(database, false);
  return 'awaitChange';
}

async function takeAll(steps: readonly TeardownStep[], cluster: Cluster): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const step of steps) await attempt(refOf(step.object), () => take(step, cluster), failures);
  return failures;
}

/** Source: the admission plugin NamespaceLifecycle. */
const isNamespaceGoing = ({ error }: Failure): boolean =>
  error.code === 403 && error.message.includes('because it is being terminated');

/** Without the guard the garbage collector would take every owned child at once: first nothing is owned any more. */
function withoutOwners({ guard, children, looks }: Situation): readonly TeardownStep[] | undefined {
  const owned = [...children, ...looks].filter(({ metadata }) => (metadata.ownerReferences ?? []).length > 0);
  if (guard.installed || owned.length === 0) return undefined;
  return owned.map((object) => ({ action: 'patch', object, patch: { metadata: { ownerReferences: null } } }));
}

function pause(database: TapDatabase): Statement | undefined {
  if (!isPaused(database)) return undefined;
  const message = `deletion was asked for while the TapDatabase is paused, so nothing is touched: remove ${ANNOTATION_PAUSED}`;
  return { status: 'True', reason: 'Paused', message };
}

/** Checked here too, since admission policies can be absent: nothing is touched while protection is on. */
function protection(database: TapDatabase, children: readonly KubeObject[]): Statement | undefined {
  const { name, namespace, annotations } = database.metadata;
  const isOn = database.spec.deletionProtection ?? database.status?.deletion?.protection ?? true;
  const isProtected = isOn && annotations?.[ANNOTATION_ALLOW_DELETION] !== name;
  const wasComposed = database.status?.identity !== undefined || children.length > 0;
  if (!isProtected || !wasComposed) return undefined;
  return {
    status: 'True',
    reason: 'DeletionProtected',
    message:
      'deletion was asked for while protection is on, so nothing is touched. To go on: kubectl annotate tapdatabase ' +
      `${name} -n ${namespace} ${ANNOTATION_ALLOW_DELETION}=${name}`,
  };
}

/** The name of the final snapshot, once it is sure to be taken: written down before the instance goes, and kept after. */
function finalSnapshotOf(
  { status }: TapDatabase,
  children: readonly KubeObject[],
  policy: DeletionPolicy,
): Pick<TapDatabaseStatus, 'finalSnapshotID'> {
  const primary = instanceOf(children, 'primary');
  const known = status?.finalSnapshotID;
  if (primary === undefined) return known === undefined ? {} : { finalSnapshotID: known };
  const name = primary.metadata.annotations?.[ACK_FINAL_SNAPSHOT];
  return policy !== 'Snapshot' || stateOf(primary) === undefined || name === undefined ? {} : { finalSnapshotID: name };
}

const obstacle = ({ ref, reason, message }: Remaining): Obstacle => ({
  ref,
  reason: reason as ObstacleReason,
  message,
  needsPerson: reason === 'ChildTerminal' || reason === 'NamespaceTerminating',
});
