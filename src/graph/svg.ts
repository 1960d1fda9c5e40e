import { type Box, GUTTER, layOut, MARGIN, TITLE } from './layout.js';
import { pathOf, routeOf } from './route.js';
import { DARK, LIGHT, MARKS, STANDINGS, type Standing, variables, WORDS } from './standing.js';
import type { Link, Part, Subnet, Topology } from './topology.js';

interface DrawOptions {
  /** Whether its name stands above it; a page says it in a heading of its own. @default true */
  readonly isTitled?: boolean;
}

/** A drawing that stands for itself: no script, no font and no picture from elsewhere; light or dark as the reader's screen is. */
export function drawSvg(topology: Topology, { isTitled = true }: DrawOptions = {}): string {
  const entries = legendOf(topology);
  const layout = layOut(topology, (width) => flow(entries, width).height);
  const { size, internet, region, network, zones, subnets, parts, legendTop } = layout;
  const top = isTitled ? 0 : TITLE - MARGIN / 3;
  const drawn = topology.links.map((link) => drawLink(link, routeOf(link, layout)));
  const labels = new Set(drawn.map(({ label }) => label).filter((label) => label !== ''));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 ${top} ${size.width} ${size.height - top}" width="${size.width}" height="${size.height - top}" role="img" aria-labelledby="topology-title topology-text">`,
    `<title id="topology-title">${escapeXml(topology.title)}</title>`,
    `<desc id="topology-text">${escapeXml(describe(topology))}</desc>`,
    `<style>${STYLE}</style>`,
    `<defs>${LINKS.map(({ kind }) => tip(kind)).join('')}</defs>`,
    `<rect class="paper" y="${top}" width="${size.width}" height="${size.height - top}"/>`,
    ...(isTitled
      ? [text(MARGIN, 34, 'title', shorten(topology.title, Math.floor((size.width - 2 * MARGIN) / 13)))]
      : []),
    box(region, 'region'),
    text(region.x + 16, region.y + 24, 'heading', `Region ${topology.region}`),
    ...(internet === undefined ? [] : drawInternet(internet, region, parts.get(topology.gateway?.id ?? '')?.box)),
    box(network, 'network'),
    text(network.x + 16, network.y + 26, 'heading', topology.network),
    ...zones.flatMap(({ of, box: at }) => [box(at, 'zone'), text(at.x + 18, at.y + 24, 'heading', of)]),
    ...subnets.flatMap(({ of, box: at }) => drawSubnet(of, at)),
    '<g class="links">',
    ...new Set(drawn.map(({ line }) => line)),
    '</g>',
    ...[...parts.values()].flatMap(({ of, box: at }) => drawPart(of, at)),
    ...labels,
    ...drawLegend(entries, region.x, legendTop, region.width),
    '</svg>',
    '',
  ].join('\n');
}

/** For those who hear the picture. */
function describe({ region, network, zones, gateway, services, links }: Topology): string {
  const inside = zones.flatMap(({ name, subnets }) =>
    subnets.flatMap((subnet) => subnet.parts.map((part) => ({ part, where: ` in ${name}` }))),
  );
  const beside = [...(gateway === undefined ? [] : [gateway]), ...services].map((part) => ({ part, where: '' }));
  const all = [...inside, ...beside];
  const names = new Map(all.map(({ part, where }) => [part.id, `${part.title}${where}`]));
  const troubled = all
    .filter(({ part: { standing } }) => standing !== 'ready' && standing !== 'planned')
    .map(({ part }) => `${names.get(part.id)} is ${WORDS[part.standing]}`);
  const connections = links
    .filter(({ label }) => label !== '')
    .map(({ from, to, label }) => `${names.get(from)} to ${names.get(to)}: ${label}`);
  return `${[`${network} in ${region}, zones ${zones.map(({ name }) => name).join(', ')}`, ...troubled, ...connections].join('. ')}.`;
}

function drawInternet(at: Box, region: Box, gateway: Box | undefined): readonly string[] {
  const x = at.x + at.width / 2;
  return [
    `<rect class="pill" x="${at.x}" y="${at.y}" width="${at.width}" height="${at.height}" rx="${at.height / 2}"/>`,
    text(x, at.y + 17, 'subheading middle', 'Internet'),
    `<path class="link internet" d="M${x} ${gateway?.y ?? region.y}L${x} ${at.y + at.height}" marker-end="url(#tip-internet)"/>`,
  ];
}

function drawSubnet({ tier, title, cidr, standing }: Subnet, at: Box): readonly string[] {
  const mark = standing === 'planned' ? '' : `<tspan class="state ${standing}" dx="8">${stateOf(standing)}</tspan>`;
  return [
    box(at, `subnet ${tier}`),
    `<text class="subheading" x="${at.x + GUTTER}" y="${at.y + 20}">${escapeXml(title)}${mark}</text>`,
    text(at.x + at.width - GUTTER, at.y + 20, 'detail end', cidr),
  ];
}

function drawPart({ role, title, details, standing }: Part, at: Box): readonly string[] {
  return [
    `<g class="part ${role} ${standing}">`,
    box(at, 'card'),
    `<path class="bar" d="M${at.x + 5} ${at.y + 7}v${at.height - 14}"/>`,
    text(at.x + 16, at.y + 21, 'name', title),
    ...(standing === 'planned' ? [] : [text(at.x + at.width - 10, at.y + 21, 'state end', stateOf(standing))]),
    ...details.map((detail, i) => text(at.x + 16, at.y + 39 + i * 16, 'detail', shorten(detail, 27), detail)),
    '</g>',
  ];
}

/** What is well needs no word. */
const stateOf = (standing: Standing): string =>
  standing === 'ready' ? MARKS.ready : `${MARKS[standing]} ${WORDS[standing]}`;

interface Drawn {
  readonly line: string;
  readonly label: string;
}

function drawLink({ label, kind }: Link, route: ReturnType<typeof routeOf>): Drawn {
  if (route === undefined) return { line: '', label: '' };
  return {
    line: `<path class="link ${kind}" d="${pathOf(route.points)}" marker-end="url(#tip-${kind})"/>`,
    label: route.label === undefined ? '' : text(route.label.x, route.label.y, `label ${route.label.anchor}`, label),
  };
}

const LINKS: readonly { readonly kind: Link['kind']; readonly means: string }[] = [
  { kind: 'access', means: 'may connect, on this port' },
  { kind: 'replication', means: 'streaming replication' },
  { kind: 'standby', means: 'synchronous standby' },
  { kind: 'internet', means: 'to the internet' },
  { kind: 'service', means: 'uses' },
];

const tip = (kind: Link['kind']): string =>
  `<marker id="tip-${kind}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path class="tip ${kind}" d="M0 .5 8 4 0 7.5z"/></marker>`;

interface Entry {
  readonly sample: (x: number, y: number) => string;
  readonly words: string;
  /** Begins a row of its own. */
  readonly isFirst?: boolean;
}

/** Only of what is in the picture. */
function legendOf({ links, zones, gateway, services }: Topology): readonly Entry[] {
  const subnets = zones.flatMap((zone) => zone.subnets);
  const seen = new Set(
    [
      ...(gateway === undefined ? [] : [gateway]),
      ...services,
      ...subnets,
      ...subnets.flatMap(({ parts }) => parts),
    ].map(({ standing }) => standing),
  );
  const lines = LINKS.filter(({ kind }) => links.some((link) => link.kind === kind)).map(({ kind, means }) => ({
    sample: (x: number, y: number) =>
      `<path class="link ${kind}" d="M${x} ${y - 4}h26" marker-end="url(#tip-${kind})"/>`,
    words: means,
  }));
  const states = STANDINGS.filter((standing) => standing !== 'planned' && seen.has(standing)).map((standing, i) => ({
    isFirst: i === 0,
    sample: (x: number, y: number) =>
      `<g class="${standing}"><rect class="card" x="${x}" y="${y - 13}" width="26" height="18" rx="4"/><text class="state middle" x="${x + 13}" y="${y}">${MARKS[standing]}</text></g>`,
    words: WORDS[standing],
  }));
  return [...lines, ...states];
}

const SAMPLE = 34;

/** As words flow in a paragraph. */
function flow(entries: readonly Entry[], width: number): { readonly at: readonly Point[]; readonly height: number } {
  const at: Point[] = [];
  let [x, y] = [0, 0];
  for (const { words, isFirst = false } of entries) {
    const needs = SAMPLE + words.length * 6.6 + 20;
    if (x > 0 && (isFirst || x + needs > width)) [x, y] = [0, y + 24];
    at.push({ x, y });
    x += needs;
  }
  return { at, height: entries.length === 0 ? 0 : y + 36 };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function drawLegend(entries: readonly Entry[], left: number, top: number, width: number): readonly string[] {
  const { at } = flow(entries, width);
  return entries.flatMap(({ sample, words }, i) => {
    const { x, y } = at[i] as Point;
    return [sample(left + x, top + y + 12), text(left + x + SAMPLE, top + y + 12, 'detail', words)];
  });
}

const box = ({ x, y, width, height }: Box, className: string): string =>
  `<rect class="${className}" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`;

/** What had to be cut short is told in full to who points at it. */
const text = (x: number, y: number, className: string, content: string, whole = content): string =>
  content === ''
    ? ''
    : `<text class="${className}" x="${x}" y="${y}">${whole === content ? '' : `<title>${escapeXml(whole)}</title>`}${escapeXml(content)}</text>`;

const shorten = (line: string, longest: number): string =>
  line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;

export const escapeXml = (content: string): string =>
  content.replace(/[&<>"]/g, (character) => ENTITIES[character] as string);
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const ON_LIGHT = variables({
  ...LIGHT,
  paper: '#fff',
  blue: '#0b63c4',
  ink: '#1b2733',
  soft: '#56636f',
  frame: '#9aa8b5',
  region: '#fbfcfd',
  network: '#f4f7fa',
  zone: '#fff',
  public: '#e8f5ea',
  private: '#e8f0fb',
  isolated: '#f1ecfa',
  card: '#fff',
  'tint-progressing': '#fff8e5',
  'tint-held': '#f7f1ff',
  'tint-failing': '#fff0ef',
  'tint-away': '#f2f4f6',
});
const ON_DARK = variables({
  ...DARK,
  paper: '#0d1117',
  blue: '#58a6ff',
  ink: '#e6edf3',
  soft: '#a3b0bd',
  frame: '#4b5763',
  region: '#10151c',
  network: '#141b24',
  zone: '#0f141b',
  public: '#12281b',
  private: '#132238',
  isolated: '#211935',
  card: '#1a212a',
  'tint-progressing': '#2a2310',
  'tint-held': '#251b3a',
  'tint-failing': '#34181a',
  'tint-away': '#161b21',
});

const STYLE = [
  `svg{${ON_LIGHT};font-family:'DejaVu Sans',Verdana,system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}`,
  `@media screen and (prefers-color-scheme:dark){svg{${ON_DARK}}}`,
  `svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}`,
  `.paper{fill:var(--paper)}text{fill:var(--ink);font-size:12px}.title{font-size:20px;font-weight:600}`,
  `.heading{font-size:13px;font-weight:600}.subheading,.name,.state{font-weight:600}.state{font-size:11px}`,
  `.detail{fill:var(--soft);font-size:11px}.middle{text-anchor:middle}.end{text-anchor:end}`,
  `.label{font-size:11px;font-weight:600}`,
  `.region{fill:var(--region);stroke:var(--frame)}.pill{fill:var(--card);stroke:var(--frame)}`,
  `.network{fill:var(--network);stroke:var(--frame);stroke-width:1.5}.zone{fill:var(--zone);stroke:var(--frame);stroke-dasharray:5 4}`,
  `.public{fill:var(--public)}.private{fill:var(--private)}.isolated{fill:var(--isolated)}`,
  `.card{fill:var(--card);stroke:var(--frame)}.bar{stroke:var(--frame);stroke-width:4;stroke-linecap:round}`,
  ...STANDINGS.filter((standing) => standing !== 'planned').map(
    (standing) =>
      `.${standing} .bar{stroke:var(--${standing})}.${standing} .state,.state.${standing}{fill:var(--${standing})}`,
  ),
  ...(['progressing', 'held', 'failing'] as const).map(
    (standing) => `.${standing} .card{fill:var(--tint-${standing});stroke:var(--${standing});stroke-width:1.5}`,
  ),
  `.deleting .card,.absent .card{fill:var(--tint-away);stroke-dasharray:4 3}`,
  `.link{fill:none;stroke:var(--ink);stroke-width:1.5}.link.replication,.link.standby{stroke:var(--blue);stroke-width:2.25}`,
  `.link.standby{stroke-dasharray:7 3}.link.internet,.link.service{stroke:var(--soft);stroke-width:1.25}.link.service{stroke-dasharray:2 3}`,
  `.tip{fill:var(--ink);stroke:none}.tip.replication,.tip.standby{fill:var(--blue)}.tip.internet,.tip.service{fill:var(--soft)}`,
].join('');
