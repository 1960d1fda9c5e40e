import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** Everything the operator counts, in a registry of its own: two operators in one process would not mix. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const ofDatabase = ['namespace', 'name'] as const;
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
    queueOldestSeconds: new Gauge({
      name: 'tapdb_queue_oldest_seconds',
      help: 'Time that the first in the queue waits already; who does not lead lets all wait.',
      registers,
    }),
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
    heldChanges: new Gauge({
      name: 'tapdb_held_changes',
      help: 'Changes that wait for a maintenance window or an approval.',
      labelNames: ['class'] as const,
      registers,
    }),
    condition: new Gauge({
      name: 'tapdb_condition',
      help: '1 for the status that a condition of a TapDatabase has.',
      labelNames: [...ofDatabase, 'type', 'status'] as const,
      registers,
    }),
    observationSeconds: new Gauge({
      name: 'tapdb_child_observation_age_seconds',
      help: 'Time since ACK looked last at the child of the group that it has neglected most.',
      labelNames: [...ofDatabase, 'group'] as const,
      registers,
    }),
    resyncPeriodSeconds: new Gauge({
      name: 'tapdb_ack_resync_period_seconds',
      help: 'How often ACK looks at what is synced, as the operator was told.',
      registers,
    }),
    passwordSeconds: new Gauge({
      name: 'tapdb_password_age_seconds',
      help: 'Age of the password that opens the database; told by the leader alone.',
      labelNames: ofDatabase,
      registers,
    }),
    storageBytes: new Gauge({
      name: 'tapdb_storage_size_bytes',
      help: 'Storage of the primary, as allocated by RDS.',
      labelNames: ofDatabase,
      registers,
    }),
    headroomBytes: new Gauge({
      name: 'tapdb_storage_headroom_bytes',
      help: 'How far RDS may still grow the storage by itself; absent where it may not.',
      labelNames: ofDatabase,
      registers,
    }),
    leader: new Gauge({ name: 'tapdb_leader', help: '1 while this process is the leader.', registers }),
  };
}

/** Memory, event loop and garbage collection of the process. For the operator alone: it observes the whole process. */
export function collectProcessMetrics(metrics: Metrics): void {
  collectDefaultMetrics({ register: metrics.registry });
}
