import type { Logger } from '../telemetry/logger.js';
import { pause } from './pause.js';

const DAY_MS = 86_400_000;

/** Tidies up at once and every day, until `stop`; what does not work out is told and tried again the next day. */
export async function sweepDaily(sweep: () => Promise<void>, logger: Logger, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    try {
      await sweep();
    } catch (error) {
      logger.warn(`old goodbyes were not removed: ${(error as Error).message}`);
    }
    await pause(DAY_MS, stop);
  }
}
