// Generated from crds/ack/secretsmanager.yaml by `npm run generate`: edit that file instead.
import type { ObjectMeta } from '../../object.js';

export type Secret = {
  readonly apiVersion: 'secretsmanager.services.k8s.aws/v1alpha1';
  readonly kind: 'Secret';
  readonly metadata: ObjectMeta;
  readonly spec?: SecretSpec;
  readonly status?: SecretStatus;
};
export type SecretSpec = {
  readonly name: string;
  /**
   * A change of it is what makes a new value be sent.
   */
  readonly description?: string;
  readonly secretString?: SecretSpecSecretString;
  readonly kmsKeyRef?: SecretSpecKmsKeyRef;
  readonly kmsKeyID?: string;
  readonly forceOverwriteReplicaSecret?: boolean;
  readonly tags?: readonly SecretSpecTags[];
};
/**
 * A key of an Opaque Secret, which holds the whole value.
 */
export type SecretSpecSecretString = {
  readonly name?: string;
  readonly namespace?: string;
  readonly key: string;
};
export type SecretSpecKmsKeyRef = {
  readonly from?: SecretSpecKmsKeyRefFrom;
};
export type SecretSpecKmsKeyRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type SecretSpecTags = {
  readonly key?: string;
  readonly value?: string;
};
export type SecretStatus = {
  /**
   * The ARN.
   */
  readonly id?: string;
  readonly versionID?: string;
  readonly ackResourceMetadata?: SecretStatusAckResourceMetadata;
  readonly conditions?: readonly SecretStatusConditions[];
};
export type SecretStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type SecretStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
