import { expect, test } from '@jest/globals';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { problemsOf } from './support/database.js';

const postgres = (spec: TapDatabaseSpec['postgres'], engineVersion?: string, autoMinorVersionUpgrade = true): unknown =>
  problemsOf(
    { postgres: spec ?? {}, maintenance: { autoMinorVersionUpgrade } },
    engineVersion === undefined ? undefined : { engineVersion },
  ).map(({ field, value, message, remedy }) => `${field} ${JSON.stringify(value)}: ${message}; ${remedy}`);

test.each(['13', '14.19', '15', '16.3', '17', '17.5', '18'])('version %s is known', (version) => {
  expect(postgres({ version })).toEqual([]);
});

test.each(['', '17.5.1', 'latest', '9'])('%p is no version', (version) => {
  expect(postgres({ version })).toEqual([
    `spec.postgres.version "${version}": is not a version of PostgreSQL; write "17", or "17.5" for a certain minor version`,
  ]);
});

test.each(['12', '12.9', '19'])('version %s is not known', (version) => {
  expect(postgres({ version })).toEqual([
    `spec.postgres.version "${version}": PostgreSQL ${version.slice(0, 2)} is not known here; use one of 13, 14, 15, 16, 17, 18`,
  ]);
});

const downgrade = (version: string, running: string): string =>
  `spec.postgres.version "${version}": is a downgrade: the database runs ${running}, and RDS never goes back; write "${running}" or a newer version, or restore a snapshot elsewhere`;

test.each([
  ['17', '17.5'],
  ['17.5', '17.5'],
  ['17.6', '17.5'],
  ['18', '17.5'],
  ['18.1', '17.5'],
  ['17.4', '17.5'],
  ['17.4', 'unknown'],
  ['17.4', '17'],
])('%s is no downgrade from %s while RDS upgrades by itself', (version, running) => {
  expect(postgres({ version }, running)).toEqual([]);
});

test('an older major version is a downgrade', () => {
  expect(postgres({ version: '16' }, '17.5')).toEqual([downgrade('16', '17.5')]);
  expect(postgres({ version: '16.9' }, '17.5')).toEqual([downgrade('16.9', '17.5')]);
  expect(postgres({}, '18.1')).toEqual([downgrade('17', '18.1')]);
});

test('RDS upgrades by itself unless it is told not to', () => {
  expect(problemsOf({ postgres: { version: '17.4' } }, { engineVersion: '17.5' })).toEqual([]);
});

test('an older minor version is a downgrade where only people upgrade', () => {
  expect(postgres({ version: '17.4' }, '17.5', false)).toEqual([downgrade('17.4', '17.5')]);
  expect(postgres({ version: '17.4' }, '17', false)).toEqual([]);
  expect(postgres({ version: '17' }, '17.5', false)).toEqual([]);
  expect(postgres({ version: '17.5' }, '17.5', false)).toEqual([]);
  expect(postgres({ version: '17.10' }, '17.9', false)).toEqual([]);
});

test('a minor version older than the running one is no target of a major upgrade', () => {
  expect(postgres({ version: '18.0' }, '17.7')).toEqual([
    'spec.postgres.version "18.0": is older than 17.7, which the database runs, so RDS does not upgrade to it; write "18.1" or newer, or "18"',
  ]);
  expect(postgres({ version: '18.1' }, '17.7')).toEqual([]);
});

test('a parameter that the wanted version does not have is refused', () => {
  const parameters = { old_snapshot_threshold: '60', transaction_timeout: '5min', jit: 'on' };
  expect(postgres({ version: '17', parameters })).toEqual([
    'spec.postgres.parameters.old_snapshot_threshold "60": PostgreSQL 17 does not have it: it is a parameter of 16 and earlier; remove it from spec.postgres.parameters',
  ]);
  expect(postgres({ version: '16.9', parameters })).toEqual([
    'spec.postgres.parameters.transaction_timeout "5min": PostgreSQL 16 does not have it: it is a parameter of 17 and later; remove it from spec.postgres.parameters',
  ]);
  expect(postgres({ version: 'latest', parameters })).toHaveLength(1);
  expect(postgres({ version: '12', parameters })).toHaveLength(1);
});

test.each(['_', 'tap', 'tap_2', 'postgres', 'a'.repeat(63)])('%s is a database', (name) => {
  expect(postgres({ database: name })).toEqual([]);
});

test.each(['', 'Tap', '2tap', 'ta-p', 'a'.repeat(64)])('%p is no name of a database', (name) => {
  expect(postgres({ database: name })).toEqual([
    `spec.postgres.database "${name}": has to be 1 to 63 of a-z, 0-9 and _, no digit first; choose another name, e.g. shop`,
  ]);
});

test('reserved names are refused', () => {
  expect(postgres({ database: 'table', username: 'admin' })).toEqual([
    'spec.postgres.database "table": is reserved by PostgreSQL or RDS; choose another name, e.g. shop',
    'spec.postgres.username "admin": is reserved by PostgreSQL or RDS; choose another name, e.g. postgres',
  ]);
  expect(postgres({ username: 'rds_owner' })).toHaveLength(1);
});

test.each(['', 'Owner', '_owner', '2owner', 'a'.repeat(64)])('%p is no name of a user', (name) => {
  expect(postgres({ username: name })).toEqual([
    `spec.postgres.username "${name}": has to be 1 to 63 of a-z, 0-9 and _, a letter first; choose another name, e.g. shop`,
  ]);
});

test('each bad parameter is named', () => {
  expect(
    postgres({ parameters: { work_mem: '16XB', 'rds.force_ssl': 'perhaps', jit: 'on', 'Work Mem': '1' } }),
  ).toEqual([
    'spec.postgres.parameters.work_mem "16XB": unknown unit XB; use one of B, kB, MB, GB, TB (case matters)',
    'spec.postgres.parameters.rds.force_ssl "perhaps": rds.force_ssl is either on or off; write on or off',
    'spec.postgres.parameters.Work Mem "1": is not the name of a parameter; write it as RDS does, e.g. work_mem or rds.force_ssl',
  ]);
});
