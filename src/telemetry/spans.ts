import { type Span, type SpanOptions, SpanStatusCode, trace } from '@opentelemetry/api';

export { type Span, SpanKind } from '@opentelemetry/api';

/**
 * Runs `work` in a span, below the one that it is called in. Where nothing is traced this costs a few calls of functions that
 * do nothing. What is thrown marks the span, unless it is an answer like any other, and goes on.
 */
export function withSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
  isAnswer: (error: unknown) => boolean = () => false,
): Promise<T> {
  return trace.getTracer('tapdb-operator').startActiveSpan(name, options, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      if (!isAnswer(error)) noteError(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Whether something that is traced is under way. */
export const isTraced = (): boolean => trace.getActiveSpan() !== undefined;

/** What a line of the log has, by the names of OpenTelemetry; nothing where nothing is traced. */
export function traceOfLog(): object {
  const { traceId, spanId, traceFlags } = trace.getActiveSpan()?.spanContext() ?? {};
  if (traceId === undefined) return {};
  return { trace_id: traceId, span_id: spanId, trace_flags: traceFlags === 1 ? '01' : '00' };
}

/**
 * Marks a span as failed. Traces go to other people than Secrets do, and an API server or a JSON parser may quote what it could
 * not read: so the words of an error stay in the log, which has the same trace_id.
 */
export function noteError(span: Span, error: unknown): void {
  const { code, reason } = Object(error) as { readonly code?: unknown; readonly reason?: unknown };
  const name = error instanceof Error ? error.constructor.name : typeof error;
  const isAnswer = typeof code === 'number';
  const type = String((isAnswer && code) || (isAnswer && reason) || name);
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, message: isAnswer && reason ? String(reason) : type });
  if (isAnswer || !(error instanceof Error)) return;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line));
  span.addEvent('exception', { 'exception.type': name, 'exception.stacktrace': [name, ...frames].join('\n') });
}
