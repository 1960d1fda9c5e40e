import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

/** The spans that end while `work` goes on, in the order of their ends. */
export async function recordedSpans(work: () => Promise<unknown>): Promise<readonly ReadableSpan[]> {
  const exporter = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  try {
    await work();
    return exporter.getFinishedSpans();
  } finally {
    trace.disable();
    context.disable();
  }
}
