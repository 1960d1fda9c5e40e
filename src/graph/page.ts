import type { Condition, TapDatabase } from '../api/generated/tapdatabase.js';
import type { KubeObject } from '../api/object.js';
import { LABEL_COMPONENT } from '../api/words.js';
import { DARK, LIGHT, MARKS, type Standing, variables, WORDS } from './standing.js';
import { escapeXml } from './svg.js';

/** A child as the page tells of it. */
export interface Leaf {
  readonly child: KubeObject;
  readonly standing: Standing;
  /** Why it is not ready; empty where there is nothing to say. */
  readonly message: string;
}

/** Nothing is loaded, nothing runs, nothing is sent: what stands in the page is all there is. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * One page that stands for itself, from no network: the picture, what is wrong, the tree, outputs. Without a script: the
 * browser opens and closes sections, by mouse or keyboard; printed, all of it is open.
 */
export function writePage(database: TapDatabase, leaves: readonly Leaf[], svg: string): string {
  const { name, namespace = 'default' } = database.metadata;
  const { status } = database;
  const title = `${namespace}/${name}`;
  const phase = status?.phase ?? (isPlan(leaves) ? 'Planned' : 'Pending');
  const message =
    status?.message ??
    (isPlan(leaves)
      ? 'As composed from its manifest; nothing of it is in the cluster.'
      : 'The operator has not looked at it yet: is it running?');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(`${title}: ${phase}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escapeXml(title)} ${badge(PHASES[phase] ?? 'progressing', phase, 'phase')}</h1>
<p>${escapeXml(message)}</p>
${facts(database)}</header>
<main>
${section('Topology', `<div class="figure" role="group" tabindex="0" aria-label="Topology, may be scrolled">\n${svg}</div>`)}
${section('Held changes', heldChanges(database))}
${section('Conditions', conditions(database))}
${section('Connection and outputs', outputs(database))}
${section('Children', tree(leaves), summary(leaves))}
</main>
</body>
</html>
`;
}

const isPlan = (leaves: readonly Leaf[]): boolean => leaves.every(({ standing }) => standing === 'planned');

const PHASES: Readonly<Record<string, Standing>> = {
  Planned: 'planned',
  Available: 'ready',
  Stalled: 'failing',
  Deleting: 'deleting',
};

const badge = (standing: Standing, word: string, extra = ''): string =>
  `<span class="${`badge ${standing} ${extra}`.trim()}">${escapeXml(`${MARKS[standing]} ${word}`.trim())}</span>`;

/** What runs, as the operator has seen it. */
function facts({ spec, status = {} }: TapDatabase): string {
  const { engineVersion, instanceClass, storage, replicas } = status;
  const all = [
    ['Region', spec.region],
    ['PostgreSQL', engineVersion],
    ['Class', instanceClass],
    ['Storage', storage?.size],
    ['Read replicas', replicas === undefined ? undefined : `${replicas}`],
  ].filter((fact): fact is [string, string] => fact[1] !== undefined);
  return `<dl>${all.map(([what, value]) => `<div><dt>${what}</dt><dd>${escapeXml(value)}</dd></div>`).join('')}</dl>\n`;
}

function section(title: string, content: string, aside = ''): string {
  if (content === '') return '';
  const id = title.toLowerCase().replaceAll(' ', '-');
  return `<section aria-labelledby="${id}"><h2 id="${id}">${title}${aside}</h2>\n${content}\n</section>`;
}

/** Cells are HTML. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const titles = head.map((cell) => `<th scope="col">${cell}</th>`).join('');
  // On a narrow screen each cell stands below its title; of two columns the first is the title of the second.
  const isPlain = head.length === 2;
  const lines = rows.map(
    (cells) =>
      `<tr>${cells.map((cell, i) => `<td${isPlain || i === 0 ? '' : ` data-label="${head[i]}"`}>${cell}</td>`).join('')}</tr>`,
  );
  return `<table><thead><tr>${titles}</tr></thead><tbody>\n${lines.join('\n')}\n</tbody></table>`;
}

/** Words of others, broken anywhere rather than wider than the page. */
const long = (words: string): string => (words === '' ? '' : `<span class="long">${escapeXml(words)}</span>`);
const code = (words: string): string => `<code>${escapeXml(words)}</code>`;

function heldChanges({ metadata: { name, namespace = 'default' }, status }: TapDatabase): string {
  return table(
    ['Child', 'Effect', 'Fields', 'Goes'],
    (status?.heldChanges ?? []).map(({ id, child, class: kind, effect, fields, notBefore }) => [
      long(child),
      `${badge('held', kind)} ${long(effect)}`,
      fields.map(code).join('<br>'),
      `${notBefore === undefined ? 'with an approval:' : `by itself at ${escapeXml(notBefore)}, or with an approval:`}<br>${code(`tapdb approve ${name} ${id} -n ${namespace}`)}`,
    ]),
  );
}

/** Conditions that are news when they are true; of the others, when they are not. */
const BAD_WHEN_TRUE: readonly string[] = ['Stalled', 'ChangeHeld', 'RebootPending'];

function standingOf({ type, status }: Condition): Standing {
  if (status === 'Unknown') return 'progressing';
  if ((status === 'True') !== BAD_WHEN_TRUE.includes(type)) return 'ready';
  if (type === 'ChangeHeld') return 'held';
  return type === 'Stalled' ? 'failing' : 'progressing';
}

const conditions = ({ status }: TapDatabase): string =>
  table(
    ['Condition', 'Status', 'Reason', 'Message', 'Since'],
    (status?.conditions ?? []).map((condition) => {
      const { type, status: is, reason, message, lastTransitionTime } = condition;
      const since = escapeXml(lastTransitionTime);
      return [
        escapeXml(type),
        badge(standingOf(condition), is),
        escapeXml(reason),
        long(message),
        `<time datetime="${since}">${since}</time>`,
      ];
    }),
  );

function outputs({ status = {} }: TapDatabase): string {
  const { endpoint, readEndpoints = [], connectionSecretRef, outputs: named = {} } = status;
  const rows = [
    ...(endpoint === undefined ? [] : [['Primary', `${endpoint.address}:${endpoint.port}`] as const]),
    ...readEndpoints.map(({ address, port }) => ['Read replica', `${address}:${port}`] as const),
    ...(connectionSecretRef === undefined ? [] : [['Secret', connectionSecretRef.name] as const]),
    ...Object.entries(named).map(([key, value]) => [key, String(value)] as const),
  ];
  return table(
    ['What', 'Value'],
    rows.map(([what, value]) => [escapeXml(what), code(value)]),
  );
}

const isTroubled = ({ standing }: Leaf): boolean => standing !== 'ready' && standing !== 'planned';

function summary(leaves: readonly Leaf[]): string {
  const ready = leaves.filter(({ standing }) => standing === 'ready').length;
  return ` <small>${isPlan(leaves) ? leaves.length : `${ready} of ${leaves.length} ready`}</small>`;
}

function tree(leaves: readonly Leaf[]): string {
  const parts = Map.groupBy(leaves, ({ child }) => child.metadata.labels?.[LABEL_COMPONENT] ?? 'other');
  return [...parts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([part, members]) => {
      const troubled = members.filter(isTroubled);
      const count = troubled.length === 0 ? `${members.length}` : `${troubled.length} of ${members.length} not ready`;
      const well = members.filter((leaf) => !isTroubled(leaf));
      return `<details${troubled.length > 0 ? ' open' : ''}><summary>${escapeXml(part)} <small>${count}</small></summary>\n${list('troubled', troubled)}${list('well', well)}</details>`;
    })
    .join('\n');
}

const list = (className: string, leaves: readonly Leaf[]): string =>
  leaves.length === 0 ? '' : `<ul class="${className}">\n${leaves.map(item).join('\n')}\n</ul>`;

function item({ child, standing, message }: Leaf): string {
  const name = `${escapeXml(child.kind)} <b>${escapeXml(child.metadata.name)}</b>`;
  if (standing === 'planned') return `<li>${name}</li>`;
  if (standing === 'ready') {
    return `<li><span class="tick" role="img" aria-label="${WORDS.ready}">${MARKS.ready}</span> <span>${name}</span></li>`;
  }
  const why = message === '' ? '' : `<br>${escapeXml(message)}`;
  return `<li>${badge(standing, WORDS[standing])} <span>${name}${why}</span></li>`;
}

const ON_LIGHT = variables({
  ...LIGHT,
  ink: '#1b2733',
  soft: '#56636f',
  paper: '#fff',
  line: '#d5dde5',
  raised: '#f4f7fa',
});
const ON_DARK = variables({
  ...DARK,
  ink: '#e6edf3',
  soft: '#a3b0bd',
  paper: '#0d1117',
  line: '#30363d',
  raised: '#161d26',
});

const STYLE = `
:root{color-scheme:light dark;${ON_LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${ON_DARK}}}
*{box-sizing:border-box}
body{margin:0;padding:2rem 1.5rem 3rem;background:var(--paper);color:var(--ink);font:15px/1.5 'DejaVu Sans',Verdana,system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}
header,li,summary,code,.long{overflow-wrap:anywhere}
header,main{max-width:72rem;margin:0 auto}
h1{font-size:1.6rem;line-height:1.3;margin:0}h2{font-size:1.1rem;margin:2.25rem 0 .6rem}
header p{margin:.5rem 0 0;max-width:60rem}
dl{display:flex;flex-wrap:wrap;gap:.5rem 2.5rem;margin:1rem 0 0}dt{color:var(--soft);font-size:.8rem}dd{margin:0;font-weight:600}
.badge{display:inline-block;font-size:.8rem;font-weight:600;line-height:1.5;border:1px solid currentColor;border-radius:1rem;padding:0 .55rem;white-space:nowrap}
.phase{font-size:.9rem;vertical-align:middle;padding:.1rem .75rem}
${Object.keys(LIGHT)
  .map((standing) => `.badge.${standing}{color:var(--${standing})}`)
  .join('')}
.figure{overflow-x:auto;margin:0 0 0 -1.5rem;padding:.25rem 0;border-radius:.4rem}
.figure svg{display:block;max-width:100%;height:auto;min-width:44rem}
:focus-visible{outline:3px solid var(--held);outline-offset:2px;border-radius:.25rem}
table{border-collapse:collapse;width:100%;font-size:.87rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600;font-size:.8rem;white-space:nowrap}
td:first-child{font-weight:600;min-width:9.5rem}time{white-space:nowrap}
code{font:.82rem/1.5 'DejaVu Sans Mono',ui-monospace,Menlo,Consolas,monospace;background:var(--raised);border-radius:.25rem;padding:.1rem .3rem}
small{color:var(--soft);font-weight:400;font-size:.85rem}
details{border-bottom:1px solid var(--line)}
summary{cursor:pointer;padding:.45rem .25rem;font-weight:600}
ul{margin:0 0 .75rem;padding:0 0 0 1.4rem;list-style:none}
li{display:flex;gap:.75rem;padding:.25rem 0;font-size:.9rem;align-items:baseline}
li .badge{flex:none;min-width:6.2rem}
.well{columns:3 16rem;column-gap:2rem}.well li{break-inside:avoid;display:block}.tick{color:var(--ready);font-weight:600;margin-right:.25rem}
@media screen and (max-width:44rem){
body{padding:1.25rem 1rem 2rem}
thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
table,tbody,tr,td{display:block}td:empty{display:none}
.figure{margin:0 -1rem}
tr{border-bottom:1px solid var(--line);padding:.5rem 0}
td,td:first-child{border:0;padding:.2rem 0;min-width:0}td::before{content:attr(data-label);display:block;color:var(--soft);font-size:.75rem;font-weight:400}
ul{padding-left:.25rem}li .badge{min-width:5.8rem}
}
@media print{
@page{margin:12mm 10mm}
body{padding:0;font-size:10pt}th,td{padding:.3rem .5rem}table{font-size:8.5pt}
header,main{max-width:none}
.figure{overflow:visible;margin:0;padding:0}.figure svg{min-width:0;width:100%;max-height:22cm}
details::details-content{content-visibility:visible;block-size:auto;opacity:1}
summary{list-style:none}summary::-webkit-details-marker{display:none}
h2,summary{break-after:avoid}tr,li,.figure{break-inside:avoid}
}
`;
