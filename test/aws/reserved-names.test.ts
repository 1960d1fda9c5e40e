import { expect, test } from '@jest/globals';
import { isReservedDatabase, isReservedUser } from '../../src/aws/reserved-names.js';

test.each(['db', 'table', 'user', 'template0', 'rdsadmin', 'all', 'with'])('%s is reserved as a database', (name) => {
  expect(isReservedDatabase(name)).toBe(true);
});

test.each(['admin', 'user', 'public', 'rdsadmin', 'pg_monitor', 'rds_superuser'])(
  '%s is reserved as a user',
  (name) => {
    expect(isReservedUser(name)).toBe(true);
  },
);

test('other names are free', () => {
  expect(isReservedDatabase('tap')).toBe(false);
  expect(isReservedDatabase('postgres')).toBe(false);
  expect(isReservedUser('postgres')).toBe(false);
  expect(isReservedUser('rdsx')).toBe(false);
  expect(isReservedUser('app_rds_')).toBe(false);
});
