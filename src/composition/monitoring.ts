import { Construct } from 'constructs';
import type { ChildRef } from '../api/child.js';
import { from, type SpecOf } from './ack-kinds.js';
import { addAlarms } from './alarms.js';
import type { DatabaseChart, InstanceName } from './database-chart.js';
import type { Encryption } from './encryption.js';
import { trustPolicy } from './policy.js';
import { roleName } from './role-name.js';

/** Enhanced Monitoring's role, the log groups, the alarms; and what an instance says of all that. */
export class Monitoring extends Construct {
  /** The fields of every instance, primary or replica. */
  readonly instanceFields: Partial<SpecOf<'DBInstance'>>;

  constructor(chart: DatabaseChart, encryption: Encryption, instances: readonly InstanceName[]) {
    super(chart, 'monitoring');
    const { monitoring } = chart.spec;
    const { enhancedIntervalSeconds, performanceInsights, logs } = monitoring;
    const role = enhancedIntervalSeconds > 0 ? this.#addRole(chart) : undefined;
    for (const instance of instances) this.#addLogGroups(chart, encryption, instance);
    if (monitoring.alarms.enabled) addAlarms(this, chart, encryption, instances);
    this.instanceFields = {
      monitoringInterval: enhancedIntervalSeconds,
      ...(role !== undefined && { monitoringRoleRef: from(role) }),
      performanceInsightsEnabled: performanceInsights.enabled,
      ...(performanceInsights.enabled && {
        performanceInsightsRetentionPeriod: performanceInsights.retentionDays,
        ...encryption.field('performanceInsightsKMSKey'),
      }),
      databaseInsightsMode: monitoring.databaseInsights.toLowerCase(),
      enableCloudwatchLogsExports: [...logs.exports].sort(),
    };
  }

  #addRole(chart: DatabaseChart): ChildRef {
    const { name } = chart.spec;
    return chart.addAck(this, 'Role', `${name}-monitoring`, (need) => ({
      name: roleName(chart.spec, 'monitoring'),
      description: `Enhanced Monitoring of the database ${name}`,
      assumeRolePolicyDocument: trustPolicy('monitoring.rds.amazonaws.com', {
        StringEquals: { 'aws:SourceAccount': chart.accountID(need) },
      }),
      policies: [`arn:${chart.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole`],
    }));
  }

  /** RDS would make these itself, to keep for ever, as soon as an instance exports its logs. */
  #addLogGroups(chart: DatabaseChart, encryption: Encryption, instance: InstanceName): void {
    const { exports, retentionDays } = chart.spec.monitoring.logs;
    for (const log of exports) {
      chart.addAck(
        this,
        'LogGroup',
        `${chart.spec.name}-${instance}-${log}`,
        () => ({
          name: `/aws/rds/instance/${chart.awsName(instance)}/${log}`,
          retentionDays,
          ...encryption.field('kmsKey'),
        }),
        { instance },
      );
    }
  }
}
