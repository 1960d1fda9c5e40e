import { Construct } from 'constructs';
import { ACK_DELETION_POLICY } from '../api/words.js';
import { shortHash } from '../aws/names.js';
import { isInMajor } from '../aws/parameter-majors.js';
import { ackRef } from './ack-kinds.js';
import { waitingForMemory } from './class-change.js';
import type { DatabaseChart } from './database-chart.js';
import { majorOf, type ParameterGroup, runningMajors, wantedMajor } from './engine-version.js';
import { primaryRef } from './instance-refs.js';
import { liveChild } from './live-child.js';
import { familyOf, groupNumber } from './parameter-group-name.js';
import { afterMarks } from './static-parameters.js';

/**
 * Parameter groups: one for each major version that is wanted or still runs, so that an upgrade has both; and the snapshot
 * that is taken before a major upgrade, from which there is no way back.
 */
export class Postgres extends Construct {
  /** Of the wanted major version. */
  readonly parameterGroup: ParameterGroup;
  /** What every group is to hold in the end, by the name that RDS has for it. */
  readonly wanted = new Map<string, Readonly<Record<string, string>>>();

  /** `uid`: metadata.uid of the TapDatabase, which makes the name of the snapshot unique. */
  constructor(chart: DatabaseChart, uid: string) {
    super(chart, 'postgres');
    const wanted = wantedMajor(chart);
    this.parameterGroup = this.#addGroup(chart, wanted);
    for (const major of runningMajors(chart)) if (major !== wanted) this.#addGroup(chart, major);
    this.#addSnapshot(chart, wanted, uid);
  }

  #addGroup(chart: DatabaseChart, major: number): ParameterGroup {
    const { name, postgres } = chart.spec;
    const family = familyOf(major);
    const all = Object.fromEntries(Object.entries(postgres.parameters).filter(([key]) => isInMajor(key, major)));
    const number = groupNumber(chart, major, all);
    const suffix = number === 1 ? family : `${family}-${number}`;
    const groupName = chart.awsName(suffix);
    const kept = waitingForMemory(chart, `${name}-${suffix}`, all);
    this.wanted.set(groupName, kept.parameters);
    const ref = ackRef('DBParameterGroup', `${name}-${suffix}`);
    chart.addAck(this, 'DBParameterGroup', ref.name, () => ({
      name: groupName,
      family,
      description: `Parameters of the database ${name}`,
      parameterOverrides: afterMarks(chart, ref, kept.parameters),
    }));
    if (kept.message !== undefined) chart.delay(ref, 'WaitsForClass', kept.message);
    return { ref, name: groupName };
  }

  /** Stays as long as the database does: it is the only way back. With the policy `Delete` it goes with it. */
  #addSnapshot(chart: DatabaseChart, major: number, uid: string): void {
    const { name, environment } = chart.spec;
    const primary = primaryRef(name);
    const running = majorOf(liveChild(chart.observed, primary)?.spec?.['engineVersion']);
    if (running === undefined || running >= major) return;
    chart.addAck(
      this,
      'DBSnapshot',
      `${name}-before-${major}`,
      () => ({
        dbSnapshotIdentifier: `${name}-before-${major}-${environment}-${shortHash(uid)}`,
        // By name: a reference would leave the snapshot unsynced for ever whenever the primary is busy.
        dbInstanceIdentifier: chart.awsName('primary'),
      }),
      { annotations: { [ACK_DELETION_POLICY]: 'retain' } },
    );
  }
}
