import type { ReadinessReason } from './readiness.js';

/** Why a child cannot go yet. */
export interface Wait {
  readonly reason:
    | ReadinessReason
    | 'NamespaceTerminating'
    | 'WaitingForDependents'
    | 'WaitingForRemoval'
    | 'WaitingForSnapshot';
  readonly message: string;
}
