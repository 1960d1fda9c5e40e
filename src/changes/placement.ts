import { refOf } from '../api/child.js';
import type { Identity } from '../api/generated/tapdatabase.js';
import { type KubeObject, valueAt } from '../api/object.js';

/**
 * What lies in another account or region than the database's own, as ACK reports it, and the way back; undefined where
 * nothing does. Whoever changes the account of a namespace gets new resources in the new one, while ACK no longer acts on
 * those in the old: half a database in each.
 */
export function placementProblem(identity: Identity, children: readonly KubeObject[]): string | undefined {
  const strays = children.flatMap((object) => {
    const account = placeOf(object, 'ownerAccountID');
    const region = placeOf(object, 'region');
    const { kind, name } = refOf(object);
    if (identity.account !== undefined && account !== '' && account !== identity.account.id) {
      return [`${kind} ${name} is in the account ${account}`];
    }
    return region === '' || region === identity.region ? [] : [`${kind} ${name} is in the region ${region}`];
  });
  if (strays.length === 0) return undefined;
  const shown = strays.toSorted().slice(0, MOST).join(', ');
  const more = strays.length > MOST ? ` and ${strays.length - MOST} more` : '';
  const own = `${identity.account === undefined ? '' : `the account ${identity.account.id} and `}the region ${identity.region}`;
  return (
    `${shown}${more}, and this database is in ${own} for life, so nothing is written. Put the namespace's annotation ` +
    'services.k8s.aws/owner-account-id, or the role of the ACK controllers, back; what was made elsewhere has to go from ' +
    'there, and its object with it'
  );
}

const MOST = 3;

const placeOf = (object: KubeObject, field: string): string =>
  String(valueAt(object, `status.ackResourceMetadata.${field}`) ?? '');
