import { type Json, type KubeObject, valueAt } from '../api/object.js';
import { ACK_FINAL_SNAPSHOT, ANNOTATION_APPLIED_AT } from '../api/words.js';
import { isLook } from './look.js';
import { wholeSeconds } from './marks.js';
import { nudgeInMs, tagsWithNudge } from './nudge.js';
import { readinessOf, SETTLE_MS } from './readiness.js';
import { listedReplicas, mayExistInAWS } from './replica-lists.js';
import type { DeletionPolicy } from './retention.js';
import { isLifter } from './stuck-primary.js';
import type { Wait } from './wait.js';

const SKIP_FINAL_SNAPSHOT = 'rds.services.k8s.aws/skip-final-snapshot';
const DELETE_AUTOMATED_BACKUPS = 'rds.services.k8s.aws/delete-automated-backups';

const WAY_OUT = 'Mend it in AWS, or set deletionPolicy to Retain, which lets the objects go and leaves AWS as it is';

/** Protection off; and while AWS still lists replicas a changed tag, since ACK reads that list only after a change of the spec. */
export function instanceSpecBeforeDeletion(
  object: KubeObject,
  policy: DeletionPolicy,
  now: Date,
): { readonly [key: string]: Json } | undefined {
  if (object.kind !== 'DBInstance' || isLeftAlone(object, policy)) return undefined;
  if (object.spec?.['deletionProtection'] === true) return { deletionProtection: false };
  // One that is not ours does not go away by waking ACK.
  const ours = listedReplicas(object).filter((id) => isOurReplica(object, id));
  if (ours.length === 0 || readinessOf(object, now).state !== 'Ready') return undefined;
  return { tags: tagsWithNudge(object, wholeSeconds(now)) };
}

/** What RDS is told about a primary's last snapshot and its automated backups; null: not there. Nothing for any other object. */
export function backupAnnotations(
  object: KubeObject,
  policy: DeletionPolicy,
  now: Date,
): Readonly<Record<string, string | null>> {
  if (!isPrimary(object) || isLeftAlone(object, policy)) return {};
  const keepsNothing = policy === 'Delete' || holdsNothing(object, now);
  return {
    [SKIP_FINAL_SNAPSHOT]: String(keepsNothing),
    // RDS refuses a name for a snapshot that is skipped, and no name for one that is not.
    [ACK_FINAL_SNAPSHOT]: keepsNothing ? null : finalSnapshotOf(object),
    [DELETE_AUTOMATED_BACKUPS]: String(keepsNothing),
  };
}

/** As composed; made up for an instance that came to its deletion without one, since the policy was another before. */
export const finalSnapshotOf = ({ metadata, spec }: KubeObject): string =>
  metadata.annotations?.[ACK_FINAL_SNAPSHOT] ??
  `${String(spec?.['dbInstanceIdentifier'])}-final-${String(metadata.uid).slice(0, 8)}`;

/** An instance may go only when ACK has seen the last change: a delete that AWS refuses for protection is stuck for good. */
export function waitOfInstance(object: KubeObject, policy: DeletionPolicy, now: Date): Wait | undefined {
  if (object.kind !== 'DBInstance' || isLeftAlone(object, policy) || !mayExistInAWS(object)) return undefined;
  const changed = Date.parse(object.metadata.annotations?.[ANNOTATION_APPLIED_AT] ?? '1970-01-01T00:00:00Z');
  if (now.getTime() - changed < SETTLE_MS) {
    // A reconcile that was under way stamps a later time on what it read before: only the next one has seen the change.
    return { reason: 'NotObservedYet', message: 'ACK is given time to look at the last change' };
  }
  const { state, reason, message } = readinessOf(object, now);
  const isLost = isGivenUp(object, now);
  if (isLost && (!isPrimary(object) || holdsNothing(object, now))) return undefined;
  if (state !== 'Ready') return { reason, message: isLost ? `${message}. ${WAY_OUT}` : message };
  const replicas = listedReplicas(object);
  if (replicas.length === 0) return undefined;
  const strangers = replicas.filter((id) => !isOurReplica(object, id));
  const remedy = strangers.length === 0 ? '' : `; ${strangers.join(', ')} was not made here: delete it in AWS`;
  return { reason: 'WaitingForDependents', message: `AWS still lists its replicas ${replicas.join(', ')}${remedy}` };
}

/** Whether a snapshot is taken before the object goes: of a primary that may hold data. */
export const isSnapshotDue = (object: KubeObject, policy: DeletionPolicy, now: Date): boolean =>
  policy === 'Snapshot' &&
  isPrimary(object) &&
  !isBystander(object) &&
  mayExistInAWS(object) &&
  !holdsNothing(object, now);

/** Nothing is done to the instance: only its object goes. */
const isLeftAlone = (object: KubeObject, policy: DeletionPolicy): boolean => policy === 'Retain' || isBystander(object);

/** Whether an object shows what AWS has without standing for it: it goes, and AWS is not told. */
export const isBystander = (object: KubeObject): boolean => isLook(object) || isLifter(object);

const isPrimary = ({ kind, spec }: KubeObject): boolean =>
  kind === 'DBInstance' && spec?.['sourceDBInstanceIdentifier'] === undefined;

/**
 * Whether an instance failed before anybody could put data into it: AWS tells of it, and of no endpoint, which it gets with
 * its first `available`. RDS takes no snapshot of such a one.
 */
const holdsNothing = (object: KubeObject, now: Date): boolean =>
  valueAt(object, 'status.dbInstanceStatus') !== undefined &&
  valueAt(object, 'status.endpoint.address') === undefined &&
  isGivenUp(object, now);

/** ACK has stopped. While its database lives such an instance may be woken once more; on its way out nobody does that. */
const isGivenUp = (object: KubeObject, now: Date): boolean =>
  readinessOf(object, now).state === 'Terminal' || nudgeInMs(object, now) !== undefined;

const isOurReplica = (primary: KubeObject, id: string): boolean =>
  id.startsWith(String(primary.spec?.['dbInstanceIdentifier']).replace(/-primary-.*$/, '-replica-'));
