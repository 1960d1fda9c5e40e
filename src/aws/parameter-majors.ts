/** Major versions that have a parameter: from the first to the last, both included. */
interface Majors {
  readonly since?: number;
  readonly until?: number;
}

/**
 * Parameters that not every major version from 13 to 18 has. Source: the release notes of PostgreSQL 14 to 18, section
 * "Migration" for what went.
 */
const majorsByName: Readonly<Record<string, Majors>> = {
  client_connection_check_interval: { since: 14 },
  compute_query_id: { since: 14 },
  db_user_namespace: { until: 16 },
  debug_parallel_query: { since: 16 },
  default_toast_compression: { since: 14 },
  enable_async_append: { since: 14 },
  enable_memoize: { since: 14 },
  force_parallel_mode: { until: 15 },
  idle_session_timeout: { since: 14 },
  log_recovery_conflict_waits: { since: 14 },
  log_startup_progress_interval: { since: 15 },
  min_dynamic_shared_memory: { since: 14 },
  old_snapshot_threshold: { until: 16 },
  operator_precedence_warning: { until: 13 },
  recovery_prefetch: { since: 15 },
  stats_fetch_consistency: { since: 15 },
  stats_temp_directory: { until: 14 },
  track_wal_io_timing: { since: 14 },
  transaction_timeout: { since: 17 },
  vacuum_buffer_usage_limit: { since: 16 },
  vacuum_cleanup_index_scale_factor: { until: 13 },
  vacuum_failsafe_age: { since: 14 },
  vacuum_multixact_failsafe_age: { since: 14 },
  vacuum_truncate: { since: 18 },
};

/** Whether the parameter groups of that major version know a parameter; one that is not in the table is taken as known. */
export function isInMajor(name: string, major: number): boolean {
  const { since = 0, until = Number.POSITIVE_INFINITY } = Object.hasOwn(majorsByName, name)
    ? (majorsByName[name] as Majors)
    : {};
  return major >= since && major <= until;
}

/** The major versions that have it, as people say it: `14 and later`, `16 and earlier`. Undefined where all have it. */
export function majorsOf(name: string): string | undefined {
  const { since, until } = Object.hasOwn(majorsByName, name) ? (majorsByName[name] as Majors) : {};
  if (since !== undefined) return `${since} and later`;
  return until === undefined ? undefined : `${until} and earlier`;
}
