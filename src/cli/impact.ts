import { type Child, refKey, refOf } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { type KubeObject, keyOf } from '../api/object.js';
import type { Settings } from '../api/settings.js';
import { ANNOTATION_REVISION } from '../api/words.js';
import { disruptionsOf, pairOf } from '../changes/child-change.js';
import type { Disruption } from '../changes/held-change.js';
import { canonicalJson } from '../composition/canonical.js';
import { markRevision } from '../composition/identity.js';
import { type Draft, isObjection, type Objection } from '../reconcile/draft.js';
import { attemptOf } from '../reconcile/lead.js';
import { observeDatabase } from '../reconcile/observe.js';
import { planOf } from '../reconcile/planning.js';
import { recall } from '../reconcile/recall.js';
import { followingOf, isLost, type Lead } from '../revisions/following.js';
import type { Candidate } from './candidate.js';
import { type PlannedStep, stepsOf } from './plan-screen.js';
import type { Reader } from './with-reader.js';

/** The worst first. */
export const IMPACT_CLASSES = ['refused', 'disrupted', 'changed', 'unchanged', 'stay'] as const;

/** What a candidate does to one database, besides what is done to it anyway. */
export interface Impact {
  /** `namespace/name` */
  readonly database: string;
  readonly class: (typeof IMPACT_CLASSES)[number];
  /** Why it is refused. */
  readonly reason?: string;
  /** Why it is refused or stays, or what it already waits for. */
  readonly message?: string;
  /** How it would be disturbed, now or when its time comes. */
  readonly disruptions: readonly Disruption[];
  readonly steps: readonly PlannedStep[];
}

interface Options {
  readonly reader: Reader;
  readonly settings: Settings;
}

/** Undefined where the candidate is not for that database. */
export async function impactOf(
  given: TapDatabase,
  candidate: Candidate,
  options: Options,
): Promise<Impact | undefined> {
  const { cluster, view } = options.reader;
  const key = keyOf(given as unknown as KubeObject);
  // One that is not there yet is the youngest: whoever has its names already keeps them.
  const metadata = { creationTimestamp: view.now().toISOString(), ...given.metadata };
  const known = recall({ ...given, metadata }, cluster.cachedChildren(key));
  const lead = candidate.leadFor(known);
  if (lead === undefined) return undefined;
  const nothing = { database: `${key.namespace}/${key.name}`, disruptions: [], steps: [] };
  if (typeof lead === 'string') return { ...nothing, class: 'stay', message: lead };
  const [now, then] = await outcomes(known, lead, options);
  if ('reason' in then) {
    const { reason, message } = then;
    // What is no fault of the candidate is not laid at its door.
    if ('reason' in now && now.message === message)
      return { ...nothing, class: 'unchanged', message: `${reason}: ${message}` };
    return { ...nothing, class: 'refused', reason, message };
  }
  const before = 'reason' in now ? NOTHING : now;
  const anyway = new Set([...before.steps, ...before.disruptions].map(canonicalJson));
  const isNews = (it: unknown): boolean => !anyway.has(canonicalJson(it));
  const steps = then.steps.filter(isNews);
  const disruptions = [
    ...new Set([
      ...then.disruptions.filter(isNews).map((it) => it.class),
      ...steps.flatMap(({ disruption }) => disruption ?? []),
    ]),
  ].toSorted();
  const what = disruptions.length > 0 ? 'disrupted' : steps.length > 0 ? 'changed' : 'unchanged';
  return { ...nothing, class: what, disruptions, steps };
}

interface Outcome {
  readonly steps: readonly PlannedStep[];
  /** Each change that would disturb, those included that wait for something else. */
  readonly disruptions: readonly { readonly id: string; readonly class: Disruption }[];
}

const NOTHING: Outcome = { steps: [], disruptions: [] };

/** With what leads the database now, and with what is tried. */
async function outcomes(
  known: TapDatabase,
  lead: Lead,
  { reader: { cluster, view }, settings }: Options,
): Promise<readonly [now: Outcome | Objection, then: Outcome | Objection]> {
  const observed = await observeDatabase(known, cluster);
  const { current, target } = followingOf(known, view.catalogue());
  const now = current ?? target;
  const draftBy = (by: Lead) => attemptOf(known, observed, by, { cluster: view, settings });
  const outcomeOf = async (draft: Draft | Objection): Promise<Outcome | Objection> =>
    isObjection(draft) ? draft : planned(markedAs(now, draft), cluster);
  return Promise.all([outcomeOf(isLost(now) ? now : draftBy(now)), outcomeOf(draftBy(lead))]);
}

/** The mark of the revision moves with every revision, and says nothing about what that changes. */
function markedAs(lead: Lead | Objection, draft: Draft): Draft {
  const unmarked = draft.composition.children.map(({ component, manifest }): Child => {
    const { [ANNOTATION_REVISION]: mark, ...annotations } = manifest.metadata.annotations ?? {};
    if (mark === undefined) return { component, manifest };
    return { component, manifest: { ...manifest, metadata: { ...manifest.metadata, annotations } } };
  });
  const children = 'reason' in lead ? unmarked : markRevision(unmarked, lead);
  return { ...draft, composition: { ...draft.composition, children } };
}

async function planned(draft: Draft, cluster: Reader['cluster']): Promise<Outcome> {
  const { changes, composition, live } = await planOf(draft.pinned, draft, cluster);
  const standing = new Map(live.children.map((object) => [refKey(refOf(object)), object]));
  const disruptions = composition.children.flatMap((child) => disruptionsOf(pairOf(child, standing)));
  return {
    steps: stepsOf(changes, live.children),
    disruptions: disruptions.map(({ id, class: how }) => ({ id, class: how })),
  };
}
