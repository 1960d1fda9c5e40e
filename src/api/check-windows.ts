import {
  LONGEST_WINDOW,
  parseDailyWindow,
  parseWeeklyWindow,
  SHORTEST_WINDOW,
  windowsOverlap,
} from '../aws/windows.js';
import { invalid, type Problem } from './problem.js';
import type { ResolvedSpec } from './resolved-spec.js';

export function checkWindows({ backup, maintenance }: ResolvedSpec): readonly Problem[] {
  const daily = parseDailyWindow(backup.window);
  const weekly = parseWeeklyWindow(maintenance.window);
  const problems: Problem[] = [];
  const backupIs = (message: string, remedy: string): number =>
    problems.push(invalid('spec.backup.window', backup.window, message, remedy));
  const maintenanceIs = (message: string, remedy: string): number =>
    problems.push(invalid('spec.maintenance.window', maintenance.window, message, remedy));

  if (daily === undefined) backupIs('is not a daily time in UTC', 'write HH:MM-HH:MM, e.g. 00:00-02:00');
  else if (daily.some(({ length }) => length < SHORTEST_WINDOW))
    backupIs(`is shorter than ${SHORTEST_WINDOW} minutes`, 'make it longer; it may cross midnight');

  if (weekly === undefined)
    maintenanceIs('is not a weekly time in UTC', 'write ddd:HH:MM-ddd:HH:MM in lower case, e.g. sun:04:00-sun:06:00');
  else if (weekly.length < SHORTEST_WINDOW)
    maintenanceIs(`is shorter than ${SHORTEST_WINDOW} minutes`, 'make it longer; it may cross midnight and Sunday');
  else if (weekly.length > LONGEST_WINDOW)
    maintenanceIs('is longer than 24 hours', 'make it shorter: does it end before it begins?');

  if (daily !== undefined && weekly !== undefined && daily.some((window) => windowsOverlap(window, weekly)))
    maintenanceIs(
      `overlaps the daily spec.backup.window ${backup.window}, and RDS does one thing at a time`,
      'move one of them',
    );
  return problems;
}
