import { AwsError } from '../runtime/errors.js';
import type { Call } from '../runtime/kind.js';
import { invalidCombination, majorOf, resolveEngineVersion } from './db-instance-checks.js';
import type { Records } from './records.js';

/** Replicas are upgraded together with their source, and take longer. */
const REPLICA_SECONDS = 360;

/** The version in full; RDS never goes back. */
export function resolveUpgrade(current: string, version: string): string {
  const wanted = resolveEngineVersion(version);
  const [a, b] = [current, wanted].map((each) => each.split('.').map(Number) as [number, number]) as [
    [number, number],
    [number, number],
  ];
  if (b[0] < a[0] || (b[0] === a[0] && b[1] < a[1])) {
    invalidCombination(`Cannot upgrade postgres from ${current} to ${wanted}`);
  }
  return wanted;
}

/**
 * What a major upgrade asks of the instances: a replica is upgraded with its source and never alone, and all of them have
 * to be available.
 */
export function checkMajorUpgrade(call: Call, instance: Records['dbInstance'], version: string): void {
  if (majorOf(version) === majorOf(instance.attributes.engineVersion)) return;
  if (instance.source !== undefined) {
    invalidCombination('The major version of a read replica is upgraded together with its source DB instance.');
  }
  const busy = replicasOf(call, instance).find(({ state }) => state !== 'available');
  if (busy !== undefined) {
    throw new AwsError(
      'InvalidDBInstanceState',
      `Cannot upgrade the DB instance: its read replica ${busy.id} is not in available state: ${busy.state}`,
    );
  }
}

/** RDS gives an upgraded replica the default parameter group of its new family. */
export function upgradeReplicas(call: Call, instance: Records['dbInstance'], version: string): void {
  if (majorOf(version) === majorOf(instance.attributes.engineVersion)) return;
  for (const replica of replicasOf(call, instance)) {
    replica.pending = { engineVersion: version };
    replica.parameterGroup = { name: `default.postgres${majorOf(version)}`, applyStatus: 'in-sync' };
    call.account.walk(replica, [['upgrading', REPLICA_SECONDS], ['available']]);
  }
}

const replicasOf = ({ account }: Call, { id, region }: Records['dbInstance']): readonly Records['dbInstance'][] =>
  account.list('dbInstance', (each) => each.source === id && each.region === region && !each.deleting);

/** Whether what was pending has restarted PostgreSQL, with which static parameters take effect. */
export function hasRestarted({ pending, attributes }: Pick<Records['dbInstance'], 'pending' | 'attributes'>): boolean {
  const { dbInstanceClass, engineVersion } = pending;
  // After a major upgrade RDS still asks for one more restart under a new group.
  const isMajor = engineVersion !== undefined && majorOf(engineVersion) !== majorOf(attributes.engineVersion);
  return (dbInstanceClass !== undefined || engineVersion !== undefined) && !isMajor;
}
