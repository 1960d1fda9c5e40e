// Generated from crds/tapcomposition.yaml by `npm run generate`: edit that file instead.
import type { Json, ObjectMeta } from '../object.js';
import type { TapDatabaseSpec } from './tapdatabase.js';

/** What a composition may lay under the spec of a database. */
export type CompositionDefaults = Omit<Partial<TapDatabaseSpec>, 'region' | 'restoreFrom' | 'adopt' | 'compositionRef' | 'compositionRevisionRef' | 'compositionUpdatePolicy'>;

/**
 * What a database is, as a platform team defines it.
 */
export type TapComposition = {
  readonly apiVersion: 'tapstack.io/v1alpha1';
  readonly kind: 'TapComposition';
  readonly metadata: ObjectMeta;
  readonly spec: TapCompositionSpec;
  readonly status?: TapCompositionStatus;
};
/**
 * Blueprint, defaults, constraints and patches make a revision; the rest says how it goes out.
 */
export type TapCompositionSpec = {
  /**
   * The built-in composition that databases are made by, e.g. ha-postgres/v1. A released one never changes what it makes.
   */
  readonly blueprint: string;
  /**
   * Laid under each database's spec: what it leaves open. Fixed fields count only before a database is composed for the first time.
   */
  readonly defaults?: CompositionDefaults;
  /**
   * What must hold of every database, its defaults included; one that breaks a rule is Stalled with its message.
   */
  readonly constraints?: readonly Constraint[];
  /**
   * Changes of composed children, one after another. What the operator holds (names, owners, region, its labels and annotations) cannot be patched.
   */
  readonly patches?: readonly ChildPatch[];
  readonly rollout?: RolloutPolicy;
  /**
   * How many revisions that nobody uses are kept. Default 10.
   */
  readonly revisionHistoryLimit?: number;
};
export type Constraint = {
  /**
   * CEL that has to be true. self is the spec with every default filled in; metadata has the name, namespace and labels.
   */
  readonly rule: string;
  /**
   * What is wrong and what to do instead, to who writes the TapDatabase.
   */
  readonly message: string;
};
export type ChildPatch = {
  readonly target: PatchTarget;
  /**
   * JSONPatch is a list of operations (RFC 6902), MergePatch an object (RFC 7396).
   */
  readonly type: 'JSONPatch' | 'MergePatch';
  /**
   * The patch itself; as text, it is read as YAML.
   */
  readonly patch: Json;
};
/**
 * Every composed child of this kind in this component.
 */
export type PatchTarget = {
  /**
   * A kind of ACK (Secret is that of Secrets Manager), Service or ConfigMap.
   */
  readonly kind: string;
  /**
   * The part of the stack, as in the label tapstack.io/component. Default every part that has the kind.
   */
  readonly component?: string;
};
/**
 * How a new revision reaches the databases that follow it by themselves.
 */
export type RolloutPolicy = {
  /**
   * How many databases may be on the way to the new revision at the same time. Default 1.
   */
  readonly maxUnsettled?: number;
  /**
   * How long a database may take before the roll-out stops at it; time spent waiting for a maintenance window or an approval does not count. Default 7200.
   */
  readonly progressDeadlineSeconds?: number;
  readonly canary?: Canary;
};
/**
 * Only databases with these labels follow the current revision. The others stay on the one that they have, and new ones take the newest without a canary. Removing it lets the revision go to all.
 */
export type Canary = {
  readonly matchLabels: {
    readonly [k: string]: string;
  };
};
/**
 * Whether it can be followed, and how far it has come. Written by the operator.
 */
export type TapCompositionStatus = {
  readonly observedGeneration?: number;
  /**
   * Where the roll-out stands, in one line.
   */
  readonly message?: string;
  /**
   * Valid (it has become a revision) and RolledOut.
   */
  readonly conditions?: readonly Condition[];
  /**
   * The TapCompositionRevision that the spec has become; the last valid one while it has not.
   */
  readonly currentRevision?: string;
  readonly rollout?: RolloutStatus;
};
export type Condition = {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly observedGeneration?: number;
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
};
/**
 * The databases that follow by themselves, and where they stand with the revision meant for them.
 */
export type RolloutStatus = {
  /**
   * How many they are.
   */
  readonly total: number;
  /**
   * On it and as composed.
   */
  readonly settled: number;
  /**
   * On the way to it, by namespace and name, the first ten.
   */
  readonly unsettled: readonly string[];
  /**
   * Not yet told of it.
   */
  readonly waiting: number;
  /**
   * Where the roll-out stops, by namespace and name with the reason, the first ten.
   */
  readonly failed: readonly FailedDatabase[];
};
export type FailedDatabase = {
  readonly database: string;
  readonly reason: string;
  readonly message: string;
};
