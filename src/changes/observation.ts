import { groupOf } from '../api/kinds.js';
import type { KubeObject } from '../api/object.js';
import { conditionsOf, findCondition, isAck, lastLookAt } from './ack-conditions.js';

/**
 * Whether ACK has stopped looking at an object: it restamps every condition at each look, and looks at what is synced
 * once in its resync period (10 h by default), at the rest more often. A terminal object it looks at never again, which is
 * told as such. `calendar`: the time that AWS and its controllers live in; a tenth of the period is given for their queues.
 */
export function isUnobserved(live: KubeObject, calendar: Date, resyncPeriodMs: number): boolean {
  return (sinceLastLook(live, calendar) ?? 0) > resyncPeriodMs * 1.1 + QUEUE_MS;
}

/** Milliseconds since ACK looked at an object; undefined where it has not yet, or has no reason to do so again. */
export function sinceLastLook(live: KubeObject, calendar: Date): number | undefined {
  const looked = lastLookAt(live);
  if (!isAck(live) || looked === undefined || live.metadata.deletionTimestamp !== undefined) return undefined;
  if (findCondition(conditionsOf(live), 'ACK.Terminal', 'True') !== undefined) return undefined;
  return calendar.getTime() - looked;
}

/** However short the period is set. */
const QUEUE_MS = 30_000;

export const unobservedMessage = ({ apiVersion }: KubeObject): string =>
  'ACK has not looked at it for longer than its resync period, so what is told of it is what it saw last: is the ' +
  `controller of ${groupOf(apiVersion)} running, and watching this namespace?`;
