import { createDbInstance } from '../aws/db-instance.js';
import { refuseMonitoringRole } from '../aws/db-instance-checks.js';
import { deleteDbInstance } from '../aws/db-instance-delete.js';
import { modifyDbInstance } from '../aws/db-instance-modify.js';
import { createReadReplica } from '../aws/db-replica.js';
import { restoreFromSnapshot } from '../aws/db-snapshot.js';
import { findRole } from '../aws/iam.js';
import type { InstanceAttributes, Records } from '../aws/records.js';
import { found } from '../aws/vpc.js';
import { SYNCED, setCondition, TERMINAL } from '../runtime/conditions.js';
import { sameSet } from '../runtime/differences.js';
import { Interrupted, Requeue } from '../runtime/errors.js';
import type { Call, Kind, SecretKeyReference } from '../runtime/kind.js';
import { annotation, assign, type Fields, type Resource } from '../runtime/resource.js';
import { listTags } from '../runtime/tags.js';
import { LATE_INITIALIZED, READ_BACK } from './db-instance-fields.js';
import { type DBInstance, type Spec, toChanges, toInput } from './db-instance-requests.js';
import { type Status, writeInstanceStatus } from './db-instance-status.js';
import { required, syncTags, tagsToSend } from './mapping.js';

const LAST_SECRET = 'rds.services.k8s.aws/last-applied-secret-reference';
const SKIP_FINAL_SNAPSHOT = 'rds.services.k8s.aws/skip-final-snapshot';
const FINAL_SNAPSHOT = 'rds.services.k8s.aws/final-db-snapshot-identifier';
const DELETE_AUTOMATED_BACKUPS = 'rds.services.k8s.aws/delete-automated-backups';

/** States in which the controller gives up. */
const DEAD = [
  'deleting',
  'failed',
  'inaccessible-encryption-credentials',
  'inaccessible-encryption-credentials-recoverable',
  'incompatible-network',
  'incompatible-restore',
];

const recordOf = ({ account, region }: Call, { spec }: DBInstance): Records['dbInstance'] =>
  found(account.find('dbInstance', (spec.dbInstanceIdentifier ?? '').toLowerCase(), region));

/** The reference as it was written: an absent namespace stays empty. */
const secretText = (reference: SecretKeyReference | undefined): string =>
  reference ? `${reference.namespace ?? ''}/${reference.name}.${reference.key}` : '';

function rememberSecret(resource: DBInstance): void {
  const { metadata, spec } = resource;
  metadata.annotations = { ...metadata.annotations, [LAST_SECRET]: secretText(spec.masterUserPassword) };
}

/** What RDS answers, and nothing for what it leaves out. */
function writeSpec(spec: Spec, instance: Records['dbInstance']): void {
  const current: Partial<InstanceAttributes> = { ...instance.attributes, ...instance.pending };
  for (const field of READ_BACK) assign(spec as Fields, { [field]: current[field] });
  // The name as RDS has it.
  spec.dbInstanceIdentifier = instance.id;
}

const passwordOf = (call: Call, { spec }: DBInstance): Promise<string | undefined> =>
  spec.masterUserPassword ? call.secretValue(spec.masterUserPassword) : Promise.resolve(undefined);

/** A role may be too young for RDS to have heard of it. */
function checkYoungRole(call: Call, arn: string | undefined): void {
  const role = findRole(call, arn);
  if (role && call.account.secondsSince(role.madeAt) < call.roleDelaySeconds(role.madeBy)) refuseMonitoringRole();
}

export const dbInstance: Kind<Spec, Status> = {
  service: 'rds',
  kind: 'DBInstance',
  references: [
    {
      from: 'dbParameterGroupRef',
      into: 'dbParameterGroupName',
      service: 'rds',
      kind: 'DBParameterGroup',
      target: 'spec.name',
    },
    { from: 'dbSubnetGroupRef', into: 'dbSubnetGroupName', service: 'rds', kind: 'DBSubnetGroup', target: 'spec.name' },
    ...(['kmsKey', 'masterUserSecretKMSKey', 'performanceInsightsKMSKey'] as const).map((name) => ({
      from: `${name}Ref`,
      into: `${name}ID`,
      service: 'kms' as const,
      kind: 'Key',
      target: 'status.ackResourceMetadata.arn',
    })),
    {
      from: 'monitoringRoleRef',
      into: 'monitoringRoleARN',
      service: 'iam',
      kind: 'Role',
      target: 'status.ackResourceMetadata.arn',
    },
    {
      from: 'vpcSecurityGroupRefs[]',
      into: 'vpcSecurityGroupIDs',
      service: 'ec2',
      kind: 'SecurityGroup',
      target: 'status.id',
    },
  ],
  terminalCodes: ['InvalidParameter', 'InvalidParameterValue', 'InvalidParameterCombination'],
  lateInitialized: LATE_INITIALIZED,
  notCompared: [
    // Not read back: a later change is never seen.
    'port',
    'dbSubnetGroupName',
    'enableIAMDatabaseAuthentication',
    'manageMasterUserPassword',
    'masterUserSecretKMSKeyID',
    'optionGroupName',
    'sourceDBInstanceIdentifier',
    'dbSnapshotIdentifier',
  ],
  comparisons: {
    vpcSecurityGroupIDs: sameSet,
    enableCloudwatchLogsExports: sameSet,
    engineVersion: sameVersion,
    masterUserPassword: (desired, _, resource) =>
      secretText(desired as SecretKeyReference | undefined) === (annotation(resource, LAST_SECRET) ?? ''),
    ...Object.fromEntries(
      ['availabilityZone', 'backupTarget', 'networkType', 'performanceInsightsEnabled'].map((field) => [
        field,
        (desired: unknown, latest: unknown) => desired === undefined || desired === latest,
      ]),
    ),
  },
  find(call, resource) {
    const instance = recordOf(call, resource);
    const { spec } = resource;
    const named = spec.dbParameterGroupName !== undefined;
    writeSpec(spec, instance);
    if (named) spec.dbParameterGroupName = instance.parameterGroup.name;
    if ((spec.vpcSecurityGroupIDs ?? []).length > 0) spec.vpcSecurityGroupIDs = [...instance.securityGroupIDs];
    assign(spec, {
      enableCloudwatchLogsExports: instance.logExports.length > 0 ? [...instance.logExports] : undefined,
      tags: listTags(spec.tags, instance.tags),
    });
    writeInstanceStatus(call, resource.status, instance);
    if (instance.state !== 'available') setCondition(resource, SYNCED, 'False');
    return resource;
  },
  async create(call, desired) {
    const { spec } = desired;
    checkYoungRole(call, spec.monitoringRoleARN);
    const instance = await createInstance(call, desired);
    instance.tags = tagsToSend(call, spec.tags);
    writeSpec(spec, instance);
    writeInstanceStatus(call, desired.status, instance);
    if (spec.sourceDBInstanceIdentifier === undefined && spec.dbSnapshotIdentifier === undefined)
      rememberSecret(desired);
    setCondition(desired, SYNCED, 'False');
    return desired;
  },
  async update(call, desired, latest, differences) {
    const instance = recordOf(call, latest);
    desired.status = latest.status;
    const later = `DB Instance in '${instance.state}' state, cannot be modified until 'available'.`;
    if (DEAD.includes(instance.state) && instance.state !== 'deleting') {
      setCondition(desired, TERMINAL, 'True', `DB instance is in '${instance.state}' status`);
      setCondition(desired, SYNCED, 'True');
      return desired;
    }
    const full = instance.state === 'storage-full' && differences.has('allocatedStorage');
    if (instance.state !== 'available' && !full) {
      setCondition(desired, SYNCED, 'False', `DB instance cannot be modifed while in '${instance.state}' status`);
      throw new Interrupted(desired, new Requeue(later, 30));
    }
    syncTags(call, instance, differences, desired.spec.tags);
    if (differences.has('monitoringRoleARN')) checkYoungRole(call, desired.spec.monitoringRoleARN);
    modifyDbInstance(
      call,
      instance,
      toChanges(
        desired.spec,
        differences,
        differences.has('masterUserPassword') ? await passwordOf(call, desired) : undefined,
      ),
    );
    rememberSecret(desired);
    setCondition(desired, SYNCED, 'False');
    return desired;
  },
  delete(call, resource) {
    if (recordOf(call, resource).deleting) {
      throw new Interrupted(
        resource,
        new Requeue("DB instance in 'deleting' state, cannot be modified or deleted.", 30),
      );
    }
    const skip = annotation(resource, SKIP_FINAL_SNAPSHOT) || 'true';
    const backups = annotation(resource, DELETE_AUTOMATED_BACKUPS);
    deleteDbInstance(call, resource.spec.dbInstanceIdentifier ?? '', {
      skipFinalSnapshot: parseBool(skip),
      finalSnapshot: annotation(resource, FINAL_SNAPSHOT),
      deleteAutomatedBackups: backups ? parseBool(backups) : undefined,
    });
  },
  populate: (resource, fields) =>
    assign(resource.spec, { dbInstanceIdentifier: required(fields, 'dbInstanceIdentifier') }),
};

async function createInstance(call: Call, desired: DBInstance): Promise<Records['dbInstance']> {
  const { spec } = desired;
  if (spec.dbSnapshotIdentifier !== undefined) {
    return restoreFromSnapshot(call, toInput(desired.spec, undefined), spec.dbSnapshotIdentifier);
  }
  if (spec.sourceDBInstanceIdentifier !== undefined) return createReadReplica(call, toInput(desired.spec, undefined));
  return createDbInstance(call, toInput(desired.spec, await passwordOf(call, desired)));
}

/** By prefix; and a minor version is RDS's own while it upgrades by itself. */
function sameVersion(desired: unknown, latest: unknown, { spec }: Resource): boolean {
  if (typeof desired !== 'string' || typeof latest !== 'string') return desired === latest;
  if (latest.startsWith(desired)) return true;
  return spec['autoMinorVersionUpgrade'] !== false && desired.split('.')[0] === latest.split('.')[0];
}

/** As Go's strconv.ParseBool. */
function parseBool(text: string): boolean {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
  throw new Error(`strconv.ParseBool: parsing "${text}": invalid syntax`);
}
