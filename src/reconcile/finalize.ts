import { refOf } from '../api/child.js';
import type { ObstacleReason } from '../api/conditions.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import type { KubeObject } from '../api/object.js';
import { ANNOTATION_ALLOW_DELETION, FINALIZER } from '../api/words.js';
import { type DeletionPolicy, type Remaining, type TeardownStep, teardown } from '../changes/teardown.js';
import type { Action } from './action.js';
import type { Cluster } from './cluster.js';
import { attempt, type Failure, retryIfNeeded } from './execute.js';
import { instanceOf } from './instances.js';
import { observeDatabase, oursOf } from './observe.js';
import { publish } from './publish.js';
import { reportDeleting } from './report.js';
import { failed, type Obstacle, type Statement, situationOf } from './situation.js';

const FINAL_SNAPSHOT = 'rds.services.k8s.aws/final-db-snapshot-identifier';
const LOOK_AGAIN_MS = 15_000;

/** Takes the children of a deleted TapDatabase down in order; lets it go when nothing of it is left. */
export async function finalize(database: TapDatabase, cluster: Cluster): Promise<Action> {
  if (!database.metadata.finalizers?.includes(FINALIZER)) return 'awaitChange';
  const children = oursOf(database, await observeDatabase(database, cluster));
  const situation = situationOf(database, children, cluster);
  const held = protection(database, children);
  if (held !== undefined) {
    await publish(database, reportDeleting(situation, [], held), cluster);
    return 'awaitChange';
  }
  const policy: DeletionPolicy = database.spec.deletionPolicy ?? 'Snapshot';
  if (children.length === 0) {
    await cluster.emit(database, { type: 'Normal', reason: 'Deleted', message: farewell(database, policy) });
    await cluster.setFinalizer(database, false);
    return 'awaitChange';
  }
  const { steps, remaining } = teardown(children, policy, situation.now);
  const finalSnapshotID = snapshotOf(children, policy) ?? database.status?.finalSnapshotID;
  const stored = finalSnapshotID === undefined ? {} : { finalSnapshotID };
  const named = { ...database, status: { ...database.status, ...stored } };
  await publish(
    database,
    { ...reportDeleting({ ...situation, database: named }, remaining.map(obstacle)), ...stored },
    cluster,
  );
  const failures = await take(steps, cluster);
  if (failures.length > 0) {
    const obstacles = [...failures.map(failed), ...remaining.map(obstacle)];
    await publish(database, { ...reportDeleting({ ...situation, database: named }, obstacles), ...stored }, cluster);
  }
  retryIfNeeded(failures);
  // Secrets are watched by nobody, so what was done now is looked at again at once.
  return { requeueAfterMs: steps.length > 0 ? 0 : LOOK_AGAIN_MS };
}

async function take(steps: readonly TeardownStep[], cluster: Cluster): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const step of steps) {
    const write = () =>
      step.action === 'patch' ? cluster.patch(step.object, step.patch) : cluster.delete(step.object);
    await attempt(refOf(step.object), write, failures);
  }
  return failures;
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

function snapshotOf(children: readonly KubeObject[], policy: DeletionPolicy): string | undefined {
  if (policy !== 'Snapshot') return undefined;
  return instanceOf(children, 'primary')?.metadata.annotations?.[FINAL_SNAPSHOT];
}

function farewell({ status }: TapDatabase, policy: DeletionPolicy): string {
  if (policy === 'Retain') return 'the objects are gone; everything in AWS was kept';
  const snapshot = status?.finalSnapshotID;
  return snapshot === undefined ? 'everything is gone' : `everything is gone; the final snapshot is ${snapshot}`;
}

const obstacle = ({ ref, reason, message }: Remaining): Obstacle => ({
  ref,
  reason: reason as ObstacleReason,
  message,
  needsPerson: reason === 'ChildTerminal',
});
