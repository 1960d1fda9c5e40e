// Generated from crds/ack/kms.yaml by `npm run generate`: edit that file instead.
import type { ObjectMeta } from '../../object.js';

export type Key = {
  readonly apiVersion: 'kms.services.k8s.aws/v1alpha1';
  readonly kind: 'Key';
  readonly metadata: ObjectMeta;
  readonly spec?: KeySpec;
  readonly status?: KeyStatus;
};
export type KeySpec = {
  readonly description?: string;
  /**
   * Set it: unset differs from AWS's false for ever.
   */
  readonly enableKeyRotation?: boolean;
  /**
   * Filled in with AWS's default; compared by meaning.
   */
  readonly policy?: string;
  readonly bypassPolicyLockoutSafetyCheck?: boolean;
  /**
   * Filled in by the controller.
   */
  readonly keySpec?: string;
  /**
   * Filled in by the controller.
   */
  readonly keyUsage?: string;
  /**
   * Filled in by the controller.
   */
  readonly origin?: string;
  /**
   * Filled in by the controller.
   */
  readonly multiRegion?: boolean;
  readonly customKeyStoreID?: string;
  readonly tags?: readonly KeySpecTags[];
};
export type KeySpecTags = {
  readonly tagKey?: string;
  readonly tagValue?: string;
};
export type KeyStatus = {
  readonly keyID?: string;
  /**
   * `Enabled`, `Disabled`, `PendingDeletion`, …; being synced does not wait for it.
   */
  readonly keyState?: string;
  readonly keyManager?: string;
  readonly enabled?: boolean;
  readonly awsAccountID?: string;
  readonly creationDate?: string;
  readonly deletionDate?: string;
  readonly pendingDeletionWindowInDays?: number;
  readonly encryptionAlgorithms?: readonly string[];
  readonly ackResourceMetadata?: KeyStatusAckResourceMetadata;
  readonly conditions?: readonly KeyStatusConditions[];
};
export type KeyStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type KeyStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
export type Alias = {
  readonly apiVersion: 'kms.services.k8s.aws/v1alpha1';
  readonly kind: 'Alias';
  readonly metadata: ObjectMeta;
  readonly spec?: AliasSpec;
  readonly status?: AliasStatus;
};
export type AliasSpec = {
  /**
   * With the prefix `alias/`.
   */
  readonly name: string;
  readonly targetKeyRef?: AliasSpecTargetKeyRef;
  readonly targetKeyID?: string;
};
export type AliasSpecTargetKeyRef = {
  readonly from?: AliasSpecTargetKeyRefFrom;
};
export type AliasSpecTargetKeyRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type AliasStatus = {
  readonly ackResourceMetadata?: AliasStatusAckResourceMetadata;
  readonly conditions?: readonly AliasStatusConditions[];
};
export type AliasStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type AliasStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
