import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { readAuditLog } from '../../src/sandbox/audit-log.js';
import { waitFor } from '../../src/sandbox/wait-for.js';
import { describe, isLease, isOperator, isWrite } from '../bench/audit.js';
import type { Stage } from './stage.js';

const SETTLED_MS = 2_000;
const REST_MS = 3_000;

/** What the operator did while nothing changed, by the audit log and its own; Events are writes too. */
export interface Unrest {
  readonly writes: readonly string[];
  readonly lines: readonly string[];
}

/**
 * Waits until the operator has done nothing for a while; then ACK looks at every object again, finds nothing, and stamps
 * that on all of them. What the operator does then is unrest.
 */
export async function unrestOf(stage: Stage, restMs: number = REST_MS): Promise<Unrest> {
  await settle(stage);
  const before = await doingsOf(stage);
  await stage.account.touch();
  await sleep(restMs);
  const after = await doingsOf(stage);
  return { writes: after.writes.slice(before.writes.length), lines: after.lines.slice(before.lines.length) };
}

async function settle(stage: Stage): Promise<void> {
  let seen = -1;
  let since = performance.now();
  const isQuiet = async (): Promise<boolean> => {
    const { writes, lines } = await doingsOf(stage);
    const count = writes.length + lines.length;
    if (count !== seen) since = performance.now();
    seen = count;
    return performance.now() - since > SETTLED_MS;
  };
  await waitFor('the operator to come to rest', isQuiet, { timeoutMs: 60_000, intervalMs: 400 });
}

/** Every write of the operator so far but the renewals of its Lease, and every line of its log. */
async function doingsOf({ cluster, operator }: Stage): Promise<Unrest> {
  const events = await readAuditLog(cluster.auditLog ?? '');
  const lines = (await readFile(operator.logFile, 'utf8')).trimEnd().split('\n');
  return {
    writes: events.filter((event) => isOperator(event) && isWrite(event) && !isLease(event)).map(describe),
    lines,
  };
}
