import type { ObjectKey } from '../api/object.js';
import type { Cluster } from '../reconcile/cluster.js';
import { vitalSignsOf } from '../reconcile/vital-signs.js';
import { measureHeldChanges } from '../telemetry/held-changes.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { WorkQueue } from './work-queue.js';

interface GaugesOptions {
  readonly cluster: Pick<Cluster, 'cachedDatabases' | 'cachedChildren' | 'calendar'>;
  readonly queue: Pick<WorkQueue, 'oldestMs'>;
  readonly metrics: Metrics;
}

/** What is measured when somebody asks: databases as they are then, so that one that is gone is told no more. */
export class Gauges {
  readonly #options: GaugesOptions;
  readonly #passwords = new Map<string, Date>();

  constructor(options: GaugesOptions) {
    this.#options = options;
  }

  /** Since when the password in force is there. */
  notePassword({ namespace, name }: ObjectKey, since: Date | undefined): void {
    if (since === undefined) this.#passwords.delete(`${namespace}/${name}`);
    else this.#passwords.set(`${namespace}/${name}`, since);
  }

  measure(): void {
    const { cluster, queue, metrics } = this.#options;
    const { condition, observationSeconds, passwordSeconds, storageBytes, headroomBytes } = metrics;
    for (const gauge of [condition, observationSeconds, passwordSeconds, storageBytes, headroomBytes]) gauge.reset();
    const [databases, calendar] = [cluster.cachedDatabases(), cluster.calendar()];
    const held = databases.flatMap(({ status }) => status?.heldChanges ?? []).map((change) => change.class);
    measureHeldChanges(metrics, held);
    metrics.queueOldestSeconds.set(queue.oldestMs() / 1000);
    for (const database of databases) {
      const { namespace = '', name } = database.metadata;
      const key = { namespace, name };
      const signs = vitalSignsOf(database, cluster.cachedChildren(key), calendar);
      const since = this.#passwords.get(`${namespace}/${name}`);
      for (const { type, status } of database.status?.conditions ?? []) condition.set({ ...key, type, status }, 1);
      for (const [group, age] of signs.sinceLastLook) observationSeconds.set({ ...key, group }, age / 1000);
      if (since !== undefined) passwordSeconds.set(key, (calendar.getTime() - since.getTime()) / 1000);
      if (signs.storageBytes !== undefined) storageBytes.set(key, signs.storageBytes);
      if (signs.headroomBytes !== undefined) headroomBytes.set(key, signs.headroomBytes);
    }
  }
}
