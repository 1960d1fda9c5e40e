import { adviseAgainstCrossing } from './advisories.js';
import {
  type AdoptionPolicy,
  adoptionFieldsOf,
  adoptionPolicyOf,
  isAdopted,
  isManaged,
  isReadOnly,
} from './annotations.js';
import { callFor } from './call.js';
import {
  clearConditions,
  ensureConditions,
  FAILED_REFERENCE,
  isTrue,
  NOT_MANAGED,
  NOT_MANAGED_REASON,
  REFERENCES_RESOLVED,
  setCondition,
  TERMINAL,
} from './conditions.js';
import { createResource } from './create-resource.js';
import { findDifferences } from './differences.js';
import { NotFound, Requeue, Terminal, TerminalCondition, toError } from './errors.js';
import { lateInitialize } from './late-initialize.js';
import { attempt, type Outcome, type ReconcileOutcome } from './outcome.js';
import type { ReconcileContext } from './reconcile-context.js';
import { hasReferences, resolveReferences, UnresolvedReference } from './references.js';
import { copy, type Resource } from './resource.js';
import { patchMetadataAndSpec, setManaged } from './write-back.js';

/** Makes AWS match the resource, and the resource's conditions say how far that went. */
export async function sync(context: ReconcileContext, desired: Resource, region: string): Promise<ReconcileOutcome> {
  clearConditions(desired);
  const outcome = await trySync(context, desired, region).catch((thrown: unknown) => ({ error: toError(thrown) }));
  if (!('latest' in outcome)) return outcome;
  const { kind } = context;
  adviseAgainstCrossing(kind, outcome.latest);
  ensureConditions(outcome.latest, kind.isSynced?.(outcome.latest) ?? true, outcome.error);
  return outcome;
}

type Synced = { readonly latest: Resource; readonly error?: Error } | { readonly error: Error };

async function trySync(context: ReconcileContext, desired: Resource, region: string): Promise<Synced> {
  const { kind, cluster, counters } = context;
  let policy: AdoptionPolicy | undefined;
  try {
    policy = adoptionPolicyOf(kind, desired);
  } catch (thrown) {
    return terminal(desired, toError(thrown));
  }

  let resolved = desired;
  try {
    resolved = await resolveReferences(cluster, kind, desired);
    if (hasReferences(kind, resolved)) setCondition(resolved, REFERENCES_RESOLVED, 'True');
  } catch (thrown) {
    const error = toError(thrown);
    if (policy !== 'adopt' && !isReadOnly(desired)) {
      // An API server that did not answer is no fault of who wrote the reference.
      if (error instanceof UnresolvedReference) {
        counters.count('unresolvedReferences', kind.kind, desired, error.message);
      }
      const status = error instanceof UnresolvedReference && error.terminal ? 'False' : 'Unknown';
      setCondition(desired, REFERENCES_RESOLVED, status, FAILED_REFERENCE, error.message);
      return { latest: desired, error };
    }
  }

  if (policy) {
    try {
      resolved = populate(context, resolved, policy);
    } catch (thrown) {
      return terminal(desired, toError(thrown));
    }
  }

  const observed = await attempt(kind, resolved, async () => {
    const call = await callFor(context, desired, region, 'read');
    return kind.find(call, copy(resolved));
  });
  if (observed.error) return afterFailedRead(context, desired, resolved, observed, region, policy);
  return afterRead(context, desired, resolved, observed.resource, region, policy);
}

function terminal(resource: Resource, error: Error): Synced {
  setCondition(resource, TERMINAL, 'True', error.message);
  return { latest: resource, error: new TerminalCondition() };
}

/** Where to look for an object that is in AWS already. */
function populate({ kind }: ReconcileContext, resource: Resource, policy: AdoptionPolicy): Resource {
  const fields = adoptionFieldsOf(resource);
  if (!fields) {
    if (policy === 'adopt-or-create') return resource;
    throw new Terminal('the adoption policy adopt needs the annotation services.k8s.aws/adoption-fields');
  }
  const populated = copy(resource);
  try {
    kind.populate(populated, fields);
  } catch (thrown) {
    if (policy === 'adopt') throw thrown;
  }
  // With adopt-or-create spec is the truth, so only what status can say of the identity is taken.
  return policy === 'adopt' ? populated : { ...copy(resource), status: populated.status };
}

async function afterFailedRead(
  context: ReconcileContext,
  desired: Resource,
  resolved: Resource,
  { resource, error }: Outcome,
  region: string,
  policy: AdoptionPolicy | undefined,
): Promise<Synced> {
  if (!(error instanceof NotFound)) return { latest: resource, error: error as Error };
  if (policy === 'adopt' || isAdopted(desired)) return { error: new Error('adopted resource not found') };
  if (isReadOnly(desired)) return { error: new Error('read-only resource not found') };
  const created = await createResource(context, resolved, region);
  if (created.error) return { latest: created.resource, error: created.error };
  return lateInitialize(context, created.resource, region);
}

async function afterRead(
  context: ReconcileContext,
  desired: Resource,
  resolved: Resource,
  latest: Resource,
  region: string,
  policy: AdoptionPolicy | undefined,
): Promise<Synced> {
  if (policy === 'adopt') {
    await setManaged(context, latest, true);
    const adopted = await patchMetadataAndSpec(context, desired, latest, { onlyIfDifferent: false });
    return lateInitialize(context, adopted, region);
  }
  if (isReadOnly(desired)) return { latest };
  if (policy === 'adopt-or-create') {
    await setManaged(context, latest, true);
    return { latest, error: new Requeue('adopted resource, requeuing to check for updates') };
  }
  if (!isManaged(context.kind, latest)) {
    setCondition(latest, TERMINAL, 'True', NOT_MANAGED, NOT_MANAGED_REASON);
    return { latest, error: new TerminalCondition() };
  }
  const updated = await updateResource(context, resolved, latest, region);
  if (updated.error) return { latest: updated.resource, error: updated.error };
  return lateInitialize(context, updated.resource, region);
}

async function updateResource(
  context: ReconcileContext,
  desired: Resource,
  latest: Resource,
  region: string,
): Promise<Outcome> {
  const { kind, counters } = context;
  const differences = findDifferences(kind, desired, latest);
  if (differences.size === 0) return { resource: latest };
  const update = async (): Promise<Resource> => {
    const call = await callFor(context, desired, region, 'update');
    return kind.update ? kind.update(call, copy(desired), copy(latest), differences) : copy(desired);
  };
  // An update may itself say that there is no way on.
  const updated = await attempt(kind, latest, update, { settle: false });
  counters.count('updates', kind.kind, desired);
  if (updated.error) return updated;
  const resource = await patchMetadataAndSpec(context, desired, updated.resource);
  return isTrue(resource, TERMINAL) ? { resource, error: new TerminalCondition() } : { resource };
}
