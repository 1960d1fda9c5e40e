import { type ChildRef, refOf } from '../api/child.js';
import type { KubeObject } from '../api/object.js';
import { stampAppliedAt } from '../changes/marks.js';
import type { ChangeSet } from '../changes/plan.js';
import { removalStep, type TeardownStep } from '../changes/teardown.js';
import { ApiError, type Cluster } from './cluster.js';

/** A write that the API server did not take. */
export interface Failure {
  readonly ref: ChildRef;
  readonly error: ApiError;
}

/** Refused for what it says: the same words will be refused again. Everything else may go through later. */
export const isRefusal = ({ error }: Failure): boolean => error.code === 400 || error.code === 422;

/** What was written, as stored, and what was not taken. */
export interface Execution {
  readonly stored: readonly KubeObject[];
  readonly failures: readonly Failure[];
}

/**
 * Writes what the plan says, one object after another, each in its turn though another failed; removes what is no longer
 * composed only when everything was written.
 */
export async function execute(changes: ChangeSet, cluster: Cluster): Promise<Execution> {
  const failures: Failure[] = [];
  const stored: KubeObject[] = [];
  const keep = (object: KubeObject | undefined): void => void (object !== undefined && stored.push(object));
  for (const { ref, manifest, change } of changes.apply) {
    // The time of the write itself: one of the plan could lie before a condition that speaks of the spec before it.
    const written = change === 'update' ? stampAppliedAt(manifest, cluster.calendar()) : manifest;
    await attempt(ref, async () => stored.push(await cluster.apply(written)), failures);
  }
  for (const { object, patch } of changes.patches ?? []) {
    await attempt(refOf(object), async () => keep(await cluster.patch(object, patch)), failures);
  }
  for (const { object, keeper, note } of (changes.recreate ?? []).filter(({ inMs }) => inMs === 0)) {
    // Written down first: an operator that dies in between counts one too many rather than one too few.
    const remake = async (): Promise<void> => {
      await cluster.patch(keeper, { metadata: { annotations: note } });
      await cluster.delete(object);
    };
    await attempt(refOf(object), remake, failures);
  }
  if (failures.length > 0) return { stored, failures };
  for (const object of changes.prune) {
    const step = removalStep(object, cluster.calendar());
    if (step !== undefined) await attempt(refOf(object), () => take(step, cluster), failures);
  }
  return { stored, failures };
}

export function take(step: TeardownStep, cluster: Cluster): Promise<unknown> {
  if (step.action === 'create') return cluster.apply(step.object);
  return step.action === 'patch' ? cluster.patch(step.object, step.patch) : cluster.delete(step.object);
}

/** Runs a write and notes its refusal; what is no answer of the API server is a fault of ours and goes up. */
export async function attempt(ref: ChildRef, write: () => Promise<unknown>, failures: Failure[]): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    failures.push({ ref, error });
  }
}

/** A refusal waits for another spec; what the API server could not take now is tried again with backoff. */
export function retryIfNeeded(failures: readonly Failure[]): void {
  const passing = failures.find((failure) => !isRefusal(failure));
  if (passing !== undefined) throw passing.error;
}
