import type { Account } from '../aws/account.js';
import type { Counters } from '../counters.js';
import type { Faults } from '../faults.js';
import type { Cluster } from './cluster.js';
import type { Kind } from './kind.js';

/** What every reconcile of a kind works with. */
export interface ReconcileContext {
  readonly kind: Kind;
  readonly cluster: Cluster;
  readonly account: Account;
  readonly faults: Faults;
  readonly counters: Counters;
  /** The account that the namespace of this reconcile names. @default the controllers' own */
  readonly accountID?: string;
  /** The time by which conditions are stamped. */
  readonly calendar: () => Date;
  /** The region of objects that name none. */
  readonly defaultRegion: string;
  /** Generations that this controller's own writes made, as `<uid>@<generation>`. */
  readonly ownGenerations: Set<string>;
  /** The newest generation of each object, by `namespace/name`, that a reconcile has dealt with. */
  readonly reconciled: Map<string, number>;
}
