import type { CommonStatus, Condition } from './resource.js';

const READY = 'Ready';
export const SYNCED = 'ACK.ResourceSynced';
export const TERMINAL = 'ACK.Terminal';
export const RECOVERABLE = 'ACK.Recoverable';
export const REFERENCES_RESOLVED = 'ACK.ReferencesResolved';
export const LATE_INITIALIZED = 'ACK.LateInitialized';
export const ADVISORY = 'ACK.Advisory';

const NOT_SYNCED = 'Resource not synced';
const UNKNOWN_SYNCED = 'Unable to determine if desired resource state matches latest observed state';
const SYNCED_MESSAGE = 'Resource synced successfully';
export const NOT_MANAGED = 'Resource already exists';
export const NOT_MANAGED_REASON =
  'This resource already exists but is not managed by ACK. To bring the resource under ACK management, you should ' +
  'explicitly adopt the resource by enabling the ResourceAdoption feature gate and populating the ' +
  '`services.k8s.aws/adoption-policy` and `services.k8s.aws/adoption-fields` annotations.';
export const FAILED_REFERENCE = 'Reference resolution failed';

/** Whatever has conditions. */
type Subject = { readonly status: CommonStatus };

export const conditionOf = (resource: Subject, type: string): Condition | undefined =>
  resource.status.conditions?.find((condition) => condition.type === type);

export const isTrue = (resource: Subject, type: string): boolean => conditionOf(resource, type)?.status === 'True';

/** Stands for the time at which the status is written. */
const NOT_STAMPED = '';

/** Whole seconds, as metav1.Time has them: the time of the last evaluation, not of a change. */
export const timestamp = (now: Date): string => `${now.toISOString().slice(0, 19)}Z`;

/** Gives their time to the conditions that were set since the last stamping. */
export function stampConditions(resource: Subject, now: Date): void {
  const { conditions } = resource.status;
  if (conditions === undefined) return;
  resource.status.conditions = conditions.map((condition) =>
    condition.lastTransitionTime === NOT_STAMPED ? { ...condition, lastTransitionTime: timestamp(now) } : condition,
  );
}

/** Sets a condition, to be stamped anew whether it changes or not. */
export function setCondition(
  resource: Subject,
  type: string,
  status: Condition['status'],
  message?: string,
  reason?: string,
): void {
  const condition: Condition = {
    type,
    status,
    lastTransitionTime: NOT_STAMPED,
    ...(message === undefined ? {} : { message }),
    ...(reason === undefined ? {} : { reason }),
  };
  const others = resource.status.conditions ?? [];
  const index = others.findIndex((other) => other.type === type);
  resource.status.conditions = index < 0 ? [...others, condition] : others.with(index, condition);
}

export function clearConditions(resource: Subject): void {
  resource.status.conditions = [];
}

/** What is left unsaid about syncing, and the summary: `Ready`. */
export function ensureConditions(resource: Subject, synced: boolean, failure: Error | undefined): void {
  if (!conditionOf(resource, SYNCED)) {
    if (failure === undefined)
      setCondition(resource, SYNCED, synced ? 'True' : 'False', synced ? SYNCED_MESSAGE : NOT_SYNCED);
    else if (failure.name === 'TerminalCondition') setCondition(resource, SYNCED, 'False', NOT_SYNCED, failure.message);
    else setCondition(resource, SYNCED, 'Unknown', UNKNOWN_SYNCED, failure.message);
  }
  const terminal = conditionOf(resource, TERMINAL);
  const recoverable = conditionOf(resource, RECOVERABLE);
  const copied = conditionOf(resource, SYNCED);
  if (terminal?.status === 'True') setCondition(resource, READY, 'False', terminal.message, TERMINAL);
  else if (recoverable?.status === 'True') setCondition(resource, READY, 'False', recoverable.message, RECOVERABLE);
  else setCondition(resource, READY, copied?.status ?? 'Unknown', copied?.message, copied?.reason);
}
