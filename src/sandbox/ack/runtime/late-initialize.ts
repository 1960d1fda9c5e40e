import { callFor } from './call.js';
import { LATE_INITIALIZED, SYNCED, setCondition } from './conditions.js';
import { attempt } from './outcome.js';
import type { ReconcileContext } from './reconcile-context.js';
import { copy, type Resource } from './resource.js';
import { patchMetadataAndSpec } from './write-back.js';

/** Fills unset fields with the values that AWS chose. */
export async function lateInitialize(
  context: ReconcileContext,
  latest: Resource,
  region: string,
): Promise<{ readonly latest: Resource; readonly error?: Error }> {
  const { kind } = context;
  const fields = kind.lateInitialized ?? [];
  if (fields.length === 0) return { latest };
  const observed = await attempt(kind, latest, async () => {
    const call = await callFor(context, latest, region, 'read');
    return kind.find(call, copy(latest));
  });
  const initialized = copy(latest);
  if (observed.error) {
    const message = 'Unable to complete Read operation required for late initialization';
    setCondition(initialized, LATE_INITIALIZED, 'False', message, 'Late Initialization Failure');
    setCondition(initialized, SYNCED, 'False');
    return { latest: initialized, error: observed.error };
  }
  for (const field of fields) initialized.spec[field] ??= observed.resource.spec[field];
  const done = 'Late initialization successful';
  setCondition(initialized, LATE_INITIALIZED, 'True', done, done);
  return { latest: await patchMetadataAndSpec(context, latest, initialized, { onlyIfDifferent: false }) };
}
