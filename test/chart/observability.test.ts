import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Json, valueAt } from '../../src/api/object.js';
import { collectProcessMetrics, createMetrics } from '../../src/telemetry/metrics.js';
import { faultsOf, resultOf, seriesOf } from './promql.js';
import { CHART, type ChartObject, find, render } from './render.js';

const ON = {
  metrics: {
    serviceMonitor: { enabled: true, interval: '1m', labels: { release: 'monitoring' } },
    prometheusRule: { enabled: true, labels: { release: 'monitoring' } },
    dashboard: { enabled: true },
  },
};

const metrics = createMetrics();
collectProcessMetrics(metrics);
const series = seriesOf(metrics);

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

const objects = await render(ON);
const groups = valueAt(find(objects, 'PrometheusRule', 'tapdb-operator'), 'spec.groups') as unknown as readonly {
  readonly name: string;
  readonly rules: readonly Rule[];
}[];
const rules = groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(
  find(objects, 'ConfigMap', 'tapdb-operator-dashboard').data?.['tapdb-operator.json'] ?? '',
) as { readonly panels: readonly Panel[]; readonly templating: { readonly list: readonly Json[] } };
const targets = dashboard.panels.flatMap(({ title, targets: asked = [] }) =>
  asked.map((target) => ({ title, ...target })),
);

describe('an expression', () => {
  test.each([
    ['max by (name) (tapdb_condition{type="Ready"})', []],
    ['rate(tapdb_api_requests_total[$__rate_interval])', []],
    ['tapdb_conditions', ['no metric tapdb_conditions']],
    ['tapdb_condition{kind="Ready"}', ['tapdb_condition has no label kind']],
    ['sum by (kind) (tapdb_condition)', ['tapdb_condition has no label kind']],
    ['rate(tapdb_leader[5m])', ['tapdb_leader is no counter, which has no rate']],
    ['tapdb_reconcile_duration_seconds', ['no metric tapdb_reconcile_duration_seconds']],
    ['tapdb_leader and on (name) tapdb_condition', ['nothing is matched on name']],
    ['max(tapdb_leader', ['no PromQL at 16: max(tapdb_leader']],
  ])('%s is told what is wrong with it: %j', (expression, faults) => {
    expect(faultsOf(expression, series)).toEqual(faults);
  });
});

describe('the alerts', () => {
  test.each(rules)('$alert asks for what there is, in PromQL', ({ expr }) => {
    expect(faultsOf(expr, series)).toEqual([]);
    expect(resultOf(expr).metrics.length).toBeGreaterThan(0);
  });

  test.each(rules)('$alert says what is the matter and what to do, with the labels that it has', (rule) => {
    expect(Object.keys(rule).sort()).toEqual(['alert', 'annotations', 'expr', 'for', 'labels']);
    expect(rule.alert).toMatch(/^Tap[A-Za-z]+$/);
    expect(rule.for).toMatch(/^\d+[smh]$/);
    expect(rule.labels).toEqual({ severity: expect.stringMatching(/^(warning|critical)$/) });
    expect(Object.keys(rule.annotations).sort()).toEqual(['description', 'summary']);
    const used = JSON.stringify(rule.annotations).matchAll(/\$labels\.(\w+)/g);
    expect(resultOf(rule.expr).labels).toEqual(expect.arrayContaining([...used].map(([, label]) => label)));
  });

  test('have names of their own', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    expect(rules.length).toBeGreaterThan(5);
    expect(groups.map(({ name }) => name)).toEqual(['tapdb-databases', 'tapdb-operator']);
  });
});

describe('the dashboard', () => {
  test.each(targets)('$title asks for what there is: $expr', ({ expr, legendFormat }) => {
    expect(faultsOf(expr, series)).toEqual([]);
    const used = [...legendFormat.matchAll(/{{(\w+)}}/g)].map(([, label]) => label);
    expect(resultOf(expr).labels).toEqual(expect.arrayContaining(used));
  });

  test('has panels that do not lie on each other, with a target in each', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(panels.filter(({ type, targets: asked = [] }) => (type === 'row') !== (asked.length === 0))).toEqual([]);
    const cells = panels.flatMap(({ gridPos: { h, w, x, y } }) =>
      Array.from({ length: h * w }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.every(({ gridPos: { w, x } }) => x + w <= 24)).toBe(true);
  });

  test('shows everything that the operator measures of its own', () => {
    const shown = new Set(targets.flatMap(({ expr }) => resultOf(expr).metrics));
    const own = metrics.registry.getMetricsAsArray().map(({ name }) => name);
    const hidden = own.filter((name) => name.startsWith('tapdb_') && ![...shown].some((each) => each.startsWith(name)));
    expect(hidden).toEqual(['tapdb_queue_adds_total']);
  });

  test('has variables whose values it finds', () => {
    const queries = dashboard.templating.list.flatMap((variable) => valueAt(variable as never, 'query.query') ?? []);
    const asked = queries.map((query) => /^label_values\((.+), (\w+)\)$/.exec(String(query)) ?? []);
    expect(asked.map(([, , label]) => label)).toEqual(['namespace', 'name']);
    for (const [, expr = '', label = ''] of asked) expect(faultsOf(`max by (${label}) (${expr})`, series)).toEqual([]);
  });
});

describe('the ServiceMonitor', () => {
  test('follows the metrics port of the Service that comes with it', () => {
    const monitor = find(objects, 'ServiceMonitor', 'tapdb-operator');
    expect(monitor).toMatchObject({
      apiVersion: 'monitoring.coreos.com/v1',
      metadata: { namespace: 'tapdb-system', labels: { release: 'monitoring' } },
    });
    const service = find(objects, 'Service', 'tapdb-operator-metrics');
    const matchLabels = valueAt(monitor, 'spec.selector.matchLabels') as Readonly<Record<string, string>>;
    expect(service.metadata.labels).toMatchObject(matchLabels);
    expect(service.metadata.namespace).toBe(monitor.metadata.namespace);
    expect(monitor.spec).toEqual({
      selector: { matchLabels },
      endpoints: [{ port: valueAt(service, 'spec.ports.0.name'), path: '/metrics', interval: '1m', honorLabels: true }],
    });
  });

  test('needs that Service', async () => {
    await expect(render({ metrics: { ...ON.metrics, service: false } })).rejects.toThrow(
      'metrics.serviceMonitor.enabled needs metrics.service',
    );
  });
});

test('none of these is there unless asked for', async () => {
  const names = (of: readonly ChartObject[]): readonly string[] =>
    of.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const bare = names(await render());
  expect(names(objects).filter((name) => !bare.includes(name))).toEqual([
    'ConfigMap tapdb-operator-dashboard',
    'PrometheusRule tapdb-operator',
    'ServiceMonitor tapdb-operator',
  ]);
});

test('the page about metrics has each of them, and no other', () => {
  const page = readFileSync(`${CHART}../../docs/observability.md`, 'utf8');
  const listed = [...page.matchAll(/^\| `(tapdb_\w+)`/gm)].map(([, name]) => name);
  const own = metrics.registry.getMetricsAsArray().map(({ name }) => name);
  expect(listed.toSorted()).toEqual(own.filter((name) => name.startsWith('tapdb_')).toSorted());
  expect([...page.matchAll(/^\| `(Tap[A-Za-z]+)`/gm)].map(([, alert]) => alert)).toEqual(
    rules.map(({ alert }) => alert),
  );
});
