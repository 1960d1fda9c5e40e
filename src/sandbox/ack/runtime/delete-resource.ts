import { callFor } from './call.js';
import { AwsError, NotFound } from './errors.js';
import { attempt, type Outcome } from './outcome.js';
import type { ReconcileContext } from './reconcile-context.js';
import { resolveReferences } from './references.js';
import { copy, type Resource } from './resource.js';
import { setUnmanaged } from './write-back.js';

/** The finalizer goes as soon as AWS has accepted the call; what AWS still does after that is nobody's here. */
export async function deleteResource(context: ReconcileContext, resource: Resource, region: string): Promise<Outcome> {
  const { kind, cluster, counters } = context;
  const current = await resolveReferences(cluster, kind, resource).catch(() => resource);
  const observed = await attempt(kind, current, async () => {
    const call = await callFor(context, current, region, 'read');
    return kind.find(call, copy(current));
  });
  if (observed.error instanceof NotFound) {
    await setUnmanaged(context, current);
    return { resource: current };
  }
  if (observed.error) return observed;
  let refusal: AwsError | undefined;
  const deleted = await attempt(kind, observed.resource, async () => {
    try {
      const call = await callFor(context, current, region, 'delete');
      kind.delete(call, observed.resource);
    } catch (thrown) {
      if (thrown instanceof AwsError) refusal = thrown;
      throw thrown;
    }
    return observed.resource;
  });
  if (deleted.error) {
    if (refusal?.blockedBy) {
      const counter = refusal.blockedBy === 'live' ? 'refusedDeletes' : 'retriedDeletes';
      counters.count(counter, kind.kind, current, refusal.message);
    }
    return deleted;
  }
  counters.count('deletes', kind.kind, current);
  await setUnmanaged(context, current);
  return { resource: current };
}
