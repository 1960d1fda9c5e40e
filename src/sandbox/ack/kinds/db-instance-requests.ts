import { type InstanceInput, optional } from '../aws/db-instance.js';
import type { Changes } from '../aws/db-instance-modify.js';
import type { InstanceAttributes } from '../aws/records.js';
import type { SecretKeyReference } from '../runtime/kind.js';
import type { Resource } from '../runtime/resource.js';
import { MODIFIABLE, READ_BACK } from './db-instance-fields.js';
import type { Status } from './db-instance-status.js';
import type { Tagged } from './mapping.js';

export type Spec = Tagged &
  Partial<InstanceAttributes> & {
    port?: number;
    dbSubnetGroupName?: string;
    dbParameterGroupName?: string;
    vpcSecurityGroupIDs?: string[];
    enableCloudwatchLogsExports?: string[];
    enableIAMDatabaseAuthentication?: boolean;
    masterUserPassword?: SecretKeyReference;
    sourceDBInstanceIdentifier?: string;
    dbSnapshotIdentifier?: string;
  };

export type DBInstance = Resource<Spec, Status>;

/** What CreateDBInstance, and its variants for replicas and snapshots, are sent. */
export function toInput(spec: Spec, masterUserPassword: string | undefined): InstanceInput {
  return {
    ...(optional(Object.fromEntries(READ_BACK.map((field) => [field, spec[field]]))) as Partial<InstanceAttributes>),
    dbInstanceIdentifier: spec.dbInstanceIdentifier ?? '',
    dbInstanceClass: spec.dbInstanceClass ?? '',
    engine: spec.engine ?? '',
    ...optional({
      port: spec.port,
      subnetGroup: spec.dbSubnetGroupName,
      parameterGroup: spec.dbParameterGroupName,
      securityGroupIDs: spec.vpcSecurityGroupIDs,
      logExports: spec.enableCloudwatchLogsExports,
      iamAuthentication: spec.enableIAMDatabaseAuthentication,
      source: spec.sourceDBInstanceIdentifier,
      masterUserPassword,
    }),
  };
}

/** Fields that RDS has no way to change are compared and never sent: an empty change, for ever. */
export function toChanges(
  spec: Spec,
  differences: ReadonlySet<string>,
  masterUserPassword: string | undefined,
): Changes {
  const fields = MODIFIABLE.filter((field) => differences.has(field)).map((field) => [field, spec[field]]);
  return {
    ...optional(Object.fromEntries(fields) as Partial<InstanceAttributes>),
    ...optional({
      parameterGroup: differences.has('dbParameterGroupName') ? spec.dbParameterGroupName : undefined,
      securityGroupIDs: differences.has('vpcSecurityGroupIDs') ? (spec.vpcSecurityGroupIDs ?? []) : undefined,
      logExports: differences.has('enableCloudwatchLogsExports') ? (spec.enableCloudwatchLogsExports ?? []) : undefined,
      masterUserPassword,
    }),
  };
}
