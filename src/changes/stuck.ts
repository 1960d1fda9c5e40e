import { type KubeObject, valuesAt } from '../api/object.js';
import { isAck } from './ack-conditions.js';
import { readinessOf } from './readiness.js';
import { withRemedy } from './remedies.js';
import type { Wait } from './wait.js';

/** A controller that is there is through with a deletion, or tells of trouble, within seconds. */
const SILENCE_MS = 180_000;

const RETAIN_INSTEAD = 'or set spec.deletionPolicy to Retain, which lets the objects go and leaves AWS as it is';

/** Why an object that is being deleted is still there, and how to go on. */
export function standingOfDeleted(object: KubeObject, now: Date): Wait {
  const { reason, message } = readinessOf(object, now);
  if (reason === 'ChildTerminal') {
    const retry = 'ACK has stopped trying: mend it in AWS and restart its controller';
    return { reason, message: `${withRemedy(message, object)}. ${retry}, ${RETAIN_INSTEAD}` };
  }
  if (reason !== 'Deleting') return { reason, message: withRemedy(message, object) };
  const others = valuesAt(object, 'metadata.finalizers.*')
    .map(String)
    .filter((finalizer) => !isOfACK(finalizer));
  if (others.length > 0)
    return { reason, message: `it waits for the finalizer ${others.join(', ')} of another program` };
  const since = Date.parse(object.metadata.deletionTimestamp as string);
  if (!isAck(object) || now.getTime() - since < SILENCE_MS) return { reason, message };
  const controller = object.apiVersion.split('/')[0];
  return {
    reason: 'NotReconciled',
    message: `no ACK controller acts on its deletion: is the controller of ${controller} running and watching this namespace? Its log tells`,
  };
}

const isOfACK = (finalizer: string): boolean => /^finalizers\..*\.services\.k8s\.aws\//.test(finalizer);

/** Whether a change of its tags wakes ACK: an object that it has given up on is looked at only when its spec changes. */
export const hasTagList = (object: KubeObject): boolean =>
  object.kind === 'DBInstance' || valuesAt(object, 'spec.tags.*.key').length > 0;
