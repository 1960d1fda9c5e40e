import { LIGHT, MARKS, STANDINGS, type Standing, WORDS } from './standing.js';
import { type Link, NETWORK, type Part, type Topology } from './topology.js';

/** Mermaid, as GitHub and GitLab draw it in Markdown. */
export function writeMermaid(topology: Topology): string {
  const { zones, gateway, services, links, region, network } = topology;
  const names = new Names();
  const node = (part: Part): string => `${names.of(part.id)}["${quote(labelOf(part), '<br/>')}"]:::${part.standing}`;
  return [
    'flowchart LR',
    `  subgraph region ["${region}"]`,
    `    subgraph network ["${network}"]`,
    ...(gateway === undefined ? [] : [`      ${node(gateway)}`]),
    ...zones.flatMap((zone, i) => [
      `      subgraph zone${i + 1} ["${zone.name}"]`,
      ...zone.subnets.flatMap((subnet, j) => [
        `        subgraph zone${i + 1}_${j + 1} ["${[subnet.title, subnet.cidr].filter(Boolean).join(' ')}"]`,
        ...(subnet.parts.length === 0
          ? ['          direction TB']
          : subnet.parts.map((part) => `          ${node(part)}`)),
        '        end',
      ]),
      '      end',
    ]),
    '    end',
    ...services.map((part) => `    ${node(part)}`),
    '  end',
    ...links.map(({ from, to, label, kind }) => {
      const start = from === NETWORK.id ? 'network' : names.of(from);
      return `  ${start} ${arrow(kind, label)} ${names.of(to)}`;
    }),
    ...STANDINGS.map((standing) => `  classDef ${standing} ${styleOf(standing)}`),
    '',
  ].join('\n');
}

const styleOf = (standing: Standing): string =>
  `stroke:${LIGHT[standing]}${standing === 'failing' ? ',stroke-width:3px' : DASHED.includes(standing) ? ',stroke-dasharray:3 3' : ''}`;
const DASHED: readonly Standing[] = ['absent', 'deleting'];

const arrow = (kind: Link['kind'], label: string): string => {
  const line = kind === 'replication' || kind === 'standby' ? '==>' : kind === 'access' ? '-->' : '-.->';
  return label === '' ? line : `${line}|${label}|`;
};

/** Graphviz. */
export function writeDot(topology: Topology): string {
  const { zones, gateway, services, links, region, network, title } = topology;
  const names = new Names();
  const node = (part: Part): string =>
    `${names.of(part.id)} [label="${quote(labelOf(part), '\\n')}" color="${LIGHT[part.standing]}"];`;
  return [
    `digraph "${title}" {`,
    '  rankdir=LR; compound=true; fontname="sans-serif"; node [shape=box style=rounded fontname="sans-serif"]; edge [fontname="sans-serif"];',
    `  label="${region}";`,
    '  subgraph cluster_network {',
    `    label="${network}";`,
    ...(gateway === undefined ? [] : [`    ${node(gateway)}`]),
    ...zones.flatMap((zone, i) => [
      `    subgraph cluster_zone${i + 1} {`,
      `      label="${zone.name}"; style=dashed;`,
      ...zone.subnets.flatMap((subnet, j) => [
        `      subgraph cluster_zone${i + 1}_${j + 1} {`,
        `        label="${[subnet.title, subnet.cidr].filter(Boolean).join(' ')}"; style=solid;`,
        ...(subnet.parts.length === 0 ? [`        empty${i}_${j} [style=invis label=""];`] : []),
        ...subnet.parts.map((part) => `        ${node(part)}`),
        '      }',
      ]),
      '    }',
    ]),
    '  }',
    ...services.map((part) => `  ${node(part)}`),
    ...links.map(({ from, to, label, kind }) => {
      // Its edges go from a node to a node; one of the network is cut off at the network's frame.
      const [start, cut] = from === NETWORK.id ? [insideOf(topology), ' ltail=cluster_network'] : [from, ''];
      return `  ${names.of(start)} -> ${names.of(to)} [label="${label}" style=${LINES[kind]}${cut}];`;
    }),
    '}',
    '',
  ].join('\n');
}

/** The last part in the network, where what stands beside it is near. */
const insideOf = ({ zones }: Topology): string =>
  zones.flatMap(({ subnets }) => subnets.flatMap(({ parts }) => parts)).at(-1)?.id ?? NETWORK.id;

const LINES: Readonly<Record<Link['kind'], string>> = {
  access: 'solid',
  replication: 'bold',
  standby: 'bold',
  internet: 'dashed',
  service: 'dotted',
};

const labelOf = ({ title, details, standing }: Part): readonly string[] => [
  standing === 'planned' ? title : `${title} ${MARKS[standing]} ${WORDS[standing]}`,
  ...details,
];
const quote = (lines: readonly string[], separator: string): string =>
  lines.map((line) => line.replaceAll('"', "'")).join(separator);

/** Both languages want names without blanks: by the order of their first mention. */
class Names {
  readonly #names = new Map<string, string>();

  of(id: string): string {
    const name = this.#names.get(id) ?? `n${this.#names.size + 1}`;
    this.#names.set(id, name);
    return name;
  }
}
