/** A time that comes again every week, UTC. */
export interface Window {
  /** Minutes since Monday 00:00, below a week's. */
  readonly start: number;
  /** Minutes. */
  readonly length: number;
}

const DAY = 24 * 60;
const WEEK = 7 * DAY;
const days: readonly string[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const TIME = '([01]\\d|2[0-3]):([0-5]\\d)';
const DAILY = new RegExp(`^${TIME}-${TIME}$`);
const WEEKLY = new RegExp(`^(${days.join('|')}):${TIME}-(${days.join('|')}):${TIME}$`);

/** Shortest window that RDS takes, minutes. Source: CreateDBInstance, PreferredBackupWindow, PreferredMaintenanceWindow. */
export const SHORTEST_WINDOW = 30;
/** Longest maintenance window that RDS takes, minutes. */
export const LONGEST_WINDOW = DAY;

/** The seven windows of a week that `HH:MM-HH:MM` stands for; undefined for what is none. It may cross midnight. */
export function parseDailyWindow(text: string): readonly Window[] | undefined {
  const match = DAILY.exec(text);
  if (match === null) return undefined;
  const [from, to] = [minutes(match[1], match[2]), minutes(match[3], match[4])];
  const length = (to - from + DAY) % DAY;
  return days.map((_, day) => ({ start: day * DAY + from, length }));
}

/** The window that `ddd:HH:MM-ddd:HH:MM` stands for; undefined for what is none. It may cross the end of the week. */
export function parseWeeklyWindow(text: string): Window | undefined {
  const match = WEEKLY.exec(text);
  if (match === null) return undefined;
  const start = dayOf(match[1]) * DAY + minutes(match[2], match[3]);
  const end = dayOf(match[4]) * DAY + minutes(match[5], match[6]);
  return { start, length: (end - start + WEEK) % WEEK };
}

/** Whether two windows share a minute; one that begins when the other ends does not. */
export function windowsOverlap(a: Window, b: Window): boolean {
  return (b.start - a.start + WEEK) % WEEK < a.length || (a.start - b.start + WEEK) % WEEK < b.length;
}

const dayOf = (day: string | undefined): number => days.indexOf(day as string);
const minutes = (hour: string | undefined, minute: string | undefined): number => Number(hour) * 60 + Number(minute);
