import { parser } from '@prometheus-io/lezer-promql';
import type { Metrics } from '../../src/telemetry/metrics.js';

type Node = ReturnType<typeof parser.parse>['topNode'];

/** What a time series of a name may carry as labels, those that Prometheus adds of where it was scraped included. */
export type Series = ReadonlyMap<string, { readonly labels: ReadonlySet<string>; readonly isCounter: boolean }>;

const OF_TARGET = ['instance', 'job', 'pod', 'service', 'container', 'endpoint'];

/** The time series of a registry, as Prometheus names them. */
export function seriesOf({ registry }: Metrics): Series {
  return new Map(
    registry.getMetricsAsArray().flatMap((metric) => {
      const { name, type, labelNames = [] } = metric as unknown as Described;
      const labels = new Set([...labelNames, ...OF_TARGET]);
      if (type !== 'histogram') return [[name, { labels, isCounter: type === 'counter' }] as const];
      const bucket = { labels: new Set([...labels, 'le']), isCounter: true };
      const rest = { labels, isCounter: true };
      return [[`${name}_bucket`, bucket] as const, [`${name}_sum`, rest] as const, [`${name}_count`, rest] as const];
    }),
  );
}

interface Described {
  readonly name: string;
  readonly type: string;
  readonly labelNames?: readonly string[];
}

/** What is wrong with an expression that is asked of these series; an empty list is a good one. */
export function faultsOf(expression: string, series: Series): readonly string[] {
  // What Grafana fills in.
  const text = expression.replaceAll('$__rate_interval', '5m');
  const root = parser.parse(text).topNode;
  const said = (node: Node): string => text.slice(node.from, node.to);
  const of = (node: Node, name: string): readonly Node[] => descendants(node).filter((each) => each.name === name);
  const labelsIn = (node: Node): readonly string[] => of(node, 'LabelName').map(said);

  const broken = descendants(root).filter(({ type }) => type.isError);
  if (broken.length > 0) return broken.map(({ from }) => `no PromQL at ${from}: ${text}`);
  const selectors = of(root, 'VectorSelector').map((node) => {
    const name = of(node, 'Identifier').map(said)[0] ?? '';
    return { node, name, known: series.get(name) };
  });
  const faults = selectors.flatMap(({ node, name, known }) => {
    if (known === undefined) return [`no metric ${name}`];
    const unknown = labelsIn(node).filter((label) => !known.labels.has(label));
    const isRange = node.parent?.name === 'MatrixSelector';
    return [
      ...unknown.map((label) => `${name} has no label ${label}`),
      ...(isRange && !known.isCounter ? [`${name} is no counter, which has no rate`] : []),
    ];
  });
  const grouped = of(root, 'AggregateExpr').flatMap((node) => {
    const inside = selectors.filter((each) => each.node.from >= node.from && each.node.to <= node.to);
    const by = node.getChild('AggregateModifier');
    return (by === null ? [] : labelsIn(by)).flatMap((label) =>
      inside
        .filter(({ known }) => known?.labels.has(label) === false)
        .map(({ name }) => `${name} has no label ${label}`),
    );
  });
  const matched = of(root, 'MatchingModifierClause')
    .flatMap(labelsIn)
    .filter((label) => !OF_TARGET.includes(label));
  return [...faults, ...grouped, ...matched.map((label) => `nothing is matched on ${label}`)];
}

/** The metrics that an expression asks for, and the labels that its result may have. */
export function resultOf(expression: string): {
  readonly metrics: readonly string[];
  readonly labels: readonly string[];
} {
  const text = expression.replaceAll('$__rate_interval', '5m');
  const nodes = descendants(parser.parse(text).topNode);
  const said = (name: string, within: readonly Node[]): readonly string[] =>
    within.filter((node) => node.name === name).map(({ from, to }) => text.slice(from, to));
  const modifiers = nodes.filter(({ name }) => name === 'AggregateModifier').flatMap(descendants);
  const isAggregated = nodes.some(({ name }) => name === 'AggregateExpr');
  return {
    metrics: said('Identifier', nodes),
    labels: isAggregated ? said('LabelName', modifiers) : OF_TARGET,
  };
}

function descendants(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return [node, ...children.flatMap(descendants)];
}
