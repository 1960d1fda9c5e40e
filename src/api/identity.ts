import type { Identity, TapDatabase } from './generated/tapdatabase.js';
import { type Json, valueAt } from './object.js';
import type { Problem } from './problem.js';
import { resolve } from './resolve.js';
import type { ResolvedSpec } from './resolved-spec.js';

/** The blueprint of databases that no TapComposition is for: the newest one, for those that have no identity yet. */
export const BUILT_IN_COMPOSITION = 'ha-postgres/v1';

/** Built-in compositions have a version in their names, which no object can. */
export const isBuiltIn = (composition: string): boolean => composition.includes('/');

/**
 * What of a spec is fixed for the life of its database, and what it is composed with first. Account and generated names
 * come later, when AWS tells them.
 */
export function identityOf(
  spec: ResolvedSpec,
  composition: Identity['composition'] = { name: BUILT_IN_COMPOSITION },
): Identity {
  const { region, environment, postgres, network, encryption, backup, restoreFrom } = spec;
  const { database, username, port, iamAuthentication } = postgres;
  const { keyARN } = encryption;
  const { name } = backup.bucket;
  return {
    region,
    environment,
    postgres: { database, username, port, iamAuthentication },
    network: networkIdentity(network),
    encryption: keyARN === undefined ? {} : { keyARN },
    backup: { bucket: name === undefined ? {} : { name } },
    ...(restoreFrom === undefined ? {} : { restoreFrom }),
    composition,
  };
}

function networkIdentity(network: ResolvedSpec['network']): Identity['network'] {
  if (network.kind === 'own') {
    const { cidr, zones, databaseSubnets } = network;
    return { cidr, zones, databaseSubnets };
  }
  const { vpcID, databaseSubnetIDs, databaseZones, publicSubnetIDs } = network;
  return {
    existing: {
      vpcID,
      databaseSubnetIDs,
      ...(databaseZones === undefined ? {} : { databaseZones }),
      ...(publicSubnetIDs.length === 0 ? {} : { publicSubnetIDs }),
    },
  };
}

/** Of a network of its own; one that exists has none of them, which is said once, of `network.existing`. */
const ownNetworkFields: readonly string[] = ['network.cidr', 'network.zones', 'network.databaseSubnets'];

export const FIXED_FIELDS: readonly string[] = [
  'region',
  'environment',
  'postgres.database',
  'postgres.username',
  'postgres.port',
  'postgres.iamAuthentication',
  ...ownNetworkFields,
  'network.existing',
  'encryption.keyARN',
  'backup.bucket.name',
  'restoreFrom',
];

/**
 * The fixed fields whose value by spec and defaults is no longer what `status.identity` says, be it that they were set,
 * changed or removed. None while there is no identity.
 */
export function identityDifferences(database: TapDatabase): readonly Problem[] {
  const identity = database.status?.identity;
  if (identity === undefined) return [];
  const { status: _pinned, ...asked } = database;
  const wanted = identityOf(resolve(asked));
  return FIXED_FIELDS.flatMap((path) => {
    const [pinned, now] = [valueAt(identity, path), valueAt(wanted, path)];
    // A name that was generated, since the spec has none, is no difference.
    if (same(pinned, now) || (path === 'backup.bucket.name' && now === undefined)) return [];
    // A restore is over once there is a database: what began it may go, and its key stays.
    if (now === undefined && (path === 'restoreFrom' || isKeyOfSnapshot(path, identity))) return [];
    if (ownNetworkFields.includes(path) && (pinned === undefined || now === undefined)) return [];
    // Once it was the default of a composition, which may be another by now.
    if (!isBuiltIn(identity.composition.name) && !isWritten(database, path)) return [];
    return difference(database, path, pinned, now);
  });
}

const isWritten = ({ spec }: TapDatabase, path: string): boolean =>
  [path, ...(path === 'network.zones' ? ['network.zoneCount'] : [])].some(
    (field) => valueAt(spec, `${field}`) !== undefined,
  );

const isKeyOfSnapshot = (path: string, { encryption, restoreFrom }: Identity): boolean =>
  path === 'encryption.keyARN' && encryption.keyARN === restoreFrom?.keyARN;

function difference(database: TapDatabase, path: string, pinned: Json | undefined, now: Json | undefined): Problem {
  const written = valueAt(database, `spec.${path}`);
  const isLeftOut = now === undefined || (Array.isArray(now) && now.length === 0);
  const what = isLeftOut ? 'left out' : `${written === undefined ? 'by default ' : ''}${JSON.stringify(now)}`;
  return {
    reason: 'IdentityChanged',
    field: `spec.${path}`,
    value: written ?? null,
    message: `is fixed for the life of a database: this one was created ${
      pinned === undefined ? 'without it' : `with ${JSON.stringify(pinned)}`
    }, and now it is ${what}`,
    remedy: `${
      pinned === undefined ? 'remove it' : `write ${JSON.stringify(pinned)}`
    }, or create another TapDatabase under another name`,
  };
}

/** Equal as JSON; the order of a map's keys is none. */
function same(a: Json | undefined, b: Json | undefined): boolean {
  return canonical(a) === canonical(b);
}

const canonical = (value: Json | undefined): string | undefined =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
