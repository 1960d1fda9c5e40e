import { type KubeObject, valueAt } from '../api/object.js';

/** A condition as ACK writes it; those made of errors carry no time. */
export interface AckCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  /** RFC 3339: when ACK looked last, not when the condition changed. */
  readonly lastTransitionTime?: string;
}

export const conditionsOf = (live: KubeObject): readonly AckCondition[] =>
  (valueAt(live, 'status.conditions') ?? []) as unknown as readonly AckCondition[];

export const findCondition = (
  conditions: readonly AckCondition[],
  type: string,
  status: string,
): AckCondition | undefined => conditions.find((condition) => condition.type === type && condition.status === status);

/** When ACK looked at the object last, in milliseconds since 1970; undefined where no condition tells. */
export function lastLookAt(live: KubeObject): number | undefined {
  const stamps = conditionsOf(live)
    .map(({ lastTransitionTime = '' }) => Date.parse(lastTransitionTime))
    .filter((time) => !Number.isNaN(time));
  return stamps.length === 0 ? undefined : Math.max(...stamps);
}

/** Whether one of ACK's controllers reconciles objects of the kind. */
export const isAck = ({ apiVersion }: Pick<KubeObject, 'apiVersion'>): boolean =>
  apiVersion.includes('.services.k8s.aws/');
