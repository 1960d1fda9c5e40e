// Generated from crds/ack/cloudwatchlogs.yaml by `npm run generate`: edit that file instead.
import type { ObjectMeta } from '../../object.js';

export type LogGroup = {
  readonly apiVersion: 'cloudwatchlogs.services.k8s.aws/v1alpha1';
  readonly kind: 'LogGroup';
  readonly metadata: ObjectMeta;
  readonly spec?: LogGroupSpec;
  readonly status?: LogGroupStatus;
};
export type LogGroupSpec = {
  readonly name: string;
  /**
   * Unset, logs never expire.
   */
  readonly retentionDays?: number;
  readonly kmsKeyRef?: LogGroupSpecKmsKeyRef;
  readonly kmsKeyID?: string;
  readonly tags?: {
    readonly [k: string]: string;
  };
};
export type LogGroupSpecKmsKeyRef = {
  readonly from?: LogGroupSpecKmsKeyRefFrom;
};
export type LogGroupSpecKmsKeyRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type LogGroupStatus = {
  /**
   * Milliseconds since 1970.
   */
  readonly creationTime?: number;
  readonly retentionInDays?: number;
  readonly storedBytes?: number;
  readonly metricFilterCount?: number;
  readonly dataProtectionStatus?: string;
  readonly ackResourceMetadata?: LogGroupStatusAckResourceMetadata;
  readonly conditions?: readonly LogGroupStatusConditions[];
};
export type LogGroupStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type LogGroupStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
