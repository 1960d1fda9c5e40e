/** What RDS knows of a PostgreSQL parameter; numbers are in the parameter's own unit. */
export interface ParameterFact {
  /** A static one waits for a reboot. */
  readonly applyType: 'static' | 'dynamic';
  readonly isModifiable: boolean;
  /** Inclusive; absent where the value is text. */
  readonly range?: readonly [number, number];
  readonly values?: readonly string[];
}

const number = (applyType: ParameterFact['applyType'], low: number, high: number): ParameterFact => ({
  applyType,
  isModifiable: true,
  range: [low, high],
});
const choice = (applyType: ParameterFact['applyType'], ...values: string[]): ParameterFact => ({
  applyType,
  isModifiable: true,
  values,
});
const text = (applyType: ParameterFact['applyType']): ParameterFact => ({ applyType, isModifiable: true });
const flag = (applyType: ParameterFact['applyType']): ParameterFact => choice(applyType, '0', '1');
const fixed: ParameterFact = { applyType: 'static', isModifiable: false };

const INTEGER = 2_147_483_647;

/** Source: DescribeEngineDefaultParameters of the postgres families. */
export const PARAMETERS: Readonly<Record<string, ParameterFact>> = {
  autovacuum: flag('dynamic'),
  autovacuum_analyze_scale_factor: number('dynamic', 0, 100),
  autovacuum_max_workers: number('static', 1, 262_143),
  autovacuum_naptime: number('dynamic', 1, 2_147_483),
  autovacuum_vacuum_cost_delay: number('dynamic', -1, 100),
  autovacuum_vacuum_cost_limit: number('dynamic', -1, 10_000),
  autovacuum_vacuum_scale_factor: number('dynamic', 0, 100),
  autovacuum_work_mem: number('dynamic', -1, INTEGER),
  checkpoint_completion_target: number('dynamic', 0, 1),
  checkpoint_timeout: number('dynamic', 30, 86_400),
  client_encoding: text('dynamic'),
  default_statistics_target: number('dynamic', 1, 10_000),
  deadlock_timeout: number('dynamic', 1, INTEGER),
  effective_cache_size: number('dynamic', 1, INTEGER),
  effective_io_concurrency: number('dynamic', 0, 1000),
  hot_standby_feedback: flag('dynamic'),
  huge_pages: choice('static', 'on', 'off', 'try'),
  idle_in_transaction_session_timeout: number('dynamic', 0, INTEGER),
  jit: flag('dynamic'),
  lock_timeout: number('dynamic', 0, INTEGER),
  log_autovacuum_min_duration: number('dynamic', -1, INTEGER),
  log_checkpoints: flag('dynamic'),
  log_connections: flag('dynamic'),
  log_disconnections: flag('dynamic'),
  log_duration: flag('dynamic'),
  log_lock_waits: flag('dynamic'),
  log_min_duration_statement: number('dynamic', -1, INTEGER),
  log_min_messages: text('dynamic'),
  log_rotation_age: number('dynamic', 1, 1440),
  log_statement: choice('dynamic', 'none', 'ddl', 'mod', 'all'),
  log_temp_files: number('dynamic', -1, INTEGER),
  maintenance_work_mem: number('dynamic', 1024, INTEGER),
  max_connections: number('static', 6, 262_143),
  max_locks_per_transaction: number('static', 10, INTEGER),
  max_logical_replication_workers: number('static', 0, 262_143),
  max_parallel_maintenance_workers: number('dynamic', 0, 1024),
  max_parallel_workers: number('dynamic', 0, 1024),
  max_parallel_workers_per_gather: number('dynamic', 0, 1024),
  max_prepared_transactions: number('static', 0, 262_143),
  max_replication_slots: number('static', 5, 262_143),
  max_standby_archive_delay: number('dynamic', -1, INTEGER),
  max_standby_streaming_delay: number('dynamic', -1, INTEGER),
  max_wal_senders: number('static', 5, 262_143),
  max_wal_size: number('dynamic', 128, INTEGER),
  max_worker_processes: number('static', 0, 262_143),
  min_wal_size: number('dynamic', 32, INTEGER),
  password_encryption: choice('dynamic', 'md5', 'scram-sha-256'),
  'pg_stat_statements.max': number('static', 100, INTEGER),
  'pg_stat_statements.track': choice('dynamic', 'none', 'top', 'all'),
  'pgaudit.log': text('dynamic'),
  port: fixed,
  random_page_cost: number('dynamic', 0, 1e308),
  'rds.force_autovacuum_logging_level': text('dynamic'),
  'rds.force_ssl': flag('dynamic'),
  'rds.log_retention_period': number('dynamic', 1440, 10_080),
  'rds.logical_replication': flag('static'),
  seq_page_cost: number('dynamic', 0, 1e308),
  shared_buffers: number('static', 16, 1_073_741_823),
  shared_preload_libraries: text('static'),
  statement_timeout: number('dynamic', 0, INTEGER),
  synchronous_commit: choice('dynamic', 'on', 'off', 'local', 'remote_write', 'remote_apply'),
  temp_buffers: number('dynamic', 100, 1_073_741_823),
  timezone: text('dynamic'),
  track_activity_query_size: number('static', 100, 1_048_576),
  track_functions: choice('dynamic', 'none', 'pl', 'all'),
  track_io_timing: flag('dynamic'),
  wal_buffers: number('static', -1, 262_143),
  wal_keep_size: number('dynamic', 0, INTEGER),
  wal_level: fixed,
  wal_sender_timeout: number('dynamic', 0, 3_600_000),
  work_mem: number('dynamic', 64, INTEGER),
};

const FORMULA = /^(\{[\w*/+\-. ]+\}|(GREATEST|LEAST|SUM)\(.+\))$/;

/** Whether RDS takes a value; formulas are worked out on each instance. */
export function accepts({ range, values }: ParameterFact, value: string): boolean {
  if (values) return values.includes(value);
  if (!range || FORMULA.test(value)) return true;
  return /^-?\d+(\.\d+)?$/.test(value) && Number(value) >= range[0] && Number(value) <= range[1];
}
