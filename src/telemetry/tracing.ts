import type { Logger } from './logger.js';

/**
 * Whether the environment asks for traces, by the variables that every SDK of OpenTelemetry has. Other than there, none of them
 * means none: a collector on localhost is nobody's in a Pod.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function asksForTraces(environment: NodeJS.ProcessEnv): boolean {
  const of = (name: string): string => environment[`OTEL_${name}`]?.trim() ?? '';
  if (of('SDK_DISABLED').toLowerCase() === 'true') return false;
  const exporter = of('TRACES_EXPORTER');
  if (exporter !== '') return exporter !== 'none';
  return of('EXPORTER_OTLP_TRACES_ENDPOINT') !== '' || of('EXPORTER_OTLP_ENDPOINT') !== '';
}

/**
 * Traces from here on, where that is asked for: else nothing of the SDK is loaded. The answer sends what is left and stops.
 * Databases do not wait for traces: what hinders them is logged.
 */
export async function startTracing(environment: NodeJS.ProcessEnv, logger: Logger): Promise<() => Promise<void>> {
  if (!asksForTraces(environment)) return async () => {};
  try {
    const { startSdk } = await import('./tracing-sdk.js');
    return startSdk(environment, logger);
  } catch (error) {
    logger.warn({ error }, `nothing is traced: ${(error as Error).message}`);
    return async () => {};
  }
}
