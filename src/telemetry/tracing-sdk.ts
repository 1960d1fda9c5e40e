// Only tracing.ts imports this file, and only when traces are asked for: it brings the SDK.
import { context, DiagLogLevel, diag, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  type BatchSpanProcessorOptions,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Logger } from './logger.js';

/** Of the 30 s that a Pod has after SIGTERM, 20 belong to what is under way. */
const FLUSH_MS = 5_000;

/** What the SDK itself does not read of the environment is read here; endpoint, headers, timeout, certificates it does. */
export function startSdk(environment: NodeJS.ProcessEnv, logger: Logger): () => Promise<void> {
  const warn = (message: string): void => logger.warn({ component: 'tracing' }, message);
  const silent = (): void => {};
  diag.setLogger({ error: warn, warn, info: silent, debug: silent, verbose: silent }, DiagLogLevel.WARN);
  for (const [name, known] of [
    ['OTEL_TRACES_EXPORTER', 'otlp'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json'],
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'http/json'],
  ] as const) {
    const value = environment[name]?.trim() || known;
    if (value !== known) warn(`${name} is ${value}, which is not in this program: traces are sent by ${known}`);
  }
  const processor = new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), ...batchOf(environment) });
  const provider = new TracerProvider({
    sampler: samplerOf(environment, warn),
    // What the administrator says wins.
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'tapdb-operator' }))
      .merge(detectResources({ detectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] })),
    spanProcessors: [processor],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  logger.info({ component: 'tracing' }, 'reconciles are traced');
  return async () => {
    const late = new Promise((resolve) => setTimeout(resolve, FLUSH_MS).unref());
    await Promise.race([provider.shutdown().catch((error) => warn(`traces are lost: ${error}`)), late]);
    trace.disable();
    context.disable();
    diag.disable();
  };
}

function batchOf(environment: NodeJS.ProcessEnv): Omit<BatchSpanProcessorOptions, 'exporter'> {
  const options = {
    OTEL_BSP_SCHEDULE_DELAY: 'scheduledDelayMillis',
    OTEL_BSP_EXPORT_TIMEOUT: 'exportTimeoutMillis',
    OTEL_BSP_MAX_QUEUE_SIZE: 'maxQueueSize',
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: 'maxExportBatchSize',
  } as const;
  const given = Object.entries(options).map(([name, option]) => [option, Number(environment[name])] as const);
  return Object.fromEntries(given.filter(([, value]) => value > 0));
}

function samplerOf(environment: NodeJS.ProcessEnv, warn: (message: string) => void): Sampler {
  const name = environment['OTEL_TRACES_SAMPLER']?.trim() || 'parentbased_always_on';
  const root = rootSamplerOf(name.replace(/^parentbased_/, ''), environment['OTEL_TRACES_SAMPLER_ARG'], warn);
  if (root === undefined) warn(`OTEL_TRACES_SAMPLER is ${name}, which is not known: every reconcile is traced`);
  const sampler = root ?? new AlwaysOnSampler();
  // Below a reconcile that is not traced nothing is, whatever was asked for: half a trace tells nothing.
  return new ParentBasedSampler({ root: sampler });
}

function rootSamplerOf(
  name: string,
  argument: string | undefined,
  warn: (message: string) => void,
): Sampler | undefined {
  if (name === 'always_on') return new AlwaysOnSampler();
  if (name === 'always_off') return new AlwaysOffSampler();
  if (name !== 'traceidratio') return undefined;
  const ratio = Number(argument?.trim() || 1);
  if (ratio >= 0 && ratio <= 1) return new TraceIdRatioBasedSampler(ratio);
  warn(`OTEL_TRACES_SAMPLER_ARG is ${argument}, not a number from 0 to 1: every reconcile is traced`);
  return new AlwaysOnSampler();
}
