import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { Command } from 'commander';
import { parse } from 'yaml';
import { parseSettings, type Settings } from './api/settings.js';
import { addOperatorOptions, type OperatorOptions } from './cli/operator-options.js';
import { runController } from './controller/controller.js';
import { LeaderElection } from './controller/leader-election.js';
import { leaseNameOf } from './controller/lease-name.js';
import { pause } from './controller/pause.js';
import { WorkQueue } from './controller/work-queue.js';
import { ApiClient } from './kube/api-client.js';
import { KubeCluster } from './kube/cluster.js';
import { loadKubeConfig } from './kube/kube-config.js';
import { createLeaseStore } from './kube/lease-store.js';
import { createReconciler } from './reconcile/reconcile.js';
import { createLogger, type Logger } from './telemetry/logger.js';
import { collectProcessMetrics, createMetrics, type Metrics } from './telemetry/metrics.js';
import { serveHttp, text } from './telemetry/server.js';

/** Kubernetes gives a pod 30 s after SIGTERM: what is under way may use most of it. */
const DRAIN_MS = 20_000;
const SERVICE_ACCOUNT_NAMESPACE = '/var/run/secrets/kubernetes.io/serviceaccount/namespace';

/** Runs the operator until SIGTERM or SIGINT, and ends the process: 0 when it was asked to, else 1. */
export async function runOperatorProcess(options: OperatorOptions): Promise<never> {
  const logger = createLogger(options.logLevel);
  const stop = new AbortController();
  // Only once: who asks again does not want to wait.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  try {
    await runOperator(options, logger, stop.signal);
    logger.info('operator stopped');
    process.exit(0);
  } catch (error) {
    logger.fatal({ error }, `operator failed: ${(error as Error).message}`);
    process.exit(1);
  }
}

/** Resolves when `stop` has aborted and all is put in order; rejects when the lead is lost, or nothing can mend what failed. */
async function runOperator(options: OperatorOptions, logger: Logger, stop: AbortSignal): Promise<void> {
  const { namespace: namespaces, shard, workers } = options;
  const settings = await readSettings(options.config);
  const metrics = createMetrics();
  collectProcessMetrics(metrics);
  const config = loadKubeConfig();
  // Renewals have connections of their own: however busy the operator is, they do not wait.
  const leaseApi = new ApiClient(config, { metrics });
  const election = await createElection(options, leaseApi, logger, metrics);
  const api = new ApiClient(config, { metrics, mayWrite: () => election?.isLeader() ?? true });
  const queue = new WorkQueue(metrics);
  const enqueue = queue.add.bind(queue);
  const cluster = new KubeCluster({ api, namespaces, enqueue, logger, metrics, ...(shard !== undefined && { shard }) });
  const reconcile = createReconciler({ cluster, settings });

  const work = async (): Promise<void> => {
    while (!stop.aborted && cluster.unsettled().length > 0) await pause(20, stop);
    await election?.acquire(stop);
    if (stop.aborted) return election?.release();
    logger.info({ identity: election?.identity }, 'operator leads');
    const drained = new AbortController();
    const holding = election?.hold(drained.signal) ?? once(drained.signal, 'abort');
    const working = runController({ queue, reconcile, workers, logger, metrics });
    await Promise.race([holding, working, aborted(stop)]);
    queue.close();
    if (!stop.aborted) throw new Error('the Lease could not be renewed in time, so that another may lead now');
    await Promise.race([working, pause(DRAIN_MS, drained.signal)]);
    drained.abort();
    await holding;
    await election?.release();
  };

  const closeEndpoints = await serveTelemetry(options, cluster, metrics, logger);
  try {
    await Promise.race([cluster.run(), work()]);
  } finally {
    cluster.stop();
    api.close();
    leaseApi.close();
    await closeEndpoints();
  }
}

async function createElection(
  { leaderElect, shard }: OperatorOptions,
  api: ApiClient,
  logger: Logger,
  metrics: Metrics,
): Promise<LeaderElection | undefined> {
  if (!leaderElect) return undefined;
  const identity = `${process.env['POD_NAME'] ?? hostname()}_${randomUUID()}`;
  const store = createLeaseStore(api, await ownNamespace(), leaseNameOf(shard));
  return new LeaderElection({ store, identity, logger, metrics });
}

async function serveTelemetry(
  { metricsPort, probePort, bindAddress }: OperatorOptions,
  cluster: KubeCluster,
  { registry }: Metrics,
  logger: Logger,
): Promise<() => Promise<unknown>> {
  const exposed = async () => ({ status: 200, contentType: registry.contentType, body: await registry.metrics() });
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
