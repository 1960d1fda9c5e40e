import { afterEach, describe, expect, test } from '@jest/globals';
import { measureHeldChanges } from '../../src/telemetry/held-changes.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { collectProcessMetrics, createMetrics } from '../../src/telemetry/metrics.js';
import { type HttpEndpoint, serveHttp, text } from '../../src/telemetry/server.js';

describe('the logger', () => {
  test('writes one JSON object a line, with the same names for the same things', () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line) => lines.push(line) });
    logger.debug('not at this level');
    logger.info({ namespace: 'shop', name: 'tap' }, 'reconciled');
    logger.error({ error: new Error('boom') }, 'failed');
    expect(lines.every((line) => line.endsWith('\n'))).toBe(true);
    const [first, second] = lines.map((line) => JSON.parse(line));
    expect(first).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      namespace: 'shop',
      name: 'tap',
      message: 'reconciled',
    });
    expect(second).toMatchObject({ level: 'error', message: 'failed', error: { message: 'boom' } });
    expect(lines).toHaveLength(2);
  });
});

describe('the metrics', () => {
  test('of two operators do not mix, and are told in the format of Prometheus', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.apiRequests.inc({ verb: 'apply', kind: 'VPC', code: '200' });
    expect(await one.registry.metrics()).toContain('tapdb_api_requests_total{verb="apply",kind="VPC",code="200"} 1');
    expect(await other.registry.metrics()).not.toContain('verb="apply"');
  });

  test('of held changes say how many there are of each class now', async () => {
    const metrics = createMetrics();
    measureHeldChanges(metrics, ['reboot', 'failover', 'reboot']);
    measureHeldChanges(metrics, ['reboot']);
    const exposed = await metrics.registry.metrics();
    expect(exposed).toContain('tapdb_held_changes{class="reboot"} 1');
    expect(exposed).toContain('tapdb_held_changes{class="failover"} 0');
    expect(exposed).toContain('tapdb_held_changes{class="irreversible"} 0');
  });

  test('of the process are there where asked for', async () => {
    const metrics = createMetrics();
    collectProcessMetrics(metrics);
    expect(await metrics.registry.metrics()).toContain('process_resident_memory_bytes');
  });
});

describe('the HTTP server', () => {
  let endpoint: HttpEndpoint | undefined;
  afterEach(() => endpoint?.close());
  const ask = async (path: string, method = 'GET'): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${endpoint?.port}${path}`, { method });
    return `${response.status} ${await response.text()}`;
  };

  test('answers by path, on a free port for port 0', async () => {
    endpoint = await serveHttp(
      { '/healthz': () => text(200, 'ok'), '/readyz': () => text(503, 'waiting') },
      0,
      '127.0.0.1',
    );
    expect(await ask('/healthz?verbose')).toBe('200 ok\n');
    expect(await ask('/readyz')).toBe('503 waiting\n');
    expect(await ask('/other')).toBe('404 not found\n');
    expect(await ask('/healthz', 'POST')).toBe('405 only GET\n');
  });

  test('tells of a route that fails, and goes on', async () => {
    const failing = async (): Promise<never> => Promise.reject(new Error('no metrics today'));
    endpoint = await serveHttp({ '/metrics': failing, '/healthz': () => text(200, 'ok') }, 0, '127.0.0.1');
    expect(await ask('/metrics')).toBe('500 Error: no metrics today\n');
    expect(await ask('/healthz')).toBe('200 ok\n');
  });

  test('says when the port is taken', async () => {
    endpoint = await serveHttp({}, 0, '127.0.0.1');
    await expect(serveHttp({}, endpoint.port, '127.0.0.1')).rejects.toThrow('EADDRINUSE');
  });

  test('listens on all addresses unless told otherwise', async () => {
    endpoint = await serveHttp({ '/healthz': () => text(200, 'ok') }, 0);
    expect(await ask('/healthz')).toBe('200 ok\n');
  });
});
