import { isDeepStrictEqual } from 'node:util';
import { type CompositionReason, setConditions } from '../api/conditions.js';
import type { Condition, TapComposition, TapCompositionStatus } from '../api/generated/tapcomposition.js';
import type { TapCompositionRevision } from '../api/generated/tapcompositionrevision.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { type KubeObject, keyOf, type ObjectKey } from '../api/object.js';
import { formatProblem, type Problem } from '../api/problem.js';
import { canonicalJson } from '../composition/canonical.js';
import { checkTemplate } from '../revisions/check-composition.js';
import { expiredRevisions } from '../revisions/expiry.js';
import { followingOf, isLost } from '../revisions/following.js';
import { recordedRevisions, revisionFor, templateOf } from '../revisions/revision.js';
import { type Rollout, rolloutOf } from '../revisions/rollout.js';
import type { Action } from './action.js';
import type { Cluster } from './cluster.js';
import { recalledDatabases } from './recall.js';
import { rolloutStatement, rolloutStatus, type Validity, validityStatement } from './rollout-status.js';

export interface CompositionContext {
  readonly cluster: Cluster;
  /** A TapDatabase is to be looked at. */
  readonly wake: (key: ObjectKey) => void;
  /** It sees every TapDatabase of the cluster, so that it knows which revisions nobody uses. */
  readonly seesAll: boolean;
  /** It keeps the revisions and statuses of TapCompositions; another operator does where it does not. */
  readonly manages: boolean;
}

/** A TapComposition becomes the revision that it says, if it can and that is ours to do; its databases are woken one after another. */
export async function reconcileComposition(name: string, context: CompositionContext): Promise<Action> {
  const { cluster, seesAll, manages } = context;
  const composition = cluster.catalogue().compositions.find(({ metadata }) => metadata.name === name);
  const rollout = composition === undefined ? undefined : await follow(composition, context);
  for (const database of toWake(name, rollout, cluster)) context.wake(keyOf(database as unknown as KubeObject));
  // Looked up again: the status of the composition has a say.
  const now = cluster.catalogue();
  const stands = now.compositions.find(({ metadata }) => metadata.name === name);
  const expired = manages && seesAll ? expiredRevisions(name, stands, now, recalledDatabases(cluster)) : [];
  for (const revision of expired) await cluster.delete(revision as unknown as KubeObject);
  return rollout?.recheckAfterMs === undefined ? 'awaitChange' : { requeueAfterMs: rollout.recheckAfterMs };
}

async function follow(composition: TapComposition, { cluster, manages }: CompositionContext): Promise<Rollout> {
  if (!manages) return rolloutOf(composition, cluster.catalogue(), recalledDatabases(cluster), cluster.now());
  const validity = await keepRevision(composition, cluster);
  const current = validity.revision ?? composition.status?.currentRevision;
  const { status: _, ...asked } = composition;
  const followed: TapComposition =
    current === undefined ? asked : { ...asked, status: { ...composition.status, currentRevision: current } };
  const catalogue = cluster.catalogue();
  const compositions = catalogue.compositions.map((it) => (it.metadata.name === asked.metadata.name ? followed : it));
  const rollout = rolloutOf(followed, { ...catalogue, compositions }, recalledDatabases(cluster), cluster.now());
  const status = statusOf(composition, validity, current, rollout, cluster.now());
  if (!isDeepStrictEqual(status, composition.status)) await cluster.applyCompositionStatus(composition, status);
  return rollout;
}

/** The revision that the composition is, made or brought up to date; or what is wrong with it. */
async function keepRevision(composition: TapComposition, cluster: Cluster): Promise<Validity> {
  const { revisions } = cluster.catalogue();
  const wanted = revisionFor(composition, revisions, recalledDatabases(cluster).flatMap(recordedRevisions));
  const live = revisions.find(({ metadata }) => metadata.name === wanted.metadata.name);
  if (live === undefined) {
    const problems = await problemsOf(composition, cluster);
    if (problems.length > 0) return { problem: problems.map(formatProblem).join('. ') };
  }
  if (live === undefined || !isSame(live, wanted)) await cluster.apply(wanted as unknown as KubeObject);
  return { revision: wanted.metadata.name };
}

const isSame = (live: TapCompositionRevision, wanted: TapCompositionRevision): boolean =>
  canonicalJson(live.spec.canary ?? null) === canonicalJson(wanted.spec.canary ?? null);

async function problemsOf({ spec }: TapComposition, cluster: Cluster): Promise<readonly Problem[]> {
  const template = templateOf(spec);
  const offline = checkTemplate(template);
  if (offline.length > 0 || (spec.patches ?? []).length === 0) return offline;
  return checkTemplate(template, await cluster.schemas());
}

function statusOf(
  { metadata, status }: TapComposition,
  validity: Validity,
  current: string | undefined,
  rollout: Rollout,
  now: Date,
): TapCompositionStatus {
  const observedGeneration = metadata.generation ?? 0;
  const statements = [
    { type: 'Valid', ...validityStatement(validity, current) } as const,
    { type: 'RolledOut', ...rolloutStatement(validity, rollout) } as const,
  ].map((statement) => ({ ...statement, observedGeneration }));
  const [valid, rolledOut] = statements as [(typeof statements)[0], (typeof statements)[0]];
  return {
    observedGeneration,
    message: valid.status === 'True' ? rolledOut.message : valid.message,
    conditions: setConditions(status?.conditions ?? [], statements, now) as readonly Condition[],
    ...(current !== undefined && { currentRevision: current }),
    rollout: rolloutStatus(rollout),
  };
}

/** Those whose turn it is, those that wait for there to be anything to follow, and those that tell what is no longer so. */
function toWake(name: string, rollout: Rollout | undefined, cluster: Cluster): readonly TapDatabase[] {
  const catalogue = cluster.catalogue();
  const moving = cluster.cachedDatabases().filter((database) => {
    const { composition, current, target, isRolledOut } = followingOf(database, catalogue);
    const isNew = database.status?.identity === undefined;
    const lost = toldLost(database);
    // What a new one waits for may be another's to give by now.
    if (composition !== name) return isNew && lost.length > 0;
    if (isLost(target)) return !lost.some(({ message }) => message === target.message);
    const { refused = target.revision } = database.status?.composition ?? {};
    if (refused !== target.revision) return true;
    const isWaiting = isNew || database.status?.composition?.name !== name;
    return lost.length > 0 || (current?.revision !== target.revision && (isWaiting || !isRolledOut));
  });
  return [...(rollout?.next ?? []), ...moving];
}

const LOST: readonly string[] = [
  'CompositionNotFound',
  'CompositionInvalid',
  'RevisionNotFound',
] satisfies CompositionReason[];

/** The conditions that say that there is nothing to follow. */
const toldLost = ({ status }: TapDatabase): readonly Condition[] =>
  (status?.conditions ?? []).filter(
    ({ type, reason }) => (type === 'Stalled' || type === 'RevisionRefused') && LOST.includes(reason),
  );
