import { isInMajor, majorsOf } from '../aws/parameter-majors.js';
import { rdsValueOf } from '../aws/parameter-value.js';
import { firstMinorAfter, KNOWN_MAJORS, type PostgresVersion, parseVersion } from '../aws/postgres-versions.js';
import { isReservedDatabase, isReservedUser } from '../aws/reserved-names.js';
import type { TapDatabase, TapDatabaseSpec } from './generated/tapdatabase.js';
import { invalid, type Problem } from './problem.js';

export function checkPostgres({ spec, status }: TapDatabase): readonly Problem[] {
  const { postgres, maintenance } = spec;
  const version = postgres?.version ?? '17';
  const parameters = Object.entries(postgres?.parameters ?? {});
  return [
    ...checkVersion(version, status?.engineVersion, maintenance?.autoMinorVersionUpgrade ?? true),
    ...checkNames(postgres),
    ...parameters.flatMap(([name, text]) => checkParameter(name, text)),
    ...checkFamily(version, parameters),
  ];
}

function checkVersion(text: string, running: string | undefined, rdsUpgrades: boolean): readonly Problem[] {
  const field = 'spec.postgres.version';
  const wanted = parseVersion(text);
  if (wanted === undefined)
    return [
      invalid(field, text, 'is not a version of PostgreSQL', 'write "17", or "17.5" for a certain minor version'),
    ];
  if (!KNOWN_MAJORS.includes(wanted.major))
    return [
      invalid(field, text, `PostgreSQL ${wanted.major} is not known here`, `use one of ${KNOWN_MAJORS.join(', ')}`),
    ];
  const observed = parseVersion(running ?? '');
  if (observed === undefined) return [];
  if (isDowngrade(wanted, observed, rdsUpgrades)) {
    const message = `is a downgrade: the database runs ${running}, and RDS never goes back`;
    return [invalid(field, text, message, `write "${running}" or a newer version, or restore a snapshot elsewhere`)];
  }
  const first = firstMinorAfter(observed, wanted);
  if (first === undefined) return [];
  const message = `is older than ${running}, which the database runs, so RDS does not upgrade to it`;
  return [invalid(field, text, message, `write "${wanted.major}.${first}" or newer, or "${wanted.major}"`)];
}

/** RDS refuses a parameter that the version does not have, and the whole group with it. */
function checkFamily(version: string, parameters: readonly (readonly [string, string])[]): readonly Problem[] {
  const major = parseVersion(version)?.major;
  if (major === undefined || !KNOWN_MAJORS.includes(major)) return [];
  return parameters
    .filter(([name]) => !isInMajor(name, major))
    .map(([name, text]) =>
      invalid(
        `spec.postgres.parameters.${name}`,
        text,
        `PostgreSQL ${major} does not have it: it is a parameter of ${majorsOf(name)}`,
        'remove it from spec.postgres.parameters',
      ),
    );
}

/** A minor version that RDS has gone past by itself, which it may, is no downgrade that a person asked for. */
function isDowngrade(wanted: PostgresVersion, observed: PostgresVersion, rdsUpgrades: boolean): boolean {
  if (wanted.major !== observed.major) return wanted.major < observed.major;
  return !rdsUpgrades && (wanted.minor ?? Number.POSITIVE_INFINITY) < (observed.minor ?? 0);
}

function checkNames(postgres: TapDatabaseSpec['postgres']): readonly Problem[] {
  const { database = 'tap', username = 'postgres' } = postgres ?? {};
  const another = (example: string): string => `choose another name, e.g. ${example}`;
  const problems: Problem[] = [];
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(database))
    problems.push(
      invalid(
        'spec.postgres.database',
        database,
        'has to be 1 to 63 of a-z, 0-9 and _, no digit first',
        another('shop'),
      ),
    );
  if (isReservedDatabase(database))
    problems.push(invalid('spec.postgres.database', database, 'is reserved by PostgreSQL or RDS', another('shop')));
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(username))
    problems.push(
      invalid(
        'spec.postgres.username',
        username,
        'has to be 1 to 63 of a-z, 0-9 and _, a letter first',
        another('shop'),
      ),
    );
  if (isReservedUser(username))
    problems.push(invalid('spec.postgres.username', username, 'is reserved by PostgreSQL or RDS', another('postgres')));
  return problems;
}

function checkParameter(name: string, text: string): readonly Problem[] {
  const field = `spec.postgres.parameters.${name}`;
  if (!/^[a-z_][a-z0-9_.]{0,127}$/.test(name))
    return [
      invalid(field, text, 'is not the name of a parameter', 'write it as RDS does, e.g. work_mem or rds.force_ssl'),
    ];
  const converted = rdsValueOf(name, text);
  return converted.ok ? [] : [invalid(field, text, converted.message, converted.remedy)];
}
