import type { KubeObject } from '../api/object.js';
import { ACK_REGION } from '../api/words.js';
import { applyStatusOf, groupNameOf, parametersWaiting } from '../composition/static-parameters.js';
import { instanceOf, replicasOf } from './instances.js';
import type { Statement } from './situation.js';

/**
 * Which instances run with other static parameters than their group has, and what lets them take effect: a restart, which
 * nobody but a person decides. Undefined where there is none.
 */
export function rebootPending(children: readonly KubeObject[]): Statement | undefined {
  const primary = instanceOf(children, 'primary');
  const waiting = [...replicasOf(children), ...(primary === undefined ? [] : [primary])].filter(
    (instance) => applyStatusOf(instance) === 'pending-reboot',
  );
  if (waiting.length === 0) return undefined;
  const instances = waiting.map((instance) => describe(instance, children)).join('; ');
  return {
    status: 'True',
    reason: 'StaticParameters',
    message:
      `static parameters wait for a restart, which the operator never does. ${instances}. ` +
      'ACK sees a restart within 10 hours, or at once after a change of spec.tags',
  };
}

function describe(instance: KubeObject, children: readonly KubeObject[]): string {
  const names = parametersWaiting(instance, children);
  const what = names.length === 0 ? `those of parameter group ${String(groupNameOf(instance))}` : names.join(', ');
  return `DBInstance ${instance.metadata.name}: ${what}; run: ${command(instance)}`;
}

const command = ({ metadata, spec }: KubeObject): string =>
  `aws rds reboot-db-instance --db-instance-identifier ${String(spec?.['dbInstanceIdentifier'])} ` +
  `--region ${metadata.annotations?.[ACK_REGION] ?? ''}`;
