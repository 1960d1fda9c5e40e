import { type ChildRef, refOf } from '../api/child.js';
import type { KubeObject } from '../api/object.js';
import type { Postponement } from './postponement.js';
import { readinessOf } from './readiness.js';

/** What is live of a database, what is wanted of it, and the API server's time. */
export interface Surroundings {
  readonly desired: readonly KubeObject[];
  /** Live objects of the database's own. */
  readonly live: readonly KubeObject[];
  readonly now: Date;
}

/**
 * Why another version of a primary has to wait, of the fields of `spec` that are to be written; undefined where it is its turn.
 * Before a major version there is a snapshot, and every replica is available, since RDS takes them along. A minor one goes to
 * the replicas first. Source: Amazon RDS User Guide, "Upgrades of the RDS for PostgreSQL DB engine".
 */
export function versionPostponement(
  desired: KubeObject,
  live: KubeObject,
  fields: readonly string[],
  around: Surroundings,
): Postponement | undefined {
  if (live.kind !== 'DBInstance' || isReplica(live) || !fields.includes('engineVersion')) return undefined;
  const replicas = around.live.filter((object) => isReplicaOf(object, live));
  const isMajor = changesMajor(desired, live);
  const busy = replicas.find((replica) => !(isMajor || isAsNew(replica, desired)) || !isReady(replica, around.now));
  const together = isMajor ? fields.filter((field) => WITH_MAJOR.includes(field)) : ['engineVersion'];
  if (busy !== undefined) {
    const what = isMajor ? 'RDS upgrades it too, so it has to be available' : 'it gets the minor version first';
    return { fields: together, on: refOf(busy), reason: 'ReplicasFirst', message: what };
  }
  const snapshot = isMajor ? around.desired.find((object) => isSnapshotOf(object, live)) : undefined;
  if (snapshot === undefined) return undefined;
  const taken = around.live.find(
    ({ kind, metadata }) => kind === 'DBSnapshot' && metadata.name === snapshot.metadata.name,
  );
  if (taken !== undefined && isReady(taken, around.now)) return undefined;
  const message = 'the snapshot from which there is a way back has to be available before the major version moves';
  return { fields: together, on: refOf(snapshot), reason: 'SnapshotFirst', message };
}

/** RDS takes a major version and a parameter group of its family in one request, or refuses both. */
const WITH_MAJOR: readonly string[] = ['engineVersion', 'dbParameterGroupRef'];

/** The snapshots among the children that are not to be taken yet: the upgrade is held, or RDS would refuse it. */
export function snapshotsToCome(
  { desired, live, now }: Surroundings,
  held: readonly { readonly ref: ChildRef; readonly fields: readonly string[] }[],
): readonly string[] {
  const isHeld = (instance: KubeObject): boolean =>
    held.some(({ ref, fields }) => ref.name === instance.metadata.name && fields.includes('engineVersion'));
  const waiting = live.filter((object) => object.kind === 'DBInstance' && (isHeld(object) || !isReady(object, now)));
  return desired
    .filter((object) => waiting.some((instance) => isSnapshotOf(object, instance)))
    .map(({ metadata }) => metadata.name);
}

/**
 * ACK leaves minor versions to RDS while `autoMinorVersionUpgrade` is true, and never asks for the one in the spec: a write of
 * one turns it off. Source: rds-controller db_instance/hooks.go, requireEngineVersionUpdate.
 */
export function withMinorVersion(manifest: KubeObject, live: KubeObject, fields: readonly string[]): KubeObject {
  const isMinor = manifest.kind === 'DBInstance' && fields.includes('engineVersion') && !changesMajor(manifest, live);
  return isMinor ? { ...manifest, spec: { ...manifest.spec, autoMinorVersionUpgrade: false } } : manifest;
}

/** The fields that are not written as wanted together with a minor version, and so are to be written later. */
export const heldForVersion = (wanted: KubeObject, live: KubeObject, fields: readonly string[]): readonly string[] =>
  wanted.spec?.['autoMinorVersionUpgrade'] === true && withMinorVersion(wanted, live, fields) !== wanted
    ? ['autoMinorVersionUpgrade']
    : [];

/** It is turned on again when RDS is done: earlier, ACK would forget the version that it was asked for. */
export function automaticPostponement(
  live: KubeObject,
  fields: readonly string[],
  now: Date,
): Postponement | undefined {
  const isIts = live.kind === 'DBInstance' && fields.includes('autoMinorVersionUpgrade');
  if (!isIts || isReady(live, now)) return undefined;
  const message = 'autoMinorVersionUpgrade is written when RDS is done with the last change';
  return { fields: ['autoMinorVersionUpgrade'], on: refOf(live), reason: 'VersionFirst', message };
}

const isReady = (live: KubeObject, now: Date): boolean => readinessOf(live, now).state === 'Ready';

const isReplica = ({ spec }: KubeObject): boolean => spec?.['sourceDBInstanceIdentifier'] !== undefined;

const isReplicaOf = ({ kind, spec }: KubeObject, primary: KubeObject): boolean =>
  kind === 'DBInstance' &&
  spec?.['sourceDBInstanceIdentifier'] !== undefined &&
  spec['sourceDBInstanceIdentifier'] === primary.spec?.['dbInstanceIdentifier'];

const isSnapshotOf = ({ kind, spec }: KubeObject, instance: KubeObject): boolean =>
  kind === 'DBSnapshot' && spec?.['dbInstanceIdentifier'] === instance.spec?.['dbInstanceIdentifier'];

type Version = readonly [major: number, minor: number];

function versionOf({ spec }: KubeObject): Version {
  const [major = 0, minor = 0] = String(spec?.['engineVersion'] ?? '')
    .split('.')
    .map(Number);
  return [major, minor];
}

const changesMajor = (desired: KubeObject, live: KubeObject): boolean => versionOf(desired)[0] !== versionOf(live)[0];

function isAsNew(replica: KubeObject, desired: KubeObject): boolean {
  const [[major, minor], [wantedMajor, wantedMinor]] = [versionOf(replica), versionOf(desired)];
  return major === wantedMajor && minor >= wantedMinor;
}
