import { type KubeObject, valueAt } from '../api/object.js';
import { ANNOTATION_APPLIED_AT } from '../api/words.js';
import { type AckCondition, conditionsOf, findCondition, isAck, lastLookAt } from './ack-conditions.js';
import { nudgeInMs } from './nudge.js';
import { regionDifference } from './silence.js';
import { isStorageRefused } from './storage-change.js';

/**
 * Ready: AWS has what the spec says. Progressing: on its way. Failing: an error that ACK retries. Terminal: ACK has
 * stopped until the spec changes. Silent: nobody reconciles the object. Deleting: on its way out.
 */
export type ReadinessState = 'Ready' | 'Progressing' | 'Failing' | 'Terminal' | 'Silent' | 'Deleting';

export type ReadinessReason =
  | 'Exists'
  | 'Synced'
  | 'NotReportedYet'
  | 'NotReconciled'
  | 'NotSynced'
  | 'NotUsableYet'
  | 'NotObservedYet'
  | 'PlacementChanged'
  | 'ACKRecoverable'
  | 'ChildTerminal'
  | 'Deleting';

export interface Readiness {
  readonly state: ReadinessState;
  readonly reason: ReadinessReason;
  readonly message: string;
  /** When time alone may change the answer: look again after so long. */
  readonly recheckAfterMs?: number;
}

/** What must be known before others can use a kind. Sources: the controllers' references.go and sdk.go. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  VPC: ['status.vpcID', 'status.ackResourceMetadata.ownerAccountID'],
  Subnet: ['status.subnetID'],
  InternetGateway: ['status.internetGatewayID'],
  ElasticIPAddress: ['status.allocationID'],
  NATGateway: ['status.natGatewayID'],
  RouteTable: ['status.routeTableID'],
  SecurityGroup: ['status.id'],
  Instance: ['status.instanceID'],
  Key: ['status.keyID', 'status.ackResourceMetadata.arn'],
  Role: ['status.ackResourceMetadata.arn'],
  InstanceProfile: ['status.ackResourceMetadata.arn'],
  DBInstance: ['status.endpoint.address'],
  Topic: ['status.ackResourceMetadata.arn'],
};

/** What AWS must say of the kinds that ACK calls synced earlier than they can be used. */
const USABLE: Readonly<Record<string, { readonly path: string; readonly is: string }>> = {
  Subnet: { path: 'status.state', is: 'available' },
  Key: { path: 'status.keyState', is: 'Enabled' },
  NATGateway: { path: 'status.state', is: 'available' },
  DBInstance: { path: 'status.dbInstanceStatus', is: 'available' },
  DBSnapshot: { path: 'status.status', is: 'available' },
};

/** A controller that is there reports within seconds; after this long nobody is looking. */
const SILENCE_MS = 180_000;
/** A condition stamped in the same second as our write may speak of the spec before it: look once more. */
export const SETTLE_MS = 15_000;
const UNSEEN: Readiness = {
  state: 'Progressing',
  reason: 'NotObservedYet',
  message: 'ACK has not looked at the last change yet',
  recheckAfterMs: SETTLE_MS,
};
/** Nobody looks; why, is told by what else the same controller has looked at. */
const SILENT: Readiness = {
  state: 'Silent',
  reason: 'NotReconciled',
  message: 'no ACK controller has looked at it since it was written',
};
/** Twice ACK's poll of an instance that is not synced. */
const LONG_MS = 60_000;

/** States that do not mend themselves. Sources: RDS and KMS user guides; NAT gateways are never repaired by ACK. */
const DEAD: Readonly<Record<string, RegExp>> = {
  DBInstance:
    /^(failed|incompatible-.*|inaccessible-encryption-credentials.*|insufficient-capacity|restore-error|stopp(ed|ing)|storage-full)$/,
  DBSnapshot: /^failed$/,
  Key: /^(Disabled|PendingDeletion|Unavailable)$/,
  NATGateway: /^failed$/,
};

/**
 * How an object stands, tested in the order that ACK's conditions need: deletion, Terminal, Recoverable, synced, then the
 * values others read, then what AWS says. Kinds of Kubernetes itself are ready as soon as they exist. `now` is on the
 * calendar, as ACK's stamps are; `serverTime` on the API server's clock, as creation times are.
 */
export function readinessOf(live: KubeObject, now: Date, serverTime: Date = now): Readiness {
  if (live.metadata.deletionTimestamp !== undefined) return deleting(live);
  if (!isAck(live)) return { state: 'Ready', reason: 'Exists', message: '' };
  const misplaced = regionDifference(live);
  if (misplaced !== undefined) return { state: 'Silent', reason: 'PlacementChanged', message: misplaced };
  const conditions = conditionsOf(live);
  if (conditions.length === 0) return unreported(live, serverTime);
  if (isUnanswered(live, now)) return SILENT;
  const again = nudgeInMs(live, now);
  const trouble = troubleOf(conditions);
  if (trouble?.state === 'Terminal' && isAnswered(live, now)) return UNSEEN;
  if (trouble !== undefined) {
    // Not a person's business yet: the same request goes through a little later.
    if (again !== undefined) return { ...trouble, state: 'Failing', reason: 'ACKRecoverable', recheckAfterMs: again };
    // Nor is this: ACK is told to take the storage that RDS has.
    return isStorageRefused(live) ? { ...trouble, state: 'Failing', reason: 'ACKRecoverable' } : trouble;
  }
  return progressOf(live, conditions) ?? freshnessOf(live, conditions, now);
}

function deleting(live: KubeObject): Readiness {
  const trouble = troubleOf(conditionsOf(live));
  const message = regionDifference(live) ?? trouble?.message ?? 'being deleted';
  return { state: 'Deleting', reason: trouble?.reason ?? 'Deleting', message };
}

function unreported(live: KubeObject, now: Date): Readiness {
  const age = now.getTime() - Date.parse(live.metadata.creationTimestamp ?? now.toISOString());
  if (age < SILENCE_MS) {
    return {
      state: 'Progressing',
      reason: 'NotReportedYet',
      message: 'ACK has not reported yet',
      recheckAfterMs: SILENCE_MS - age,
    };
  }
  return SILENT;
}

/** Whether nobody has looked since our last write of the spec, which wakes a controller at once. */
function isUnanswered(live: KubeObject, now: Date): boolean {
  const written = Date.parse(live.metadata.annotations?.[ANNOTATION_APPLIED_AT] ?? '');
  const looked = lastLookAt(live);
  return looked !== undefined && looked < written && now.getTime() - written >= SILENCE_MS;
}

/** Whether the spec was written since ACK gave up on it: what it says is of the spec before. */
function isAnswered(live: KubeObject, now: Date): boolean {
  const written = Date.parse(live.metadata.annotations?.[ANNOTATION_APPLIED_AT] ?? '');
  const looked = lastLookAt(live) ?? Number.POSITIVE_INFINITY;
  return looked < written || (looked === written && now.getTime() - written < SETTLE_MS);
}

function troubleOf(conditions: readonly AckCondition[]): Readiness | undefined {
  const terminal = findCondition(conditions, 'ACK.Terminal', 'True');
  if (terminal !== undefined) {
    return { state: 'Terminal', reason: 'ChildTerminal', message: terminal.message ?? 'ACK gives no message' };
  }
  const recoverable = findCondition(conditions, 'ACK.Recoverable', 'True');
  if (recoverable !== undefined) {
    return { state: 'Failing', reason: 'ACKRecoverable', message: recoverable.message ?? 'ACK gives no message' };
  }
  return undefined;
}

function progressOf(live: KubeObject, conditions: readonly AckCondition[]): Readiness | undefined {
  const unsynced = ['ACK.ResourceSynced', 'Ready'].find(
    (type) => findCondition(conditions, type, 'True') === undefined,
  );
  const usable = USABLE[live.kind];
  const state = usable === undefined ? undefined : valueAt(live, usable.path);
  if (typeof state === 'string' && DEAD[live.kind]?.test(state)) {
    const why = valueAt(live, 'status.failureMessage');
    return { state: 'Terminal', reason: 'ChildTerminal', message: `AWS says ${state}${why ? `: ${String(why)}` : ''}` };
  }
  if (usable !== undefined && state !== usable.is && state !== undefined) {
    return { state: 'Progressing', reason: 'NotUsableYet', message: `AWS says ${String(state)}, not ${usable.is} yet` };
  }
  if (unsynced !== undefined && !isServingUnsynced(live, conditions)) {
    const condition = conditions.find(({ type }) => type === unsynced);
    return { state: 'Progressing', reason: 'NotSynced', message: condition?.message ?? 'ACK has not synced it yet' };
  }
  const needed = [...(NEEDED[live.kind] ?? []), ...(usable === undefined ? [] : [usable.path])];
  const missing = needed.find((path) => !valueAt(live, path));
  if (missing !== undefined) {
    return { state: 'Progressing', reason: 'NotUsableYet', message: `${missing} is not known yet` };
  }
  return undefined;
}

/**
 * After a failover RDS reports another zone than the one that late initialization has frozen, and ACK calls the instance
 * unsynced for ever. It looks every 30 s then: one that is available long after the last change is as it should be.
 */
function isServingUnsynced(live: KubeObject, conditions: readonly AckCondition[]): boolean {
  if (live.kind !== 'DBInstance' || valueAt(live, 'status.dbInstanceStatus') !== 'available') return false;
  const changed = live.metadata.annotations?.[ANNOTATION_APPLIED_AT] ?? live.metadata.creationTimestamp;
  const stamped = conditions.find(({ type }) => type === 'ACK.ResourceSynced')?.lastTransitionTime;
  return changed !== undefined && stamped !== undefined && Date.parse(stamped) - Date.parse(changed) >= LONG_MS;
}

/** ACK has no observedGeneration: conditions stamped before our last write of the spec speak of the spec before it. */
function freshnessOf(live: KubeObject, conditions: readonly AckCondition[], now: Date): Readiness {
  const ready: Readiness = { state: 'Ready', reason: 'Synced', message: '' };
  const appliedAt = live.metadata.annotations?.[ANNOTATION_APPLIED_AT];
  if (appliedAt === undefined) return ready;
  const written = Date.parse(appliedAt);
  const stamped = Date.parse(conditions.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? appliedAt);
  const isUnsure = stamped === written && now.getTime() - written < SETTLE_MS;
  return isUnsure || stamped < written ? UNSEEN : ready;
}
