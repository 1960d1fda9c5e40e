import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { ApiClient, type ApiRequest } from '../../src/kube/api-client.js';
import { createMetrics, type Metrics } from '../../src/telemetry/metrics.js';
import { withSpan } from '../../src/telemetry/spans.js';
import { recordedSpans } from '../support/recorded-spans.js';

let answer: (request: IncomingMessage, response: ServerResponse) => void;
let server: Server;
let connections: Set<Socket>;
let metrics: Metrics;
let api: ApiClient;

const json =
  (code: number, body: unknown): typeof answer =>
  (_, response) => {
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

const getVpc: ApiRequest = { verb: 'get', kind: 'VPC', object: 'shop/tap', path: '/apis/ec2/v1/vpcs/tap' };

beforeEach(async () => {
  connections = new Set();
  server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
  server.on('connection', (socket) => connections.add(socket));
  await once(server, 'listening');
  metrics = createMetrics();
  api = new ApiClient(configFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`), { metrics });
});
afterEach(() => {
  api.close();
  server.close();
  server.closeAllConnections();
});

function configFor(url: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: 'c', server: url, skipTLSVerify: true }, { name: 'u', token: 'secret' });
  return config;
}

const counted = async (): Promise<unknown> => (await metrics.apiRequests.get()).values.map(({ labels }) => labels);

describe('a request', () => {
  test('carries credentials and query, and brings back JSON', async () => {
    let seen: IncomingMessage | undefined;
    answer = (request, response) => {
      seen = request;
      json(200, { kind: 'VPC' })(request, response);
    };
    expect(await api.request({ ...getVpc, query: { limit: '500' } })).toEqual({ kind: 'VPC' });
    expect(seen?.url).toBe('/apis/ec2/v1/vpcs/tap?limit=500');
    expect(seen?.headers).toMatchObject({ authorization: 'Bearer secret', accept: 'application/json' });
    expect(await counted()).toEqual([{ verb: 'get', kind: 'VPC', code: '200' }]);
  });

  test.each([
    ['apply', 'PATCH', { a: 'é' }, 'application/apply-patch+yaml'],
    ['patch', 'PATCH', { a: 'é' }, 'application/merge-patch+json'],
    ['patch', 'PATCH', [{ op: 'test' }], 'application/json-patch+json'],
    ['create', 'POST', { a: 'é' }, 'application/json'],
    ['update', 'PUT', { a: 'é' }, 'application/json'],
    ['delete', 'DELETE', { a: 'é' }, 'application/json'],
  ] as const)('to %s is a %s of %j as %s, with its length', async (verb, method, body, contentType) => {
    const seen: unknown[] = [];
    answer = (request, response) => {
      seen.push(request.method, request.headers['content-type'], request.headers['content-length']);
      void text(request).then((received) => {
        seen.push(received);
        json(200, {})(request, response);
      });
    };
    await api.request({ ...getVpc, verb, body });
    const sent = JSON.stringify(body);
    expect(seen).toEqual([method, contentType, String(Buffer.byteLength(sent)), sent]);
  });

  test('uses one connection after another', async () => {
    answer = json(200, {});
    for (let i = 0; i < 5; i++) await api.request(getVpc);
    expect(connections.size).toBe(1);
  });

  test("that is refused says what was being done, and the API server's reason", async () => {
    answer = json(409, { kind: 'Status', reason: 'Conflict', message: 'the object has been modified' });
    await expect(api.request(getVpc)).rejects.toMatchObject({
      name: 'ApiError',
      code: 409,
      reason: 'Conflict',
      message: 'get VPC shop/tap: the object has been modified',
    });
    expect(await counted()).toEqual([{ verb: 'get', kind: 'VPC', code: '409' }]);
  });

  test.each([
    [(response: ServerResponse) => response.writeHead(502).end('bad gateway\n'), 'list VPC: bad gateway'],
    [(response: ServerResponse) => response.writeHead(503).end(), 'list VPC: HTTP 503'],
    [(response: ServerResponse) => response.writeHead(500).end('{"kind":"Other"}'), 'list VPC: {"kind":"Other"}'],
  ])('that a proxy refuses is told in its words', async (respond, message) => {
    answer = (_, response) => respond(response);
    await expect(api.request({ verb: 'list', kind: 'VPC', path: '/vpcs' })).rejects.toMatchObject({
      reason: '',
      message,
    });
  });

  test('whose connection breaks has code 0', async () => {
    answer = (request) => request.socket.destroy();
    await expect(api.request(getVpc)).rejects.toMatchObject({ code: 0, message: 'get VPC shop/tap: socket hang up' });
    expect(await counted()).toEqual([{ verb: 'get', kind: 'VPC', code: '0' }]);
  });

  test('that is answered with something else than JSON fails', async () => {
    answer = (_, response) => response.end('<html>');
    await expect(api.request(getVpc)).rejects.toThrow(/^get VPC shop\/tap: Unexpected token/);
  });

  test('needs a current context', async () => {
    const lost = new ApiClient(new KubeConfig(), { metrics });
    await expect(lost.request(getVpc)).rejects.toThrow('the kubeconfig has no current context: choose one');
  });

  test('ends when the client is closed', async () => {
    answer = () => api.close();
    await expect(api.request(getVpc)).rejects.toMatchObject({
      code: 0,
      message: expect.stringContaining('program stops'),
    });
  });

  test('that writes is not made by one who may not, and one that reads is', async () => {
    answer = json(200, {});
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const deposed = new ApiClient(configFor(url), { metrics, mayWrite: () => false });
    for (const verb of ['create', 'update', 'apply', 'patch', 'delete'] as const) {
      await expect(deposed.request({ ...getVpc, verb })).rejects.toMatchObject({ code: 0, reason: 'NotLeader' });
    }
    expect(connections.size).toBe(0);
    expect(await deposed.request(getVpc)).toEqual({});
    deposed.close();
  });
});

describe('a stream', () => {
  const watch: ApiRequest = { verb: 'watch', kind: 'VPC', path: '/vpcs' };

  test('gives whole lines, however they are cut on the way', async () => {
    answer = (_, response) => {
      const bytes = Buffer.from('{"a":"é"}\n{"b":2}\n{"half');
      for (const byte of bytes) response.write(Buffer.of(byte));
      response.end();
    };
    const lines: string[] = [];
    await api.stream(watch, 1_000, (line) => lines.push(line));
    expect(lines).toEqual(['{"a":"é"}', '{"b":2}']);
  });

  test('that is cut off rejects', async () => {
    answer = (request, response) => {
      response.write('{}\n');
      setTimeout(() => request.socket.destroy(), 10);
    };
    await expect(api.stream(watch, 1_000, () => undefined)).rejects.toMatchObject({ code: 0 });
  });

  test('that is silent for too long rejects, and one that speaks now and then does not', async () => {
    let spoken = 0;
    answer = (_, response) => {
      const speak = (): void => {
        response.write('{}\n');
        if (++spoken < 6) setTimeout(speak, 60);
      };
      speak();
    };
    const started = performance.now();
    await expect(api.stream(watch, 150, () => undefined)).rejects.toMatchObject({
      code: 0,
      message: 'watch VPC: nothing arrived for 0.15 s',
    });
    expect(spoken).toBe(6);
    expect(performance.now() - started).toBeGreaterThan(400);
  });

  test('that is never answered rejects too', async () => {
    answer = () => undefined;
    await expect(api.stream(watch, 50, () => undefined)).rejects.toMatchObject({ code: 0 });
  });

  test('that is refused has the code', async () => {
    answer = json(410, { kind: 'Status', reason: 'Expired', message: 'too old' });
    await expect(api.stream(watch, 1_000, () => undefined)).rejects.toMatchObject({ code: 410, reason: 'Expired' });
  });

  test('whose reader fails rejects with what it said', async () => {
    answer = (_, response) => void response.write('no json\n');
    const parse = (line: string): void => void JSON.parse(line);
    await expect(api.stream(watch, 1_000, parse)).rejects.toThrow(/^watch VPC: Unexpected token/);
  });
});

describe('a trace', () => {
  const secret: ApiRequest = {
    verb: 'apply',
    kind: 'Secret',
    object: 'shop/tap-credentials-1',
    path: '/api/v1/namespaces/shop/secrets/tap-credentials-1',
    query: { fieldManager: 'tapdb-operator' },
    body: { data: { password: 'hunter2' } },
  };
  const inReconcile = (work: () => Promise<unknown>) => recordedSpans(() => withSpan('reconcile', {}, work));

  test('has a span for each request, with everything but what is asked and answered', async () => {
    answer = json(201, { data: { password: 'hunter2' } });
    const [span, reconcile] = await inReconcile(() => api.request(secret));
    const { port } = server.address() as AddressInfo;
    expect(span).toMatchObject({ name: 'PATCH Secret', kind: 2, status: { code: 0 } });
    expect(span?.attributes).toEqual({
      'http.request.method': 'PATCH',
      'http.response.status_code': 201,
      'server.address': '127.0.0.1',
      'server.port': port,
      'url.full': `http://127.0.0.1:${port}${secret.path}`,
      'k8s.verb': 'apply',
      'k8s.kind': 'Secret',
      'k8s.object': 'shop/tap-credentials-1',
    });
    expect(span?.parentSpanContext?.spanId).toBe(reconcile?.spanContext().spanId);
  });

  test.each([
    [json(409, { kind: 'Status', reason: 'Conflict', message: 'not hunter2' }), 409, '409', 'Conflict'],
    [json(500, 'hunter2'), 500, '500', '500'],
    [((_, response) => response.end('hunter2')) as typeof answer, 200, 'ApiError', 'ApiError'],
    [((_, response) => response.destroy()) as typeof answer, undefined, 'ApiError', 'ApiError'],
  ])('tells how it failed, in no words of others: %#', async (given, code, type, message) => {
    answer = given;
    const [span] = await inReconcile(() => api.request(secret).catch(() => {}));
    expect(span?.attributes).toMatchObject({ 'error.type': type });
    expect(span?.attributes['http.response.status_code']).toBe(code);
    expect(span?.status).toEqual({ code: 2, message });
    expect(JSON.stringify([span?.attributes, span?.status, span?.events])).not.toContain('hunter2');
  });

  test('that an object is not there is no failure of who asks for it', async () => {
    answer = json(404, { kind: 'Status', reason: 'NotFound' });
    const spans = await inReconcile(async () => {
      await api.request({ ...secret, verb: 'get' }).catch(() => {});
      await api.request(secret).catch(() => {});
    });
    expect(spans.map(({ status }) => status.code)).toEqual([0, 2, 0]);
    expect(spans[0]?.attributes).toMatchObject({ 'http.response.status_code': 404 });
  });

  test('has nothing of what belongs to no reconcile', async () => {
    answer = json(200, {});
    const spans = await recordedSpans(async () => {
      await api.request(getVpc);
      await api.stream({ ...getVpc, verb: 'watch' }, 1_000, () => {});
    });
    expect(spans).toEqual([]);
  });
});
