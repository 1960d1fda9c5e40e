import { type KubeObject, valueAt, valuesAt } from '../api/object.js';
import type { Control } from './control.js';

const isPrimary = (object: KubeObject): boolean => valueAt(object, 'spec.sourceDBInstanceIdentifier') === undefined;

const unless = (holds: boolean, fault: string): string | undefined => (holds ? undefined : fault);

const is = (field: string, wanted: boolean, fault: string) => (object: KubeObject) =>
  unless(valueAt(object, `spec.${field}`) === wanted, fault);

const NO_CLUSTER = 'no Aurora and no Multi-AZ DB cluster is composed';
const NO_SUBSCRIPTION =
  'only subscriptions that there are, are looked at, and ACK has no kind for them; the alarms tell of load, storage and lag';
const OTHER_ENGINE = 'only PostgreSQL is composed';

/** The names that everybody tries first. */
const USUAL_NAMES = ['postgres', 'admin'];
const DEFAULT_PORT = 5432;
const LEAST_BACKUP_DAYS = 7;

const onCluster = (id: string, title: string): Control => ({ id, title, state: 'NotApplicable', why: NO_CLUSTER });
const onOther = (id: string, title: string): Control => ({ id, title, state: 'NotApplicable', why: OTHER_ENGINE });
const onEvents = (id: string, title: string): Control => ({
  id,
  title,
  state: 'NotApplicable',
  why: NO_SUBSCRIPTION,
});

/** The route tables of the subnets that the database stands in. */
function routeTablesOf(group: KubeObject, stack: readonly KubeObject[]): readonly KubeObject[] {
  const subnets = valuesAt(group, SUBNETS);
  const tables = stack
    .filter(({ kind, metadata }) => kind === 'Subnet' && subnets.includes(metadata.name))
    .flatMap((subnet) => valuesAt(subnet, 'spec.routeTableRefs.*.from.name'));
  return stack.filter(({ kind, metadata }) => kind === 'RouteTable' && tables.includes(metadata.name));
}

const SUBNETS = 'spec.subnetRefs.*.from.name';

/** https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html */
export const RDS_CONTROLS: readonly Control[] = [
  {
    id: 'RDS.1',
    title: 'snapshots are private',
    state: 'NotApplicable',
    why: 'a snapshot is shared by a call that ACK does not make',
  },
  {
    id: 'RDS.2',
    title: 'instances are not publicly accessible',
    cis: '2.3.3',
    kind: 'DBInstance',
    fault: is('publiclyAccessible', false, 'it has a public address'),
  },
  {
    id: 'RDS.3',
    title: 'instances are encrypted at rest',
    cis: '2.3.1',
    kind: 'DBInstance',
    // A replica in the region of its source has its encryption.
    where: isPrimary,
    fault: is('storageEncrypted', true, 'its storage is not encrypted'),
  },
  {
    id: 'RDS.4',
    title: 'snapshots are encrypted at rest',
    kind: 'DBInstance',
    where: isPrimary,
    fault: is('storageEncrypted', true, 'its snapshots are not encrypted: they have the encryption of the instance'),
  },
  {
    id: 'RDS.5',
    title: 'instances stand in several zones',
    kind: 'DBInstance',
    where: isPrimary,
    fault: is('multiAZ', true, 'it has no standby: instance.multiAZ'),
  },
  {
    id: 'RDS.6',
    title: 'enhanced monitoring is on',
    kind: 'DBInstance',
    fault: (object) =>
      unless(Number(valueAt(object, 'spec.monitoringInterval') ?? 0) > 0, 'monitoring.enhancedIntervalSeconds is 0'),
  },
  onCluster('RDS.7', 'clusters have deletion protection'),
  {
    id: 'RDS.8',
    title: 'instances have deletion protection',
    kind: 'DBInstance',
    where: isPrimary,
    fault: is('deletionProtection', true, 'RDS would let it go: deletionProtection'),
  },
  {
    id: 'RDS.9',
    title: 'all logs go to CloudWatch',
    kind: 'DBInstance',
    fault(object) {
      const exported = valuesAt(object, 'spec.enableCloudwatchLogsExports.*');
      const missing = ['postgresql', 'upgrade'].filter((log) => !exported.includes(log));
      return unless(missing.length === 0, `not exported: ${missing.join(', ')}: monitoring.logs.exports`);
    },
  },
  {
    id: 'RDS.10',
    title: 'instances take IAM authentication',
    kind: 'DBInstance',
    fault: is('enableIAMDatabaseAuthentication', true, 'it does not: postgres.iamAuthentication'),
  },
  {
    id: 'RDS.11',
    title: `automatic backups are kept for ${LEAST_BACKUP_DAYS} days or more`,
    kind: 'DBInstance',
    where: isPrimary,
    fault(object) {
      const days = Number(valueAt(object, 'spec.backupRetentionPeriod') ?? 0);
      return unless(days >= LEAST_BACKUP_DAYS, `they are kept for ${days} days: backup.retentionDays`);
    },
  },
  onCluster('RDS.12', 'clusters take IAM authentication'),
  {
    id: 'RDS.13',
    title: 'minor versions are upgraded automatically',
    cis: '2.3.2',
    kind: 'DBInstance',
    fault: is('autoMinorVersionUpgrade', true, 'they are not: maintenance.autoMinorVersionUpgrade'),
  },
  onCluster('RDS.14', 'Aurora clusters have backtracking'),
  onCluster('RDS.15', 'clusters stand in several zones'),
  onCluster('RDS.16', 'clusters copy their tags to snapshots'),
  {
    id: 'RDS.17',
    title: 'instances copy their tags to snapshots',
    kind: 'DBInstance',
    fault: is('copyTagsToSnapshot', true, 'it does not'),
  },
  {
    id: 'RDS.18',
    title: 'instances stand in a VPC',
    kind: 'DBInstance',
    where: isPrimary,
    fault: (object) =>
      unless(
        ['dbSubnetGroupRef', 'dbSubnetGroupName'].some((field) => valueAt(object, `spec.${field}`) !== undefined),
        'it has no subnet group',
      ),
  },
  onCluster('RDS.19', 'events of clusters are subscribed to'),
  onEvents('RDS.20', 'events of instances are subscribed to'),
  onEvents('RDS.21', 'events of parameter groups are subscribed to'),
  onEvents('RDS.22', 'events of security groups are subscribed to'),
  {
    id: 'RDS.23',
    title: "instances do not listen on the engine's default port",
    kind: 'DBInstance',
    where: isPrimary,
    fault: (object) =>
      unless(valueAt(object, 'spec.port') !== DEFAULT_PORT, `it listens on ${DEFAULT_PORT}: postgres.port`),
  },
  onCluster('RDS.24', 'clusters have an administrator of another name than the usual'),
  {
    id: 'RDS.25',
    title: 'instances have an administrator of another name than the usual',
    kind: 'DBInstance',
    where: isPrimary,
    fault(object) {
      const name = String(valueAt(object, 'spec.masterUsername') ?? '');
      return unless(!USUAL_NAMES.includes(name), `its name is ${name}: postgres.username`);
    },
  },
  onCluster('RDS.27', 'clusters are encrypted at rest'),
  onCluster('RDS.34', 'Aurora MySQL writes its audit log to CloudWatch'),
  onCluster('RDS.35', 'clusters upgrade minor versions automatically'),
  {
    id: 'RDS.36',
    title: 'PostgreSQL writes its log to CloudWatch',
    kind: 'DBInstance',
    fault: (object) =>
      unless(
        valuesAt(object, 'spec.enableCloudwatchLogsExports.*').includes('postgresql'),
        'it does not: monitoring.logs.exports',
      ),
  },
  onCluster('RDS.37', 'Aurora PostgreSQL writes its log to CloudWatch'),
  {
    id: 'RDS.38',
    title: 'PostgreSQL takes encrypted connections only',
    kind: 'DBParameterGroup',
    fault: (object) =>
      unless(
        (object.spec?.['parameterOverrides'] as Readonly<Record<string, string>> | undefined)?.['rds.force_ssl'] ===
          '1',
        'rds.force_ssl is not 1: postgres.parameters',
      ),
  },
  onOther('RDS.39', 'MySQL takes encrypted connections only'),
  onOther('RDS.40', 'SQL Server writes its log to CloudWatch'),
  onOther('RDS.41', 'SQL Server takes encrypted connections only'),
  onOther('RDS.42', 'MariaDB writes its log to CloudWatch'),
  { id: 'RDS.43', title: 'proxies ask for TLS', state: 'NotApplicable', why: 'no proxy is composed' },
  onOther('RDS.44', 'MariaDB takes encrypted connections only'),
  onCluster('RDS.45', 'Aurora MySQL has its audit log on'),
  {
    id: 'RDS.46',
    title: 'instances do not stand in subnets with a way to an internet gateway',
    kind: 'DBSubnetGroup',
    // Where they are somebody else's, their routes are not to be seen.
    where: (group) => valuesAt(group, SUBNETS).length > 0,
    fault(group, stack) {
      const open = routeTablesOf(group, stack).filter(
        (table) => valuesAt(table, 'spec.routes.*.gatewayRef').length > 0,
      );
      return unless(open.length === 0, `${open.map(({ metadata }) => metadata.name).join(', ')} leads to one`);
    },
  },
  onCluster('RDS.47', 'clusters of PostgreSQL copy their tags to snapshots'),
  onCluster('RDS.48', 'clusters of MySQL copy their tags to snapshots'),
  onCluster('RDS.50', 'clusters keep backups for 7 days or more'),
  onCluster('RDS.51', 'global clusters run a version that Aurora supports'),
];
