import type { ObjectKey } from '../api/object.js';
import type { Action } from '../reconcile/action.js';
import { ApiError } from '../reconcile/cluster.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { WorkQueue } from './work-queue.js';

interface ControllerOptions {
  readonly queue: WorkQueue;
  readonly reconcile: (key: ObjectKey) => Promise<Action>;
  readonly workers: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Reconciles what the queue hands out, `workers` at a time, until the queue is closed; then what is under way ends first. */
export async function runController(options: ControllerOptions): Promise<void> {
  await Promise.all(Array.from({ length: options.workers }, () => runWorker(options)));
}

async function runWorker(options: ControllerOptions): Promise<void> {
  const { queue } = options;
  for (let key = await queue.take(); key !== undefined; key = await queue.take()) {
    await processKey(options, key);
    queue.done(key);
  }
}

async function processKey({ queue, reconcile, logger, metrics }: ControllerOptions, key: ObjectKey): Promise<void> {
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  try {
    const action = await reconcile(key);
    queue.forget(key);
    if (action !== 'awaitChange') queue.addAfter(key, action.requeueAfterMs);
    metrics.reconcileSeconds.observe({ result: action === 'awaitChange' ? 'awaitChange' : 'requeue' }, elapsed());
    logger.debug({ ...key, durationSeconds: elapsed(), action }, 'reconciled');
  } catch (error) {
    const { result, level } = judge(error);
    const retryInMs = Math.round(queue.retry(key));
    metrics.reconcileSeconds.observe({ result }, elapsed());
    logger[level]({ ...key, ...details(error, level), retryInMs }, `not reconciled: ${(error as Error).message}`);
  }
}

interface Verdict {
  readonly result: 'conflict' | 'unavailable' | 'error';
  readonly level: 'info' | 'warn' | 'error';
}

/** The error policy: everything is retried, since the world may change; what differs is who should look. */
function judge(error: unknown): Verdict {
  if (!(error instanceof ApiError)) return { result: 'error', level: 'error' };
  if (error.code === 409) return { result: 'conflict', level: 'info' };
  if (error.code === 0 || error.code === 429 || error.code >= 500) return { result: 'unavailable', level: 'warn' };
  return { result: 'error', level: 'error' };
}

/** A stack trace helps only with what is a fault of this program. */
function details(error: unknown, level: Verdict['level']): object {
  if (error instanceof ApiError) return { code: error.code, reason: error.reason };
  return level === 'error' ? { error } : {};
}
