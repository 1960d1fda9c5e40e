import { AwsError } from '../runtime/errors.js';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY_MINUTES = 1440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
const SHORTEST_MINUTES = 30;

interface Span {
  readonly start: number;
  readonly minutes: number;
}

const CLOCK = '([01]\\d|2[0-3]):([0-5]\\d)';
const BACKUP = new RegExp(`^${CLOCK}-${CLOCK}$`);
const MAINTENANCE = new RegExp(`^(${DAYS.join('|')}):${CLOCK}-(${DAYS.join('|')}):${CLOCK}$`, 'i');

const invalid = (what: string, value: string): never => {
  throw new AwsError('InvalidParameterValue', `Invalid ${what} window format or length: ${value}`);
};

function parseBackup(window: string): Span {
  const [h1, m1, h2, m2] = (BACKUP.exec(window) ?? invalid('backup', window)).slice(1).map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const start = h1 * 60 + m1;
  return { start, minutes: (h2 * 60 + m2 - start + DAY_MINUTES) % DAY_MINUTES };
}

function parseMaintenance(window: string): Span {
  const [day1, h1, m1, day2, h2, m2] = (MAINTENANCE.exec(window) ?? invalid('maintenance', window)).slice(1) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const at = (day: string, hour: string, minute: string): number =>
    DAYS.indexOf(day.toLowerCase()) * DAY_MINUTES + Number(hour) * 60 + Number(minute);
  const start = at(day1, h1, m1);
  return { start, minutes: (at(day2, h2, m2) - start + WEEK_MINUTES) % WEEK_MINUTES };
}

/** Both half an hour at least, the second a day at most, and apart from each other on every day. */
export function checkWindows(backup: string, maintenance: string): void {
  const daily = parseBackup(backup);
  const weekly = parseMaintenance(maintenance);
  if (daily.minutes < SHORTEST_MINUTES) invalid('backup', backup);
  if (weekly.minutes < SHORTEST_MINUTES || weekly.minutes > DAY_MINUTES) invalid('maintenance', maintenance);
  for (let day = -1; day <= 8; day += 1) {
    const start = daily.start + day * DAY_MINUTES;
    if (start < weekly.start + weekly.minutes && weekly.start < start + daily.minutes) {
      const message = 'The backup window and maintenance window must not overlap.';
      throw new AwsError('InvalidParameterCombination', message);
    }
  }
}
