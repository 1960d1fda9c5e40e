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
