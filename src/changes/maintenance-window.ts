/** A time that comes again every week, UTC. */
export interface MaintenanceWindow {
  /** Minutes since Monday 00:00, below a week's. */
  readonly start: number;
  /** Minutes. */
  readonly length: number;
}

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;
const SOME_MONDAY = Date.UTC(1970, 0, 5);

/** What disturbs is begun only if so much of the window remains, or it would end outside. */
const REMAINING_MS = 30 * MINUTE_MS;
/** RDS takes a window of no more than half an hour: of one so short, its beginning has to do. */
const BEGINNING_MS = 5 * MINUTE_MS;

/** When something that disturbs may begin: undefined for now, else the next time that the window opens. */
export function nextOpening({ start, length }: MaintenanceWindow, now: Date): Date | undefined {
  const opened = SOME_MONDAY + start * MINUTE_MS;
  const sinceMs = (((now.getTime() - opened) % WEEK_MS) + WEEK_MS) % WEEK_MS;
  const remainingMs = length * MINUTE_MS - sinceMs;
  if (remainingMs >= REMAINING_MS || (remainingMs > 0 && sinceMs < BEGINNING_MS)) return undefined;
  return new Date(now.getTime() - sinceMs + WEEK_MS);
}
