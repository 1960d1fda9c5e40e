import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ObjectKey } from '../../src/api/object.js';
import { runController } from '../../src/controller/controller.js';
import { WorkQueue } from '../../src/controller/work-queue.js';
import type { Action } from '../../src/reconcile/action.js';
import { ApiError } from '../../src/reconcile/cluster.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { createMetrics, type Metrics } from '../../src/telemetry/metrics.js';
import { withSpan } from '../../src/telemetry/spans.js';
import { recordedSpans } from '../support/recorded-spans.js';

const key = (name: string): ObjectKey => ({ namespace: 'shop', name });

let lines: Record<string, unknown>[];
let metrics: Metrics;
let queue: WorkQueue;
beforeEach(() => {
  lines = [];
  metrics = createMetrics();
  queue = new WorkQueue(metrics);
});

function run(reconcile: (key: ObjectKey) => Promise<Action>, workers = 2): Promise<void> {
  const logger = createLogger('info', { write: (line) => lines.push(JSON.parse(line)) });
  const uidOf = ({ name }: ObjectKey): string | undefined => (name === 'gone' ? undefined : `uid-of-${name}`);
  return runController({ queue, reconcile, uidOf, workers, logger, metrics });
}

describe('the controller', () => {
  test('works on as many keys at a time as it has workers', async () => {
    let now = 0;
    let most = 0;
    const running = run(async () => {
      most = Math.max(most, ++now);
      await sleep(5);
      now--;
      return 'awaitChange';
    }, 3);
    for (const name of 'abcdefgh') queue.add(key(name));
    await sleep(40);
    queue.close();
    await running;
    expect(most).toBe(3);
  });

  test('looks again when the reconcile asks for it', async () => {
    const seen: string[] = [];
    const running = run(async ({ name }) => {
      seen.push(name);
      return seen.length < 3 ? { requeueAfterMs: 1 } : 'awaitChange';
    });
    queue.add(key('a'));
    await sleep(50);
    queue.close();
    await running;
    expect(seen).toEqual(['a', 'a', 'a']);
    expect(lines).toEqual([]);
  });

  test.each([
    [new ApiError(409, 'Conflict', 'apply VPC shop/tap: conflict'), 'info', 'conflict'],
    [new ApiError(503, 'ServiceUnavailable', 'apply VPC shop/tap: later'), 'warn', 'unavailable'],
    [new ApiError(429, 'TooManyRequests', 'apply VPC shop/tap: later'), 'warn', 'unavailable'],
    [new ApiError(0, '', 'apply VPC shop/tap: socket hang up'), 'warn', 'unavailable'],
    [new ApiError(403, 'Forbidden', 'apply VPC shop/tap: not allowed'), 'error', 'error'],
    [new TypeError('x is undefined'), 'error', 'error'],
  ])('%s is retried, logged at %s and counted as %s', async (error, level, result) => {
    let tries = 0;
    const running = run(async () => {
      if (++tries === 1) throw error;
      return 'awaitChange';
    });
    queue.add(key('tap'));
    while (tries < 2) await sleep(10);
    queue.close();
    await running;
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level,
      namespace: 'shop',
      name: 'tap',
      message: `not reconciled: ${error.message}`,
    });
    expect(lines[0]?.['retryInMs']).toBeLessThanOrEqual(200);
    expect(JSON.stringify(lines[0]).includes('controller.test')).toBe(!(error instanceof ApiError));
    const counts = (await metrics.reconcileSeconds.get()).values.filter(({ metricName }) =>
      metricName?.endsWith('_count'),
    );
    expect(counts.map(({ labels, value }) => [labels.result, value])).toEqual([
      [result, 1],
      ['awaitChange', 1],
    ]);
    expect((await metrics.queueRetries.get()).values[0]?.value).toBe(1);
  });

  test('closed, it ends after what is under way', async () => {
    let finished = false;
    const running = run(async () => {
      await sleep(30);
      finished = true;
      return { requeueAfterMs: 0 };
    });
    queue.add(key('a'));
    await sleep(5);
    queue.close();
    await running;
    expect(finished).toBe(true);
  });
});

describe('a trace', () => {
  const database = (name: string) => ({ 'k8s.namespace.name': 'shop', 'tapdb.database.name': name });

  test('is one span for each reconcile, with what came of it', async () => {
    const answers: Readonly<Record<string, () => Action>> = {
      tap: () => ({ requeueAfterMs: 60_000 }),
      gone: () => 'awaitChange',
      busy: () => {
        throw new ApiError(409, 'Conflict', 'apply VPC shop/busy: "hunter2" has changed');
      },
    };
    const spans = await recordedSpans(async () => {
      const running = run(async ({ name }) => withSpan('plan', {}, async () => answers[name]?.() ?? 'awaitChange'), 1);
      for (const name of Object.keys(answers)) queue.add(key(name));
      while (lines.length === 0) await sleep(5);
      queue.close();
      await running;
    });
    const reconciles = spans.filter(({ name }) => name === 'reconcile').slice(0, 3);
    expect(reconciles.map(({ attributes }) => attributes)).toEqual([
      {
        ...database('tap'),
        'tapdb.database.uid': 'uid-of-tap',
        'tapdb.reconcile.result': 'requeue',
        'tapdb.reconcile.requeue_after_ms': 60_000,
      },
      { ...database('gone'), 'tapdb.reconcile.result': 'awaitChange' },
      {
        ...database('busy'),
        'tapdb.database.uid': 'uid-of-busy',
        'tapdb.reconcile.result': 'conflict',
        'tapdb.reconcile.requeue_after_ms': lines[0]?.['retryInMs'],
        'error.type': '409',
      },
    ]);
    expect(reconciles.map(({ status }) => status)).toEqual([
      { code: 0 },
      { code: 0 },
      { code: 2, message: 'Conflict' },
    ]);
    expect(new Set(reconciles.map((span) => span.spanContext().traceId)).size).toBe(3);
    const parents = spans
      .filter(({ name }) => name === 'plan')
      .map(({ parentSpanContext }) => parentSpanContext?.spanId);
    expect(parents.slice(0, 3)).toEqual(reconciles.map((span) => span.spanContext().spanId));
    expect(lines[0]).toMatchObject({ trace_id: reconciles[2]?.spanContext().traceId, trace_flags: '01' });
  });
});
