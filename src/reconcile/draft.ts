import type { Composition, Observed } from '../api/child.js';
import type { ConditionReason } from '../api/conditions.js';
import type { Identity, TapDatabase } from '../api/generated/tapdatabase.js';
import { identityOf } from '../api/identity.js';
import { nameConflict } from '../api/name-conflict.js';
import { type KubeObject, keyOf } from '../api/object.js';
import { formatProblem, type Problem } from '../api/problem.js';
import { resolve } from '../api/resolve.js';
import type { Settings } from '../api/settings.js';
import { validate } from '../api/validate.js';
import { isLook } from '../changes/look.js';
import { placementProblem } from '../changes/placement.js';
import type { JudgedLook } from '../changes/proof.js';
import { withAccount } from '../composition/account.js';
import { compose } from '../composition/compose.js';
import { rebuildIdentity } from '../composition/identity.js';
import { adoptionProblems, apart, judge, withoutUnproven } from './adopting.js';
import type { Cluster } from './cluster.js';
import { credentialsChildren } from './credentials.js';
import { oursOf } from './observe.js';
import { isSnapshotTrusted, restoreProblems } from './restoring.js';
import { type Rotation, rotationOf } from './rotation.js';

/** What a database is to be made of as it is asked for now, before anything is written or compared. */
export interface Draft {
  /** With the identity that it has, or gets with this draft. */
  readonly pinned: TapDatabase;
  readonly observed: Observed;
  /** What is proven to be the database's own. */
  readonly proven: Observed;
  readonly looks: readonly JudgedLook[];
  readonly rotation: Rotation;
  readonly composition: Composition;
  /** On the calendar. */
  readonly now: Date;
  /** On the API server's clock. */
  readonly serverTime: Date;
}

/** Why nothing may be composed. */
export interface Objection {
  readonly reason: ConditionReason;
  readonly message: string;
}

interface DraftOptions {
  readonly cluster: Pick<Cluster, 'cachedDatabases' | 'calendar' | 'now'>;
  readonly settings: Settings;
}

/** Reads caches alone, so that it may be asked for what is only thought of. */
export function draftOf(given: TapDatabase, observed: Observed, options: DraftOptions): Draft | Objection {
  const { cluster, settings } = options;
  const known = recall(given, observed.children);
  const pinned = pin(known, observed);
  const objection = objectionTo(known, pinned, apart(oursOf(given, observed)).children, options);
  if (objection !== undefined) return objection;
  const looks = judge(pinned, observed, settings);
  const [now, serverTime] = [cluster.calendar(), cluster.now()];
  const proven = withoutUnproven(observed, looks);
  const rotation = rotationOf(pinned, proven, { now, calendar: now });
  const composition = composeAll(pinned, proven, rotation, settings, now);
  const isNew = known.status?.identity === undefined;
  const adoption = adoptionProblems(pinned, isNew, composition, looks);
  const refusal = objectionIn([...restoreProblems(pinned, looks), ...adoption]);
  return refusal ?? { pinned, observed, proven, looks, rotation, composition, now, serverTime };
}

export const isObjection = (draft: Draft | Objection): draft is Objection => 'reason' in draft;

/** The database with the identity it has, or by which its children know it where its status was lost. */
function recall(database: TapDatabase, children: readonly KubeObject[]): TapDatabase {
  if (database.status?.identity !== undefined) return database;
  const identity = rebuildIdentity(keyOf(database as unknown as KubeObject), children);
  return identity === undefined ? database : { ...database, status: { ...database.status, identity } };
}

/** The database with its identity, be it the one that it gets with its first composition. */
function pin(database: TapDatabase, observed: Observed): TapDatabase {
  const spec = resolve(database);
  const identity = withAccount(database.status?.identity ?? identityOf(spec), spec, observed);
  return { ...database, status: { ...database.status, identity } };
}

function objectionIn(problems: readonly Problem[]): Objection | undefined {
  const [first] = problems;
  return first && { reason: first.reason, message: problems.map(formatProblem).join('. ') };
}

/** Names belong to who has an identity on record: one that is only about to be given (`pinned`) is no claim. */
function objectionTo(
  known: TapDatabase,
  pinned: TapDatabase,
  children: readonly KubeObject[],
  { cluster, settings }: DraftOptions,
): Objection | undefined {
  const objection = objectionIn(validate(pinned, settings));
  if (objection !== undefined) return objection;
  const misplaced = placementProblem(pinned.status?.identity as Identity, children);
  if (misplaced !== undefined) return { reason: 'PlacementChanged', message: misplaced };
  const winner = nameConflict(known, cluster.cachedDatabases());
  if (winner === undefined) return undefined;
  const { namespace, name } = winner.metadata;
  return {
    reason: 'NameConflict',
    message: `TapDatabase ${namespace}/${name} has the same names in AWS: give this one another name or environment`,
  };
}

/** While only the snapshot is looked at, what is fixed for life may still be corrected. */
export const isOnlyLooking = ({ children }: Composition): boolean =>
  children.length > 0 && children.every(({ manifest }) => isLook(manifest));

/** All that a database is made of, its passwords included. */
function composeAll(
  database: TapDatabase,
  observed: Observed,
  rotation: Rotation,
  settings: Settings,
  now: Date,
): Composition {
  const composition = compose(database, observed, {
    ...settings,
    credentials: rotation.names,
    isSnapshotTrusted: isSnapshotTrusted(database, settings),
  });
  if (isOnlyLooking(composition)) return composition;
  const passwords = credentialsChildren(database, rotation, observed, now);
  return { ...composition, children: [...passwords, ...composition.children] };
}
