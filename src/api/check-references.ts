import { fieldValues } from './field-values.js';
import type { TapDatabase } from './generated/tapdatabase.js';
import { invalid, type Problem } from './problem.js';
import { allows, type ReferenceKind, type Settings } from './settings.js';

/**
 * Where a spec names what is not its own. ACK acts with its own role, so only the administrator may open these doors.
 * Subnets need no entry of their own: RDS and EC2 refuse those of another VPC than the security groups', which are made
 * in `vpcID`.
 */
const references: readonly (readonly [path: string, kind: ReferenceKind])[] = [
  ['spec.network.existing.vpcID', 'VPC'],
  ['spec.access.securityGroupIDs[]', 'SecurityGroup'],
  ['spec.encryption.keyARN', 'Key'],
  ['spec.restoreFrom.keyARN', 'Key'],
  ['spec.restoreFrom.snapshotID', 'DBSnapshot'],
  ['spec.monitoring.alarms.notify.topicARN', 'Topic'],
];

/** References that the operator's configuration does not allow, and ARNs of another region than the database's. */
export function checkReferences(database: TapDatabase, settings: Settings): readonly Problem[] {
  const namespace = database.metadata.namespace ?? 'default';
  return references.flatMap(([path, kind]) =>
    fieldValues(database, path).flatMap(({ field, value }) => {
      const id = String(value);
      const ofRegion = checkRegion(field, id, database.spec.region);
      // What the snapshot is, its tags tell once ACK shows them, and its key with it.
      if (kind === 'DBSnapshot' || (kind === 'Key' && id === database.spec.restoreFrom?.keyARN)) return ofRegion;
      return [...ofRegion, ...checkAllowed(field, id, kind, namespace, settings)];
    }),
  );
}

function checkRegion(field: string, id: string, region: string): readonly Problem[] {
  if (!id.startsWith('arn:') || id.split(':')[3] === region) return [];
  return [invalid(field, id, `is not in the region of the database, ${region}`, `use one in ${region}`)];
}

function checkAllowed(
  field: string,
  id: string,
  kind: ReferenceKind,
  namespace: string,
  settings: Settings,
): readonly Problem[] {
  if (allows(settings, namespace, kind, id)) return [];
  const message = `the operator's configuration does not let namespace ${namespace} use this ${kind}`;
  return [referenceNotAllowed(field, id, kind, namespace, message)];
}

/** A reference that nothing shows to be the database's own, with the value to set where it may be used all the same. */
export const referenceNotAllowed = (
  field: string,
  id: string,
  kind: ReferenceKind,
  namespace: string,
  message: string,
): Problem => ({
  reason: 'ReferenceNotAllowed',
  field,
  value: id,
  message,
  remedy: `have an administrator add to the values of the chart: allowedReferences: [{namespace: ${namespace}, kind: ${kind}, pattern: '${id}'}]`,
});
