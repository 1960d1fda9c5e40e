import { ACCOUNT_ID } from '../aws/identifiers.js';
import type { Operation } from '../faults.js';
import type { Call } from './kind.js';
import type { ReconcileContext } from './reconcile-context.js';
import { nameOf, type Resource } from './resource.js';

/** Opens a call to AWS, brought up to the present first; faults that are switched on strike here. */
export async function callFor(
  { kind, account, accountID = ACCOUNT_ID, cluster, faults }: ReconcileContext,
  resource: Resource,
  region: string,
  operation: Operation,
): Promise<Call> {
  const { namespace, name } = resource.metadata;
  await faults.strike(kind, `${namespace}/${name}`, operation);
  account.settle();
  return {
    account,
    accountID,
    region,
    token: nameOf(resource),
    systemTags: {
      'services.k8s.aws/controller-version': `${kind.service}-sandbox`,
      'services.k8s.aws/namespace': namespace,
    },
    roleDelaySeconds: (madeBy) => {
      const fault = faults.find('fresh-role', { service: 'iam', kind: 'Role' }, madeBy.replace('Role ', ''));
      return fault ? (fault.seconds ?? 30) : 0;
    },
    secretValue: (reference) => cluster.secretValue(namespace, reference),
  };
}
