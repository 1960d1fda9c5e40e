import { setTimeout as pause } from 'node:timers/promises';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import type { ApiClient } from '../kube/api-client.js';
import { KubeCluster } from '../kube/cluster.js';
import type { Cluster } from '../reconcile/cluster.js';
import type { LeadOptions } from '../reconcile/lead.js';
import { createLogger } from '../telemetry/logger.js';
import { createMetrics } from '../telemetry/metrics.js';
import { UsageError } from './exit-code.js';
import { neighbours } from './neighbours.js';

/** The operator's view of some namespaces, or of all. */
export interface Reader {
  readonly cluster: Cluster;
  /** The same for drafts: at one time, and with the databases of all namespaces, as far as they may be seen. */
  readonly view: LeadOptions['cluster'];
}

/** However large the cluster is. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 20;

/** Runs the work with the operator's own view; all namespaces where none is named. Nothing is written. */
export async function withReader<T>(
  api: ApiClient,
  namespaces: readonly string[],
  work: (reader: Reader) => Promise<T>,
): Promise<T> {
  const silent = {
    logger: createLogger('error', { write: () => undefined }),
    metrics: createMetrics(),
    enqueue: () => undefined,
  };
  const cluster = new KubeCluster({ api, ownNamespace: namespaces[0] ?? 'default', namespaces, ...silent });
  // Its watches end with the connection, after the work; only a fault in this program ends them before.
  const fault = cluster.run().then(() => new Promise<never>(() => undefined));
  const read = async (): Promise<T> => {
    await settled(cluster, namespaces);
    const seen = cluster.cachedDatabases();
    return work({ cluster, view: viewOf(cluster, namespaces.length === 0 ? seen : await neighbours(api, seen)) });
  };
  try {
    return await Promise.race([fault, read()]);
  } finally {
    cluster.stop();
  }
}

function viewOf(cluster: KubeCluster, databases: readonly TapDatabase[]): Reader['view'] {
  const [now, calendar] = [cluster.now(), cluster.calendar()];
  return {
    cachedDatabases: () => databases,
    catalogue: () => cluster.catalogue(),
    now: () => now,
    calendar: () => calendar,
  };
}

async function settled(cluster: KubeCluster, namespaces: readonly string[]): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (cluster.unsettled().length > 0) {
    if (performance.now() > deadline) {
      const kinds = [...new Set(cluster.unsettled())].join(', ');
      const where = namespaces.length === 0 ? 'all namespaces' : namespaces.join(', ');
      throw new UsageError(`could not read ${kinds} in ${where}: kubectl auth can-i list, or is the API server slow?`);
    }
    await pause(LOOK_MS);
  }
}
