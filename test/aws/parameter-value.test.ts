import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rdsValueOf } from '../../src/aws/parameter-value.js';

test.each([
  ['shared_buffers', '2GB', '262144'],
  ['effective_cache_size', '6GB', '786432'],
  ['work_mem', '16MB', '16384'],
  ['maintenance_work_mem', '256MB', '262144'],
  ['work_mem', ' 1 MB ', '1024'],
  ['work_mem', '16384', '16384'],
  ['work_mem', '1.5MB', '1536'],
  ['shared_buffers', '1TB', '134217728'],
  ['shared_buffers', '8192B', '1'],
  ['max_wal_size', '4GB', '4096'],
  ['track_activity_query_size', '16kB', '16384'],
  ['autovacuum_work_mem', '-1', '-1'],
  ['statement_timeout', '30s', '30000'],
  ['statement_timeout', '2min', '120000'],
  ['statement_timeout', '1h', '3600000'],
  ['statement_timeout', '1d', '86400000'],
  ['checkpoint_timeout', '5min', '300'],
  ['rds.log_retention_period', '3d', '4320'],
  ['commit_delay', '1ms', '1000'],
  ['vacuum_cost_delay', '500us', '0.5'],
  ['vacuum_cost_delay', '2ms', '2'],
  ['vacuum_cost_delay', '0.5', '0.5'],
  ['random_page_cost', '1.1', '1.1'],
  ['max_connections', '500', '500'],
  ['max_connections', 'LEAST({DBInstanceClassMemory/9531392},5000)', 'LEAST({DBInstanceClassMemory/9531392},5000)'],
  ['rds.force_ssl', 'on', '1'],
  ['rds.force_ssl', 'TRUE', '1'],
  ['jit', 'yes', '1'],
  ['jit', 'off', '0'],
  ['jit', 'false', '0'],
  ['jit', 'no', '0'],
  ['jit', '0', '0'],
  ['jit', '1', '1'],
  ['synchronous_commit', 'on', 'on'],
  ['log_line_prefix', '%t:{%r}', '%t:{%r}'],
  ['my_extension.limit', '42', '42'],
  ['my_extension.mode', 'fast', 'fast'],
  ['my_extension.key', '42constructor', '42constructor'],
])('%s %p is %p in RDS', (name, text, value) => {
  expect(rdsValueOf(name, text)).toEqual({ ok: true, value });
});

test.each([
  ['shared_buffers', '2GiB', 'unknown unit GiB', 'B, kB, MB, GB, TB (case matters)'],
  ['shared_buffers', '2gb', 'unknown unit gb', 'B, kB, MB, GB, TB (case matters)'],
  ['work_mem', '16ms', 'unknown unit ms', 'B, kB, MB, GB, TB'],
  ['work_mem', '16constructor', 'unknown unit constructor', 'B, kB, MB, GB, TB'],
  ['statement_timeout', '30 sec', 'unknown unit sec', 'us, ms, s, min, h, d'],
  ['shared_buffers', '12kB', 'is 1.5 times 8kB', 'write a multiple of 8kB: the nearest bare numbers are 1 and 2'],
  ['checkpoint_timeout', '1500ms', 'is 1.5 times s', 'the nearest bare numbers are 1 and 2'],
  ['shared_buffers', 'lots', 'is not a number', 'write a number of 8kB, or one with a unit'],
  ['max_connections', 'many', 'is not a number', 'write a plain number'],
  ['max_connections', '100MB', 'max_connections has no unit', 'write the plain number'],
  ['max_connections', '99.6', 'max_connections takes whole numbers only', 'write 100'],
  [
    'work_mem',
    '{DBInstanceClassMemory',
    'is no formula that RDS understands',
    'write e.g. {DBInstanceClassMemory/32768}',
  ],
  ['rds.force_ssl', 'maybe', 'rds.force_ssl is either on or off', 'write on or off'],
  ['rds.force_ssl', 'constructor', 'rds.force_ssl is either on or off', 'write on or off'],
  [
    'my_extension.cache',
    '64MB',
    'the unit of my_extension.cache is not known here, so 64MB cannot',
    "RDS's raw number, without a unit",
  ],
  ['my_extension.pause', '5 min', 'the unit of my_extension.pause is not known here', "RDS's raw number"],
])('%s %p is refused: %s', (name, text, message, remedy) => {
  expect(rdsValueOf(name, text)).toEqual({
    ok: false,
    message: expect.stringContaining(message),
    remedy: expect.stringContaining(remedy),
  });
});

test('a larger literal is a larger number', () => {
  const literals = fc.record({ number: fc.nat(10_000), unit: fc.constantFrom('kB', 'MB', 'GB', 'TB') });
  const bytes = { kB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 };
  fc.assert(
    fc.property(literals, literals, (a, b) => {
      const [left, right] = [a, b].map(({ number, unit }) => {
        const converted = rdsValueOf('work_mem', `${number}${unit}`);
        return converted.ok ? Number(converted.value) : Number.NaN;
      });
      expect(Math.sign((left ?? 0) - (right ?? 0))).toBe(
        Math.sign(a.number * bytes[a.unit] - b.number * bytes[b.unit]),
      );
    }),
  );
});
