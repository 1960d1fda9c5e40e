import { digest, dnsSuffixOf } from '../aws/identifiers.js';
import type { InstanceAttributes, Records } from '../aws/records.js';
import type { Call } from '../runtime/kind.js';
import { assign, type CommonStatus, type Fields } from '../runtime/resource.js';
import { setMetadata } from './mapping.js';

export type Status = {
  dbInstanceStatus?: string;
  endpoint?: { address: string; port: number; hostedZoneID: string };
  dbiResourceID?: string;
  secondaryAvailabilityZone?: string;
  readReplicaDBInstanceIdentifiers?: string[];
  readReplicaSourceDBInstanceIdentifier?: string;
  pendingModifiedValues?: Fields;
  associatedRoles?: { roleARN: string; featureName: string; status: string }[];
  enabledCloudwatchLogsExports?: string[];
  iamDatabaseAuthenticationEnabled?: boolean;
  certificateDetails?: { cAIdentifier: string };
  vpcSecurityGroups?: { vpcSecurityGroupID: string; status: string }[];
  dbParameterGroups?: { dbParameterGroupName: string; parameterApplyStatus: string }[];
  dbSubnetGroup?: Fields;
};

/** Shown while they wait for the next `available`, as RDS does. */
const SHOWN_PENDING: readonly (keyof InstanceAttributes)[] = [
  'allocatedStorage',
  'backupRetentionPeriod',
  'caCertificateIdentifier',
  'dbInstanceClass',
  'engineVersion',
  'iops',
  'multiAZ',
  'storageThroughput',
  'storageType',
];

/** The same for all instances of an account in a region. */
const domainOf = (region: string): string => `c${digest(region, 11)}.${region}.rds.${dnsSuffixOf(region)}`;

const list = <T>(values: readonly T[]): T[] | undefined => (values.length > 0 ? [...values] : undefined);

export function writeInstanceStatus(call: Call, status: Status & CommonStatus, instance: Records['dbInstance']): void {
  const { account, region } = call;
  const { attributes, pending, parameterGroup } = instance;
  const group = account.find('dbSubnetGroup', instance.subnetGroup, region);
  const replicas = account.list('dbInstance', (each) => each.source === instance.id && each.region === region);
  const shown = SHOWN_PENDING.filter((field) => pending[field] !== undefined).map((field) => [field, pending[field]]);
  const created = instance.state !== 'creating';
  assign(status, {
    dbInstanceStatus: instance.state,
    endpoint: created
      ? { address: `${instance.id}.${domainOf(region)}`, port: instance.port, hostedZoneID: 'Z2XHWR1WZ565X2' }
      : undefined,
    dbiResourceID: instance.resourceID,
    secondaryAvailabilityZone: created && attributes.multiAZ ? instance.secondaryZone : undefined,
    readReplicaDBInstanceIdentifiers: list(replicas.map(({ id }) => id)),
    readReplicaSourceDBInstanceIdentifier: instance.source,
    pendingModifiedValues: shown.length > 0 ? Object.fromEntries(shown) : undefined,
    associatedRoles: list(instance.associatedRoles),
    enabledCloudwatchLogsExports: list(instance.logExports),
    iamDatabaseAuthenticationEnabled: instance.iamAuthentication,
    certificateDetails: { cAIdentifier: attributes.caCertificateIdentifier },
    vpcSecurityGroups: list(instance.securityGroupIDs.map((id) => ({ vpcSecurityGroupID: id, status: 'active' }))),
    dbParameterGroups: [
      { dbParameterGroupName: parameterGroup.name, parameterApplyStatus: parameterGroup.applyStatus },
    ],
    dbSubnetGroup: {
      dbSubnetGroupName: instance.subnetGroup,
      vpcID: instance.vpcID,
      subnetGroupStatus: group?.state ?? 'Complete',
    },
  });
  setMetadata(call, status, instance.arn);
}
