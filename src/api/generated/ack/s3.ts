// Generated from crds/ack/s3.yaml by `npm run generate`: edit that file instead.
import type { ObjectMeta } from '../../object.js';

export type Bucket = {
  readonly apiVersion: 's3.services.k8s.aws/v1alpha1';
  readonly kind: 'Bucket';
  readonly metadata: ObjectMeta;
  readonly spec?: BucketSpec;
  readonly status?: BucketStatus;
};
export type BucketSpec = {
  readonly name: string;
  readonly createBucketConfiguration?: BucketSpecCreateBucketConfiguration;
  readonly versioning?: BucketSpecVersioning;
  readonly encryption?: BucketSpecEncryption;
  readonly publicAccessBlock?: BucketSpecPublicAccessBlock;
  readonly objectOwnership?: string;
  readonly ownershipControls?: BucketSpecOwnershipControls;
  /**
   * JSON; compared by meaning.
   */
  readonly policy?: string;
  readonly lifecycle?: BucketSpecLifecycle;
  readonly abac?: BucketSpecAbac;
  readonly tagging?: BucketSpecTagging;
};
/**
 * Filled in outside us-east-1.
 */
export type BucketSpecCreateBucketConfiguration = {
  readonly locationConstraint?: string;
  readonly location?: BucketSpecCreateBucketConfigurationLocation;
  readonly bucket?: BucketSpecCreateBucketConfigurationBucket;
};
export type BucketSpecCreateBucketConfigurationLocation = {
  readonly name?: string;
  readonly type?: string;
};
export type BucketSpecCreateBucketConfigurationBucket = {
  readonly dataRedundancy?: string;
  readonly type?: string;
};
export type BucketSpecVersioning = {
  /**
   * `Enabled` or `Suspended`.
   */
  readonly status?: string;
};
export type BucketSpecEncryption = {
  readonly rules?: readonly BucketSpecEncryptionRules[];
};
export type BucketSpecEncryptionRules = {
  readonly applyServerSideEncryptionByDefault?: BucketSpecEncryptionRulesApplyServerSideEncryptionByDefault;
  readonly bucketKeyEnabled?: boolean;
};
export type BucketSpecEncryptionRulesApplyServerSideEncryptionByDefault = {
  readonly sseAlgorithm?: string;
  /**
   * The key's ARN, never its id; there is no reference.
   */
  readonly kmsMasterKeyID?: string;
};
export type BucketSpecPublicAccessBlock = {
  readonly blockPublicACLs?: boolean;
  readonly blockPublicPolicy?: boolean;
  readonly ignorePublicACLs?: boolean;
  readonly restrictPublicBuckets?: boolean;
};
export type BucketSpecOwnershipControls = {
  readonly rules?: readonly BucketSpecOwnershipControlsRules[];
};
export type BucketSpecOwnershipControlsRules = {
  readonly objectOwnership?: string;
};
export type BucketSpecLifecycle = {
  readonly rules?: readonly BucketSpecLifecycleRules[];
};
export type BucketSpecLifecycleRules = {
  readonly id?: string;
  /**
   * `Enabled` or `Disabled`.
   */
  readonly status?: string;
  readonly prefix?: string;
  readonly filter?: BucketSpecLifecycleRulesFilter;
  readonly expiration?: BucketSpecLifecycleRulesExpiration;
  readonly noncurrentVersionExpiration?: BucketSpecLifecycleRulesNoncurrentVersionExpiration;
  readonly abortIncompleteMultipartUpload?: BucketSpecLifecycleRulesAbortIncompleteMultipartUpload;
  readonly transitions?: readonly BucketSpecLifecycleRulesTransitions[];
  readonly noncurrentVersionTransitions?: readonly BucketSpecLifecycleRulesNoncurrentVersionTransitions[];
};
export type BucketSpecLifecycleRulesFilter = {
  readonly prefix?: string;
  readonly tag?: BucketSpecLifecycleRulesFilterTag;
  readonly objectSizeGreaterThan?: number;
  readonly objectSizeLessThan?: number;
  readonly and?: BucketSpecLifecycleRulesFilterAnd;
};
export type BucketSpecLifecycleRulesFilterTag = {
  readonly key?: string;
  readonly value?: string;
};
export type BucketSpecLifecycleRulesFilterAnd = {
  readonly prefix?: string;
  readonly tags?: readonly BucketSpecLifecycleRulesFilterAndTags[];
  readonly objectSizeGreaterThan?: number;
  readonly objectSizeLessThan?: number;
};
export type BucketSpecLifecycleRulesFilterAndTags = {
  readonly key?: string;
  readonly value?: string;
};
export type BucketSpecLifecycleRulesExpiration = {
  readonly date?: string;
  readonly days?: number;
  readonly expiredObjectDeleteMarker?: boolean;
};
export type BucketSpecLifecycleRulesNoncurrentVersionExpiration = {
  readonly noncurrentDays?: number;
  readonly newerNoncurrentVersions?: number;
};
export type BucketSpecLifecycleRulesAbortIncompleteMultipartUpload = {
  readonly daysAfterInitiation?: number;
};
export type BucketSpecLifecycleRulesTransitions = {
  readonly date?: string;
  readonly days?: number;
  readonly storageClass?: string;
};
export type BucketSpecLifecycleRulesNoncurrentVersionTransitions = {
  readonly noncurrentDays?: number;
  readonly newerNoncurrentVersions?: number;
  readonly storageClass?: string;
};
/**
 * Filled in by the controller.
 */
export type BucketSpecAbac = {
  readonly status?: string;
};
export type BucketSpecTagging = {
  readonly tagSet?: readonly BucketSpecTaggingTagSet[];
};
export type BucketSpecTaggingTagSet = {
  readonly key?: string;
  readonly value?: string;
};
export type BucketStatus = {
  readonly location?: string;
  readonly ackResourceMetadata?: BucketStatusAckResourceMetadata;
  readonly conditions?: readonly BucketStatusConditions[];
};
export type BucketStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type BucketStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
