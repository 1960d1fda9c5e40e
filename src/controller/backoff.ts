export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/** The pause before try `failures + 1`: doubles from the base to the cap, less up to a half, so that clients spread out. */
export function backoffDelay({ baseMs, capMs }: Backoff, failures: number, random: () => number = Math.random): number {
  return Math.min(capMs, baseMs * 2 ** failures) * (1 - random() / 2);
}
