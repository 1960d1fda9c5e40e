import { AwsError } from '../runtime/errors.js';
import type { Call } from '../runtime/kind.js';
import { findRole, trusts } from './iam.js';
import type { InstanceAttributes, Records } from './records.js';

export const invalidValue = (message: string): never => {
  throw new AwsError('InvalidParameterValue', message);
};

export const invalidCombination = (message: string): never => {
  throw new AwsError('InvalidParameterCombination', message);
};

/** What a version of PostgreSQL is called in full; newest minor where only the major was named. */
const NEWEST_MINOR: Readonly<Record<string, number>> = { 12: 22, 13: 22, 14: 19, 15: 14, 16: 10, 17: 6, 18: 1 };

export function resolveEngineVersion(version: string | undefined): string {
  const [, major = '', minor] = /^(\d+)(?:\.(\d+))?$/.exec(version ?? '17') ?? [];
  const newest = NEWEST_MINOR[major];
  if (newest === undefined || Number(minor ?? 0) > newest) {
    return invalidValue(`Cannot find version ${version} for postgres`);
  }
  return `${major}.${minor ?? newest}`;
}

export const majorOf = (version: string): number => Number(version.split('.')[0]);

const PASSWORD = /^[!#-.0-?A-~]{8,128}$/;

export function checkPassword(password: string): void {
  if (PASSWORD.test(password)) return;
  invalidValue(
    "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.",
  );
}

const RESERVED_USERS = [
  'admin',
  'rdsadmin',
  'rds_superuser',
  'rds_replication',
  'rdsrepladmin',
  'public',
  'user',
  'role',
];

export function checkUsername(name: string): void {
  if (!/^[a-zA-Z][a-zA-Z0-9_]{0,62}$/.test(name)) invalidValue(`Invalid master user name: ${name}`);
  if (RESERVED_USERS.includes(name.toLowerCase()) || name.startsWith('pg_')) {
    invalidValue(`MasterUsername ${name} cannot be used as it is a reserved word used by the engine`);
  }
}

export function checkDatabaseName(name: string | undefined): void {
  if (name === undefined) return;
  if (!/^[a-zA-Z][a-zA-Z0-9_]{0,62}$/.test(name))
    invalidValue('DBName must begin with a letter and contain only alphanumeric characters.');
  if (['rdsadmin', 'template0', 'template1'].includes(name))
    invalidValue(`DBName ${name} cannot be used. It is a reserved word`);
}

export function checkClass(name: string): void {
  if (!/^db\.[a-z]+\d+[a-z]*(\.\d*(micro|small|medium|large|xlarge))+$/.test(name)) {
    invalidValue(`Invalid DB Instance class: ${name}`);
  }
}

const LOGS = ['postgresql', 'upgrade', 'iam-db-auth-error'];

export function checkLogExports(types: readonly string[]): void {
  const unknown = types.find((type) => !LOGS.includes(type));
  if (unknown !== undefined)
    invalidCombination(`You cannot use the log types '${unknown}' with engine version postgres.`);
}

const AUTHORITIES = ['rds-ca-rsa2048-g1', 'rds-ca-rsa4096-g1', 'rds-ca-ecc384-g1'];

/** What depends on another field of the same instance. */
export function checkAttributes(call: Call, attributes: InstanceAttributes): void {
  const { monitoringInterval, performanceInsightsEnabled, performanceInsightsRetentionPeriod: retention } = attributes;
  if (![0, 1, 5, 10, 15, 30, 60].includes(monitoringInterval))
    invalidValue(`Invalid MonitoringInterval: ${monitoringInterval}`);
  checkMonitoringRole(call, attributes);
  if (retention !== undefined) {
    if (!performanceInsightsEnabled)
      invalidCombination('Performance Insights must be enabled to set its retention period.');
    if (retention !== 7 && retention !== 731 && !(retention % 31 === 0 && retention <= 713)) {
      invalidValue(
        `Invalid Performance Insights retention period. Valid values are: 7, month * 31 up to 713, and 731; not ${retention}`,
      );
    }
  }
  if (!['standard', 'advanced'].includes(attributes.databaseInsightsMode)) {
    invalidValue(`Invalid DatabaseInsightsMode: ${attributes.databaseInsightsMode}`);
  }
  if (attributes.databaseInsightsMode === 'advanced' && (!performanceInsightsEnabled || (retention ?? 0) < 465)) {
    invalidCombination(
      'Database Insights Advanced needs Performance Insights with a retention period of at least 465 days.',
    );
  }
  if (!(attributes.backupRetentionPeriod >= 0 && attributes.backupRetentionPeriod <= 35)) {
    invalidValue(`Invalid backup retention period: ${attributes.backupRetentionPeriod}. Must be 0 to 35`);
  }
  if (!AUTHORITIES.includes(attributes.caCertificateIdentifier)) {
    throw new AwsError('CertificateNotFound', `Certificate ${attributes.caCertificateIdentifier} not found.`);
  }
  if (!(attributes.promotionTier >= 0 && attributes.promotionTier <= 15)) invalidValue('PromotionTier must be 0 to 15');
}

function checkMonitoringRole(call: Call, { monitoringInterval, monitoringRoleARN }: InstanceAttributes): void {
  if (monitoringInterval === 0) return;
  if (monitoringRoleARN === undefined) {
    invalidCombination('A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.');
  }
  const role = findRole(call, monitoringRoleARN);
  const permitted = role?.policies.some((arn) => arn.endsWith('AmazonRDSEnhancedMonitoringRole'));
  if (!role || !permitted || !trusts(role, 'monitoring.rds.amazonaws.com')) refuseMonitoringRole();
}

/** Also what RDS says of a role that IAM has not told everyone about yet. */
export function refuseMonitoringRole(): never {
  return invalidValue(
    'IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING',
  );
}

export function getInstance({ account, region }: Call, identifier: string): Records['dbInstance'] {
  const instance = account.find('dbInstance', identifier.toLowerCase(), region);
  if (!instance) throw new AwsError('DBInstanceNotFound', `DBInstance ${identifier} not found.`);
  return instance;
}
