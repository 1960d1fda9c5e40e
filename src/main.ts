import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { Command } from 'commander';
import { parse } from 'yaml';
import type { ObjectKey } from './api/object.js';
import { parseSettings, type Settings } from './api/settings.js';
import { addOperatorOptions, type OperatorOptions } from './cli/operator-options.js';
import { runController } from './controller/controller.js';
import { Gauges } from './controller/gauges.js';
import { LeaderElection } from './controller/leader-election.js';
import { leaseNameOf } from './controller/lease-name.js';
import { pause } from './controller/pause.js';
import { sweepDaily } from './controller/sweep-daily.js';
import { WorkQueue } from './controller/work-queue.js';
import { ApiClient } from './kube/api-client.js';
import { KubeCluster } from './kube/cluster.js';
import { loadKubeConfig } from './kube/kube-config.js';
import { createLeaseStore } from './kube/lease-store.js';
import { sweepGoodbyes } from './reconcile/goodbye.js';
import { createReconciler } from './reconcile/reconcile.js';
import { reconcileComposition } from './reconcile/reconcile-composition.js';
import type { Step } from './reconcile/step.js';
import { createLogger, type Logger } from './telemetry/logger.js';
import { collectProcessMetrics, createMetrics, type Metrics } from './telemetry/metrics.js';
import { serveHttp, text } from './telemetry/server.js';
import { withSpan } from './telemetry/spans.js';
import { startTracing } from './telemetry/tracing.js';

/** Kubernetes gives a pod 30 s after SIGTERM: what is under way may use most of it. */
const DRAIN_MS = 20_000;
const SERVICE_ACCOUNT_NAMESPACE = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';

/** Runs the operator until SIGTERM or SIGINT, and ends the process: 0 when it was asked to, else 1. */
export async function runOperatorProcess(options: OperatorOptions): Promise<never> {
  const logger = createLogger(options.logLevel);
  const stop = new AbortController();
  // Only once: who asks again does not want to wait.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  const stopTracing = await startTracing(process.env, logger);
  try {
    await runOperator(options, logger, stop.signal);
    await stopTracing();
    logger.info('operator stopped');
    process.exit(0);
  } catch (error) {
    logger.fatal({ error }, `operator failed: ${(error as Error).message}`);
    await stopTracing();
    process.exit(1);
  }
}

/** Resolves when `stop` has aborted and all is put in order; rejects when the lead is lost, or nothing can mend what failed. */
async function runOperator(options: OperatorOptions, logger: Logger, stop: AbortSignal): Promise<void> {
  const { namespace: namespaces, shard, workers, calendarFile } = options;
  const settings = await readSettings(options.config);
  const metrics = createMetrics();
  collectProcessMetrics(metrics);
  metrics.resyncPeriodSeconds.set(options.ackResyncPeriod / 1000);
  const config = loadKubeConfig();
  // Renewals have connections of their own: however busy the operator is, they do not wait.
  const leaseApi = new ApiClient(config, { metrics });
  const namespace = await ownNamespace();
  const election = createElection(options, leaseApi, namespace, logger, metrics);
  const api = new ApiClient(config, { metrics, mayWrite: () => election?.isLeader() ?? true });
  const queue = new WorkQueue(metrics);
  const enqueue = queue.add.bind(queue);
  const optional = { ...(shard !== undefined && { shard }), ...(calendarFile !== undefined && { calendarFile }) };
  const cluster = new KubeCluster({ api, ownNamespace: namespace, namespaces, enqueue, logger, metrics, ...optional });
  const gauges = new Gauges({ cluster, queue, metrics });
  const onPassword = gauges.notePassword.bind(gauges);
  const step: Step = (name, work) => withSpan(name, {}, work);
  const seesAll = namespaces.length === 0 && shard === undefined;
  const manages = options.manageCompositions;
  const compositions = (name: string) => reconcileComposition(name, { cluster, wake: enqueue, seesAll, manages });
  const reconcile = createReconciler({
    cluster,
    compositions,
    settings,
    ackResyncPeriodMs: options.ackResyncPeriod,
    onPassword,
    step,
  });
  const uidOf = (key: ObjectKey): string | undefined => cluster.cachedDatabase(key)?.metadata.uid;

  const work = async (): Promise<void> => {
    while (!stop.aborted && cluster.unsettled().length > 0) await pause(20, stop);
    await election?.acquire(stop);
    if (stop.aborted) return election?.release();
    logger.info({ identity: election?.identity }, 'operator leads');
    const drained = new AbortController();
    const holding = election?.hold(drained.signal) ?? once(drained.signal, 'abort');
    const sweeping = sweepDaily(() => sweepGoodbyes(cluster), logger, drained.signal);
    const working = runController({ queue, reconcile, uidOf, workers, logger, metrics });
    await Promise.race([holding, working, aborted(stop)]);
    queue.close();
    if (!stop.aborted) throw new Error('the Lease could not be renewed in time, so that another may lead now');
    await Promise.race([working, pause(DRAIN_MS, drained.signal)]);
    drained.abort();
    await Promise.all([holding, sweeping]);
    await election?.release();
  };

  const closeEndpoints = await serveTelemetry(options, cluster, gauges, metrics, logger);
  try {
    await Promise.race([cluster.run(), work()]);
  } finally {
    cluster.stop();
    api.close();
    leaseApi.close();
    await closeEndpoints();
  }
}

function createElection(
  { leaderElect, shard }: OperatorOptions,
  api: ApiClient,
  namespace: string,
  logger: Logger,
  metrics: Metrics,
): LeaderElection | undefined {
  if (!leaderElect) return undefined;
  const identity = `${process.env['POD_NAME'] ?? hostname()}_${randomUUID()}`;
  const store = createLeaseStore(api, namespace, leaseNameOf(shard));
  return new LeaderElection({ store, identity, logger, metrics });
}

async function serveTelemetry(
  { metricsPort, probePort, bindAddress }: OperatorOptions,
  cluster: KubeCluster,
  gauges: Gauges,
  { registry }: Metrics,
  logger: Logger,
): Promise<() => Promise<unknown>> {
  const exposed = async () => {
    gauges.measure();
    return { status: 200, contentType: registry.contentType, body: await registry.metrics() };
  };
  const readiness = () => {
    const unsettled = cluster.unsettled();
    return unsettled.length === 0 ? text(200, 'ok') : text(503, `waiting for ${unsettled.join(', ')}`);
  };
  const metrics = await serveHttp({ '/metrics': exposed }, metricsPort, bindAddress);
  const probes = await serveHttp({ '/healthz': () => text(200, 'ok'), '/readyz': readiness }, probePort, bindAddress);
  logger.info({ metricsPort: metrics.port, probePort: probes.port }, 'operator started');
  return () => Promise.all([metrics.close(), probes.close()]);
}

async function readSettings(file: string | undefined): Promise<Settings> {
  if (file === undefined) return parseSettings(undefined);
  try {
    return parseSettings(parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

async function ownNamespace(): Promise<string> {
  const given = process.env['POD_NAMESPACE'];
  if (given !== undefined) return given;
  const mounted = await readFile(SERVICE_ACCOUNT_NAMESPACE, 'utf8').catch(() => '');
  return mounted.trim() || 'tapdb-system';
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

if (import.meta.main) {
  const command = addOperatorOptions(new Command('tapdb-operator')).parse();
  await runOperatorProcess(command.opts<OperatorOptions>());
}
