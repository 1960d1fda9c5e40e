import type { KubeObject } from '../api/object.js';
import { valueAt } from '../api/object.js';
import { memoryOf } from '../aws/instance-classes.js';
import { takesMemory } from '../aws/memory-parameters.js';
import { ackRef } from './ack-kinds.js';
import type { DatabaseChart } from './database-chart.js';
import { primaryRef, replicaNumbers, replicaRef } from './instance-refs.js';
import { liveChild } from './live-child.js';

type Parameters = Readonly<Record<string, string>>;

/**
 * The parameters of a live group as they may be now. While an instance is to get a class with more memory, those that take
 * memory stay as they are, since RDS gives a dynamic one to the smaller instance at once, and a static one at any restart.
 * With less memory it is the other way round: the instance is changed only when the group is synced, to which it refers.
 */
export function waitingForMemory(
  chart: DatabaseChart,
  group: string,
  wanted: Parameters,
): { readonly parameters: Parameters; readonly message?: string } {
  const live = liveChild(chart.observed, ackRef('DBParameterGroup', group));
  const growing = growingInstances(chart);
  if (live === undefined || growing.length === 0) return { parameters: wanted };
  const current: Parameters = { ...(live.spec?.['parameterOverrides'] as Parameters) };
  const waiting = [...new Set([...Object.keys(wanted), ...Object.keys(current)])]
    .filter((name) => takesMemory(name) && wanted[name] !== current[name])
    .toSorted();
  if (waiting.length === 0) return { parameters: wanted };
  const parameters = Object.fromEntries(
    Object.entries({ ...wanted, ...current }).flatMap(([name]) => {
      const value = (waiting.includes(name) ? current : wanted)[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return {
    parameters,
    message: `${waiting.join(', ')} ${waiting.length === 1 ? 'is' : 'are'} written once ${growing.join(', ')} ${
      growing.length === 1 ? 'has its new class' : 'have their new class'
    }, which has the memory for it`,
  };
}

/** Live instances whose wanted class has more memory than the one that they run on. */
function growingInstances(chart: DatabaseChart): readonly string[] {
  const { name, instance, replicas } = chart.spec;
  const wanted = [
    { ref: primaryRef(name), class: instance.class },
    ...replicaNumbers(replicas.count).map((i) => ({ ref: replicaRef(name, i), class: replicas.class })),
  ];
  return wanted.flatMap((each) => {
    const live = liveChild(chart.observed, each.ref);
    return live !== undefined && isGrowing(live, each.class) ? [each.ref.name] : [];
  });
}

function isGrowing(live: KubeObject, wanted: string): boolean {
  if (valueAt(live, 'status.pendingModifiedValues.dbInstanceClass') !== undefined) return true;
  const [current, next] = [memoryOf(String(live.spec?.['dbInstanceClass'])), memoryOf(wanted)];
  return current !== undefined && next !== undefined && current < next;
}
