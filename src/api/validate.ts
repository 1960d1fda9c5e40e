import { checkAccess, checkBastion } from './check-access.js';
import { checkAdopt } from './check-adopt.js';
import { checkFormats } from './check-formats.js';
import { checkMemory } from './check-memory.js';
import { checkMonitoring } from './check-monitoring.js';
import { checkNetwork } from './check-network.js';
import { checkPostgres } from './check-postgres.js';
import { checkReferences } from './check-references.js';
import { checkStorage } from './check-storage.js';
import { checkTags } from './check-tags.js';
import { checkWindows } from './check-windows.js';
import type { TapDatabase } from './generated/tapdatabase.js';
import { identityDifferences } from './identity.js';
import type { Problem } from './problem.js';
import { resolve } from './resolve.js';
import type { Settings } from './settings.js';

/**
 * Everything that keeps a database from being composed, in one run and in a fixed order: what the CRD's rules say too, so
 * that it can be known without a cluster, and what needs facts of AWS. Expects the types that the schema gives.
 */
export function validate(database: TapDatabase, settings: Settings): readonly Problem[] {
  const { spec } = database;
  const resolved = resolve(database);
  return [
    ...checkFormats(database),
    ...identityDifferences(database),
    ...checkTags(spec.tags),
    ...checkPostgres(database),
    ...checkMemory(database, resolved),
    ...checkStorage(database, resolved),
    ...checkNetwork(spec, resolved),
    ...checkAccess(spec),
    ...checkBastion(resolved),
    ...checkWindows(resolved),
    ...checkMonitoring(spec, resolved),
    ...checkAdopt(spec),
    ...checkReferences(database, settings),
  ];
}
