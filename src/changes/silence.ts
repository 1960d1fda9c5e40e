import { groupOf } from '../api/kinds.js';
import { type KubeObject, valueAt } from '../api/object.js';
import { ACK_REGION, ANNOTATION_APPLIED_AT } from '../api/words.js';
import { isAck, lastLookAt } from './ack-conditions.js';

/**
 * Why no controller says anything about an object, as far as the API server can tell the ways apart in which ACK fails
 * with no more than a line in its log: by what the same controller (one for each API group) has looked at since the
 * object was written. `others`: every live child of every database.
 */
export function explainSilence(live: KubeObject, others: readonly KubeObject[]): string {
  const group = groupOf(live.apiVersion);
  const { annotations, creationTimestamp } = live.metadata;
  const since = Date.parse(annotations?.[ANNOTATION_APPLIED_AT] ?? (creationTimestamp as string));
  const looked = others.filter(
    (other) =>
      isAck(other) &&
      groupOf(other.apiVersion) === group &&
      other.metadata.uid !== live.metadata.uid &&
      (lastLookAt(other) ?? Number.NEGATIVE_INFINITY) >= since,
  );
  const { namespace } = live.metadata;
  const account = accountOf(live);
  const moved =
    account === undefined
      ? ''
      : `, or the namespace's services.k8s.aws/owner-account-id is no longer ${account}, in which it was made`;
  if (looked.some(({ metadata }) => metadata.namespace === namespace)) {
    return `the controller of ${group} runs and watches this namespace, and says nothing of this object: two IAMRoleSelectors match it${moved}. Its log tells`;
  }
  if (looked.length > 0) {
    return `the controller of ${group} runs, and looks at nothing in this namespace: it does not watch it, or two IAMRoleSelectors match it${moved}. Its log tells`;
  }
  return `the controller of ${group} has looked at nothing since this was written: it does not run, or does not watch this namespace`;
}

const accountOf = (live: KubeObject): string | undefined =>
  valueAt(live, 'status.ackResourceMetadata.ownerAccountID') as string | undefined;

/**
 * An object that was made in another region than its annotation says, as far as its status tells: ACK returns before it
 * writes a condition, and does nothing for it any more. Source: RT runtime/reconciler.go Reconcile.
 */
export function regionDifference(live: KubeObject): string | undefined {
  const made = valueAt(live, 'status.ackResourceMetadata.region');
  const wanted = live.metadata.annotations?.[ACK_REGION];
  if (typeof made !== 'string' || made === '' || wanted === undefined || made === wanted) return undefined;
  return `it was made in ${made}, and its annotation ${ACK_REGION} says ${wanted}: ACK does nothing for it until they agree`;
}
