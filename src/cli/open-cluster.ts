import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { qualifiedName, TAP_DATABASES } from '../api/kinds.js';
import type { ObjectKey } from '../api/object.js';
import { ApiClient } from '../kube/api-client.js';
import { loadKubeConfig } from '../kube/kube-config.js';
import { objectPath } from '../kube/resource-path.js';
import { ApiError } from '../reconcile/cluster.js';
import { createMetrics } from '../telemetry/metrics.js';
import type { ClusterOptions } from './cluster-options.js';
import { UsageError } from './exit-code.js';

/** A connection for one command. */
export interface OpenCluster {
  readonly api: ApiClient;
  /** Given, else the context's, else `default`. */
  readonly namespace: string;
}

/** Runs the work with a connection, and closes it. */
export async function withCluster<T>(options: ClusterOptions, work: (cluster: OpenCluster) => Promise<T>): Promise<T> {
  const config = readConfig(options.context);
  const namespace = options.namespace ?? config.getContextObject(config.getCurrentContext())?.namespace ?? 'default';
  const api = new ApiClient(config, { metrics: createMetrics() });
  try {
    return await work({ api, namespace });
  } finally {
    api.close();
  }
}

/** Rejects with a UsageError that says what to do where there is none. */
export async function readDatabase(api: ApiClient, key: ObjectKey): Promise<TapDatabase> {
  const database = await findDatabase(api, key);
  if (database !== undefined) return database;
  const remedy = 'see kubectl get tapdatabases --all-namespaces';
  throw new UsageError(`namespace ${key.namespace} has no TapDatabase ${key.name}: ${remedy}`);
}

/** Undefined where there is none; rejects with a UsageError where the cluster does not know the kind. */
export async function findDatabase(api: ApiClient, key: ObjectKey): Promise<TapDatabase | undefined> {
  const path = objectPath(TAP_DATABASES, key.namespace, key.name);
  const object = `${key.namespace}/${key.name}`;
  try {
    return (await api.request({ verb: 'get', kind: qualifiedName(TAP_DATABASES), object, path })) as TapDatabase;
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 404)) throw error;
    const isKindMissing = !error.message.includes('not found') || /the server could not find/.test(error.message);
    if (isKindMissing) throw new UsageError('the cluster does not know TapDatabases: install the chart tapdb-operator');
    return undefined;
  }
}

function readConfig(context: string | undefined): ReturnType<typeof loadKubeConfig> {
  try {
    return loadKubeConfig(context);
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}
