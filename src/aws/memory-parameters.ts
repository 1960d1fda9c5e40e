/**
 * Parameters with which PostgreSQL takes more or less memory: what is right for one instance class may be too much for
 * another. Source: PostgreSQL manual, "Resource Consumption", "Connections and Authentication", "Lock Management".
 */
const memoryParameters: ReadonlySet<string> = new Set([
  'autovacuum_max_workers',
  'autovacuum_work_mem',
  'effective_cache_size',
  'hash_mem_multiplier',
  'logical_decoding_work_mem',
  'maintenance_work_mem',
  'max_connections',
  'max_locks_per_transaction',
  'max_pred_locks_per_transaction',
  'max_prepared_transactions',
  'max_wal_senders',
  'max_worker_processes',
  'min_dynamic_shared_memory',
  'shared_buffers',
  'temp_buffers',
  'track_activity_query_size',
  'wal_buffers',
  'work_mem',
]);

export const takesMemory = (name: string): boolean => memoryParameters.has(name);
