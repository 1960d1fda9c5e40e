import type { ResolvedSpec } from '../api/resolved-spec.js';
import type { from } from './ack-kinds.js';

type Reference = ReturnType<typeof from>;

/** What the other sections need to know of a network, whether it is made or brought along. */
export interface Placement {
  /** For what stands in the VPC. */
  readonly vpc: { readonly vpcRef: Reference } | { readonly vpcID: string };
  readonly databaseSubnets: { readonly subnetRefs: readonly Reference[] } | { readonly subnetIDs: readonly string[] };
  /** Where the database's addresses lie. */
  readonly databaseCIDRs: readonly string[];
  /** In which replicas are placed, in this order; empty where RDS places them. */
  readonly zones: readonly string[];
  /** For the bastion; undefined where an existing network names no public subnet. */
  readonly publicSubnet: { readonly subnetRef: Reference } | { readonly subnetID: string } | undefined;
}

/** RFC 1918: where a database can be in a VPC that we know by nothing but its id. */
const PRIVATE_NETWORKS = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

/** Everything of an existing network is used by id; its zones are those that the user tells, each once. */
export function existingNetwork(network: Extract<ResolvedSpec['network'], { kind: 'existing' }>): Placement {
  const [publicSubnet] = network.publicSubnetIDs;
  return {
    vpc: { vpcID: network.vpcID },
    databaseSubnets: { subnetIDs: network.databaseSubnetIDs },
    databaseCIDRs: PRIVATE_NETWORKS,
    zones: [...new Set(network.databaseZones)],
    publicSubnet: publicSubnet === undefined ? undefined : { subnetID: publicSubnet },
  };
}
