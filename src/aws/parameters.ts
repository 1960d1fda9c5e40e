/**
 * Unit in which RDS takes the bare number of a parameter. `bool` is `0` or `1`; `enum` and `string` pass as they are.
 */
export type ParameterUnit =
  | 'B'
  | '8kB'
  | 'kB'
  | 'MB'
  | 'us'
  | 'ms'
  | 's'
  | 'min'
  | 'int'
  | 'float'
  | 'bool'
  | 'enum'
  | 'string';

export interface Parameter {
  readonly unit: ParameterUnit;
  /** Takes effect only when PostgreSQL restarts. */
  readonly static: boolean;
}

/**
 * The parameters of PostgreSQL 13 to 18 on RDS that people tune; those behind `*` are static.
 * Source: `pg_settings` (unit, vartype, context `postmaster`) of PostgreSQL, and DescribeDBParameters for RDS's own.
 */
const namesByUnit: Readonly<Record<ParameterUnit, string>> = {
  B: `* track_activity_query_size`,
  '8kB': `backend_flush_after bgwriter_flush_after checkpoint_flush_after effective_cache_size
    min_parallel_index_scan_size min_parallel_table_scan_size temp_buffers wal_writer_flush_after
    * shared_buffers wal_buffers`,
  kB: `autovacuum_work_mem gin_pending_list_limit log_rotation_size log_temp_files logical_decoding_work_mem
    maintenance_work_mem max_stack_depth temp_file_limit vacuum_buffer_usage_limit wal_skip_threshold work_mem`,
  MB: `max_slot_wal_keep_size max_wal_size min_wal_size wal_keep_size
    * min_dynamic_shared_memory`,
  us: `commit_delay`,
  ms: `auto_explain.log_min_duration autovacuum_vacuum_cost_delay bgwriter_delay client_connection_check_interval
    deadlock_timeout idle_in_transaction_session_timeout idle_session_timeout lock_timeout log_autovacuum_min_duration
    log_min_duration_sample log_min_duration_statement log_startup_progress_interval max_standby_archive_delay
    max_standby_streaming_delay statement_timeout tcp_user_timeout transaction_timeout vacuum_cost_delay
    wal_receiver_timeout wal_retrieve_retry_interval wal_sender_timeout wal_writer_delay`,
  s: `authentication_timeout autovacuum_naptime checkpoint_timeout checkpoint_warning tcp_keepalives_idle
    tcp_keepalives_interval wal_receiver_status_interval`,
  min: `log_rotation_age rds.log_retention_period`,
  int: `auto_explain.log_nested_level autovacuum_analyze_threshold autovacuum_vacuum_cost_limit
    autovacuum_vacuum_insert_threshold autovacuum_vacuum_threshold bgwriter_lru_maxpages commit_siblings
    default_statistics_target effective_io_concurrency extra_float_digits gin_fuzzy_search_limit from_collapse_limit geqo_effort geqo_threshold
    join_collapse_limit log_parameter_max_length maintenance_io_concurrency
    max_parallel_maintenance_workers max_parallel_workers max_parallel_workers_per_gather max_sync_workers_per_subscription
    tcp_keepalives_count vacuum_cost_limit vacuum_cost_page_dirty vacuum_cost_page_hit vacuum_cost_page_miss
    vacuum_failsafe_age vacuum_freeze_min_age vacuum_freeze_table_age vacuum_multixact_failsafe_age
    vacuum_multixact_freeze_min_age vacuum_multixact_freeze_table_age
    * autovacuum_freeze_max_age autovacuum_max_workers autovacuum_multixact_freeze_max_age max_connections
    max_files_per_process max_locks_per_transaction max_logical_replication_workers max_pred_locks_per_transaction
    max_prepared_transactions max_replication_slots max_wal_senders max_worker_processes pg_stat_statements.max
    superuser_reserved_connections`,
  float: `auto_explain.sample_rate autovacuum_analyze_scale_factor autovacuum_vacuum_insert_scale_factor
    autovacuum_vacuum_scale_factor bgwriter_lru_multiplier checkpoint_completion_target cpu_index_tuple_cost
    cpu_operator_cost cpu_tuple_cost cursor_tuple_fraction hash_mem_multiplier jit_above_cost jit_inline_above_cost
    jit_optimize_above_cost log_statement_sample_rate log_transaction_sample_rate parallel_setup_cost
    parallel_tuple_cost random_page_cost seq_page_cost`,
  bool: `array_nulls auto_explain.log_analyze auto_explain.log_buffers auto_explain.log_nested_statements
    auto_explain.log_timing auto_explain.log_triggers auto_explain.log_verbose autovacuum check_function_bodies
    debug_pretty_print default_transaction_deferrable default_transaction_read_only enable_async_append enable_bitmapscan
    enable_gathermerge enable_hashagg enable_hashjoin enable_incremental_sort enable_indexonlyscan enable_indexscan
    enable_material enable_memoize enable_mergejoin enable_nestloop enable_parallel_append enable_parallel_hash
    enable_partition_pruning enable_partitionwise_aggregate enable_partitionwise_join enable_seqscan enable_sort
    enable_tidscan escape_string_warning geqo hot_standby_feedback jit log_checkpoints
    log_connections log_disconnections log_duration log_executor_stats log_hostname log_lock_waits log_parser_stats
    log_planner_stats log_recovery_conflict_waits log_replication_commands log_statement_stats
    parallel_leader_participation pg_stat_statements.save pg_stat_statements.track_planning
    pg_stat_statements.track_utility pgaudit.log_catalog pgaudit.log_parameter pgaudit.log_relation
    pgaudit.log_statement_once quote_all_identifiers rds.adaptive_autovacuum rds.force_ssl row_security
    standard_conforming_strings synchronize_seqscans track_activities track_counts track_io_timing track_wal_io_timing
    transform_null_equals vacuum_truncate
    * rds.logical_replication rds.restrict_password_commands track_commit_timestamp`,
  enum: `auto_explain.log_format auto_explain.log_level backslash_quote bytea_output client_min_messages compute_query_id
    constraint_exclusion debug_parallel_query default_toast_compression default_transaction_isolation intervalstyle
    log_error_verbosity log_min_error_statement log_min_messages log_statement password_encryption
    pg_stat_statements.track plan_cache_mode rds.force_admin_logging_level rds.force_autovacuum_logging_level
    recovery_prefetch session_replication_role ssl_max_protocol_version ssl_min_protocol_version stats_fetch_consistency
    synchronous_commit track_functions wal_compression xmlbinary xmloption
    * huge_pages rds.accepted_password_auth_method`,
  string: `application_name client_encoding datestyle default_tablespace default_text_search_config lc_messages
    lc_monetary lc_numeric lc_time local_preload_libraries log_line_prefix pgaudit.log pgaudit.role
    rds.allowed_extensions role search_path session_preload_libraries ssl_ciphers temp_tablespaces timezone
    timezone_abbreviations
    * cron.database_name rds.custom_dns_resolution shared_preload_libraries`,
};

const parameters = new Map(
  (Object.keys(namesByUnit) as ParameterUnit[]).flatMap((unit) =>
    namesByUnit[unit].split('*').flatMap((names, index) =>
      names
        .trim()
        .split(/\s+/)
        .filter((name) => name !== '')
        .map((name): [string, Parameter] => [name, { unit, static: index === 1 }]),
    ),
  ),
);

/** What is known of a parameter of an RDS parameter group for PostgreSQL; undefined for one that is not in the table. */
export function parameterOf(name: string): Parameter | undefined {
  return parameters.get(name);
}
