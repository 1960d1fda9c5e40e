import { formatCidr, networkOf, parseCidr } from '../aws/cidr.js';
import { architectureOf } from '../aws/instance-types.js';
import type { TapDatabaseSpec } from './generated/tapdatabase.js';
import { invalid, type Problem } from './problem.js';
import type { ResolvedSpec } from './resolved-spec.js';

/** Anything wider opens a database to strangers. */
const WIDEST_PREFIX = 8;

export function checkAccess({ access }: TapDatabaseSpec): readonly Problem[] {
  return (access?.cidrs ?? []).flatMap((text, index) => checkCidr(`spec.access.cidrs[${index}]`, text));
}

function checkCidr(field: string, text: string): readonly Problem[] {
  const cidr = parseCidr(text);
  if (cidr === undefined) return [invalid(field, text, 'is not an IPv4 network', 'write e.g. 10.20.0.0/16')];
  const problems: Problem[] = [];
  const network = networkOf(cidr);
  if (network.address !== cidr.address)
    problems.push(invalid(field, text, 'has host bits set', `write ${formatCidr(network)}`));
  if (cidr.prefix < WIDEST_PREFIX)
    problems.push(
      invalid(
        field,
        text,
        cidr.prefix === 0 ? 'opens the database to the world' : `is wider than /${WIDEST_PREFIX}`,
        'name the networks that need it, or their security groups in spec.access.securityGroupIDs',
      ),
    );
  return problems;
}

export function checkBastion({ bastion, network }: ResolvedSpec): readonly Problem[] {
  const problems: Problem[] = [];
  if (architectureOf(bastion.instanceType) === undefined)
    problems.push(
      invalid(
        'spec.bastion.instanceType',
        bastion.instanceType,
        'is not an EC2 instance type that Amazon Linux runs on',
        'write e.g. t3.micro or t4g.micro',
      ),
    );
  if (bastion.enabled && network.kind === 'existing' && network.publicSubnetIDs.length === 0)
    problems.push(
      invalid(
        'spec.bastion.enabled',
        true,
        'the bastion needs a subnet with a way to the Internet, and the existing network names none',
        'name one in spec.network.existing.publicSubnetIDs, or set spec.bastion.enabled to false',
      ),
    );
  return problems;
}
