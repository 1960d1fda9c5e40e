import type { Rule } from '../aws/records.js';
import { normalizeRule, sameRule } from '../aws/security-group.js';
import type { Ref } from './mapping.js';

export type Permission = {
  ipProtocol?: string;
  fromPort?: number;
  toPort?: number;
  ipRanges?: { cidrIP?: string; description?: string }[];
  ipv6Ranges?: { cidrIPv6?: string; description?: string }[];
  prefixListIDs?: { prefixListID?: string; description?: string }[];
  userIDGroupPairs?: { groupID?: string; groupRef?: Ref; description?: string }[];
};

type Direction = Rule['direction'];

/** One rule for each source or destination; a pair without a group means the group itself. */
export function toRules(permissions: readonly Permission[], direction: Direction, self: string): Rule[] {
  return permissions.flatMap((permission) => {
    const { ipProtocol = '-1', fromPort, toPort } = permission;
    const common = {
      direction,
      protocol: ipProtocol,
      ...(fromPort === undefined ? {} : { fromPort }),
      ...(toPort === undefined ? {} : { toPort }),
    };
    const described = ({ description }: { description?: string }): { description?: string } =>
      description === undefined ? {} : { description };
    return [
      ...(permission.ipRanges ?? []).map((peer) => ({ ...common, cidr: peer.cidrIP ?? '', ...described(peer) })),
      ...(permission.ipv6Ranges ?? []).map((peer) => ({
        ...common,
        ipv6Cidr: peer.cidrIPv6 ?? '',
        ...described(peer),
      })),
      ...(permission.prefixListIDs ?? []).map((peer) => ({
        ...common,
        prefixListID: peer.prefixListID ?? '',
        ...described(peer),
      })),
      ...(permission.userIDGroupPairs ?? []).map((peer) => ({
        ...common,
        groupID: peer.groupID ?? self,
        ...described(peer),
      })),
    ].map(normalizeRule);
  });
}

/** As AWS answers: rules of equal protocol and ports are one permission. */
export function toPermissions(rules: readonly Rule[], direction: Direction): Permission[] | undefined {
  const permissions = new Map<string, Permission>();
  for (const rule of rules.filter((each) => each.direction === direction)) {
    const { protocol, fromPort, toPort, description } = rule;
    const key = `${protocol} ${fromPort} ${toPort}`;
    const permission = permissions.get(key) ?? {
      ipProtocol: protocol,
      ...(fromPort === undefined ? {} : { fromPort }),
      ...(toPort === undefined ? {} : { toPort }),
    };
    permissions.set(key, permission);
    addPeer(permission, rule, description === undefined ? {} : { description });
  }
  return permissions.size > 0 ? [...permissions.values()] : undefined;
}

function addPeer(permission: Permission, rule: Rule, described: { description?: string }): void {
  const { cidr, ipv6Cidr, prefixListID, groupID } = rule;
  if (cidr !== undefined) permission.ipRanges = [...(permission.ipRanges ?? []), { cidrIP: cidr, ...described }];
  if (ipv6Cidr !== undefined) {
    permission.ipv6Ranges = [...(permission.ipv6Ranges ?? []), { cidrIPv6: ipv6Cidr, ...described }];
  }
  if (prefixListID !== undefined) {
    permission.prefixListIDs = [...(permission.prefixListIDs ?? []), { prefixListID, ...described }];
  }
  if (groupID !== undefined) {
    permission.userIDGroupPairs = [...(permission.userIDGroupPairs ?? []), { groupID, ...described }];
  }
}

export const sameRules = (a: readonly Rule[], b: readonly Rule[]): boolean =>
  a.length === b.length &&
  a.every((rule) => b.some((other) => sameRule(rule, other) && rule.description === other.description));

/** Every reference of a rule has become an id. */
export const isResolved = (permissions: readonly Permission[]): boolean =>
  permissions.every(({ userIDGroupPairs = [] }) =>
    userIDGroupPairs.every(({ groupRef, groupID }) => groupRef === undefined || groupID !== undefined),
  );
