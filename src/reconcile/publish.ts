import { isDeepStrictEqual } from 'node:util';
import type { TapDatabase, TapDatabaseStatus } from '../api/generated/tapdatabase.js';
import type { Cluster } from './cluster.js';
import { transitionsOf } from './transitions.js';

/** Writes the status where it says something else than before, then the Events for what turned. Answers with the database as stored. */
export async function publish(
  database: TapDatabase,
  status: TapDatabaseStatus,
  cluster: Cluster,
): Promise<TapDatabase> {
  if (isDeepStrictEqual(database.status, status)) return database;
  const stored = await cluster.applyStatus(database, status);
  for (const event of transitionsOf(database.status, status)) await cluster.emit(database, event);
  return stored;
}
