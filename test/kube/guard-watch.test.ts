import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { KubeConfig } from '@kubernetes/client-node';
import { ApiClient } from '../../src/kube/api-client.js';
import { GuardWatch } from '../../src/kube/guard-watch.js';
import { waitFor } from '../../src/sandbox/wait-for.js';
import { createMetrics } from '../../src/telemetry/metrics.js';

/** Three policies and their bindings. */
const REQUESTS_A_LOOK = 6;
/** What the API server answers to a look; the last answer stays. */
let answers: readonly number[];
let requests: number;
let changes: string[];
let server: Server;
let api: ApiClient;
let watch: GuardWatch;
let running: Promise<void>;

beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'Date', 'performance'] });
  requests = 0;
  changes = [];
  server = createServer((request, response) => {
    const name = request.url?.split('/').at(-1);
    const code = answers[Math.min(Math.floor(requests / REQUESTS_A_LOOK), answers.length - 1)] as number;
    requests++;
    const body = code === 200 ? { spec: { policyName: name, validationActions: ['Deny'] } } : { kind: 'Status' };
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const config = new KubeConfig();
  const { port } = server.address() as AddressInfo;
  const cluster = { name: 'c', server: `http://127.0.0.1:${port}`, skipTLSVerify: true };
  config.loadFromClusterAndUser(cluster, { name: 'u', token: 'secret' });
  api = new ApiClient(config, { metrics: createMetrics() });
  watch = new GuardWatch(api, () => changes.push(watch.guard.installed ? 'guarded' : 'not guarded'));
});

afterEach(async () => {
  watch.stop();
  api.close();
  await running;
  server.close();
  server.closeAllConnections();
  jest.useRealTimers();
});

/** A second of the watch passes each time that is asked. */
const until = (what: string, holds: () => boolean): Promise<boolean> =>
  waitFor(what, () => {
    jest.advanceTimersByTime(1_000);
    return holds();
  });

test('an API server that forbids everything while it starts does not make the guard look gone', async () => {
  answers = [200, 403, 503, 403, 200];
  running = watch.run();
  await until('five looks', () => requests === 5 * REQUESTS_A_LOOK);
  expect(changes).toEqual(['guarded']);
});

test('a right that is not given is one that is refused twice', async () => {
  answers = [403];
  running = watch.run();
  await until('the first look', () => requests === REQUESTS_A_LOOK);
  expect(watch.settled).toBe(false);
  await until('the refusal to be believed', () => watch.settled);
  expect(requests).toBe(2 * REQUESTS_A_LOOK);
  expect(changes).toEqual(['not guarded']);
});
