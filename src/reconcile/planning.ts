import { type Composition, type Observed, refOf } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { groupOf, qualifiedName } from '../api/kinds.js';
import type { KubeObject } from '../api/object.js';
import { keptSecrets, withAdoption } from '../changes/adoption.js';
import type { HeldChange } from '../changes/held-change.js';
import { homecomingOf, withHomecoming } from '../changes/homecoming.js';
import { lossOfPrimary } from '../changes/lost-primary.js';
import { type ChangeSet, plan } from '../changes/plan.js';
import { adoptedBy } from './adopting.js';
import type { Cluster, Guard } from './cluster.js';
import type { Draft } from './draft.js';
import { approvalsOf, maintenanceOf } from './held-changes.js';
import { lostChildren } from './inventory.js';
import { withUnlabelled } from './observe.js';
import { withOwners } from './owners.js';

/** What is to be done for a database now, and what that was found from. */
interface Plan {
  readonly composition: Composition;
  readonly changes: ChangeSet;
  /** The live children, with what stands unlabelled where one is to be made. */
  readonly live: Observed;
  readonly guard: Guard;
  readonly missingKinds: readonly string[];
}

/** Writes nothing. `database`: as it is on record when the plan is carried out. */
export async function planOf(database: TapDatabase, draft: Draft, cluster: Cluster): Promise<Plan> {
  const { observed, looks, rotation, now, serverTime } = draft;
  const guard = cluster.guard();
  const approvals = approvalsOf(database);
  const home = homecomingOf(draft.composition, observed.children, looks, approvals, now);
  const kept = keptSecrets(home.composition, observed.children);
  const wanted = [...adoptedBy(database), ...home.adopt, ...kept];
  const adopted = withAdoption(home.composition, observed.children, wanted, looks, serverTime);
  const composition = withOwners(adopted, database, guard);
  const missingKinds = missingOf(composition, cluster);
  const word = { approvals, ...lastWordOf(database) };
  const loss = lossOfPrimary(composition, lostChildren(database, observed.children, wanted), word);
  const maintenance = maintenanceOf(database);
  const told = (database.status?.readEndpoints ?? []).map(({ address }) => address);
  const { lost } = loss;
  const options = { database: database.metadata.name, now, missingKinds, lost, told, approvals, maintenance };
  const first = plan(composition, observed, options);
  const live = await withUnlabelled(observed, first, database, cluster);
  const planned = withHomecoming(live === observed ? first : plan(composition, live, options), home);
  const changes = withHeld(withRetired(planned, rotation.retired), loss.held);
  return { composition, changes, live, guard, missingKinds };
}

const withHeld = (changes: ChangeSet, held: readonly HeldChange[]): ChangeSet =>
  held.length === 0 ? changes : { ...changes, held: [...changes.held, ...held] };

/** What is on record of a database whose primary may be gone. */
function lastWordOf(database: TapDatabase): Omit<Parameters<typeof lossOfPrimary>[2], 'approvals'> {
  const { conditions = [], finalSnapshotID } = database.status ?? {};
  const ready = conditions.find(({ type, status }) => type === 'Ready' && status === 'False');
  return {
    ...(ready !== undefined && { since: ready.lastTransitionTime }),
    ...(finalSnapshotID !== undefined && { snapshot: finalSnapshotID }),
  };
}

/** A password of before goes when everything that is made of the new one is written. */
function withRetired(changes: ChangeSet, retired: readonly KubeObject[]): ChangeSet {
  const late = new Set([...changes.apply, ...changes.waiting].map(({ ref }) => ref.kind));
  return late.has('Secret') ? changes : { ...changes, prune: [...changes.prune, ...retired] };
}

/** Composed kinds that the cluster does not serve; what a database does not need may be missing. */
function missingOf({ children, blocked }: Composition, cluster: Cluster): readonly string[] {
  const refs = [...children.map(({ manifest }) => refOf(manifest)), ...blocked.map(({ ref }) => ref)];
  const needed = new Set(refs.map((ref) => qualifiedName({ group: groupOf(ref.apiVersion), kind: ref.kind })));
  return cluster.missingKinds().filter((kind) => needed.has(kind));
}
