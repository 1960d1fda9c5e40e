import type { Json, KubeObject } from '../api/object.js';
import {
  ACK_ADOPTION_FIELDS,
  ACK_ADOPTION_POLICY,
  ACK_REGION,
  ANNOTATION_APPLIED_AT,
  FIELD_MANAGER,
  LABEL_COMPONENT,
  LABEL_DATABASE,
} from '../api/words.js';
import { conditionsOf, findCondition } from './ack-conditions.js';
import { appliedHash, mark, wholeSeconds } from './marks.js';
import { tagsWithNudge } from './nudge.js';
import { readinessOf, SETTLE_MS } from './readiness.js';
import { RETAIN, TEARDOWN } from './retention.js';
import type { Wait } from './wait.js';

type Patch = { readonly [key: string]: Json };

/** What to do next about an instance that was deleted while it was protected, and what is said meanwhile. */
export interface Lift {
  readonly create?: KubeObject;
  readonly patch?: readonly [object: KubeObject, patch: Patch];
  readonly wait: Wait;
}

/**
 * Whether ACK has asked AWS to delete a protected instance: it has stopped then, and whatever its spec says later is not
 * sent (aws-controllers-k8s/community #2436).
 */
export const isStuckProtected = (object: KubeObject): boolean =>
  object.kind === 'DBInstance' &&
  object.metadata.deletionTimestamp !== undefined &&
  (findCondition(conditionsOf(object), 'ACK.Terminal', 'True')?.message?.includes(PROTECTED) ?? false);

/** Source: RDS, DeleteDBInstance, InvalidParameterCombination. */
const PROTECTED = 'Cannot delete protected DB Instance';

/**
 * The way out, as tried on the real controller: a second object on the same instance, which ACK takes over as it is and may
 * never delete, takes the protection off; then the stuck one is woken and finishes its deletion with its final snapshot.
 */
export function liftProtection(
  stuck: KubeObject,
  children: readonly KubeObject[],
  now: Date,
  canCreate: boolean,
): Lift {
  const lifter = children.find((object) => isLifter(object) && identifierOf(object) === identifierOf(stuck));
  if (lifter === undefined) return canCreate ? { create: lifterOf(stuck), wait: LIFTING } : { wait: byHand(stuck) };
  const { state, message } = readinessOf(lifter, now);
  if (state !== 'Ready') {
    return { wait: { ...LIFTING, message: `${LIFTING.message}; DBInstance ${lifter.metadata.name}: ${message}` } };
  }
  if (lifter.spec?.['deletionProtection'] !== false) {
    return { patch: [lifter, stamped({ deletionProtection: false }, now)], wait: LIFTING };
  }
  const lifted = appliedAt(lifter);
  // A reconcile that was under way has stamped a later time on what it read before.
  if (now.getTime() - lifted < SETTLE_MS) return { wait: LIFTING };
  const woken = appliedAt(stuck);
  if (woken > lifted && now.getTime() - woken < AGAIN_MS) return { wait: LIFTING };
  return { patch: [stuck, stamped({ tags: tagsWithNudge(stuck, wholeSeconds(now)) }, now)], wait: LIFTING };
}

/** Lets a stuck object go and leaves AWS as it is; said together with the waking, so that ACK reads both. */
export const release = (stuck: KubeObject, now: Date): Patch => ({
  metadata: { annotations: { ...RETAIN, [ANNOTATION_APPLIED_AT]: wholeSeconds(now) } },
  spec: { tags: tagsWithNudge(stuck, wholeSeconds(now)) },
});

/** Whether the object is there only to take the protection off another one's instance: it goes without AWS being told. */
export const isLifter = ({ kind, metadata }: KubeObject): boolean =>
  kind === 'DBInstance' && metadata.labels?.[LABEL_COMPONENT] === TEARDOWN;

/** With adopt, and never adopt-or-create: that would make an instance where there is none. ACK fills in the rest of the spec. */
function lifterOf({ apiVersion, kind, metadata, spec }: KubeObject): KubeObject {
  const { name, namespace, labels, annotations } = metadata;
  const region = annotations?.[ACK_REGION];
  const dbInstanceIdentifier = spec?.['dbInstanceIdentifier'] as string;
  const manifest: KubeObject = {
    apiVersion,
    kind,
    metadata: {
      name: `${name}-unprotect`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: {
        [LABEL_DATABASE]: String(labels?.[LABEL_DATABASE]),
        [LABEL_COMPONENT]: TEARDOWN,
        'app.kubernetes.io/managed-by': FIELD_MANAGER,
      },
      annotations: {
        ...(region === undefined ? {} : { [ACK_REGION]: region }),
        ...RETAIN,
        [ACK_ADOPTION_POLICY]: 'adopt',
        [ACK_ADOPTION_FIELDS]: JSON.stringify({ dbInstanceIdentifier }),
      },
    },
    spec: {
      dbInstanceIdentifier,
      dbInstanceClass: spec?.['dbInstanceClass'] as string,
      engine: spec?.['engine'] as string,
    },
  };
  return mark(manifest, appliedHash(manifest));
}

const LIFTING: Wait = {
  reason: 'Deleting',
  message:
    'it was deleted while it was protected, which AWS refuses: its protection is being taken off through a second object',
};

function byHand(stuck: KubeObject): Wait {
  const { name, namespace, annotations } = stuck.metadata;
  const identifier = identifierOf(stuck);
  const region = annotations?.[ACK_REGION] === undefined ? '' : ` --region ${annotations[ACK_REGION]}`;
  return {
    reason: 'NamespaceTerminating',
    message:
      'it was deleted while it was protected, which AWS refuses, and in a namespace that is being deleted nothing can be made to take ' +
      `the protection off. Do it: aws rds modify-db-instance --db-instance-identifier ${identifier}${region} --no-deletion-protection ` +
      `--apply-immediately; then wake ACK: kubectl patch dbinstances.rds.services.k8s.aws ${name} -n ${namespace} --type merge ` +
      `-p '{"spec":{"deletionProtection":false}}'`,
  };
}

/** Long enough for ACK and RDS to answer. */
const AGAIN_MS = 60_000;

const stamped = (spec: Patch, now: Date): Patch => ({
  metadata: { annotations: { [ANNOTATION_APPLIED_AT]: wholeSeconds(now) } },
  spec,
});

const appliedAt = ({ metadata }: KubeObject): number =>
  Date.parse(metadata.annotations?.[ANNOTATION_APPLIED_AT] ?? '1970-01-01T00:00:00Z');

const identifierOf = ({ spec }: KubeObject): string => String(spec?.['dbInstanceIdentifier']);
