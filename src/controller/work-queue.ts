import type { ObjectKey } from '../api/object.js';
import type { Metrics } from '../telemetry/metrics.js';
import { backoffDelay } from './backoff.js';

const RETRY = { baseMs: 200, capMs: 300_000 };
/** The longest that a timer of Node can wait. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/**
 * Keys that wait for a worker, in the order of their first mention. A key is never with two workers at once: mentioned
 * again meanwhile, it waits until the first is done with it.
 */
export class WorkQueue {
  readonly #metrics: Metrics;
  readonly #waiting = new Map<string, { readonly key: ObjectKey; readonly since: number }>();
  readonly #active = new Map<string, { mentioned: boolean }>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #failures = new Map<string, number>();
  readonly #idleWorkers: ((key: ObjectKey | undefined) => void)[] = [];
  #closed = false;

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  add(key: ObjectKey): void {
    if (this.#closed) return;
    const id = idOf(key);
    const active = this.#active.get(id);
    if (active !== undefined) {
      active.mentioned = true;
    } else if (!this.#waiting.has(id)) {
      this.#metrics.queueAdds.inc();
      this.#waiting.set(id, { key, since: performance.now() });
      this.#hand();
    }
    this.#measure();
  }

  /** Adds the key later, unless it has been taken until then: whoever takes it decides anew when to look again. */
  addAfter(key: ObjectKey, delayMs: number): void {
    if (this.#closed) return;
    const id = idOf(key);
    clearTimeout(this.#timers.get(id));
    const due = (): void => {
      this.#timers.delete(id);
      this.add(key);
    };
    this.#timers.set(id, setTimeout(due, Math.min(delayMs, MAX_DELAY_MS)));
  }

  /** Puts a key off that failed, longer each time, and answers for how long. */
  retry(key: ObjectKey): number {
    const id = idOf(key);
    const failures = this.#failures.get(id) ?? 0;
    this.#failures.set(id, failures + 1);
    this.#metrics.queueRetries.inc();
    const delayMs = backoffDelay(RETRY, failures);
    this.addAfter(key, delayMs);
    return delayMs;
  }

  /** The key did well: its next failure is its first. */
  forget(key: ObjectKey): void {
    this.#failures.delete(idOf(key));
  }

  /** The next key, as soon as there is one; undefined when the queue has been closed. `done` must follow. */
  take(): Promise<ObjectKey | undefined> {
    return new Promise((resolve) => {
      if (this.#closed) return resolve(undefined);
      this.#idleWorkers.push(resolve);
      this.#hand();
      this.#measure();
    });
  }

  done(key: ObjectKey): void {
    const id = idOf(key);
    const active = this.#active.get(id);
    this.#active.delete(id);
    if (active?.mentioned) this.add(key);
  }

  /** Nothing is handed out any more. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#waiting.clear();
    for (const resolve of this.#idleWorkers.splice(0)) resolve(undefined);
    this.#measure();
  }

  /** How long the first has been waiting, in milliseconds; 0 where nothing waits. */
  oldestMs(): number {
    const [first] = this.#waiting.values();
    return first === undefined ? 0 : performance.now() - first.since;
  }

  #hand(): void {
    const [next] = this.#waiting;
    const worker = next && this.#idleWorkers.shift();
    if (next === undefined || worker === undefined) return;
    const [id, { key, since }] = next;
    this.#waiting.delete(id);
    this.#active.set(id, { mentioned: false });
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.#metrics.queueWaitSeconds.observe((performance.now() - since) / 1000);
    worker(key);
  }

  #measure(): void {
    this.#metrics.queueDepth.set(this.#waiting.size);
  }
}

const idOf = ({ namespace, name }: ObjectKey): string => `${namespace}/${name}`;
