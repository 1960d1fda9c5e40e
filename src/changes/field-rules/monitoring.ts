import type { MetricAlarmSpec } from '../../api/generated/ack/cloudwatch.js';
import type { LogGroupSpec } from '../../api/generated/ack/cloudwatchlogs.js';
import type { SubscriptionSpec, TopicSpec } from '../../api/generated/ack/sns.js';
import { containing, sameNumber, samePolicy, subset, unordered } from '../comparison.js';
import { comparedAs, none, type RulesOf, replacement } from './field-rule.js';

/** CloudWatch, its logs, and SNS. */

export const metricAlarmRules: RulesOf<MetricAlarmSpec> = {
  actionsEnabled: none,
  alarmActions: comparedAs(unordered),
  alarmDescription: none,
  comparisonOperator: none,
  datapointsToAlarm: none,
  dimensions: none,
  evaluateLowSampleCountPercentile: none,
  evaluationPeriods: none,
  extendedStatistic: none,
  insufficientDataActions: comparedAs(unordered),
  metricName: none,
  name: replacement,
  namespace: none,
  oKActions: comparedAs(unordered),
  period: none,
  statistic: none,
  tags: comparedAs(containing),
  threshold: comparedAs(sameNumber),
  treatMissingData: none,
  unit: none,
};

export const logGroupRules: RulesOf<LogGroupSpec> = {
  kmsKeyID: replacement,
  kmsKeyRef: replacement,
  name: replacement,
  retentionDays: none,
  tags: comparedAs(subset),
};

export const topicRules: RulesOf<TopicSpec> = {
  applicationFailureFeedbackRoleARN: none,
  applicationFailureFeedbackRoleRef: none,
  applicationSuccessFeedbackRoleARN: none,
  applicationSuccessFeedbackRoleRef: none,
  applicationSuccessFeedbackSampleRate: none,
  contentBasedDeduplication: none,
  dataProtectionPolicy: comparedAs(samePolicy),
  deliveryPolicy: none,
  displayName: none,
  fifoThroughputScope: none,
  fifoTopic: replacement,
  firehoseFailureFeedbackRoleARN: none,
  firehoseFailureFeedbackRoleRef: none,
  firehoseSuccessFeedbackRoleARN: none,
  firehoseSuccessFeedbackRoleRef: none,
  firehoseSuccessFeedbackSampleRate: none,
  httpFailureFeedbackRoleARN: none,
  httpFailureFeedbackRoleRef: none,
  httpSuccessFeedbackRoleARN: none,
  httpSuccessFeedbackRoleRef: none,
  httpSuccessFeedbackSampleRate: none,
  kmsMasterKeyID: none,
  kmsMasterKeyRef: none,
  lambdaFailureFeedbackRoleARN: none,
  lambdaFailureFeedbackRoleRef: none,
  lambdaSuccessFeedbackRoleARN: none,
  lambdaSuccessFeedbackRoleRef: none,
  lambdaSuccessFeedbackSampleRate: none,
  name: replacement,
  policy: comparedAs(samePolicy),
  policyRef: none,
  signatureVersion: none,
  sqsFailureFeedbackRoleARN: none,
  sqsFailureFeedbackRoleRef: none,
  sqsSuccessFeedbackRoleARN: none,
  sqsSuccessFeedbackRoleRef: none,
  sqsSuccessFeedbackSampleRate: none,
  tags: comparedAs(containing),
  tracingConfig: none,
};

export const subscriptionRules: RulesOf<SubscriptionSpec> = {
  deliveryPolicy: none,
  endpoint: replacement,
  filterPolicy: none,
  filterPolicyScope: none,
  protocol: replacement,
  rawMessageDelivery: none,
  redrivePolicy: none,
  subscriptionRoleARN: none,
  subscriptionRoleRef: none,
  topicARN: replacement,
  topicRef: replacement,
};
