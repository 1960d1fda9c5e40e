import { readFileSync } from 'node:fs';

const POLL_MS = 250;

/**
 * How far the calendar is ahead of the clock, from a file that holds a number of seconds: so that a test need not wait for a
 * week. The calendar is for maintenance windows, schedules and the age of what was observed, and for nothing else: timers,
 * backoff and leases keep the real time.
 */
export class CalendarFile {
  readonly #path: string;
  readonly #poll: NodeJS.Timeout;
  #offsetMs = 0;

  /** @param onChange is called whenever the file says something else. */
  constructor(path: string, onChange: () => void) {
    this.#path = path;
    this.#read();
    // Read each time: fs.watchFile takes what is written before its own first look for what was there already.
    this.#poll = setInterval(() => {
      if (this.#read()) onChange();
    }, POLL_MS).unref();
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  close(): void {
    clearInterval(this.#poll);
  }

  /** Answers whether it changed. A file that is not there, or half written, changes nothing. */
  #read(): boolean {
    const before = this.#offsetMs;
    try {
      const text = readFileSync(this.#path, 'utf8').trim();
      const seconds = Number(text);
      if (text !== '' && Number.isFinite(seconds)) this.#offsetMs = seconds * 1000;
    } catch {
      return false;
    }
    return this.#offsetMs !== before;
  }
}
