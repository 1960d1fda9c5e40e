import { createHash } from 'node:crypto';
import { type ChildRef, refKey, refOf } from '../api/child.js';
import { type KubeObject, valueAt, valuesAt } from '../api/object.js';
import {
  ACK_ADOPTION_POLICY,
  ANNOTATION_ALLOW_DELETION,
  ANNOTATION_APPLIED_AT,
  LABEL_COMPONENT,
} from '../api/words.js';
import { wholeSeconds } from './marks.js';
import { LOOK_TAG, tagsWithLook } from './nudge.js';
import type { PlannedPatch } from './planned-patch.js';
import { readinessOf } from './readiness.js';
import { identifierOf, isReplica, listedReplicas, mayExistInAWS, sourceOf } from './replica-lists.js';
import type { Waiting } from './waits.js';

/** RDS takes minutes to delete a replica: a primary is made to look no oftener than ACK itself polls, and ever less often. */
const LOOK_MS = 30_000;
const SELDOM_MS = 3_600_000;

/** What cannot go yet, or cannot come back yet, because of replicas on their way out. */
export interface Retirement {
  readonly waiting: readonly Waiting[];
  readonly patches: readonly PlannedPatch[];
}

export interface RetirementScene {
  /** Live objects of the database. */
  readonly live: readonly KubeObject[];
  /** Of those, what is no longer composed. */
  readonly unwanted: readonly KubeObject[];
  /** What is to be made now. */
  readonly created: readonly KubeObject[];
  /** Hosts that clients read from the status. */
  readonly told: readonly string[];
  readonly now: Date;
}

/**
 * A replica goes when nobody is told of it any more, and only while RDS lists it as a replica: one that was promoted may hold
 * what is nowhere else. Its object goes when AWS accepts the deletion, minutes before the instance does. Until RDS lists it
 * no longer its log groups stay, into which it still writes, and its like is not made again, which AWS would refuse. ACK
 * reads that list only after a change of the primary's spec, so a tag is changed.
 */
export function retirementOf(scene: RetirementScene): Retirement {
  const waits = [...scene.unwanted, ...scene.created].flatMap((object) => waitOf(object, scene) ?? []);
  const looks = new Map(waits.flatMap(({ look }) => (look === undefined ? [] : [[refKey(refOf(look.object)), look]])));
  return { waiting: waits.map(({ waiting }) => waiting), patches: [...looks.values()] };
}

interface Wait {
  readonly waiting: Waiting;
  readonly look?: PlannedPatch;
}

function waitOf(object: KubeObject, scene: RetirementScene): Wait | undefined {
  if (object.metadata.deletionTimestamp !== undefined) return undefined;
  const isCreated = scene.created.includes(object);
  if (object.kind === 'LogGroup') return isCreated ? undefined : waitOfLogs(object, scene);
  if (!isReplica(object)) return undefined;
  return isCreated ? waitOfReturn(object, scene) : waitOfReplica(object, scene);
}

function waitOfReplica(replica: KubeObject, scene: RetirementScene): Wait | undefined {
  const ref = refOf(replica);
  const teller = tellerOf(replica, scene);
  if (teller !== undefined) {
    const message = 'clients are still told of it';
    return { waiting: { ref, on: teller, reason: 'WaitingForDependents', message } };
  }
  const primary = sourceOf(replica, scene.live);
  if (primary === undefined || !mayExistInAWS(replica)) return undefined;
  if (listedReplicas(primary).includes(identifierOf(replica))) return undefined;
  const before = `before ${hashOf(unlisted(scene, primary))} go`;
  if (!lookValues(primary).includes(before)) {
    return looking(ref, primary, before, 'ACK looks first whether it is still a replica', scene.now);
  }
  if (readinessOf(primary, scene.now).state !== 'Ready') return stillLooking(ref, primary);
  const message =
    `RDS does not list it as a replica of ${identifierOf(primary)}: it may have been promoted, and hold what is nowhere else, so it ` +
    `stays. To delete it all the same: kubectl annotate dbinstance ${replica.metadata.name} -n ${replica.metadata.namespace} ` +
    `${ANNOTATION_ALLOW_DELETION}=true, then kubectl delete it`;
  return { waiting: { ref, on: ref, reason: 'NoLongerReplica', message } };
}

/** All that are to go and that RDS has not listed: one look tells of them all. */
const unlisted = ({ unwanted }: RetirementScene, primary: KubeObject): readonly KubeObject[] =>
  unwanted.filter((object) => isReplica(object) && !listedReplicas(primary).includes(identifierOf(object)));

const hashOf = (objects: readonly KubeObject[]): string =>
  createHash('sha256')
    .update(
      objects
        .map(({ metadata }) => metadata.uid)
        .toSorted()
        .join(),
    )
    .digest('hex')
    .slice(0, 12);

/** Who still names the replica to clients. */
function tellerOf(replica: KubeObject, { live, told }: RetirementScene): ChildRef | undefined {
  const host = valueAt(replica, 'status.endpoint.address');
  if (typeof host !== 'string') return undefined;
  const teller = live.find(
    (object) =>
      object.metadata.labels?.[LABEL_COMPONENT] === 'connection' && textsOf(object).some((it) => it.includes(host)),
  );
  return teller === undefined ? (told.includes(host) ? refOf(replica) : undefined) : refOf(teller);
}

function textsOf(object: KubeObject): readonly string[] {
  const data = Object.values(object.data ?? {});
  const texts = object.kind === 'Secret' ? data.map((value) => Buffer.from(value, 'base64').toString('utf8')) : data;
  return [...texts, String(object.spec?.['externalName'])];
}

/** One that is wanted again while its predecessor is still being deleted. */
function waitOfReturn(replica: KubeObject, { live, now }: RetirementScene): Wait | undefined {
  const primary = sourceOf(replica, live);
  const id = identifierOf(replica);
  // One that is taken over is there as it should be.
  const isAdopted = replica.metadata.annotations?.[ACK_ADOPTION_POLICY] !== undefined;
  if (primary === undefined || isAdopted || !listedReplicas(primary).includes(id)) return undefined;
  const message = `AWS has a ${id} from before, and deletes it or was never told to: then adopt or delete it`;
  return lookingAgain(refOf(replica), primary, message, now);
}

function waitOfLogs(logs: KubeObject, { live, now }: RetirementScene): Wait | undefined {
  const [, id] = /^\/aws\/rds\/instance\/([^/]+)\//.exec(String(logs.spec?.['name'])) ?? [];
  const primary = live.find((object) => object.kind === 'DBInstance' && listedReplicas(object).includes(String(id)));
  // While the object of the replica is there, the log group stays by that: nobody deletes anything.
  if (primary === undefined || live.some((object) => isReplica(object) && identifierOf(object) === id))
    return undefined;
  const message = `AWS still deletes ${id}, which may write into it`;
  return lookingAgain(refOf(logs), primary, message, now);
}

/** Waits for what a look at the primary will tell, and asks for one where none is under way. */
function looking(ref: ChildRef, primary: KubeObject, tag: string, message: string, now: Date, everyMs = LOOK_MS): Wait {
  const written = Date.parse(primary.metadata.annotations?.[ANNOTATION_APPLIED_AT] ?? '1970-01-01T00:00:00Z');
  const inMs = written + everyMs - now.getTime();
  const waiting: Waiting = { ref, on: refOf(primary), reason: 'WaitingForRemoval', message };
  if (inMs > 0) return { waiting: { ...waiting, recheckAfterMs: inMs } };
  if (readinessOf(primary, now).state !== 'Ready') return { waiting };
  const patch = {
    metadata: { annotations: { [ANNOTATION_APPLIED_AT]: wholeSeconds(now) } },
    spec: { tags: tagsWithLook(primary, tag) },
  };
  return { waiting, look: { object: primary, patch } };
}

/** Asks again and again, the longer it takes the less often. The tag says since when, and when last. */
function lookingAgain(ref: ChildRef, primary: KubeObject, message: string, now: Date): Wait {
  const [since = Number.NaN, last = Number.NaN] = lookValues(primary).flatMap((value) =>
    value.split('/').map(Date.parse),
  );
  const everyMs = Math.min(SELDOM_MS, Math.max(LOOK_MS, (last - since) / 2));
  // What was looked for long ago was something else.
  const isOther = Number.isNaN(everyMs) || now.getTime() - last > 3 * everyMs;
  const start = isOther ? now : new Date(since);
  const tag = `${wholeSeconds(start)}/${wholeSeconds(now)}`;
  return looking(ref, primary, tag, message, now, isOther ? LOOK_MS : everyMs);
}

const stillLooking = (ref: ChildRef, primary: KubeObject): Wait => ({
  waiting: {
    ref,
    on: refOf(primary),
    reason: 'WaitingForRemoval',
    message: 'ACK looks first whether it is still a replica',
  },
});

const lookValues = (primary: KubeObject): readonly string[] =>
  valuesAt(primary, 'spec.tags.*').flatMap((tag) =>
    valueAt(tag, 'key') === LOOK_TAG ? [String(valueAt(tag, 'value'))] : [],
  );
