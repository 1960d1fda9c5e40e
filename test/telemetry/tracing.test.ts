import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { createLogger } from '../../src/telemetry/logger.js';
import { isTraced, type Span, withSpan } from '../../src/telemetry/spans.js';
import { asksForTraces, startTracing } from '../../src/telemetry/tracing.js';

const root = join(import.meta.dirname, '../..');
const URL_OF_NOBODY = 'http://127.0.0.1:9';

interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly status: unknown;
  readonly attributes: unknown;
  readonly events: unknown;
}

let lines: Record<string, unknown>[];
const logger = createLogger('debug', { write: (line) => lines.push(JSON.parse(line)) });
let sent: {
  readonly resourceSpans: readonly { readonly resource: unknown; readonly scopeSpans: [{ spans: SentSpan[] }] }[];
}[];
let collector: Server;
let endpoint: string;
beforeEach(async () => {
  lines = [];
  sent = [];
  collector = createServer((request, response) => {
    void json(request).then((body) => {
      sent.push(body as (typeof sent)[number]);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});
afterEach(() => {
  collector.close();
  collector.closeAllConnections();
});

const spans = (): readonly SentSpan[] =>
  sent.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans)),
  );

/** The SDK reads part of its variables from the process itself. */
async function traced(environment: Record<string, string>, work: () => Promise<unknown>): Promise<void> {
  const given = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...environment };
  Object.assign(process.env, given);
  try {
    const stop = await startTracing(given, logger);
    await work();
    await stop();
  } finally {
    for (const name of Object.keys(given)) delete process.env[name];
  }
}

describe('traces are asked for', () => {
  test.each([
    [{}, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: URL_OF_NOBODY }, true],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }, false],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: URL_OF_NOBODY }, true],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, true],
    [{ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: URL_OF_NOBODY }, false],
    [{ OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: URL_OF_NOBODY }, false],
    [{ OTEL_SERVICE_NAME: 'tapdb' }, false],
  ])('by %j: %s', (environment, expected) => {
    expect(asksForTraces(environment)).toBe(expected);
  });
});

describe('where nothing is traced', () => {
  test('nothing of the SDK is loaded by what the operator loads', async () => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: ['src/main.ts'],
      bundle: true,
      splitting: true,
      outdir: 'nowhere',
      platform: 'node',
      format: 'esm',
      write: false,
      metafile: true,
      logLevel: 'error',
    });
    const loaded = new Set<string>();
    const load = (file: string): void => {
      if (loaded.has(file)) return;
      loaded.add(file);
      for (const { path, kind } of metafile.inputs[file]?.imports ?? []) if (kind !== 'dynamic-import') load(path);
    };
    load('src/main.ts');
    const packages = (files: Iterable<string>): unknown =>
      [
        ...new Set([...files].flatMap((file) => /node_modules\/(@opentelemetry\/[^/]+)/.exec(file)?.[1] ?? [])),
      ].toSorted();
    // prom-client loads it, with us or without.
    expect(packages(loaded)).toEqual(['@opentelemetry/api']);
    expect(packages(Object.keys(metafile.inputs))).toContain('@opentelemetry/sdk-trace');
  });

  test('work is done, nothing is under way, and logs are as ever', async () => {
    const stop = await startTracing({}, logger);
    const result = await withSpan('reconcile', {}, async (span) => {
      logger.info('working');
      return [isTraced(), span.isRecording()];
    });
    await stop();
    expect(result).toEqual([false, false]);
    expect(lines).toEqual([{ level: 'info', time: expect.any(String), message: 'working' }]);
  });
});

describe('where traces are asked for', () => {
  test('spans arrive with their parents, by the service that the administrator names', async () => {
    const ended: Span[] = [];
    await traced({ OTEL_RESOURCE_ATTRIBUTES: 'k8s.pod.name=tapdb-0,team=platform' }, async () => {
      await withSpan('reconcile', { attributes: { 'k8s.namespace.name': 'shop' } }, async () => {
        expect(isTraced()).toBe(true);
        await Promise.all(['plan', 'execute'].map((name) => withSpan(name, {}, async (span) => ended.push(span))));
        logger.info('working');
      });
      logger.info('idle');
    });
    const [plan, execute, reconcile] = spans();
    expect([plan?.name, execute?.name, reconcile?.name]).toEqual(['plan', 'execute', 'reconcile']);
    expect(reconcile).not.toHaveProperty('parentSpanId');
    expect(reconcile?.attributes).toEqual([{ key: 'k8s.namespace.name', value: { stringValue: 'shop' } }]);
    for (const span of [plan, execute])
      expect(span).toMatchObject({ parentSpanId: reconcile?.spanId, traceId: reconcile?.traceId });
    expect(ended.map((span) => span.isRecording())).toEqual([false, false]);
    const resource = JSON.stringify(sent[0]?.resourceSpans[0]?.resource);
    for (const word of ['tapdb-operator', 'tapdb-0', 'platform']) expect(resource).toContain(`"stringValue":"${word}"`);
    expect(lines.find(({ message }) => message === 'working')).toMatchObject({
      trace_id: reconcile?.traceId,
      span_id: reconcile?.spanId,
      trace_flags: '01',
    });
    expect(lines.find(({ message }) => message === 'idle')).not.toHaveProperty('trace_id');
  });

  test('a name of the service that is given wins', async () => {
    await traced({ OTEL_SERVICE_NAME: 'databases' }, () => withSpan('reconcile', {}, async () => {}));
    const resource = JSON.stringify(sent[0]?.resourceSpans[0]?.resource);
    expect(resource).toContain('{"key":"service.name","value":{"stringValue":"databases"}}');
    expect(resource).not.toContain('tapdb-operator');
  });

  test('an error is told by type and place, never by its words', async () => {
    const answer = Object.assign(new Error('apply Secret: cannot read "hunter2"'), { code: 400, reason: 'BadRequest' });
    const silence = Object.assign(new Error('hunter2'), { code: 0, reason: '' });
    const errors = [answer, silence, new TypeError('hunter2\n    of many lines'), 'hunter2', undefined];
    await traced({}, async () => {
      for (const error of errors) await withSpan('step', {}, () => Promise.reject(error)).catch(() => {});
    });
    const typeOf = ({ attributes }: SentSpan): unknown => (attributes as [{ value: { stringValue: string } }])[0].value;
    expect(spans().map(typeOf)).toEqual(
      ['400', 'Error', 'TypeError', 'string', 'undefined'].map((stringValue) => ({ stringValue })),
    );
    expect(spans()[0]?.status).toEqual({ code: 2, message: 'BadRequest' });
    expect(spans().map(({ events }) => (events as unknown[]).length)).toEqual([0, 0, 1, 0, 0]);
    expect(JSON.stringify(spans()[2]?.events)).toMatch(/TypeError\\n {4}at .*tracing\.test/);
    expect(JSON.stringify(sent)).not.toMatch(/hunter2|many lines/);
  });

  test.each([
    ['always_on', undefined, 1],
    ['always_off', undefined, 0],
    ['parentbased_traceidratio', '0', 0],
    ['traceidratio', '1', 1],
    ['traceidratio', undefined, 1],
    ['traceidratio', 'half', 1],
    ['jaeger_remote', undefined, 1],
  ])('sampled by %s %s, of one trace %d is sent', async (sampler, argument, expected) => {
    const given = {
      OTEL_TRACES_SAMPLER: sampler,
      ...(argument !== undefined && { OTEL_TRACES_SAMPLER_ARG: argument }),
    };
    await traced(given, () =>
      withSpan('reconcile', {}, () => withSpan('plan', {}, async () => logger.info('working'))),
    );
    expect(spans()).toHaveLength(2 * expected);
    const flags = lines.find(({ message }) => message === 'working')?.['trace_flags'];
    expect(flags).toBe(expected === 1 ? '01' : '00');
    const isOdd = argument === 'half' || sampler === 'jaeger_remote';
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(isOdd ? 1 : 0);
  });

  test('what is not in this program is said', async () => {
    await traced({ OTEL_TRACES_EXPORTER: 'zipkin', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, async () => {});
    expect(lines.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual([
      'OTEL_TRACES_EXPORTER is zipkin, which is not in this program: traces are sent by otlp',
      'OTEL_EXPORTER_OTLP_PROTOCOL is grpc, which is not in this program: traces are sent by http/json',
    ]);
  });

  test('a collector that is down is a warning for each batch that is lost', async () => {
    collector.close();
    await traced({ OTEL_BSP_SCHEDULE_DELAY: '10', OTEL_EXPORTER_OTLP_TIMEOUT: '100' }, async () => {
      await withSpan('reconcile', {}, async () => {});
      const isTold = (): boolean => lines.some(({ level }) => level === 'warn');
      for (let wait = 0; wait < 500 && !isTold(); wait++) await new Promise((resolve) => setTimeout(resolve, 10));
    });
    expect(lines.find(({ level }) => level === 'warn')).toMatchObject({ component: 'tracing' });
  });

  test('batches are as large and as late as asked for', async () => {
    await traced({ OTEL_BSP_SCHEDULE_DELAY: '10', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1' }, async () => {
      for (const name of ['a', 'b']) await withSpan(name, {}, async () => {});
      for (let wait = 0; wait < 500 && sent.length < 2; wait++) await new Promise((resolve) => setTimeout(resolve, 10));
      expect(sent).toHaveLength(2);
    });
  });

  test('a collector that refuses is a warning, and nothing waits for it', async () => {
    collector.removeAllListeners('request').on('request', (_, response) => response.writeHead(401).end('who are you?'));
    await traced({}, () => withSpan('reconcile', {}, async () => {}));
    expect(spans()).toEqual([]);
    const warnings = lines.filter(({ level }) => level === 'warn').map(({ message }) => message);
    expect(warnings).toEqual([expect.stringMatching(/^traces are lost: .*Unauthorized/)]);
  });
});
