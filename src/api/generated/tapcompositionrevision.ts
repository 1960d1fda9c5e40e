// Generated from crds/tapcompositionrevision.yaml by `npm run generate`: edit that file instead.
import type { Json, ObjectMeta } from '../object.js';
import type { CompositionDefaults } from './tapcomposition.js';

/**
 * A TapComposition as it was at some time, which databases follow.
 */
export type TapCompositionRevision = {
  readonly apiVersion: 'tapstack.io/v1alpha1';
  readonly kind: 'TapCompositionRevision';
  readonly metadata: ObjectMeta;
  readonly spec: TapCompositionRevisionSpec;
};
export type TapCompositionRevisionSpec = {
  /**
   * The TapComposition's name.
   */
  readonly composition: string;
  /**
   * From 1 upwards, in the order in which they were made.
   */
  readonly revision: number;
  /**
   * SHA-256 of the template as canonical JSON.
   */
  readonly hash: string;
  readonly canary?: RevisionCanary;
  readonly template: RevisionTemplate;
};
/**
 * Only databases with these labels follow this revision by themselves. As in the TapComposition, which alone may change it.
 */
export type RevisionCanary = {
  readonly matchLabels: {
    readonly [k: string]: string;
  };
};
/**
 * What databases are made of, as in the TapComposition.
 */
export type RevisionTemplate = {
  readonly blueprint: string;
  readonly defaults?: CompositionDefaults;
  readonly constraints?: readonly RevisionConstraint[];
  readonly patches?: readonly RevisionPatch[];
};
export type RevisionConstraint = {
  readonly rule: string;
  readonly message: string;
};
export type RevisionPatch = {
  readonly target: RevisionPatchTarget;
  readonly type: 'JSONPatch' | 'MergePatch';
  readonly patch: Json;
};
export type RevisionPatchTarget = {
  readonly kind: string;
  readonly component?: string;
};
