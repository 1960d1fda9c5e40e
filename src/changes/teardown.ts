import { type ChildRef, refKey, refOf } from '../api/child.js';
import { type Json, type KubeObject, valueAt, valuesAt } from '../api/object.js';
import { ACK_DELETION_POLICY, ACK_FINAL_SNAPSHOT, ANNOTATION_APPLIED_AT, LABEL_COMPONENT } from '../api/words.js';
import { wholeSeconds } from './marks.js';
import { tagsWithNudge } from './nudge.js';
import { unreferenced } from './plan.js';
import { type ReadinessReason, readinessOf, SETTLE_MS } from './readiness.js';
import { referencesOf } from './references.js';

export type DeletionPolicy = 'Snapshot' | 'Delete' | 'Retain';

/** One thing to do to one live child on its way out: a merge patch that its deletion needs to have been seen, or the deletion. */
export type TeardownStep =
  | { readonly action: 'delete'; readonly object: KubeObject }
  | { readonly action: 'patch'; readonly object: KubeObject; readonly patch: { readonly [key: string]: Json } };

/** What is still there, and what it waits for. */
export interface Remaining {
  readonly ref: ChildRef;
  readonly reason: ReadinessReason | 'WaitingForDependents' | 'WaitingForRemoval';
  readonly message: string;
}

export interface Teardown {
  readonly steps: readonly TeardownStep[];
  readonly remaining: readonly Remaining[];
}

/**
 * The next steps of a deletion, from the live children alone, so that it works whatever has become of the spec: out of the
 * connection, alarms, replicas, primary, and only when no instance is left the rest, each when nothing refers to it.
 */
export function teardown(children: readonly KubeObject[], policy: DeletionPolicy, now: Date): Teardown {
  const free = new Set(unreferenced(candidates(children), children));
  const steps: TeardownStep[] = [];
  const remaining: Remaining[] = [];
  for (const object of children) {
    const patch =
      patchWhileDeleting(object, children) ?? (free.has(object) ? patchBeforeDeletion(object, policy, now) : undefined);
    const wait = waitBeforeDeletion(object, policy, now);
    if (patch !== undefined) steps.push({ action: 'patch', object, patch });
    else if (free.has(object) && wait === undefined) steps.push({ action: 'delete', object });
    remaining.push({ ref: refOf(object), ...(free.has(object) && wait !== undefined ? wait : standing(object, now)) });
  }
  return { steps, remaining: remaining.sort((a, b) => rankOf(a) - rankOf(b)) };
}

/** Trouble first, then what is on its way out, then what waits for that. */
const rankOf = ({ reason }: Remaining): number =>
  reason === 'ChildTerminal' ? 0 : reason === 'ACKRecoverable' ? 1 : reason === 'WaitingForDependents' ? 3 : 2;

/** What may go in this stage: never an instance that somebody may still connect to, nor what is under a living instance. */
function candidates(children: readonly KubeObject[]): readonly KubeObject[] {
  const connection = children.filter(({ metadata }) => metadata.labels?.[LABEL_COMPONENT] === 'connection');
  const instances = children.filter(({ kind }) => kind === 'DBInstance');
  if (connection.length === 0 && instances.length === 0) return afterInstances(children);
  const first = withDependents(connection, children);
  const then = withDependents(instances, children);
  return connection.length === 0 ? then : children.filter((object) => first.includes(object) || isAside(object, then));
}

/**
 * The object of an instance goes when AWS accepts the deletion, minutes before the instance does; AWS lets a subnet group go
 * only after that. Until then RDS still writes logs, and needs the key for the final snapshot.
 */
function afterInstances(children: readonly KubeObject[]): readonly KubeObject[] {
  const isRDSDone = children.every(({ kind }) => kind !== 'DBSubnetGroup');
  return isRDSDone ? children : children.filter(({ kind }) => !['Alias', 'Key', 'LogGroup'].includes(kind));
}

const isAside = (object: KubeObject, then: readonly KubeObject[]): boolean =>
  object.kind !== 'DBInstance' && then.includes(object);

/** The objects and everything that refers to them, directly or not. */
function withDependents(objects: readonly KubeObject[], all: readonly KubeObject[]): readonly KubeObject[] {
  const keys = new Set(objects.map((object) => refKey(refOf(object))));
  const more = all.filter(
    (object) => !objects.includes(object) && referencesOf(object, all).some((ref) => keys.has(refKey(ref))),
  );
  return more.length === 0 ? objects : withDependents([...objects, ...more], all);
}

/** The next step to remove one child of a database that lives on; undefined while it has to wait. */
export function removalStep(object: KubeObject, now: Date): TeardownStep | undefined {
  const patch = patchBeforeDeletion(object, 'Delete', now);
  if (patch !== undefined) return { action: 'patch', object, patch };
  return waitBeforeDeletion(object, 'Delete', now) === undefined ? { action: 'delete', object } : undefined;
}

function patchBeforeDeletion(
  object: KubeObject,
  policy: DeletionPolicy,
  now: Date,
): { readonly [key: string]: Json } | undefined {
  if (!isACK(object)) return undefined;
  const wanted = annotationsBeforeDeletion(object, policy);
  const annotations = Object.fromEntries(
    Object.entries(wanted).filter(([key, value]) => (object.metadata.annotations?.[key] ?? null) !== value),
  );
  const spec = specBeforeDeletion(object, policy, now);
  if (spec !== undefined) {
    return { metadata: { annotations: { ...annotations, [ANNOTATION_APPLIED_AT]: wholeSeconds(now) } }, spec };
  }
  return Object.keys(annotations).length === 0 ? undefined : { metadata: { annotations } };
}

/** Protection off; and while AWS still lists replicas a changed tag, since ACK reads that list only after a change of the spec. */
function specBeforeDeletion(
  object: KubeObject,
  policy: DeletionPolicy,
  now: Date,
): { readonly [key: string]: Json } | undefined {
  if (object.kind !== 'DBInstance' || policy === 'Retain') return undefined;
  if (object.spec?.['deletionProtection'] === true) return { deletionProtection: false };
  // One that is not ours does not go away by waking ACK.
  const ours = listedReplicas(object).filter((id) => isOurReplica(object, String(id)));
  if (ours.length === 0 || readinessOf(object, now).state !== 'Ready') return undefined;
  return { tags: tagsWithNudge(object, wholeSeconds(now)) };
}

const listedReplicas = (primary: KubeObject): readonly Json[] =>
  valuesAt(primary, 'status.readReplicaDBInstanceIdentifiers.*');

const isOurReplica = (primary: KubeObject, id: string): boolean =>
  id.startsWith(String(primary.spec?.['dbInstanceIdentifier']).replace(/-primary-.*$/, '-replica-'));

const SKIP_FINAL_SNAPSHOT = 'rds.services.k8s.aws/skip-final-snapshot';
const DELETE_AUTOMATED_BACKUPS = 'rds.services.k8s.aws/delete-automated-backups';

/** ACK's words about the AWS side, as the policy that holds now wants them; null: not there. */
function annotationsBeforeDeletion(
  object: KubeObject,
  policy: DeletionPolicy,
): Readonly<Record<string, string | null>> {
  const retain = { [ACK_DELETION_POLICY]: isRetained(object, policy) ? 'retain' : null };
  const isPrimary = object.kind === 'DBInstance' && object.spec?.['sourceDBInstanceIdentifier'] === undefined;
  if (!isPrimary || policy === 'Retain') return retain;
  const snapshot = object.metadata.annotations?.[ACK_FINAL_SNAPSHOT] ?? finalSnapshotOf(object);
  return {
    ...retain,
    [SKIP_FINAL_SNAPSHOT]: String(policy === 'Delete'),
    // RDS refuses a name for a snapshot that is skipped, and no name for one that is not.
    [ACK_FINAL_SNAPSHOT]: policy === 'Delete' ? null : snapshot,
    [DELETE_AUTOMATED_BACKUPS]: String(policy === 'Delete'),
  };
}

/** For an instance that came to its deletion without one, since the policy was another before. */
const finalSnapshotOf = ({ metadata, spec }: KubeObject): string =>
  `${String(spec?.['dbInstanceIdentifier'])}-final-${String(metadata.uid).slice(0, 8)}`;

/**
 * What stays in AWS. Snapshots are unreadable without their key; Secrets Manager blocks a deleted name for 30 days; AWS
 * refuses to end a subscription that nobody has confirmed.
 */
function isRetained(object: KubeObject, policy: DeletionPolicy): boolean {
  if (policy === 'Retain' || object.apiVersion.startsWith('secretsmanager.')) return true;
  if (object.kind === 'Subscription') return valueAt(object, 'status.pendingConfirmation') === 'true';
  if (object.metadata.annotations?.[ANNOTATION_KEPT_FOR] !== undefined) return true;
  return policy === 'Snapshot' && ['DBSnapshot', 'Key'].includes(object.kind);
}

/** On a Key: what stays in AWS and is unreadable without it. */
const ANNOTATION_KEPT_FOR = 'tapstack.io/kept-for';

/**
 * A bucket that is not empty is kept, or its deletion would be tried for ever; and its key is kept with it, which is
 * written down first: nothing tells of a bucket once its object is gone.
 */
function patchWhileDeleting(
  object: KubeObject,
  children: readonly KubeObject[],
): { readonly [key: string]: Json } | undefined {
  const bucket = children.find(isRefusedBucket);
  if (bucket === undefined) return undefined;
  const keep = { [ACK_DELETION_POLICY]: 'retain' };
  const unmarked = children.filter(
    ({ kind, metadata }) => kind === 'Key' && metadata.annotations?.[ANNOTATION_KEPT_FOR] === undefined,
  );
  if (unmarked.includes(object)) {
    return { metadata: { annotations: { ...keep, [ANNOTATION_KEPT_FOR]: `Bucket/${bucket.metadata.name}` } } };
  }
  return object === bucket && unmarked.length === 0 ? { metadata: { annotations: keep } } : undefined;
}

const isRefusedBucket = ({ kind, metadata, status }: KubeObject): boolean =>
  kind === 'Bucket' &&
  metadata.deletionTimestamp !== undefined &&
  metadata.annotations?.[ACK_DELETION_POLICY] !== 'retain' &&
  JSON.stringify(status ?? {}).includes('BucketNotEmpty');

/** An instance may go only when ACK has seen the last change: a delete that AWS refuses for protection is stuck for good. */
function waitBeforeDeletion(
  object: KubeObject,
  policy: DeletionPolicy,
  now: Date,
): Pick<Remaining, 'reason' | 'message'> | undefined {
  if (object.kind !== 'DBInstance' || policy === 'Retain' || !mayExistInAWS(object)) return undefined;
  const changed = Date.parse(object.metadata.annotations?.[ANNOTATION_APPLIED_AT] ?? '1970-01-01T00:00:00Z');
  if (now.getTime() - changed < SETTLE_MS) {
    // A reconcile that was under way stamps a later time on what it read before: only the next one has seen the change.
    return { reason: 'NotObservedYet', message: 'ACK is given time to look at the last change' };
  }
  const { state, reason, message } = readinessOf(object, now);
  const isLostReplica = state === 'Terminal' && object.spec?.['sourceDBInstanceIdentifier'] !== undefined;
  if (isLostReplica) return undefined;
  if (state !== 'Ready') return { reason, message: state === 'Terminal' ? `${message}. ${WAY_OUT}` : message };
  const replicas = listedReplicas(object).map(String);
  if (replicas.length === 0) return undefined;
  const strangers = replicas.filter((id) => !isOurReplica(object, id));
  const remedy = strangers.length === 0 ? '' : `; ${strangers.join(', ')} was not made here: delete it in AWS`;
  return { reason: 'WaitingForDependents', message: `AWS still lists its replicas ${replicas.join(', ')}${remedy}` };
}

const WAY_OUT = 'Mend it in AWS, or set deletionPolicy to Retain, which lets the objects go and leaves AWS as it is';

/** ACK sets its finalizer before it asks AWS for anything, and the status only after the answer. */
const mayExistInAWS = ({ metadata, status }: KubeObject): boolean =>
  valueAt(status, 'dbInstanceStatus') !== undefined ||
  (metadata.finalizers ?? []).some((finalizer) => finalizer.startsWith('finalizers.rds.services.k8s.aws/'));

function standing(object: KubeObject, now: Date): Pick<Remaining, 'reason' | 'message'> {
  if (object.metadata.deletionTimestamp === undefined) {
    return { reason: 'WaitingForDependents', message: 'it goes when nothing refers to it any more' };
  }
  const { reason, message } = readinessOf(object, now);
  return { reason, message };
}

const isACK = (object: KubeObject): boolean => object.apiVersion.includes('.services.k8s.aws/');
