import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../../..');

/** What a person reads: the path from the root, and the text. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** A fenced block of a page. */
export interface Block {
  /** Where its fence stands, as in docs/install.md:12. */
  readonly place: string;
  /** What stands behind the opening fence. */
  readonly language: string;
  readonly text: string;
  /** Why it cannot be run on a laptop, as the comment directly before it says. */
  readonly notRun?: string;
}

const docs = readdirSync(join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .sort();

export const readPages = (paths: readonly string[]): readonly Page[] =>
  paths.map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

/** README and the pages of docs/. */
export const PAGES = readPages(['README.md', ...docs.map((name) => `docs/${name}`)]);

const FENCE = /^(?:<!-- not run: (?<notRun>.*) -->\n)?```(?<language>.*)\n(?<text>[\s\S]*?)^```$/gm;

export const blocksOf = ({ path, text }: Page): readonly Block[] =>
  [...text.matchAll(FENCE)].map((match) => {
    const { language = '', text: content = '', notRun } = match.groups ?? {};
    const line = text.slice(0, text.indexOf('```', match.index)).split('\n').length;
    return { place: `${path}:${line}`, language, text: content, ...(notRun !== undefined && { notRun }) };
  });

/** The page without its blocks, in which a bracket is no link and a # no heading. */
export const proseOf = ({ text }: Page): string => text.replace(FENCE, '');
