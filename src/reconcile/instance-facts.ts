import type { TapDatabase, TapDatabaseStatus } from '../api/generated/tapdatabase.js';
import { type KubeObject, valueAt } from '../api/object.js';
import { readinessOf } from '../changes/readiness.js';
import { stateOf } from './instances.js';

const FACTS = ['instanceClass', 'engineVersion', 'storage'] as const;

type InstanceFacts = Pick<TapDatabaseStatus, (typeof FACTS)[number]>;

/**
 * What the primary is and has. ACK shows it in the spec alone, which says what is wanted as soon as it is written: so it is
 * taken from there only while ACK says that AWS agrees, and else as it was told last.
 */
export function instanceFacts(
  { status = {} }: Pick<TapDatabase, 'status'>,
  primary: KubeObject | undefined,
  now: Date,
): InstanceFacts {
  if (primary === undefined || stateOf(primary) === undefined) return {};
  const isKnown = FACTS.every((fact) => status[fact] !== undefined);
  if (isKnown && readinessOf(primary, now).state !== 'Ready') {
    return Object.fromEntries(FACTS.map((fact) => [fact, status[fact]]));
  }
  const size = valueAt(primary, 'spec.allocatedStorage');
  const most = valueAt(primary, 'spec.maxAllocatedStorage');
  const headroom = typeof most === 'number' && typeof size === 'number' ? { headroom: `${most - size}Gi` } : {};
  return {
    instanceClass: String(valueAt(primary, 'spec.dbInstanceClass')),
    engineVersion: String(valueAt(primary, 'spec.engineVersion')),
    ...(size === undefined ? {} : { storage: { size: `${String(size)}Gi`, ...headroom } }),
  };
}
