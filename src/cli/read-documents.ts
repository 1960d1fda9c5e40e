import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { isMap, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import { formatProblem, type Problem } from '../api/problem.js';

export interface Document {
  /** The file, or `-`. */
  readonly source: string;
  readonly value: unknown;
  /** The line of a field such as `spec.access.cidrs[0]`, from 1; of the innermost one around it that is written. */
  line(field: string): number;
}

/** A file that is not there, not legible or no YAML; the message names it. */
export class UnreadableFile extends Error {}

/** Objects that are not as they should be, each with file, line and remedy. */
export class InvalidManifests extends Error {}

/** Problems of a document, a line each. */
export const told = ({ source, line }: Document, problems: readonly Problem[]): readonly string[] =>
  problems.map((problem) => `${source}:${line(problem.field)}: ${formatProblem(problem)}`);

/** Every document of the files and folders (their `.yaml`, `.yml` and `.json` files, by name), and of stdin for `-`. */
export async function readDocuments(paths: readonly string[]): Promise<readonly Document[]> {
  const documents: Document[] = [];
  for (const path of paths) {
    for (const source of await filesOf(path)) documents.push(...parse(source, await read(source)));
  }
  return documents;
}

async function filesOf(path: string): Promise<readonly string[]> {
  if (path === '-') return [path];
  const isFolder = await legible(path, async () => (await stat(path)).isDirectory());
  if (!isFolder) return [path];
  const names = await legible(path, () => readdir(path));
  return names
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .sort()
    .map((name) => join(path, name));
}

const read = (source: string): Promise<string> =>
  source === '-' ? text(process.stdin) : legible(source, () => readFile(source, 'utf8'));

async function legible<T>(path: string, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (cause) {
    throw new UnreadableFile(`cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
}

/** Lists, as `kubectl get -o yaml` prints them, are taken apart; empty documents are left out. */
function parse(source: string, content: string): readonly Document[] {
  const lines = new LineCounter();
  return parseAllDocuments(content, { lineCounter: lines }).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new UnreadableFile(`${source} is no YAML: ${error.message}`, { cause: error });
    const value: unknown = document.toJS();
    if (value === null) return [];
    const documentOf = (inner: unknown, node: unknown): Document => ({
      source,
      value: inner,
      line: (field) => lines.linePos(positionOf(node, field)).line,
    });
    if (!isList(value)) return [documentOf(value, document.contents)];
    return value.items.map((item, index) => documentOf(item, document.getIn(['items', index], true)));
  });
}

function isList(value: unknown): value is { readonly items: readonly unknown[] } {
  const { kind, items } = value as { readonly kind?: unknown; readonly items?: unknown };
  return kind === 'List' && Array.isArray(items);
}

/** Where a field starts: at its key, since a map's value starts a line below. */
function positionOf(root: unknown, field: string): number {
  let node = root;
  let position = startOf(root);
  let segments: readonly string[] = field.match(/[^.[\]]+/g) ?? [];
  while (segments.length > 0) {
    const [inner, start, taken] = stepInto(node, segments);
    if (start === undefined) break;
    node = inner;
    position = start;
    segments = segments.slice(taken);
  }
  return position;
}

/** The inner node, where it starts, and how many segments its key takes: the key of a tag may have dots. */
function stepInto(node: unknown, segments: readonly string[]): readonly [unknown, number | undefined, number] {
  if (isSeq(node)) {
    const item = node.items[Number(segments[0])];
    return [item, item === undefined ? undefined : startOf(item), 1];
  }
  if (!isMap(node)) return [undefined, undefined, 0];
  for (let taken = segments.length; taken > 0; taken--) {
    const key = segments.slice(0, taken).join('.');
    const pair = node.items.find((each) => String(each.key) === key);
    if (pair !== undefined) return [pair.value, startOf(pair.key), taken];
  }
  return [undefined, undefined, 0];
}

function startOf(node: unknown): number {
  const { range } = node as { readonly range?: readonly number[] };
  return range?.[0] ?? 0;
}
