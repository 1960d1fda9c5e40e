import type { Composition, Observed } from '../api/child.js';
import type { ConditionReason } from '../api/conditions.js';
import { brokenConstraints } from '../api/constraints.js';
import type { Identity, TapDatabase } from '../api/generated/tapdatabase.js';
import { identityOf } from '../api/identity.js';
import { layDefaults } from '../api/lay-defaults.js';
import { nameConflict } from '../api/name-conflict.js';
import type { KubeObject } from '../api/object.js';
import { formatProblem, type Problem } from '../api/problem.js';
import { resolve } from '../api/resolve.js';
import type { Settings } from '../api/settings.js';
import { validate } from '../api/validate.js';
import { isLook } from '../changes/look.js';
import { placementProblem } from '../changes/placement.js';
import type { JudgedLook } from '../changes/proof.js';
import { withAccount } from '../composition/account.js';
import { BLUEPRINTS } from '../composition/blueprints.js';
import { markRevision } from '../composition/identity.js';
import { isFromDefaults } from '../revisions/check-composition.js';
import { composeTemplate } from '../revisions/compose-template.js';
import type { Lead } from '../revisions/following.js';
import type { Patched } from '../revisions/patches.js';
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

export interface DraftOptions {
  readonly cluster: Pick<Cluster, 'cachedDatabases' | 'calendar' | 'now'>;
  readonly settings: Settings;
}

/**
 * What `lead` makes of a database, `known` by the identity that it has. Reads caches alone, so that it may be asked for
 * what is only thought of.
 */
export function draftOf(
  known: TapDatabase,
  observed: Observed,
  lead: Lead,
  { cluster, settings }: DraftOptions,
): Draft | Objection {
  const { template } = lead;
  const blueprint = unknownBlueprint(template.blueprint);
  if (blueprint !== undefined) return blueprint;
  const isNew = known.status?.identity === undefined;
  const laid = { ...known, spec: layDefaults(known.spec, template.defaults, !isNew) };
  const pinned = pin(laid, observed, lead);
  const children = apart(oursOf(known, observed)).children;
  const objection =
    invalidity(known, pinned, lead, settings) ??
    displacement(pinned, children) ??
    conflict(laid, cluster.cachedDatabases());
  if (objection !== undefined) return objection;
  const looks = judge(pinned, observed, settings);
  const [now, serverTime] = [cluster.calendar(), cluster.now()];
  const proven = withoutUnproven(observed, looks);
  const rotation = rotationOf(pinned, proven, { now, calendar: now });
  const { composition, problems } = composeAll(pinned, proven, rotation, lead, settings, now);
  const adoption = adoptionProblems(pinned, isNew, composition, looks);
  const refusal = objectionIn([...problems, ...restoreProblems(pinned, looks), ...adoption]);
  return refusal ?? { pinned, observed, proven, looks, rotation, composition, now, serverTime };
}

export const isObjection = (draft: Draft | Objection): draft is Objection => 'reason' in draft;

/** The database with its identity, be it the one that it gets with its first composition. */
function pin(database: TapDatabase, observed: Observed, { composition, revision }: Lead): TapDatabase {
  const spec = resolve(database);
  const origin = { name: composition, ...(revision !== undefined && { revision }) };
  const identity = withAccount(database.status?.identity ?? identityOf(spec, origin), spec, observed);
  return { ...database, status: { ...database.status, identity } };
}

function objectionIn(problems: readonly Problem[]): Objection | undefined {
  const [first] = problems;
  return first && { reason: first.reason, message: problems.map(formatProblem).join('. ') };
}

/** An operator of before must not make by another blueprint what it does not know. */
function unknownBlueprint(blueprint: string): Objection | undefined {
  if (BLUEPRINTS[blueprint] !== undefined) return undefined;
  const message = `it is made by blueprint ${blueprint}, which this version of the operator does not know: upgrade the operator`;
  return { reason: 'BlueprintUnknown', message };
}

/** What its spec with the defaults under it, or what its composition asks, leaves to be mended. */
function invalidity(known: TapDatabase, pinned: TapDatabase, lead: Lead, settings: Settings): Objection | undefined {
  const { revision, template } = lead;
  const problems = validate(pinned, settings).map((problem) => {
    if (!isFromDefaults(problem.field, known.spec, template)) return problem;
    return { ...problem, message: `${problem.message}; it is a default of revision ${revision}` };
  });
  return objectionIn(problems) ?? objectionIn(brokenConstraints(pinned, template.constraints ?? []));
}

function displacement({ status }: TapDatabase, children: readonly KubeObject[]): Objection | undefined {
  const message = placementProblem(status?.identity as Identity, children);
  return message === undefined ? undefined : { reason: 'PlacementChanged', message };
}

/** Names belong to who has an identity on record: one that is only about to be given is no claim. */
function conflict(known: TapDatabase, databases: readonly TapDatabase[]): Objection | undefined {
  const winner = nameConflict(known, databases);
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
  lead: Lead,
  settings: Settings,
  now: Date,
): Patched {
  const { composition, problems } = composeTemplate(lead.template, database, observed, {
    ...settings,
    credentials: rotation.names,
    isSnapshotTrusted: isSnapshotTrusted(database, settings),
  });
  if (problems.length > 0 || isOnlyLooking(composition)) return { composition, problems };
  const passwords = credentialsChildren(database, rotation, observed, now);
  const children = [...passwords, ...markRevision(composition.children, lead)];
  return { composition: { ...composition, children }, problems };
}
