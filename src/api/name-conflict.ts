import type { TapDatabase } from './generated/tapdatabase.js';
import { resolve } from './resolve.js';

/** What stands between a database's name and its environment in the names of AWS; empty for the key's alias. */
const purposes: readonly string[] = [
  '',
  'primary-',
  'replica-1-',
  'db-credentials-',
  'monitoring-',
  's3-',
  'bastion-',
  'backup-',
];

/**
 * The other database that a database would share AWS names with, and to which they belong: the one with an identity, else
 * the older one. Undefined where there is no such other, or where the names belong to this one.
 */
export function nameConflict(database: TapDatabase, others: readonly TapDatabase[]): TapDatabase | undefined {
  return others
    .filter((other) => !isSame(database, other) && sharesNames(database, other) && byRight(other, database) < 0)
    .toSorted(byRight)[0];
}

const isSame = (a: TapDatabase, b: TapDatabase): boolean =>
  a.metadata.namespace === b.metadata.namespace && a.metadata.name === b.metadata.name;

function sharesNames(a: TapDatabase, b: TapDatabase): boolean {
  const [one, other] = [resolve(a), resolve(b)];
  const [account, otherAccount] = [accountOf(a), accountOf(b)];
  if (one.region !== other.region) return false;
  if (account !== undefined && otherAccount !== undefined && account !== otherAccount) return false;
  // Not only equal pairs: shop-eu in prod and shop in eu-prod have the same alias.
  return purposes.some(
    (purpose) => `${one.name}-${purpose}${one.environment}` === `${other.name}-${purpose}${other.environment}`,
  );
}

const accountOf = (database: TapDatabase): string | undefined => database.status?.identity?.account?.id;

/** Negative where the names belong to `a` rather than to `b`. */
function byRight(a: TapDatabase, b: TapDatabase): number {
  const [left, right] = [a, b].map(({ metadata, status }) =>
    [status?.identity === undefined ? '1' : '0', metadata.creationTimestamp ?? '', metadata.uid ?? ''].join(' '),
  ) as [string, string];
  return left < right ? -1 : 1;
}
