/** Source: PostgreSQL manual, appendix "SQL Key Words", those that are reserved, also where a function or type may use them. */
const reservedWords =
  `all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate
  collation column concurrently constraint create cross current_catalog current_date current_role current_schema
  current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign
  freeze from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like
  limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary
  references returning right select session_user similar some symmetric system_user table tablesample then to trailing
  true union unique user using variadic verbose when where window with`.split(/\s+/);

/** Source: CreateDBInstance, `DBName` and `MasterUsername` for PostgreSQL, and what RDS refuses besides. */
const reservedDatabases = new Set([...reservedWords, 'db', 'rdsadmin', 'template0', 'template1']);
const reservedUsers = new Set([...reservedWords, 'admin', 'none', 'public', 'rdsadmin', 'rdsrepladmin', 'rdstopmgr']);

export function isReservedDatabase(name: string): boolean {
  return reservedDatabases.has(name);
}

export function isReservedUser(name: string): boolean {
  return reservedUsers.has(name) || name.startsWith('pg_') || name.startsWith('rds_');
}
