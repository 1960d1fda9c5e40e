import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Value = { readonly [type in 'stringValue' | 'intValue' | 'doubleValue' | 'boolValue']?: unknown };
type Attributes = readonly { readonly key: string; readonly value: Value }[];

/** As OTLP writes it in JSON. */
interface OtlpSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: Attributes;
}

interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Attributes };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

export interface CollectedSpan extends Omit<OtlpSpan, 'attributes'> {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

export interface Collector {
  readonly endpoint: string;
  /** Everything that came, byte for byte. */
  received(): string;
  /** Fails where something came to another path, or is no JSON. */
  spans(): readonly CollectedSpan[];
  close(): void;
}

/** Takes traces by OTLP over HTTP in JSON, on a free port of loopback. */
export async function startCollector(): Promise<Collector> {
  const requests: { readonly target: string; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      requests.push({ target: `${request.method} ${request.url} ${request.headers['content-type']}`, body });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => requests.map(({ target, body }) => `${target}\n${body}`).join('\n'),
    spans: () =>
      requests.flatMap(({ target, body }) => {
        if (target !== 'POST /v1/traces application/json') throw new Error(`traces do not go to ${target}`);
        return spansOf(JSON.parse(body));
      }),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const spansOf = ({ resourceSpans }: OtlpTraces): readonly CollectedSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        attributes: plain(span.attributes),
        resource: plain(resource.attributes),
      })),
    ),
  );

const plain = (attributes: Attributes): Readonly<Record<string, unknown>> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
