// Generated from crds/ack/cloudwatch.yaml by `npm run generate`: edit that file instead.
import type { ObjectMeta } from '../../object.js';

export type MetricAlarm = {
  readonly apiVersion: 'cloudwatch.services.k8s.aws/v1alpha1';
  readonly kind: 'MetricAlarm';
  readonly metadata: ObjectMeta;
  readonly spec?: MetricAlarmSpec;
  readonly status?: MetricAlarmStatus;
};
export type MetricAlarmSpec = {
  readonly name: string;
  readonly alarmDescription?: string;
  readonly namespace?: string;
  readonly metricName?: string;
  /**
   * Compared in order.
   */
  readonly dimensions?: readonly MetricAlarmSpecDimensions[];
  readonly statistic?: string;
  readonly extendedStatistic?: string;
  readonly unit?: string;
  /**
   * Seconds.
   */
  readonly period?: number;
  readonly evaluationPeriods?: number;
  readonly datapointsToAlarm?: number;
  readonly threshold?: number;
  readonly comparisonOperator?: string;
  readonly treatMissingData?: string;
  readonly evaluateLowSampleCountPercentile?: string;
  /**
   * Set it: unset, the alarm is put again at every resync.
   */
  readonly actionsEnabled?: boolean;
  /**
   * ARNs; there is no reference.
   */
  readonly alarmActions?: readonly string[];
  readonly oKActions?: readonly string[];
  readonly insufficientDataActions?: readonly string[];
  readonly tags?: readonly MetricAlarmSpecTags[];
};
export type MetricAlarmSpecDimensions = {
  readonly name?: string;
  readonly value?: string;
};
export type MetricAlarmSpecTags = {
  readonly key?: string;
  readonly value?: string;
};
export type MetricAlarmStatus = {
  readonly ackResourceMetadata?: MetricAlarmStatusAckResourceMetadata;
  readonly conditions?: readonly MetricAlarmStatusConditions[];
};
export type MetricAlarmStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type MetricAlarmStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
