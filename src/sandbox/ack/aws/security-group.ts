import { isDeepStrictEqual } from 'node:util';
import { AwsError } from '../runtime/errors.js';
import type { Call } from '../runtime/kind.js';
import { canonicalCidr, parseCidr } from './cidr.js';
import { blockersOf } from './dependencies.js';
import type { Records, Rule } from './records.js';
import { ec2Arn, getVpc } from './vpc.js';

export function createSecurityGroup(
  call: Call,
  name: string,
  description: string,
  vpcID: string,
): Records['securityGroup'] {
  const { account, region, token } = call;
  getVpc(call, vpcID);
  if (name.startsWith('sg-')) throw new AwsError('InvalidParameterValue', `Invalid value '${name}' for groupName.`);
  if (!/^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/.test(description)) {
    throw new AwsError('InvalidParameterValue', `Invalid security group description: ${description}`);
  }
  if (findSecurityGroup(call, name, vpcID)) {
    throw new AwsError('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpcID}'`);
  }
  const id = account.identify('sg-', token);
  return account.insert('securityGroup', {
    id,
    arn: ec2Arn(region, 'security-group', id),
    region,
    madeBy: token,
    name,
    description,
    vpcID,
    rules: [{ direction: 'egress', protocol: '-1', cidr: '0.0.0.0/0' }],
  });
}

export const findSecurityGroup = (
  { account, region }: Call,
  name: string,
  vpcID: string,
): Records['securityGroup'] | undefined =>
  account.list('securityGroup', (group) => group.region === region && group.name === name && group.vpcID === vpcID)[0];

const withoutDescription = ({ description: _, ...rule }: Rule): Rule => rule;

/** Two rules that let the same through are one to AWS, whatever they are called. */
export const sameRule = (a: Rule, b: Rule): boolean => isDeepStrictEqual(withoutDescription(a), withoutDescription(b));

export function authorize(call: Call, group: Records['securityGroup'], rule: Rule): void {
  check(call, rule);
  if (group.rules.some((other) => sameRule(other, rule))) {
    const peer = rule.cidr ?? rule.ipv6Cidr ?? rule.groupID ?? rule.prefixListID;
    throw new AwsError('InvalidPermission.Duplicate', `the specified rule "peer: ${peer}" already exists`);
  }
  group.rules = [...group.rules, rule];
}

export function revoke(group: Records['securityGroup'], rule: Rule): void {
  group.rules = group.rules.filter((other) => !sameRule(other, rule));
}

function check({ account, region }: Call, rule: Rule): void {
  if (rule.cidr !== undefined && !parseCidr(rule.cidr)) {
    throw new AwsError('InvalidParameterValue', `CIDR block ${rule.cidr} is malformed`);
  }
  if (rule.groupID !== undefined && !account.find('securityGroup', rule.groupID, region)) {
    throw new AwsError('InvalidGroup.NotFound', `The security group '${rule.groupID}' does not exist`);
  }
  const ported = rule.protocol === 'tcp' || rule.protocol === 'udp';
  const { fromPort = -1, toPort = -1 } = rule;
  if (ported && (fromPort < 0 || toPort > 65535 || fromPort > toPort)) {
    throw new AwsError('InvalidParameterValue', `Invalid value '${fromPort}-${toPort}' for portRange.`);
  }
}

/** A network as AWS keeps it; protocols other than tcp, udp and icmp have no ports. */
export function normalizeRule(rule: Rule): Rule {
  const protocol = { '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmpv6' }[rule.protocol] ?? rule.protocol;
  const { fromPort, toPort, cidr, ...rest } = rule;
  const ports = ['tcp', 'udp', 'icmp', 'icmpv6'].includes(protocol)
    ? { fromPort: fromPort ?? -1, toPort: toPort ?? -1 }
    : {};
  return { ...rest, protocol, ...ports, ...(cidr === undefined ? {} : { cidr: canonicalCidr(cidr) }) };
}

export function deleteSecurityGroup({ account, region }: Call, id: string): void {
  const blockers = [
    ...account.list('securityGroup', (group) => group.id !== id && group.rules.some((rule) => rule.groupID === id)),
    ...account.list('instance', (instance) => instance.securityGroupIDs.includes(id)),
    ...account.list('dbInstance', (instance) => instance.securityGroupIDs.includes(id)),
  ];
  blockersOf(blockers, 'DependencyViolation', `resource ${id} has a dependent object`);
  account.remove('securityGroup', id, region);
}

export function checkSecurityGroups({ account, region }: Call, ids: readonly string[], vpcID: string): void {
  for (const id of ids) {
    const group = account.find('securityGroup', id, region);
    if (!group) throw new AwsError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
    if (group.vpcID !== vpcID) {
      throw new AwsError('InvalidParameter', `Security group ${id} and the subnet belong to different networks.`);
    }
  }
}
