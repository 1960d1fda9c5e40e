// Generated from crds/ack/iam.yaml by `npm run generate`: edit that file instead.
import type { ObjectMeta } from '../../object.js';

export type Role = {
  readonly apiVersion: 'iam.services.k8s.aws/v1alpha1';
  readonly kind: 'Role';
  readonly metadata: ObjectMeta;
  readonly spec?: RoleSpec;
  readonly status?: RoleStatus;
};
export type RoleSpec = {
  readonly name: string;
  readonly description?: string;
  /**
   * Filled in by the controller.
   */
  readonly path?: string;
  /**
   * JSON; compared by meaning.
   */
  readonly assumeRolePolicyDocument: string;
  /**
   * ARNs; exclusive with policyRefs. Attachments made by others are removed.
   */
  readonly policies?: readonly string[];
  readonly policyRefs?: readonly RoleSpecPolicyRefs[];
  /**
   * Policy name to JSON, compared byte by byte.
   */
  readonly inlinePolicies?: {
    readonly [k: string]: string;
  };
  readonly permissionsBoundary?: string;
  readonly permissionsBoundaryRef?: RoleSpecPermissionsBoundaryRef;
  /**
   * Seconds; filled in by the controller.
   */
  readonly maxSessionDuration?: number;
  readonly tags?: readonly RoleSpecTags[];
};
export type RoleSpecPolicyRefs = {
  readonly from?: RoleSpecPolicyRefsFrom;
};
export type RoleSpecPolicyRefsFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type RoleSpecPermissionsBoundaryRef = {
  readonly from?: RoleSpecPermissionsBoundaryRefFrom;
};
export type RoleSpecPermissionsBoundaryRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type RoleSpecTags = {
  readonly key?: string;
  readonly value?: string;
};
export type RoleStatus = {
  readonly roleID?: string;
  readonly createDate?: string;
  readonly roleLastUsed?: RoleStatusRoleLastUsed;
  readonly ackResourceMetadata?: RoleStatusAckResourceMetadata;
  readonly conditions?: readonly RoleStatusConditions[];
};
export type RoleStatusRoleLastUsed = {
  readonly lastUsedDate?: string;
  readonly region?: string;
};
export type RoleStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type RoleStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
export type InstanceProfile = {
  readonly apiVersion: 'iam.services.k8s.aws/v1alpha1';
  readonly kind: 'InstanceProfile';
  readonly metadata: ObjectMeta;
  readonly spec?: InstanceProfileSpec;
  readonly status?: InstanceProfileStatus;
};
export type InstanceProfileSpec = {
  readonly name: string;
  /**
   * Filled in by the controller.
   */
  readonly path?: string;
  readonly roleRef?: InstanceProfileSpecRoleRef;
  readonly role?: string;
  readonly tags?: readonly InstanceProfileSpecTags[];
};
export type InstanceProfileSpecRoleRef = {
  readonly from?: InstanceProfileSpecRoleRefFrom;
};
export type InstanceProfileSpecRoleRefFrom = {
  readonly name?: string;
  readonly namespace?: string;
};
export type InstanceProfileSpecTags = {
  readonly key?: string;
  readonly value?: string;
};
export type InstanceProfileStatus = {
  readonly instanceProfileID?: string;
  readonly createDate?: string;
  readonly ackResourceMetadata?: InstanceProfileStatusAckResourceMetadata;
  readonly conditions?: readonly InstanceProfileStatusConditions[];
};
export type InstanceProfileStatusAckResourceMetadata = {
  readonly arn?: string;
  readonly ownerAccountID: string;
  readonly region: string;
  readonly partition?: string;
};
export type InstanceProfileStatusConditions = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
};
