import { expect, test } from '@jest/globals';
import { parameterOf } from '../../src/aws/parameters.js';

test.each([
  ['shared_buffers', '8kB', true],
  ['effective_cache_size', '8kB', false],
  ['work_mem', 'kB', false],
  ['max_wal_size', 'MB', false],
  ['min_dynamic_shared_memory', 'MB', true],
  ['track_activity_query_size', 'B', true],
  ['commit_delay', 'us', false],
  ['statement_timeout', 'ms', false],
  ['checkpoint_timeout', 's', false],
  ['rds.log_retention_period', 'min', false],
  ['max_connections', 'int', true],
  ['random_page_cost', 'float', false],
  ['rds.force_ssl', 'bool', false],
  ['rds.logical_replication', 'bool', true],
  ['synchronous_commit', 'enum', false],
  ['shared_preload_libraries', 'string', true],
])('%s is in %s, static: %p', (name, unit, isStatic) => {
  expect(parameterOf(name)).toEqual({ unit, static: isStatic });
});

test.each(['', '*', 'no_such_parameter', 'constructor'])('%p is not in the table', (name) => {
  expect(parameterOf(name)).toBeUndefined();
});
