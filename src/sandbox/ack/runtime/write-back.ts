import { ADOPTED, isManaged } from './annotations.js';
import { stampConditions } from './conditions.js';
import { findDifferences } from './differences.js';
import { fieldManagerOf, finalizerOf } from './kind.js';
import { diffMergePatch } from './merge-patch.js';
import type { ReconcileContext } from './reconcile-context.js';
import { clearResolvedReferences } from './references.js';
import { copy, type Metadata, type Resource } from './resource.js';

/**
 * The first of ACK's two writes: metadata and spec, as a merge patch from the resource that the reconcile started with.
 * Returns `latest` as stored, with its own status.
 */
export async function patchMetadataAndSpec(
  context: ReconcileContext,
  desired: Resource,
  latest: Resource,
  { onlyIfDifferent = true, mustExist = false } = {},
): Promise<Resource> {
  const { kind, cluster } = context;
  const from = clearResolvedReferences(kind, desired);
  const to = clearResolvedReferences(kind, latest);
  const metadata = diffMergePatch(written(from.metadata), written(to.metadata));
  if (onlyIfDifferent && !metadata && findDifferences(kind, from, to).size === 0) return to;
  const spec = diffMergePatch(from.spec, to.spec);
  if (!metadata && !spec) return to;
  const patch = { ...(metadata ? { metadata } : {}), ...(spec ? { spec } : {}) };
  const stored = await cluster.patch(to, patch, { fieldManager: fieldManagerOf(kind) });
  if (!stored) {
    if (mustExist) throw new Error(`${kind.kind} ${to.metadata.namespace}/${to.metadata.name} not found`);
    return to;
  }
  if (spec) {
    context.ownGenerations.add(`${stored.metadata.uid}@${stored.metadata.generation}`);
  }
  return { ...stored, status: copy(latest.status) };
}

const written = ({ finalizers, annotations, labels }: Metadata): object => ({
  finalizers: finalizers?.length ? finalizers : undefined,
  annotations,
  labels,
});

/** The second write: status, on its subresource. What fails here is not told to anyone. */
export async function patchStatus(context: ReconcileContext, desired: Resource, latest: Resource): Promise<void> {
  stampConditions(latest, context.calendar());
  const status = diffMergePatch(desired.status, latest.status);
  if (!status) return;
  await context.cluster
    .patch(latest, { status }, { fieldManager: fieldManagerOf(context.kind), status: true })
    .catch((error: unknown) => context.counters.note('statusPatchFailures', String(error)));
}

/** Adds the finalizer, and what else marks the object as the controller's, before AWS has anything. */
export async function setManaged(context: ReconcileContext, resource: Resource, adopted = false): Promise<void> {
  if (isManaged(context.kind, resource)) return;
  const before = copy(resource);
  resource.metadata.finalizers = [...(resource.metadata.finalizers ?? []), finalizerOf(context.kind)];
  if (adopted) resource.metadata.annotations = { ...resource.metadata.annotations, [ADOPTED]: 'true' };
  // Where it was deleted since it was read, nothing may be made in AWS that no object would know of.
  await takeMetadata(context, before, resource, { mustExist: true });
}

export async function setUnmanaged(context: ReconcileContext, resource: Resource): Promise<void> {
  if (!isManaged(context.kind, resource)) return;
  const before = copy(resource);
  const finalizer = finalizerOf(context.kind);
  resource.metadata.finalizers = (resource.metadata.finalizers ?? []).filter((other) => other !== finalizer);
  await takeMetadata(context, before, resource);
}

async function takeMetadata(
  context: ReconcileContext,
  before: Resource,
  resource: Resource,
  options = {},
): Promise<void> {
  const stored = await patchMetadataAndSpec(context, before, resource, options);
  resource.metadata = stored.metadata;
}
