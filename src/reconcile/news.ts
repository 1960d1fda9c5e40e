import { refKey, refOf } from '../api/child.js';
import type { ChangeSet } from '../changes/plan.js';
import type { EventRecord } from './cluster.js';
import type { Failure } from './execute.js';

/**
 * Events about what the operator did to children that no condition tells: what somebody had changed and who, what was made
 * again, what was taken over. Each is one thing done; what could not be written is told as a failure and tried again.
 */
export function newsOf({ apply, recreate = [] }: ChangeSet, failures: readonly Failure[]): readonly EventRecord[] {
  const failed = new Set(failures.map(({ ref }) => refKey(ref)));
  const putBack = apply.flatMap(({ ref, drift }): EventRecord[] =>
    drift === undefined || failed.has(refKey(ref))
      ? []
      : [{ type: 'Warning', reason: 'DriftCorrected', message: `${ref.kind} ${ref.name}: put back ${drift}` }],
  );
  const adopted = apply.flatMap(({ ref, adopts }): EventRecord[] =>
    adopts === undefined || failed.has(refKey(ref))
      ? []
      : [
          {
            type: 'Normal',
            reason: 'HalfMadeAdopted',
            message: `${ref.kind} ${ref.name}: ACK had made it in AWS and let go of it as a later call was refused, and is told to take it up again`,
          },
        ],
  );
  const remade = recreate.flatMap(({ object, why, inMs }): EventRecord[] =>
    inMs > 0 || failed.has(refKey(refOf(object)))
      ? []
      : [
          {
            type: 'Warning',
            reason: 'Recreated',
            message: `${object.kind} ${object.metadata.name}: ${why}; made again`,
          },
        ],
  );
  return [...putBack, ...adopted, ...remade];
}
