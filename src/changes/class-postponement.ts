import { refOf } from '../api/child.js';
import { type KubeObject, valueAt } from '../api/object.js';
import { differencesOf } from './differences.js';
import type { Postponement } from './postponement.js';
import { readinessOf } from './readiness.js';
import type { Surroundings } from './version-change.js';

/**
 * Why another class of an instance has to wait, of the fields of `spec` that are to be written; undefined where it need not:
 * it restarts with what its parameter group holds, so that has to be what is wanted. (What a class with more memory is needed
 * for is composed into the group only later.) A replica does not refer to its group, so RDS's word on it counts.
 */
export function classPostponement(
  live: KubeObject,
  fields: readonly string[],
  { desired, live: all, now }: Surroundings,
): Postponement | undefined {
  if (live.kind !== 'DBInstance' || !fields.includes('dbInstanceClass')) return undefined;
  const name = valueAt(live, 'status.dbParameterGroups.0.dbParameterGroupName');
  const group = all.find(({ kind, spec }) => kind === 'DBParameterGroup' && spec?.['name'] === name);
  const wanted = desired.find(({ kind, spec }) => kind === 'DBParameterGroup' && spec?.['name'] === name);
  if (group === undefined || wanted === undefined) return undefined;
  const isAsWanted = differencesOf(wanted, group).every(({ path: [part] }) => part !== 'spec');
  if (isAsWanted && readinessOf(group, now).state === 'Ready') return undefined;
  const message = 'the instance restarts with what the group holds then, so its parameters come first';
  return { fields: ['dbInstanceClass'], on: refOf(group), reason: 'ParametersFirst', message };
}
