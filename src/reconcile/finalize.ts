import { refOf } from '../api/child.js';
import type { ObstacleReason } from '../api/conditions.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import type { KubeObject } from '../api/object.js';
import { ACK_FINAL_SNAPSHOT, ANNOTATION_ALLOW_DELETION, ANNOTATION_PAUSED, FINALIZER } from '../api/words.js';
import { belongsTo } from '../changes/ownership.js';
import { type DeletionPolicy, type Remaining, type TeardownStep, teardown } from '../changes/teardown.js';
import type { Action } from './action.js';
import type { Cluster } from './cluster.js';
import { attempt, type Failure, retryIfNeeded, take } from './execute.js';
import { instanceOf, stateOf } from './instances.js';
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
  const policy: DeletionPolicy = database.spec.deletionPolicy ?? 'Snapshot';
  if (children.length === 0) return letGo(situation, policy, cluster);
  const { steps, remaining } = teardown(children, policy, situation.now);
  const finalSnapshotID = snapshotOf(database, children, policy);
  const stored = finalSnapshotID === undefined ? {} : { finalSnapshotID };
  const obstacles = remaining.map(obstacle);
  const stands = await publish(database, { ...reportDeleting(situation, obstacles), ...stored }, cluster);
  const failures = await takeAll(withoutOwners(situation) ?? steps, cluster);
  if (failures.length > 0) {
    const status = reportDeleting(situation, [...failures.map(failed), ...obstacles]);
    await publish(stands, { ...status, ...stored }, cluster);
  }
  retryIfNeeded(failures);
  // Secrets are watched by nobody, so what was done now is looked at again soon.
  return { requeueAfterMs: steps.length > 0 ? SOON_MS : LOOK_AGAIN_MS };
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
  await cluster.emit(database, { type: 'Normal', reason: 'Deleted', message: farewell(database, policy) });
  await cluster.setFinalizer(database, false);
  return 'awaitChange';
}

async function takeAll(steps: readonly TeardownStep[], cluster: Cluster): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const step of steps) await attempt(refOf(step.object), () => take(step, cluster), failures);
  return failures;
}

/** Without the guard the garbage collector would take every owned child at once: first nothing is owned any more. */
function withoutOwners({ guard, children }: Situation): readonly TeardownStep[] | undefined {
  const owned = children.filter(({ metadata }) => (metadata.ownerReferences ?? []).length > 0);
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
  const isProtected = (database.spec.deletionProtection ?? true) && annotations?.[ANNOTATION_ALLOW_DELETION] !== name;
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

/** The name of the final snapshot, once it is sure to be taken: written down before the instance goes. */
function snapshotOf(
  { status }: TapDatabase,
  children: readonly KubeObject[],
  policy: DeletionPolicy,
): string | undefined {
  if (policy !== 'Snapshot') return undefined;
  const primary = instanceOf(children, 'primary');
  if (primary === undefined) return status?.finalSnapshotID;
  return stateOf(primary) === undefined ? undefined : primary.metadata.annotations?.[ACK_FINAL_SNAPSHOT];
}

function farewell({ spec, status }: TapDatabase, policy: DeletionPolicy): string {
  if (status?.identity === undefined) return 'nothing had been made';
  if (policy === 'Retain') return 'the objects are gone; everything in AWS was kept';
  const snapshot = policy === 'Snapshot' ? status.finalSnapshotID : undefined;
  const kept = [
    ...(snapshot === undefined ? [] : [`the final snapshot ${snapshot}`]),
    ...(policy === 'Snapshot' && status.identity.encryption.keyARN === undefined ? ['the KMS key'] : []),
    ...((spec.credentials?.secretsManager ?? true) ? ['the Secrets Manager secret'] : []),
    ...((spec.backup?.bucket?.enabled ?? true) ? ['the backup bucket with its key where it was not empty'] : []),
  ];
  return kept.length === 0 ? 'everything is gone' : `everything is gone but what is kept in AWS: ${kept.join(', ')}`;
}

const obstacle = ({ ref, reason, message }: Remaining): Obstacle => ({
  ref,
  reason: reason as ObstacleReason,
  message,
  needsPerson: reason === 'ChildTerminal',
});
