import type { ChildRef, Observed } from '../api/child.js';
import type { Identity } from '../api/generated/tapdatabase.js';
import type { ResolvedSpec } from '../api/resolved-spec.js';
import { ackRef } from './ack-kinds.js';

/** The first resource that ACK makes: its status tells the account. */
export function accountHolder({ name, network }: Pick<ResolvedSpec, 'name' | 'network'>): ChildRef {
  return network.kind === 'own' ? ackRef('VPC', `${name}-vpc`) : ackRef('SecurityGroup', `${name}-database`);
}

/** The identity with the account that its database turned out to be in; once it is there, it stays. */
export function withAccount(identity: Identity, spec: ResolvedSpec, observed: Observed): Identity {
  const holder = accountHolder(spec);
  const id = observed.value(holder, 'status.ackResourceMetadata.ownerAccountID');
  const partition = observed.value(holder, 'status.ackResourceMetadata.partition');
  if (identity.account !== undefined || !id || !partition) return identity;
  return { ...identity, account: { id, partition } };
}
