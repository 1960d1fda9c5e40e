import { destination, type Logger, pino } from 'pino';
import type { LogLevel } from './log-level.js';
import { traceOfLog } from './spans.js';

export type { Logger } from 'pino';

/**
 * One JSON object a line on `stream`: `level`, `time`, `message`, and the same names for the same things everywhere; in what is
 * traced also the trace.
 */
export function createLogger(
  level: LogLevel,
  stream: { write(line: string): void } = destination({ sync: true }),
): Logger {
  return pino(
    {
      level,
      base: null,
      messageKey: 'message',
      errorKey: 'error',
      mixin: traceOfLog,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
}
