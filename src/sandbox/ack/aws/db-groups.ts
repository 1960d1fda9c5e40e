import { AwsError, Terminal } from '../runtime/errors.js';
import type { Call } from '../runtime/kind.js';
import { accepts, PARAMETERS } from './db-parameters.js';
import { blockersOf } from './dependencies.js';
import { arnOf } from './identifiers.js';
import type { Records } from './records.js';

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** RDS lowers every name that it is given. */
function rdsName(name: string, what: string): string {
  const lower = name.toLowerCase();
  if (NAME.test(lower) && lower.length <= 255 && lower !== 'default') return lower;
  throw new AwsError('InvalidParameterValue', `The parameter ${what} is not a valid identifier: ${name}`);
}

export interface SubnetGroupInput {
  readonly name: string;
  readonly description: string;
  readonly subnetIDs: readonly string[];
}

export function createSubnetGroup(call: Call, input: SubnetGroupInput): Records['dbSubnetGroup'] {
  const { account, region, token } = call;
  const id = rdsName(input.name, 'DBSubnetGroupName');
  if (account.find('dbSubnetGroup', id, region)) {
    throw new AwsError('DBSubnetGroupAlreadyExists', `The DB subnet group '${id}' already exists.`);
  }
  return account.insert('dbSubnetGroup', {
    id,
    arn: arnOf('rds', region, `subgrp:${id}`),
    region,
    madeBy: token,
    state: 'Complete',
    description: input.description,
    vpcID: checkSubnets(call, input.subnetIDs),
    subnetIDs: [...input.subnetIDs],
  });
}

/** The VPC that the subnets are in; they must lie in two zones at least. */
function checkSubnets({ account, region }: Call, ids: readonly string[]): string {
  const subnets = ids.map((id) => {
    const subnet = account.find('subnet', id, region);
    if (!subnet) throw new AwsError('InvalidSubnet', `Subnet IDs are required to exist: ${id}`);
    return subnet;
  });
  const [first] = subnets;
  if (new Set(subnets.map(({ zone }) => zone)).size < 2 || !first) {
    const message =
      'The DB subnet group doesn’t meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ';
    throw new AwsError(
      'DBSubnetGroupDoesNotCoverEnoughAZs',
      `${message}${first?.zone ?? 'none'}. Add subnets to cover at least 2 AZs.`,
    );
  }
  if (subnets.some(({ vpcID }) => vpcID !== first.vpcID)) {
    throw new AwsError('InvalidSubnet', 'The specified subnets are in different VPCs.');
  }
  return first.vpcID;
}

export function setSubnets(call: Call, group: Records['dbSubnetGroup'], ids: readonly string[]): void {
  checkSubnets(call, ids);
  const zonesLeft = new Set(ids.map((id) => call.account.find('subnet', id, call.region)?.zone));
  const users = call.account.list(
    'dbInstance',
    ({ subnetGroup, region }) => subnetGroup === group.id && region === group.region,
  );
  if (users.some(({ zones }) => zones.some((zone) => !zonesLeft.has(zone)))) {
    throw new AwsError('SubnetAlreadyInUse', 'The DB subnet is already in use in the Availability Zone.');
  }
  group.subnetIDs = [...ids];
}

export function deleteSubnetGroup({ account, region }: Call, group: Records['dbSubnetGroup']): void {
  const users = account.list(
    'dbInstance',
    (instance) => instance.region === region && instance.subnetGroup === group.id,
  );
  const message = `Cannot delete the subnet group '${group.id}' because at least one database instance is still using it.`;
  blockersOf(users, 'InvalidDBSubnetGroupStateFault', message);
  account.remove('dbSubnetGroup', group.id, region);
}

export function createParameterGroup(
  call: Call,
  name: string,
  family: string,
  description: string,
): Records['dbParameterGroup'] {
  const { account, region, token } = call;
  const id = rdsName(name, 'DBParameterGroupName');
  if (!/^postgres1[2-8]$/.test(family)) {
    throw new AwsError('InvalidParameterValue', `ParameterGroupFamily ${family} is not a valid parameter group family`);
  }
  if (account.find('dbParameterGroup', id, region)) {
    throw new AwsError('DBParameterGroupAlreadyExists', `Parameter group ${id} already exists`);
  }
  const arn = arnOf('rds', region, `pg:${id}`);
  return account.insert('dbParameterGroup', { id, arn, region, madeBy: token, family, description, parameters: {} });
}

/** A static parameter leaves the group's instances waiting for a reboot. */
export function setParameters(
  call: Call,
  group: Records['dbParameterGroup'],
  wanted: Readonly<Record<string, string>>,
): void {
  const { account, region } = call;
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(group.parameters)])].sort();
  const changed = names.filter((name) => wanted[name] !== group.parameters[name]);
  for (const name of changed) {
    const fact = PARAMETERS[name];
    if (!fact?.isModifiable) {
      group.refusal = fact ? `parameter is not modifiable: ${name}` : `unknown parameter: ${name}`;
      throw new Terminal(group.refusal);
    }
    const value = wanted[name];
    if (value !== undefined && !accepts(fact, value)) {
      throw new AwsError('InvalidParameterValue', `Invalid parameter value: ${value} for: ${name}`);
    }
  }
  group.parameters = { ...wanted };
  if (!changed.some((name) => PARAMETERS[name]?.applyType === 'static')) return;
  for (const { region: where, parameterGroup } of account.list('dbInstance')) {
    if (where === region && parameterGroup.name === group.id) parameterGroup.applyStatus = 'pending-reboot';
  }
}

export function deleteParameterGroup({ account, region }: Call, group: Records['dbParameterGroup']): void {
  const users = account.list(
    'dbInstance',
    (instance) => instance.region === region && instance.parameterGroup.name === group.id,
  );
  const message =
    'One or more database instances are still members of this parameter group, so the group cannot be deleted';
  blockersOf(users, 'InvalidDBParameterGroupState', message);
  account.remove('dbParameterGroup', group.id, region);
}
