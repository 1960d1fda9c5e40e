import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { groupOf } from '../api/kinds.js';
import type { KubeObject } from '../api/object.js';
import { bytesOf } from '../api/quantity.js';
import { sinceLastLook } from '../changes/observation.js';

/** What is measured of a database, from what is in the caches alone. */
export interface VitalSigns {
  /** The longest time since ACK looked at a child, for each API group, in milliseconds. */
  readonly sinceLastLook: ReadonlyMap<string, number>;
  readonly storageBytes?: number;
  readonly headroomBytes?: number;
}

/** `calendar`: the time that ACK's controllers live in. */
export function vitalSignsOf(
  { status = {} }: Pick<TapDatabase, 'status'>,
  children: readonly KubeObject[],
  calendar: Date,
): VitalSigns {
  const { size, headroom } = status.storage ?? {};
  const storageBytes = size === undefined ? undefined : bytesOf(size);
  const headroomBytes = headroom === undefined ? undefined : (bytesOf(headroom) ?? 0);
  const ages = children.flatMap((child) => {
    const age = sinceLastLook(child, calendar);
    return age === undefined ? [] : [[groupOf(child.apiVersion), Math.max(0, age)] as const];
  });
  return {
    sinceLastLook: new Map(ages.toSorted(([, a], [, b]) => a - b)),
    ...(storageBytes !== undefined && { storageBytes }),
    ...(headroomBytes !== undefined && { headroomBytes }),
  };
}
