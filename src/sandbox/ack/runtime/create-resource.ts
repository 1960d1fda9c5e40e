import { callFor } from './call.js';
import { AwsError, Interrupted, toError } from './errors.js';
import { attempt, type Outcome } from './outcome.js';
import type { ReconcileContext } from './reconcile-context.js';
import { copy, type Resource } from './resource.js';
import { patchMetadataAndSpec, setManaged, setUnmanaged } from './write-back.js';

/** Finalizer first, then AWS, then what AWS made of it into spec. */
export async function createResource(context: ReconcileContext, desired: Resource, region: string): Promise<Outcome> {
  const { kind, counters } = context;
  await setManaged(context, desired);
  const created = await attempt(kind, desired, async () => {
    const call = await callFor(context, desired, region, 'create');
    const made = await kind.create(call, copy(desired));
    try {
      context.faults.breakOff(kind, `${desired.metadata.namespace}/${desired.metadata.name}`);
    } catch (thrown) {
      throw new Interrupted(made, toError(thrown));
    }
    return made;
  });
  if (created.error) {
    // An error of AWS is taken as "there is nothing", also where a first call of several had succeeded.
    if (created.error instanceof AwsError) {
      await setUnmanaged(context, desired);
      created.resource.metadata = desired.metadata;
    } else counters.count('creates', kind.kind, desired);
    return created;
  }
  counters.count('creates', kind.kind, desired);
  const observed = await attempt(kind, created.resource, async () => {
    const call = await callFor(context, desired, region, 'read');
    return kind.find(call, copy(created.resource));
  });
  if (observed.error) return { resource: created.resource, error: observed.error };
  const latest = { ...created.resource, status: observed.resource.status };
  return { resource: await patchMetadataAndSpec(context, desired, latest, { onlyIfDifferent: false }) };
}
