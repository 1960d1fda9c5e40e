import { type KubeObject, valueAt } from '../api/object.js';
import { ACK_ADOPTION_POLICY } from '../api/words.js';
import { conditionsOf, findCondition } from './ack-conditions.js';

/** Kinds that ACK finds in AWS by nothing but the id that the answer to its own create has put into the status. */
const FOUND_BY_STATUS: Readonly<Record<string, string>> = {
  ElasticIPAddress: 'status.allocationID',
  Instance: 'status.instanceID',
  InternetGateway: 'status.internetGatewayID',
  Key: 'status.keyID',
  NATGateway: 'status.natGatewayID',
  RouteTable: 'status.routeTableID',
  Subnet: 'status.subnetID',
  VPC: 'status.vpcID',
};

/** ACK's words for something in AWS that it does not manage. Source: RT runtime/reconciler.go failOnResourceUnmanaged. */
const EXISTS = /^Resource already exists|already exists but is not managed by ACK/;

/** Whether ACK has stopped at something that is there already. */
export function isStoppedAtExisting(live: KubeObject): boolean {
  const { message = '', reason = '' } = findCondition(conditionsOf(live), 'ACK.Terminal', 'True') ?? {};
  const isManaged = (live.metadata.finalizers ?? []).some((finalizer) => finalizer.startsWith('finalizers.'));
  return (EXISTS.test(message) || EXISTS.test(reason)) && !isManaged;
}

/** Whether a person has said that what ACK has stopped at is to be taken over: ACK looks at annotations only when it is woken. */
export const isToldToAdopt = (live: KubeObject): boolean =>
  isStoppedAtExisting(live) && adoptionOf(live) === 'adopt-or-create';

const adoptionOf = ({ metadata }: KubeObject): string | undefined => metadata.annotations?.[ACK_ADOPTION_POLICY];

/**
 * Whether what ACK has stopped at is its own: a create of several calls, of which a later one was refused, leaves the resource
 * behind and lets go of it (aws-controllers-k8s/community #2849). That is certain only where the resource can be known by
 * nothing that somebody else's could have too: by an id that only the answer to the create tells, or by a name in a VPC of
 * our own. A name alone proves nothing: another cluster's database may have the same.
 */
export function isHalfMade(live: KubeObject): boolean {
  if (!isStoppedAtExisting(live) || adoptionOf(live) !== undefined) return false;
  const id = valueAt(live, FOUND_BY_STATUS[live.kind] ?? '');
  // Only a network of the database's own is referred to; one that exists is given by its id.
  const isInOwnNetwork = live.kind === 'SecurityGroup' && valueAt(live, 'spec.vpcRef.from.name') !== undefined;
  return isInOwnNetwork || (typeof id === 'string' && id !== '');
}
