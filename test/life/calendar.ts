import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const WEEK_S = 7 * 24 * 3600;

/** The time that windows and schedules go by, for operator and AWS alike; it only goes forward. */
export interface Calendar {
  /** For their option `--calendar-file`. */
  readonly file: string;
  /** To the next such time, UTC. */
  moveTo(day: string, hour: number, minute: number): Promise<void>;
  close(): Promise<void>;
}

export async function createCalendar(): Promise<Calendar> {
  const folder = await mkdtemp(join(tmpdir(), 'tapdb-calendar-'));
  const file = join(folder, 'calendar');
  let aheadS = 0;
  return {
    file,
    async moveTo(day, hour, minute) {
      const now = new Date(Date.now() + aheadS * 1000);
      const wanted = (DAYS.indexOf(day) * 24 + hour) * 3600 + minute * 60;
      const current =
        ((now.getUTCDay() * 24 + now.getUTCHours()) * 60 + now.getUTCMinutes()) * 60 + now.getUTCSeconds();
      aheadS += (wanted - current + WEEK_S) % WEEK_S;
      await writeFile(file, String(aheadS));
    },
    close: () => rm(folder, { recursive: true }),
  };
}
