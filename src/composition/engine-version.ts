import type { ChildRef } from '../api/child.js';
import { type Json, type KubeObject, valueAt, valuesAt } from '../api/object.js';
import { parseVersion } from '../aws/postgres-versions.js';
import { from, type SpecOf } from './ack-kinds.js';
import type { DatabaseChart } from './database-chart.js';
import { primaryRef, replicaNumbers, replicaRef } from './instance-refs.js';
import { isDeclared, isFresh, liveChild } from './live-child.js';
import { groupNameOf } from './static-parameters.js';

/** Of `17` or `17.5` in an object's spec; undefined for what is no version. */
export const majorOf = (version: Json | undefined): number | undefined => parseVersion(String(version))?.major;

export const wantedMajor = ({ spec }: DatabaseChart): number => Number(spec.postgres.version.split('.')[0]);

/** The major versions of the live instances, each once. */
export function runningMajors({ spec, observed }: DatabaseChart): readonly number[] {
  const refs = [primaryRef(spec.name), ...replicaNumbers(spec.replicas.count).map((i) => replicaRef(spec.name, i))];
  const majors = refs.flatMap((ref) => majorOf(liveChild(observed, ref)?.spec?.['engineVersion']) ?? []);
  return [...new Set(majors)];
}

/** A composed parameter group. */
export interface ParameterGroup {
  readonly ref: ChildRef;
  /** What RDS calls it. */
  readonly name: string;
}

type VersionFields = Pick<SpecOf<'DBInstance'>, 'engineVersion' | 'dbParameterGroupRef'>;

/**
 * What a replica says of version and parameter group, both of which it has from the primary when it is made. A minor
 * version is each instance's own. A major one RDS brings to the replicas together with the primary, under the default group
 * of the new family: then the replica has to say so, or ACK would ask RDS to go back, and to have the database's group again.
 */
export function replicaVersionFields(chart: DatabaseChart, ref: ChildRef, group: ParameterGroup): VersionFields {
  const live = liveChild(chart.observed, ref);
  const running = parseVersion(String(live?.spec?.['engineVersion']));
  if (live === undefined || running === undefined) return {};
  const wanted = parseVersion(chart.spec.postgres.version);
  const primary = liveChild(chart.observed, primaryRef(chart.spec.name));
  const isUpgraded = primary !== undefined && runsUnder(primary, group, wanted?.major);
  if (isUpgraded && running.major !== wanted?.major) {
    return { engineVersion: String(wanted?.major), dbParameterGroupRef: from(group.ref) };
  }
  const isOlder = running.major === wanted?.major && (wanted.minor ?? -1) > (running.minor ?? -1);
  const engineVersion = isOlder ? chart.spec.postgres.version : liveField(live, 'engineVersion');
  return {
    ...(engineVersion !== undefined && { engineVersion: String(engineVersion) }),
    ...groupField(live, isUpgraded, group),
  };
}

/** What the operator has declared before stays as it is live. */
const liveField = (live: KubeObject, field: string): Json | undefined =>
  isDeclared(live, field) ? live.spec?.[field] : undefined;

function groupField(live: KubeObject, isUpgraded: boolean, group: ParameterGroup): VersionFields {
  const declared = liveField(live, 'dbParameterGroupRef') as VersionFields['dbParameterGroupRef'];
  const current = groupNameOf(live);
  const isOther = current !== undefined && current !== group.name;
  if (isUpgraded && (declared !== undefined || isOther)) {
    return { dbParameterGroupRef: from(group.ref) };
  }
  return declared === undefined ? {} : { dbParameterGroupRef: declared };
}

/** Whether the primary is known to run that major version under its group: AWS says so, not only the spec. */
function runsUnder(primary: KubeObject, group: ParameterGroup, major: number | undefined): boolean {
  return (
    majorOf(primary.spec?.['engineVersion']) === major &&
    valueAt(primary, 'status.dbInstanceStatus') === 'available' &&
    valueAt(primary, 'status.pendingModifiedValues.engineVersion') === undefined &&
    valuesAt(primary, 'status.dbParameterGroups.*.dbParameterGroupName').includes(group.name) &&
    isFresh(primary)
  );
}
