import type { ChildRef } from '../api/child.js';

/** Fields of a child that are not written yet though nobody has to agree: RDS would refuse them now, or take them in a wrong order. */
export interface Postponement {
  /** Of `spec`. */
  readonly fields: readonly string[];
  /** What is waited for: the child itself where it is time. */
  readonly on: ChildRef;
  readonly reason: 'StorageCoolDown' | 'SnapshotFirst' | 'ReplicasFirst' | 'VersionFirst' | 'ParametersFirst';
  readonly message: string;
  /** When time alone lets it go. */
  readonly recheckAfterMs?: number;
}
