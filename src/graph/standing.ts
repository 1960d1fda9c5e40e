/** How a part stands: as planned from a manifest, or as the cluster shows it. */
export const STANDINGS = ['planned', 'ready', 'progressing', 'held', 'failing', 'deleting', 'absent'] as const;
export type Standing = (typeof STANDINGS)[number];

/** Not by colour alone: a mark says it too. */
export const MARKS: Readonly<Record<Standing, string>> = {
  planned: '',
  ready: '✓',
  progressing: '…',
  held: '‖',
  failing: '✗',
  deleting: '−',
  absent: '·',
};

/** And a word. */
export const WORDS: Readonly<Record<Standing, string>> = {
  planned: 'planned',
  ready: 'ready',
  progressing: 'waiting',
  held: 'held',
  failing: 'failed',
  deleting: 'deleting',
  absent: 'not there',
};

/** Of several that are drawn as one, what there is to see. */
export const worst = (standings: readonly Standing[]): Standing =>
  ORDER.find((standing) => standings.includes(standing)) ?? 'planned';
const ORDER: readonly Standing[] = ['failing', 'held', 'deleting', 'progressing', 'absent', 'planned', 'ready'];

type Palette = Readonly<Record<Standing, string>>;

/** Each readable as text (4.5 to 1) on paper and on the tint of a card. */
export const LIGHT: Palette = {
  planned: '#5b6b7b',
  ready: '#166d30',
  progressing: '#8a5a00',
  held: '#6f42c1',
  failing: '#c01f2b',
  deleting: '#5b6b7b',
  absent: '#5b6b7b',
};
export const DARK: Palette = {
  planned: '#9aa7b4',
  ready: '#3fb950',
  progressing: '#d29922',
  held: '#b794f6',
  failing: '#ff7b72',
  deleting: '#9aa7b4',
  absent: '#9aa7b4',
};

/** Colours as custom properties of a style sheet. */
export const variables = (colours: Readonly<Record<string, string>>): string =>
  Object.entries(colours)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
