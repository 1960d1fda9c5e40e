const FIRST_BACKOFF_MS = 5;
const LAST_BACKOFF_MS = 1_000_000;

/** Rate limited as controller-runtime's queue is: 5 ms, doubling to 1000 s; never the same key twice at once. */
export interface WorkQueue {
  add(key: string): void;
  addAfter(key: string, milliseconds: number): void;
  addRateLimited(key: string): void;
  /** Forgets how often the key failed. */
  forget(key: string): void;
  /** One key after the other, until `stop`; resolves when the last has been dealt with. */
  run(process: (key: string) => Promise<void>): Promise<void>;
  stop(): void;
}

export function createWorkQueue(): WorkQueue {
  const ready = new Set<string>();
  const failures = new Map<string, number>();
  const timers = new Map<string, { readonly due: number; readonly timer: NodeJS.Timeout }>();
  let wake: (() => void) | undefined;
  let stopped = false;

  const add = (key: string): void => {
    ready.add(key);
    wake?.();
  };
  const addAfter = (key: string, milliseconds: number): void => {
    const due = Date.now() + milliseconds;
    const pending = timers.get(key);
    if (stopped || (pending && pending.due <= due)) return;
    clearTimeout(pending?.timer);
    const timer = setTimeout(() => {
      timers.delete(key);
      add(key);
    }, milliseconds);
    timers.set(key, { due, timer });
  };

  return {
    add,
    addAfter,
    addRateLimited(key) {
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      addAfter(key, Math.min(FIRST_BACKOFF_MS * 2 ** count, LAST_BACKOFF_MS));
    },
    forget: (key) => failures.delete(key),
    async run(process) {
      while (!stopped) {
        const [key] = ready;
        if (key === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        ready.delete(key);
        await process(key);
      }
    },
    stop() {
      stopped = true;
      for (const { timer } of timers.values()) clearTimeout(timer);
      timers.clear();
      wake?.();
    },
  };
}
