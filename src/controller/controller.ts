import type { ObjectKey } from '../api/object.js';
import type { Action } from '../reconcile/action.js';
import { ApiError } from '../reconcile/cluster.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { noteError, type Span, withSpan } from '../telemetry/spans.js';
import type { WorkQueue } from './work-queue.js';

interface ControllerOptions {
  readonly queue: WorkQueue;
  readonly reconcile: (key: ObjectKey) => Promise<Action>;
  /** Of the object with that key, for traces. */
  readonly uidOf?: (key: ObjectKey) => string | undefined;
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

function processKey(options: ControllerOptions, key: ObjectKey): Promise<void> {
  return withSpan('reconcile', { root: true }, (span) => reconcileIn(span, options, key));
}

async function reconcileIn(
  span: Span,
  { queue, reconcile, uidOf, logger, metrics }: ControllerOptions,
  key: ObjectKey,
): Promise<void> {
  const uid = span.isRecording() ? uidOf?.(key) : undefined;
  span.setAttributes({
    'k8s.namespace.name': key.namespace,
    'tapdb.database.name': key.name,
    'tapdb.database.uid': uid,
  });
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  try {
    const action = await reconcile(key);
    queue.forget(key);
    if (action !== 'awaitChange') queue.addAfter(key, action.requeueAfterMs);
    const result = action === 'awaitChange' ? action : 'requeue';
    metrics.reconcileSeconds.observe({ result }, elapsed());
    span.setAttribute('tapdb.reconcile.result', result);
    if (action !== 'awaitChange') span.setAttribute('tapdb.reconcile.requeue_after_ms', action.requeueAfterMs);
    logger.debug({ ...key, durationSeconds: elapsed(), action }, 'reconciled');
  } catch (error) {
    const { result, level } = judge(error);
    const retryInMs = Math.round(queue.retry(key));
    metrics.reconcileSeconds.observe({ result }, elapsed());
    span.setAttributes({ 'tapdb.reconcile.result': result, 'tapdb.reconcile.requeue_after_ms': retryInMs });
    noteError(span, error);
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
