import type { TapDatabase, TapDatabaseSpec } from './generated/tapdatabase.js';
import { layValues } from './lay-defaults.js';
import { DEFAULT_PARAMETERS, resolve } from './resolve.js';

/**
 * A spec in its writer's words with every default that is a value filled in: what rules about databases are asked of, so
 * that they need not ask first whether a field is there. What has no default (`replicas.class` is the primary's) is the
 * resolved value.
 */
export function effectiveSpec(database: TapDatabase): TapDatabaseSpec {
  const { spec } = database;
  const {
    name: _,
    namespace: __,
    region: ___,
    network,
    instance,
    monitoring,
    postgres,
    ...resolved
  } = resolve(database);
  const { sizeGiB, maxSizeGiB, throughputMiBps, ...storage } = instance.storage;
  const { freeStorageBytes, notify, ...alarms } = monitoring.alarms;
  const { kind, ...ofNetwork } = network;
  return layValues(spec, {
    ...resolved,
    postgres: { ...postgres, parameters: DEFAULT_PARAMETERS },
    instance: {
      ...instance,
      storage: {
        ...storage,
        size: `${sizeGiB}Gi`,
        ...(maxSizeGiB !== undefined && { maxSize: `${maxSizeGiB}Gi` }),
        ...(throughputMiBps !== undefined && { throughput: throughputMiBps }),
      },
    },
    network: (kind === 'own' ? ofNetwork : { existing: ofNetwork }) as TapDatabaseSpec['network'],
    monitoring: {
      ...monitoring,
      logs: { ...monitoring.logs, exports: [...monitoring.logs.exports] },
      alarms: { ...alarms, freeStorage: `${freeStorageBytes / 2 ** 30}Gi` },
    } as TapDatabaseSpec['monitoring'],
  } as TapDatabaseSpec);
}
