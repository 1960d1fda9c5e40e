import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { refTo } from '../../src/sandbox/api-client.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { startOperator } from '../../src/sandbox/programs.js';
import { waitUntilGone } from '../../src/sandbox/wait-for.js';
import { type CollectedSpan, type Collector, startCollector } from '../support/collector.js';
import { complaintsOf, misconductOf } from './support/conduct.js';
import { childRef, createNamespace, OPERATOR_FLAGS, smallDatabase, waitForCondition } from './support/databases.js';
import { startTestCluster, type TestCluster } from './support/test-cluster.js';

jest.setTimeout(120_000);

const FLAGS = [...OPERATOR_FLAGS, '--leader-elect=false', '--log-level=debug'];
/** Writes the address of each file of OpenTelemetry that a process loads into its log. */
const NOTE_WHAT_IS_LOADED = `--import=data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    load(url, context, next) {
      const [, name] = /node_modules\\/(@opentelemetry\\/[^/]+)/.exec(url) ?? [];
      if (name) process.stderr.write('loaded ' + name + '\\n');
      return next(url, context);
    },
  });
`)}`;

const silent = smallDatabase('silent', 'quiet');
const traced = smallDatabase('traced', 'tap');

let cluster: TestCluster;
let collector: Collector;
let uid: string;
let password: string;
/** What was sent while the operator worked, and when it had ended. */
let beforeTheEnd: string;
let spans: readonly CollectedSpan[];
const logs: Record<string, string> = {};

const patience = (...processes: readonly ManagedProcess[]) => ({
  timeoutMs: 100_000,
  processes: [...processes, cluster.ack as ManagedProcess],
});

async function run(
  database: KubeObject,
  environment: Readonly<Record<string, string>>,
  work: (operator: ManagedProcess) => Promise<void>,
): Promise<void> {
  const { namespace = '' } = database.metadata;
  const env = { NODE_OPTIONS: NOTE_WHAT_IS_LOADED, ...environment };
  const operator = startOperator(cluster, { name: `operator-${namespace}`, args: FLAGS, env });
  await createNamespace(cluster, namespace);
  await cluster.apply(database);
  await waitForCondition(cluster, database, ['Synced', 'True'], patience(operator));
  await work(operator);
  expect(await operator.stop()).toEqual({ code: 0, signal: null });
  logs[namespace] = await readFile(operator.logFile, 'utf8');
}

beforeAll(async () => {
  collector = await startCollector();
  cluster = await startTestCluster({ operator: false });
  await run(silent, {}, async () => {});
  // Nothing is sent before the end unless there is more than anybody has.
  const patient = { OTEL_BSP_SCHEDULE_DELAY: '600000', OTEL_BSP_MAX_QUEUE_SIZE: '50000' };
  const bulk = { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '50000' };
  const by = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_RESOURCE_ATTRIBUTES: 'k8s.pod.name=tapdb-0' };
  await run(traced, { ...by, ...patient, ...bulk }, async (operator) => {
    uid = (await cluster.admin.get(refTo(traced)))?.metadata.uid ?? '';
    const secret = await cluster.admin.get(childRef(traced, 'v1', 'Secret', 'credentials-1'));
    password = Buffer.from(secret?.data?.['password'] ?? '', 'base64').toString('utf8');
    await cluster.admin.delete(refTo(traced));
    await waitUntilGone(cluster.admin, refTo(traced), patience(operator));
    beforeTheEnd = collector.received();
  });
  spans = collector.spans();
}, 240_000);

afterAll(async () => {
  collector?.close();
  await cluster?.stop();
}, 60_000);

const named = (name: string): readonly CollectedSpan[] => spans.filter((span) => span.name === name);
const childrenOf = ({ spanId, traceId }: CollectedSpan): readonly CollectedSpan[] =>
  spans.filter((span) => span.parentSpanId === spanId && span.traceId === traceId);

/** Names of the packages of OpenTelemetry. */
const loadedBy = (namespace: string): readonly string[] => [
  ...new Set(
    [...(logs[namespace] ?? '').matchAll(/^loaded @opentelemetry\/(\S+)/gm)].map(([, name]) => name as string),
  ),
];

describe('the operator', () => {
  test('loads nothing of the SDK where nothing is traced, and has no trace in its log', () => {
    expect(loadedBy('silent')).toEqual(['api']);
    expect(logs['silent']).toContain('"message":"reconciled"');
    expect(logs['silent']).not.toContain('trace_id');
    expect(loadedBy('traced')).toEqual(expect.arrayContaining(['sdk-trace', 'exporter-trace-otlp-http']));
  });

  test('sends at its end what was not sent before', () => {
    expect(beforeTheEnd).toBe('');
    expect(spans.length).toBeGreaterThan(50);
  });
});

describe('a reconcile', () => {
  test('is a trace of its own, about one database, from one Pod', () => {
    const reconciles = named('reconcile');
    const own = reconciles.filter(({ attributes }) => attributes['k8s.namespace.name'] === 'traced');
    expect(own.length).toBeGreaterThan(5);
    expect(own[0]?.attributes).toMatchObject({
      'k8s.namespace.name': 'traced',
      'tapdb.database.name': 'tap',
      'tapdb.database.uid': uid,
      'tapdb.reconcile.result': expect.stringMatching(/^(requeue|conflict|unavailable)$/),
      'tapdb.reconcile.requeue_after_ms': expect.any(Number),
    });
    expect(own[0]?.resource).toMatchObject({ 'service.name': 'tapdb-operator', 'k8s.pod.name': 'tapdb-0' });
    expect(spans.filter(({ parentSpanId }) => !parentSpanId)).toEqual(reconciles);
    expect(new Set(reconciles.map(({ traceId }) => traceId)).size).toBe(reconciles.length);
  });

  test('has its steps in it, in their order, and in those the requests', () => {
    const [creating] = named('execute').filter((step) => childrenOf(step).some(({ name }) => name === 'PATCH Secret'));
    const whole = spans.find(({ spanId }) => spanId === creating?.parentSpanId) as CollectedSpan;
    expect(whole.name).toBe('reconcile');
    const steps = childrenOf(whole).map(({ name }) => name);
    expect(steps.filter((name) => /^[a-z]+$/.test(name))).toEqual(['observe', 'compose', 'plan', 'execute', 'report']);
    const request = childrenOf(creating as CollectedSpan).find(({ name }) => name === 'PATCH Secret');
    const { hostname, port } = new URL(cluster.url);
    expect(request).toMatchObject({
      kind: 3,
      attributes: {
        'http.request.method': 'PATCH',
        'http.response.status_code': 201,
        'server.address': hostname,
        'server.port': Number(port),
        'k8s.verb': 'apply',
        'k8s.kind': 'Secret',
      },
    });
    expect(
      named('teardown')
        .flatMap(childrenOf)
        .map(({ name }) => name),
    ).toContain('DELETE DBInstance.rds.services.k8s.aws');
  });

  test('that is under way names its trace in the log', () => {
    const lines = (logs['traced'] ?? '').split('\n').filter((line) => line.startsWith('{'));
    const reconciled = lines.map((line) => JSON.parse(line)).filter(({ message }) => message === 'reconciled');
    const known = new Map(named('reconcile').map(({ traceId, spanId }) => [traceId, spanId]));
    expect(reconciled.length).toBeGreaterThan(5);
    for (const { trace_id, span_id } of reconciled) expect(known.get(trace_id)).toBe(span_id);
  });
});

test('no password is in what was sent', () => {
  expect(password).toMatch(/^[\w.~-]{30}$/);
  for (const form of [password, Buffer.from(password).toString('base64'), encodeURIComponent(password)])
    expect(collector.received().includes(form)).toBe(false);
});

test('the operator did nothing that it must not', async () => {
  expect(await misconductOf(cluster)).toEqual([]);
  expect(await complaintsOf(cluster)).toEqual([]);
});
