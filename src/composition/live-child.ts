import { type ChildRef, type Observed, refKey, refOf } from '../api/child.js';
import { type Json, type KubeObject, valueAt } from '../api/object.js';
import { ANNOTATION_APPLIED_AT, FIELD_MANAGER } from '../api/words.js';

export const liveChild = ({ children }: Observed, ref: ChildRef): KubeObject | undefined =>
  children.find((object) => refKey(refOf(object)) === refKey(ref));

/**
 * Whether the operator itself has declared that field of the spec. What it has declared it goes on declaring: ACK answers a
 * field that disappears with an update that never ends.
 */
export const isDeclared = (live: KubeObject | undefined, field: string): boolean =>
  (live?.metadata.managedFields ?? []).some(
    ({ manager, operation, subresource, fieldsV1 }) =>
      manager === FIELD_MANAGER &&
      operation === 'Apply' &&
      subresource === undefined &&
      valueAt(fieldsV1, `f:spec.f:${field}`) !== undefined,
  );

export function liveNumber(live: KubeObject | undefined, path: string): number | undefined {
  const value = valueAt(live, path);
  return typeof value === 'number' ? value : undefined;
}

/** Whether ACK says that it has stopped until the spec is another. */
export const isTerminal = (live: KubeObject): boolean =>
  conditionsOf(live).some(({ type, status }) => type === 'ACK.Terminal' && status === 'True');

export const conditionsOf = (live: KubeObject): readonly { readonly [key: string]: Json }[] =>
  (valueAt(live, 'status.conditions') ?? []) as readonly { readonly [key: string]: Json }[];

export const writtenAt = (live: KubeObject): string | undefined => live.metadata.annotations?.[ANNOTATION_APPLIED_AT];

/**
 * Whether ACK has looked at the spec as the operator wrote it last. (In the same second it may not have: who asks this can do
 * with a look too early.)
 */
export function isFresh(live: KubeObject): boolean {
  const written = writtenAt(live);
  const stamped = conditionsOf(live).find(({ type }) => type === 'ACK.ResourceSynced')?.['lastTransitionTime'];
  return written === undefined || (typeof stamped === 'string' && Date.parse(stamped) >= Date.parse(written));
}
