import { rdsValueOf } from '../aws/parameter-value.js';
import { gp3Baseline } from '../aws/storage.js';
import { commonZones } from '../aws/zones.js';
import type { Identity, TapDatabase, TapDatabaseSpec } from './generated/tapdatabase.js';
import { bytesOf, gibOf } from './quantity.js';
import type { ResolvedSpec } from './resolved-spec.js';

/**
 * RDS evaluates the formulas on each instance, so that a smaller replica or another class always boots: a quarter of the
 * memory for shared_buffers, three quarters assumed as cache (both in 8 kB).
 */
export const DEFAULT_PARAMETERS: Readonly<Record<string, string>> = {
  effective_cache_size: '{DBInstanceClassMemory*3/32768}',
  maintenance_work_mem: '256MB',
  'rds.force_ssl': 'on',
  shared_buffers: '{DBInstanceClassMemory/32768}',
  work_mem: '16MB',
};

/**
 * A database's spec with every default filled in and in the units that compose works in; `status.identity` wins over the
 * spec and the defaults. Total: a value that `validate` refuses becomes some value, never an error.
 */
export function resolve(database: TapDatabase): ResolvedSpec {
  const { metadata, spec, status } = database;
  const identity = status?.identity;
  const region = identity?.region ?? spec.region;
  const primaryClass = spec.instance?.class ?? 'db.m5.large';
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? 'default',
    region,
    environment: identity?.environment ?? spec.environment ?? 'dev',
    tags: sorted(spec.tags ?? {}),
    postgres: postgres(spec.postgres, identity),
    instance: {
      class: primaryClass,
      multiAZ: spec.instance?.multiAZ ?? true,
      storage: storage(spec.instance?.storage),
    },
    replicas: { count: spec.replicas?.count ?? 2, class: spec.replicas?.class ?? primaryClass },
    network: network(spec.network, region, identity),
    access: { cidrs: spec.access?.cidrs ?? [], securityGroupIDs: spec.access?.securityGroupIDs ?? [] },
    encryption: {
      ...optional('keyARN', identity === undefined ? keyOf(spec) : identity.encryption.keyARN),
      deletionWindowDays: spec.encryption?.deletionWindowDays ?? 7,
    },
    credentials: {
      secretsManager: spec.credentials?.secretsManager ?? true,
      ...optional('rotation', spec.credentials?.rotation),
      ...optional('rotateEveryDays', spec.credentials?.rotateEveryDays),
    },
    bastion: { enabled: spec.bastion?.enabled ?? true, instanceType: spec.bastion?.instanceType ?? 't3.micro' },
    backup: {
      retentionDays: spec.backup?.retentionDays ?? 7,
      window: spec.backup?.window ?? '00:00-02:00',
      bucket: {
        enabled: spec.backup?.bucket?.enabled ?? true,
        ...optional('name', identity === undefined ? spec.backup?.bucket?.name : identity.backup.bucket.name),
        ...optional('expireAfterDays', spec.backup?.bucket?.expireAfterDays),
      },
    },
    maintenance: {
      window: spec.maintenance?.window ?? 'sun:04:00-sun:06:00',
      disruptiveChanges: spec.maintenance?.disruptiveChanges ?? 'InWindow',
      autoMinorVersionUpgrade: spec.maintenance?.autoMinorVersionUpgrade ?? true,
    },
    monitoring: monitoring(spec.monitoring),
    ...optional('restoreFrom', identity === undefined ? spec.restoreFrom : identity.restoreFrom),
    deletionPolicy: spec.deletionPolicy ?? 'Snapshot',
    deletionProtection: spec.deletionProtection ?? true,
  };
}

/** A restored database has its snapshot's key. */
const keyOf = ({ encryption, restoreFrom }: TapDatabaseSpec): string | undefined =>
  encryption?.keyARN ?? restoreFrom?.keyARN;

function postgres(spec: TapDatabaseSpec['postgres'], identity: Identity | undefined): ResolvedSpec['postgres'] {
  return {
    version: spec?.version ?? '17',
    database: identity?.postgres.database ?? spec?.database ?? 'tap',
    username: identity?.postgres.username ?? spec?.username ?? 'postgres',
    port: identity?.postgres.port ?? spec?.port ?? 5432,
    parameters: parameters(spec?.parameters ?? {}),
    ...optional('caCertificateIdentifier', spec?.caCertificateIdentifier),
    iamAuthentication: identity?.postgres.iamAuthentication ?? spec?.iamAuthentication ?? false,
  };
}

function parameters(wanted: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const values = Object.entries({ ...DEFAULT_PARAMETERS, ...wanted }).map(([name, text]) => {
    const converted = rdsValueOf(name, text);
    return [name, converted.ok ? converted.value : text] as const;
  });
  return sorted(Object.fromEntries(values));
}

type StorageSpec = NonNullable<TapDatabaseSpec['instance']>['storage'];

function storage(spec: StorageSpec): ResolvedSpec['instance']['storage'] {
  const sizeGiB = gibOf(spec?.size ?? '100Gi') ?? 100;
  const type = spec?.type ?? 'gp3';
  const baseline = type === 'gp3' ? gp3Baseline(sizeGiB) : undefined;
  return {
    sizeGiB,
    ...optional('maxSizeGiB', spec?.maxSize === undefined ? undefined : gibOf(spec.maxSize)),
    type,
    ...optional('iops', spec?.iops ?? baseline?.iops),
    ...optional('throughputMiBps', spec?.throughput ?? baseline?.throughputMiBps),
  };
}

function network(
  spec: TapDatabaseSpec['network'],
  region: string,
  identity: Identity | undefined,
): ResolvedSpec['network'] {
  const pinned = identity?.network;
  const existing = pinned === undefined ? spec?.existing : pinned.existing;
  if (existing !== undefined) {
    const { vpcID, databaseSubnetIDs, databaseZones, publicSubnetIDs = [] } = existing;
    return { kind: 'existing', vpcID, databaseSubnetIDs, ...optional('databaseZones', databaseZones), publicSubnetIDs };
  }
  const zones = pinned?.zones ?? spec?.zones ?? commonZones(region)?.slice(0, spec?.zoneCount ?? 2) ?? [];
  return {
    kind: 'own',
    cidr: pinned?.cidr ?? spec?.cidr ?? '10.0.0.0/16',
    zones,
    natGateways: spec?.natGateways ?? zones.length,
    databaseSubnets: pinned?.databaseSubnets ?? spec?.databaseSubnets ?? 'Isolated',
  };
}

function monitoring(spec: TapDatabaseSpec['monitoring']): ResolvedSpec['monitoring'] {
  const databaseInsights = spec?.databaseInsights ?? 'Standard';
  return {
    enhancedIntervalSeconds: spec?.enhancedIntervalSeconds ?? 60,
    performanceInsights: {
      enabled: spec?.performanceInsights?.enabled ?? true,
      // The shortest that the mode allows.
      retentionDays: spec?.performanceInsights?.retentionDays ?? (databaseInsights === 'Advanced' ? 465 : 7),
    },
    databaseInsights,
    logs: {
      exports: spec?.logs?.exports ?? ['postgresql'],
      retentionDays: spec?.logs?.retentionDays ?? 7,
    },
    alarms: alarms(spec?.alarms),
  };
}

type AlarmsSpec = NonNullable<TapDatabaseSpec['monitoring']>['alarms'];

function alarms(spec: AlarmsSpec): ResolvedSpec['monitoring']['alarms'] {
  const { topicARN, emails = [] } = spec?.notify ?? {};
  return {
    enabled: spec?.enabled ?? true,
    cpuUtilizationPercent: spec?.cpuUtilizationPercent ?? 80,
    freeStorageBytes: bytesOf(spec?.freeStorage ?? '10Gi') ?? 10 * 2 ** 30,
    connections: spec?.connections ?? 100,
    replicaLagSeconds: spec?.replicaLagSeconds ?? 60,
    ...(topicARN !== undefined ? { notify: { topicARN } } : emails.length > 0 ? { notify: { emails } } : {}),
  };
}

/** `{[key]: value}`, or nothing where there is no value: an undefined field is not the same as none. */
function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });
}

const sorted = (map: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1)));
