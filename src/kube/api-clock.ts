/**
 * The API server's clock, from the Date headers of its answers. A header says a whole second, and the answer was made
 * between our request and its arrival: each one bounds the offset from both sides, and the estimate moves no further
 * than the bounds say.
 */
export class ApiClock {
  /** Added to the monotonic clock this gives the API server's. */
  #offsetMs = Date.now() - performance.now();

  /** `sentAt` and `receivedAt` are of the monotonic clock, in milliseconds. */
  observe(dateHeader: string | undefined, sentAt: number, receivedAt: number): void {
    const second = Date.parse(dateHeader ?? '');
    if (Number.isNaN(second)) return;
    const earliest = second - receivedAt;
    const latest = second + 1000 - sentAt;
    this.#offsetMs = Math.min(latest, Math.max(earliest, this.#offsetMs));
  }

  now(): Date {
    return new Date(performance.now() + this.#offsetMs);
  }
}
