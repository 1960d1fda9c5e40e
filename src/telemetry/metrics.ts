import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** Everything the operator counts, in a registry of its own: two operators in one process would not mix. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    reconcileSeconds: new Histogram({
      name: 'tapdb_reconcile_duration_seconds',
      help: 'Duration of a reconcile of one TapDatabase.',
      labelNames: ['result'] as const,
      buckets: [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    queueDepth: new Gauge({ name: 'tapdb_queue_depth', help: 'TapDatabases that wait for a worker.', registers }),
    queueWaitSeconds: new Histogram({
      name: 'tapdb_queue_wait_seconds',
      help: 'Time that a TapDatabase waited for a worker.',
      buckets: [0.001, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60],
      registers,
    }),
    queueAdds: new Counter({ name: 'tapdb_queue_adds_total', help: 'TapDatabases put into the queue.', registers }),
    queueRetries: new Counter({
      name: 'tapdb_queue_retries_total',
      help: 'Reconciles that failed and were put off.',
      registers,
    }),
    apiRequests: new Counter({
      name: 'tapdb_api_requests_total',
      help: 'Requests to the API server; code 0 had no answer.',
      labelNames: ['verb', 'kind', 'code'] as const,
      registers,
    }),
    apiSeconds: new Histogram({
      name: 'tapdb_api_request_duration_seconds',
      help: 'Time to the answer of the API server; watches are not in it.',
      labelNames: ['verb'] as const,
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
      registers,
    }),
    informerRestarts: new Counter({
      name: 'tapdb_informer_restarts_total',
      help: 'Watches that ended otherwise than by their own time limit.',
      labelNames: ['kind', 'code'] as const,
      registers,
    }),
    informerLists: new Counter({
      name: 'tapdb_informer_lists_total',
      help: 'Complete lists of a kind: one at the start, and one for each expired watch.',
      labelNames: ['kind'] as const,
      registers,
    }),
    kindMissing: new Gauge({
      name: 'tapdb_kind_missing',
      help: '1 while the API server does not serve the kind.',
      labelNames: ['kind'] as const,
      registers,
    }),
    leader: new Gauge({ name: 'tapdb_leader', help: '1 while this process is the leader.', registers }),
  };
}

/** Memory, event loop and garbage collection of the process. For the operator alone: it observes the whole process. */
export function collectProcessMetrics(metrics: Metrics): void {
  collectDefaultMetrics({ register: metrics.registry });
}
