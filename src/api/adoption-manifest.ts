import { AWS_IDS } from './aws-ids.js';
import type { Identity, TapDatabase, TapDatabaseSpec } from './generated/tapdatabase.js';

/**
 * The manifest that brings a database back under its name by adopting what AWS has of it: the spec with every fixed field
 * as it was resolved, since defaults may be others by then, and `adopt` filled in from `status.inventory`. Undefined for a
 * database that was never composed: there is nothing to adopt.
 */
export function adoptionManifest(database: TapDatabase): TapDatabase | undefined {
  const { metadata, spec, status } = database;
  if (status?.identity === undefined) return undefined;
  const { name, namespace, labels } = metadata;
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([key]) => !isOfTheMoment(key));
  const resources = (status.inventory ?? []).flatMap(({ kind, name, id }) =>
    AWS_IDS[kind] === undefined ? [] : [{ kind, name, id }],
  );
  return {
    apiVersion: database.apiVersion,
    kind: database.kind,
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(labels !== undefined && { labels }),
      ...(annotations.length > 0 && { annotations: Object.fromEntries(annotations) }),
    },
    spec: { ...withIdentity(spec, status.identity), ...(resources.length > 0 && { adopt: { resources } }) },
  };
}

/** Annotations that ask for something now, or that another client keeps for itself. */
const isOfTheMoment = (annotation: string): boolean => /^(tapstack\.io|kubectl\.kubernetes\.io)\//.test(annotation);

/** Without `restoreFrom`, which is over; its key has become the database's. */
function withIdentity({ adopt: _, restoreFrom: __, ...spec }: TapDatabaseSpec, identity: Identity): TapDatabaseSpec {
  const { region, environment, postgres, network, encryption, backup } = identity;
  const { keyARN } = encryption;
  const { name } = backup.bucket;
  return {
    ...spec,
    region,
    environment,
    postgres: { ...spec.postgres, ...postgres },
    network: networkOf(spec.network, network),
    ...(keyARN !== undefined && { encryption: { ...spec.encryption, keyARN } }),
    ...(name !== undefined && { backup: { ...spec.backup, bucket: { ...spec.backup?.bucket, name } } }),
  };
}

function networkOf(
  { zoneCount: _, existing: __, ...asked }: NonNullable<TapDatabaseSpec['network']> = {},
  { existing, ...own }: Identity['network'],
): NonNullable<TapDatabaseSpec['network']> {
  return existing === undefined ? { ...asked, ...own } : { existing };
}
