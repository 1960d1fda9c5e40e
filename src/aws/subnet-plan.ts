import { formatCidr, parseCidr, sizeOf } from './cidr.js';

export interface SubnetPlan {
  /** One CIDR a zone, in the order of the zones. */
  readonly public: readonly string[];
  readonly private: readonly string[];
  readonly isolated: readonly string[];
}

/**
 * The subnets of a VPC of /16 to /21: equal ones of /24, or sixteenths of a smaller VPC, side by side in the order public,
 * private, isolated, one of each a zone. Throws where the network is none: `validate` refuses that first.
 */
export function planSubnets(vpc: string, zones: number): SubnetPlan {
  const network = parseCidr(vpc);
  if (network === undefined) throw new Error(`${vpc} is no IPv4 network`);
  const prefix = Math.max(24, network.prefix + 4);
  const tier = (first: number): readonly string[] =>
    Array.from({ length: zones }, (_, i) =>
      formatCidr({ address: network.address + (first + i) * sizeOf({ address: 0, prefix }), prefix }),
    );
  return { public: tier(0), private: tier(zones), isolated: tier(2 * zones) };
}
