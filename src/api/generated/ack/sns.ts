// Generated from crds/ack/sns.yaml by `npm run generate`: edit that file instead.
import type { ObjectMeta } from '../../object.js';

export type Topic = {
  readonly apiVersion: 'sns.services.k8s.aws/v1alpha1';
  readonly kind: 'Topic';
  readonly metadata: ObjectMeta;
  readonly spec?: TopicSpec;
  readonly status?: TopicStatus;
};
export type TopicSpec = {
  readonly name: string;
  readonly displayName?: string;
  readonly policyRef?: TopicSpecPolicyRef;
  /**
   * Filled in with AWS's default; compared by meaning.
   */
  readonly policy?: string;
  readonly kmsMasterKeyRef?: TopicSpecKmsMasterKeyRef;
  readonly kmsMasterKeyID?: string;
  readonly deliveryPolicy?: string;
  readonly dataProtectionPolicy?: string;
  readonly fifoTopic?: string;
  readonly fifoThroughputScope?: string;
  readonly contentBasedDeduplication?: string;
  readonly signatureVersion?: string;
  readonly tracingConfig?: string;
  readonly applicationSuccessFeedbackRoleRef?: TopicSpecApplicationSuccessFeedbackRoleRef;
  readonly applicationSuccessFeedbackRoleARN?: string;
  readonly applicationSuccessFeedbackSampleRate?: string;
  readonly applicationFailureFeedbackRoleRef?: TopicSpecApplicationFailureFeedbackRoleRef;
  readonly applicationFailureFeedbackRoleARN?: string;
  readonly firehoseSuccessFeedbackRoleRef?: TopicSpecFirehoseSuccessFeedbackRoleRef;
  readonly firehoseSuccessFeedbackRoleARN?: string;
  readonly firehoseSuccessFeedbackSampleRate?: string;
  readonly firehoseFailureFeedbackRoleRef?: TopicSpecFirehoseFailureFeedbackRoleRef;
  readonly firehoseFailureFeedbackRoleARN?: string;
  readonly httpSuccessFeedbackRoleRef?: TopicSpecHttpSuccessFeedbackRoleRef;
  readonly httpSuccessFeedbackRoleARN?: string;
  readonly httpSuccessFeedbackSampleRate?: string;
  readonly httpFailureFeedbackRoleRef?: TopicSpecHttpFailureFeedbackRoleRef;
  readonly httpFailureFeedbackRoleARN?: string;
  readonly lambdaSuccessFeedbackRoleRef?: TopicSpecLambdaSuccessFeedbackRoleRef;
  readonly lambdaSuccessFeedbackRoleARN?: string;
  readonly lambdaSuccessFeedbackSampleRate?: string;
  readonly lambdaFailureFeedbackRoleRef?: TopicSpecLambdaFailureFeedbackRoleRef;
  readonly lambdaFailureFeedbackRoleARN?: string;
  readonly sqsSuccessFeedbackRoleRef?: TopicSpecSqsSuccessFeedbackRoleRef;
  readonly sqsSuccessFeedbackRoleARN?: string;
  readonly sqsSuccessFeedbackSampleRate?: string;
  readonly sqsFailureFeedbackRoleRef?: TopicSpecSqsFailureFeedbackRoleRef;
  readonly sqsFailureFeedbackRoleARN?: string;
  readonly tags?: readonly TopicSpecTags[];
};
export type TopicSpecPolicyRef = {
  readonly from?: TopicSpecPolicyRefFrom;
};
export type TopicSpecPolicyRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type TopicSpecKmsMasterKeyRef = {
  readonly from?: TopicSpecKmsMasterKeyRefFrom;
};
export type TopicSpecKmsMasterKeyRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type TopicSpecApplicationSuccessFeedbackRoleRef = {
  readonly from?: TopicSpecApplicationSuccessFeedbackRoleRefFrom;
};
export type TopicSpecApplicationSuccessFeedbackRoleRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type TopicSpecApplicationFailureFeedbackRoleRef = {
  readonly from?: TopicSpecApplicationFailureFeedbackRoleRefFrom;
};
export type TopicSpecApplicationFailureFeedbackRoleRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type TopicSpecFirehoseSuccessFeedbackRoleRef = {
  readonly from?: TopicSpecFirehoseSuccessFeedbackRoleRefFrom;
};
export type TopicSpecFirehoseSuccessFeedbackRoleRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type TopicSpecFirehoseFailureFeedbackRoleRef = {
  readonly from?: TopicSpecFirehoseFailureFeedbackRoleRefFrom;
};
export type TopicSpecFirehoseFailureFeedbackRoleRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type TopicSpecHttpSuccessFeedbackRoleRef = {
  readonly from?: TopicSpecHttpSuccessFeedbackRoleRefFrom;
};
export type TopicSpecHttpSuccessFeedbackRoleRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type TopicSpecHttpFailureFeedbackRoleRef = {
  readonly from?: TopicSpecHttpFailureFeedbackRoleRefFrom;
};
export type TopicSpecHttpFailureFeedbackRoleRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type TopicSpecLambdaSuccessFeedbackRoleRef = {
  readonly from?: TopicSpecLambdaSuccessFeedbackRoleRefFrom;
};
export type TopicSpecLambdaSuccessFeedbackRoleRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type TopicSpecLambdaFailureFeedbackRoleRef = {
  readonly from?: TopicSpecLambdaFailureFeedbackRoleRefFrom;
};
export type TopicSpecLambdaFailureFeedbackRoleRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type TopicSpecSqsSuccessFeedbackRoleRef = {
  readonly from?: TopicSpecSqsSuccessFeedbackRoleRefFrom;
};
export type TopicSpecSqsSuccessFeedbackRoleRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type TopicSpecSqsFailureFeedbackRoleRef = {
  readonly from?: TopicSpecSqsFailureFeedbackRoleRefFrom;
};
export type TopicSpecSqsFailureFeedbackRoleRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type TopicSpecTags = {
  readonly key?: string;
  readonly value?: string;
};
export type TopicStatus = {
  readonly topicARN?: string;
  readonly owner?: string;
  readonly effectiveDeliveryPolicy?: string;
  readonly ackResourceMetadata?: TopicStatusAckResourceMetadata;
  readonly conditions?: readonly TopicStatusConditions[];
};
export type TopicStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type TopicStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
export type Subscription = {
  readonly apiVersion: 'sns.services.k8s.aws/v1alpha1';
  readonly kind: 'Subscription';
  readonly metadata: ObjectMeta;
  readonly spec?: SubscriptionSpec;
  readonly status?: SubscriptionStatus;
};
export type SubscriptionSpec = {
  readonly topicRef?: SubscriptionSpecTopicRef;
  readonly topicARN?: string;
  readonly protocol: string;
  readonly endpoint?: string;
  /**
   * Filled in by the controller.
   */
  readonly deliveryPolicy?: string;
  readonly filterPolicy?: string;
  /**
   * Filled in by the controller.
   */
  readonly filterPolicyScope?: string;
  readonly rawMessageDelivery?: string;
  readonly redrivePolicy?: string;
  readonly subscriptionRoleRef?: SubscriptionSpecSubscriptionRoleRef;
  readonly subscriptionRoleARN?: string;
};
export type SubscriptionSpecTopicRef = {
  readonly from?: SubscriptionSpecTopicRefFrom;
};
export type SubscriptionSpecTopicRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type SubscriptionSpecSubscriptionRoleRef = {
  readonly from?: SubscriptionSpecSubscriptionRoleRefFrom;
};
export type SubscriptionSpecSubscriptionRoleRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type SubscriptionStatus = {
  /**
   * `true`, as a string, until the receiver of the mail agrees.
   */
  readonly pendingConfirmation?: string;
  readonly confirmationWasAuthenticated?: string;
  readonly effectiveDeliveryPolicy?: string;
  readonly owner?: string;
  readonly ackResourceMetadata?: SubscriptionStatusAckResourceMetadata;
  readonly conditions?: readonly SubscriptionStatusConditions[];
};
export type SubscriptionStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type SubscriptionStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
