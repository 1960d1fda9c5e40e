import type { Condition, TapDatabase, TapDatabaseStatus } from '../../../src/api/generated/tapdatabase.js';
import type { Json, KubeObject } from '../../../src/api/object.js';
import { API_VERSION, KIND } from '../../../src/api/words.js';
import { type ObjectRef, refTo } from '../../../src/sandbox/api-client.js';
import type { Sandbox } from '../../../src/sandbox/sandbox.js';
import { type Patience, waitForObject } from '../../../src/sandbox/wait-for.js';

type JsonObject = { readonly [key: string]: Json };

/** No port that another process may have, no address that another host may reach. */
export const OPERATOR_FLAGS = ['--metrics-port=0', '--probe-port=0', '--bind-address=127.0.0.1'];

/** One instance and what it cannot be without, unprotected and gone without a trace; `spec` is laid over it. */
export function smallDatabase(namespace: string, name: string, spec: JsonObject = {}): KubeObject {
  return {
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: { namespace, name },
    spec: overlay({ region: 'us-east-2', ...SMALL_DEFAULTS }, spec) as JsonObject,
  };
}

/** What is left open but the region, as a TapComposition may have it too. */
export const SMALL_DEFAULTS: JsonObject = {
  instance: { class: 'db.t4g.micro', multiAZ: false, storage: { size: '20Gi' } },
  replicas: { count: 0 },
  postgres: { parameters: { work_mem: '4MB', maintenance_work_mem: '64MB' } },
  network: { natGateways: 0 },
  bastion: { enabled: false },
  backup: { bucket: { enabled: false } },
  credentials: { secretsManager: false },
  monitoring: {
    enhancedIntervalSeconds: 0,
    performanceInsights: { enabled: false },
    logs: { exports: [] },
    alarms: { enabled: false },
  },
  deletionProtection: false,
  deletionPolicy: 'Delete',
};

function overlay(base: Json, over: Json): Json {
  if (!isObject(base) || !isObject(over)) return over;
  const merged = Object.entries(over).map(([key, value]) => [
    key,
    base[key] === undefined ? value : overlay(base[key], value),
  ]);
  return { ...base, ...Object.fromEntries(merged) };
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export async function createNamespace({ admin }: Pick<Sandbox, 'admin'>, name: string): Promise<void> {
  await admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
}

/** A child by its kind, in the namespace of its database. */
export function childRef(database: KubeObject, apiVersion: string, kind: string, suffix?: string): ObjectRef {
  const { name, namespace = 'default' } = database.metadata;
  return { apiVersion, kind, namespace, name: suffix === undefined ? name : `${name}-${suffix}` };
}

export const ec2 = 'ec2.services.k8s.aws/v1alpha1';
export const rds = 'rds.services.k8s.aws/v1alpha1';
export const kms = 'kms.services.k8s.aws/v1alpha1';
export const cloudwatch = 'cloudwatch.services.k8s.aws/v1alpha1';
export const logs = 'cloudwatchlogs.services.k8s.aws/v1alpha1';

export async function statusOf({ admin }: Pick<Sandbox, 'admin'>, database: KubeObject): Promise<TapDatabaseStatus> {
  return ((await admin.get(refTo(database))) as TapDatabase | undefined)?.status ?? {};
}

export const conditionOf = (status: TapDatabaseStatus, type: string): Condition | undefined =>
  status.conditions?.find((condition) => condition.type === type);

/** Waits until a condition says so about the newest spec, and gives that condition. */
export async function waitForCondition(
  { admin }: Pick<Sandbox, 'admin'>,
  database: KubeObject,
  [type, status, reason]: readonly [type: string, status: string, reason?: string],
  patience: Patience = {},
): Promise<Condition> {
  const wanted = (live: KubeObject): Condition | undefined => {
    const condition = conditionOf((live.status ?? {}) as TapDatabaseStatus, type);
    const isCurrent = condition?.observedGeneration === live.metadata.generation;
    return isCurrent && condition?.status === status && (reason === undefined || condition.reason === reason)
      ? condition
      : undefined;
  };
  const what = `to be ${type}=${status}${reason === undefined ? '' : `/${reason}`}`;
  const live = await waitForObject(admin, refTo(database), what, (object) => wanted(object) !== undefined, {
    timeoutMs: 60_000,
    intervalMs: 100,
    ...patience,
  });
  return wanted(live) as Condition;
}
