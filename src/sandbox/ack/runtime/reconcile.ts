import { ACCOUNT_ID } from '../aws/identifiers.js';
import { DEFAULT_REGION, DELETION_POLICY, isManaged, isReadOnly, OWNER_ACCOUNT_ID, REGION } from './annotations.js';
import { isTrue, SYNCED } from './conditions.js';
import { deleteResource } from './delete-resource.js';
import { Requeue, TerminalCondition } from './errors.js';
import { apiVersionOf } from './kind.js';
import type { Outcome, ReconcileOutcome } from './outcome.js';
import type { ReconcileContext } from './reconcile-context.js';
import { annotation, copy, type Resource } from './resource.js';
import { sync } from './sync.js';
import { patchStatus, setUnmanaged } from './write-back.js';

/** When to look at the object again, unless its spec changes first. */
export type Requeueing = 'never' | 'resync' | 'backoff' | { readonly afterSeconds: number };

const NOT_SYNCED_SECONDS = 30;

/** One reconcile of one object, as ACK's runtime makes it. */
export async function reconcile(shared: ReconcileContext, namespace: string, name: string): Promise<Requeueing> {
  const { kind, cluster, counters } = shared;
  const desired = await cluster.get({ apiVersion: apiVersionOf(kind), kind: kind.kind, namespace, name });
  if (!desired) return 'never';
  const placement = await cluster.namespaceAnnotations(namespace);
  const wanted = annotation(desired, REGION) ?? placement[DEFAULT_REGION] ?? shared.defaultRegion;
  const accountID = placement[OWNER_ACCOUNT_ID] ?? ACCOUNT_ID;
  const context = { ...shared, accountID };
  const current = desired.status.ackResourceMetadata?.region;
  if (current !== undefined && current !== wanted) {
    // No condition tells of it: the runtime returns before anything is written.
    counters.note('regionChanges', `${namespace}/${name}: exists in region ${current}, wanted in region ${wanted}`);
    return 'backoff';
  }
  const owner = desired.status.ackResourceMetadata?.ownerAccountID;
  if (owner !== undefined && owner !== accountID) {
    counters.note('accountChanges', `${namespace}/${name}: exists in account ${owner}, wanted in account ${accountID}`);
    return 'backoff';
  }
  const before = copy(desired);
  const deleting = desired.metadata.deletionTimestamp !== undefined;
  if (!deleting) delete before.status.conditions;
  const outcome = deleting ? await finish(context, desired, wanted) : await sync(context, desired, wanted);
  if (outcome.latest) await patchStatus(context, before, outcome.latest);
  context.reconciled.set(`${namespace}/${name}`, before.metadata.generation ?? 0);
  return requeueing(outcome);
}

async function finish(context: ReconcileContext, resource: Resource, region: string): Promise<ReconcileOutcome> {
  const { kind } = context;
  if (!isManaged(kind, resource)) return { latest: resource };
  if ((await deletionPolicy(context, resource)) === 'delete' && !isReadOnly(resource)) {
    return toReconcileOutcome(await deleteResource(context, resource, region));
  }
  await setUnmanaged(context, resource);
  return { latest: resource };
}

/** The object's word counts before its namespace's. */
async function deletionPolicy({ kind, cluster }: ReconcileContext, resource: Resource): Promise<string> {
  const own = annotation(resource, DELETION_POLICY);
  if (own !== undefined) return own;
  const annotations = await cluster.namespaceAnnotations(resource.metadata.namespace);
  return annotations[`${kind.service}.${DELETION_POLICY}`] ?? 'delete';
}

const toReconcileOutcome = ({ resource, error }: Outcome): ReconcileOutcome => ({
  latest: resource,
  ...(error ? { error } : {}),
});

function requeueing({ latest, error }: ReconcileOutcome): Requeueing {
  if (error instanceof TerminalCondition) return 'never';
  if (error instanceof Requeue)
    return error.afterSeconds === undefined ? 'backoff' : { afterSeconds: error.afterSeconds };
  if (error) return 'backoff';
  if (!latest || latest.metadata.deletionTimestamp !== undefined) return 'never';
  return isTrue(latest, SYNCED) ? 'resync' : { afterSeconds: NOT_SYNCED_SECONDS };
}
