import type { InstanceProfileSpec, RoleSpec } from '../../api/generated/ack/iam.js';
import type { AliasSpec, KeySpec } from '../../api/generated/ack/kms.js';
import type { BucketSpec } from '../../api/generated/ack/s3.js';
import type { SecretSpec } from '../../api/generated/ack/secretsmanager.js';
import { containing, sameAlias, samePolicy, sameTagSet, unordered } from '../comparison.js';
import { comparedAs, none, type RulesOf, replacement } from './field-rule.js';

/** IAM, KMS, S3 and Secrets Manager. A new name would make a second resource and forget the first: iam-controller #2268 and alike. */

export const roleRules: RulesOf<RoleSpec> = {
  assumeRolePolicyDocument: comparedAs(samePolicy),
  description: none,
  inlinePolicies: none,
  maxSessionDuration: none,
  name: replacement,
  path: replacement,
  permissionsBoundary: none,
  permissionsBoundaryRef: none,
  policies: comparedAs(unordered),
  policyRefs: comparedAs(unordered),
  tags: comparedAs(containing),
};

export const instanceProfileRules: RulesOf<InstanceProfileSpec> = {
  name: replacement,
  path: replacement,
  role: none,
  roleRef: none,
  tags: comparedAs(containing),
};

/** Everything but rotation, policy and tags is refused by the schema of kms-controller once it is set. */
export const keyRules: RulesOf<KeySpec> = {
  bypassPolicyLockoutSafetyCheck: none,
  customKeyStoreID: replacement,
  description: replacement,
  enableKeyRotation: none,
  keySpec: replacement,
  keyUsage: replacement,
  multiRegion: replacement,
  origin: replacement,
  policy: comparedAs(samePolicy),
  tags: comparedAs(containing),
};

export const aliasRules: RulesOf<AliasSpec> = {
  name: { compare: sameAlias, onChange: 'replacement' },
  targetKeyID: none,
  targetKeyRef: none,
};

export const bucketRules: RulesOf<BucketSpec> = {
  abac: none,
  createBucketConfiguration: replacement,
  encryption: none,
  lifecycle: none,
  name: replacement,
  objectOwnership: none,
  ownershipControls: none,
  policy: comparedAs(samePolicy),
  publicAccessBlock: none,
  tagging: comparedAs(sameTagSet),
  versioning: none,
};

export const secretRules: RulesOf<SecretSpec> = {
  description: none,
  forceOverwriteReplicaSecret: none,
  kmsKeyID: none,
  kmsKeyRef: none,
  name: replacement,
  secretString: none,
  tags: comparedAs(containing),
};
