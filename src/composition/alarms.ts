import type { Construct } from 'constructs';
import type { ChildRef } from '../api/child.js';
import { shortHash } from '../aws/names.js';
import { from } from './ack-kinds.js';
import type { DatabaseChart, InstanceName, Need } from './database-chart.js';
import type { Encryption } from './encryption.js';

/** What an alarm on one instance watches; the purpose is part of its name. */
interface Watch {
  readonly purpose: string;
  readonly metricName: string;
  readonly comparisonOperator: 'GreaterThanThreshold' | 'LessThanThreshold';
  readonly threshold: number;
  readonly alarmDescription: string;
}

/** Alarms on every instance, and the topic and subscriptions that carry them to the given addresses. */
export function addAlarms(
  section: Construct,
  chart: DatabaseChart,
  encryption: Encryption,
  instances: readonly InstanceName[],
): void {
  const actions = notification(section, chart, encryption);
  for (const instance of instances) {
    for (const watch of instance === 'primary' ? watchesOfPrimary(chart) : watchesOfReplica(chart)) {
      addAlarm(section, chart, instance, watch, actions);
    }
  }
}

/** The ARNs that hear of alarms. */
type Actions = (need: Need) => readonly string[];

function notification(section: Construct, chart: DatabaseChart, encryption: Encryption): Actions {
  const { notify } = chart.spec.monitoring.alarms;
  if (notify === undefined) return () => [];
  if ('topicARN' in notify) return () => [notify.topicARN];
  const topic = addTopic(section, chart, encryption, notify.emails);
  return (need) => [need(topic, 'status.ackResourceMetadata.arn')];
}

function addTopic(
  section: Construct,
  chart: DatabaseChart,
  encryption: Encryption,
  emails: readonly string[],
): ChildRef {
  const name = `${chart.spec.name}-alarms`;
  const topic = chart.addAck(section, 'Topic', name, () => ({
    name: chart.awsName('alarms'),
    // A key that was brought along may not admit CloudWatch: alarms would be lost without an error.
    ...(encryption.isOwn && encryption.field('kmsMasterKey')),
  }));
  for (const endpoint of emails) {
    chart.addAck(section, 'Subscription', `${name}-${shortHash(endpoint)}`, () => ({
      topicRef: from(topic),
      protocol: 'email',
      endpoint,
    }));
  }
  return topic;
}

function watchesOfPrimary({ spec }: DatabaseChart): readonly Watch[] {
  const { alarms } = spec.monitoring;
  return [
    {
      purpose: 'cpu',
      metricName: 'CPUUtilization',
      comparisonOperator: 'GreaterThanThreshold',
      threshold: alarms.cpuUtilizationPercent,
      alarmDescription: 'The CPU of the primary is busy (percent)',
    },
    {
      purpose: 'storage',
      metricName: 'FreeStorageSpace',
      comparisonOperator: 'LessThanThreshold',
      threshold: alarms.freeStorageBytes,
      alarmDescription: 'The primary runs out of storage (bytes free)',
    },
    {
      purpose: 'connections',
      metricName: 'DatabaseConnections',
      comparisonOperator: 'GreaterThanThreshold',
      threshold: alarms.connections,
      alarmDescription: 'Many connections to the primary',
    },
  ];
}

function watchesOfReplica({ spec }: DatabaseChart): readonly Watch[] {
  return [
    {
      purpose: 'lag',
      metricName: 'ReplicaLag',
      comparisonOperator: 'GreaterThanThreshold',
      threshold: spec.monitoring.alarms.replicaLagSeconds,
      alarmDescription: 'The replica lags behind the primary (seconds; an idle primary shows up to 300)',
    },
    {
      purpose: 'replication',
      metricName: 'ReplicaLag',
      comparisonOperator: 'LessThanThreshold',
      threshold: 0,
      alarmDescription: 'Replication is broken: RDS reports a lag of -1',
    },
  ];
}

function addAlarm(
  section: Construct,
  chart: DatabaseChart,
  instance: InstanceName,
  { purpose, ...watch }: Watch,
  actions: Actions,
): void {
  chart.addAck(
    section,
    'MetricAlarm',
    `${chart.spec.name}-${instance}-${purpose}`,
    (need) => ({
      name: chart.awsName(`${instance}-${purpose}`),
      ...watch,
      namespace: 'AWS/RDS',
      dimensions: [{ name: 'DBInstanceIdentifier', value: chart.awsName(instance) }],
      statistic: 'Average',
      period: 300,
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
      treatMissingData: 'missing',
      // Unset, it would make ACK call PutMetricAlarm at every resync.
      actionsEnabled: true,
      alarmActions: actions(need),
      oKActions: actions(need),
    }),
    { instance },
  );
}
