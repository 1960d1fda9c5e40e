import type { ConditionReason } from '../api/conditions.js';

/** What a database should follow and does not, and why. */
export interface Refusal {
  /** Absent where there is none to be found. */
  readonly revision?: string;
  readonly reason: ConditionReason;
  readonly message: string;
}
