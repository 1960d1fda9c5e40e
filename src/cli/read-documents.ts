import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseAllDocuments } from 'yaml';

export interface Document {
  /** The file, or `-`. */
  readonly source: string;
  readonly value: unknown;
}

/** A file that is not there, not legible or no YAML; the message names it. */
export class UnreadableFile extends Error {}

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
  return parseAllDocuments(content).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new UnreadableFile(`${source} is no YAML: ${error.message}`, { cause: error });
    const value: unknown = document.toJS();
    if (value === null) return [];
    const values = isList(value) ? value.items : [value];
    return values.map((item) => ({ source, value: item }));
  });
}

function isList(value: unknown): value is { readonly items: readonly unknown[] } {
  const { kind, items } = value as { readonly kind?: unknown; readonly items?: unknown };
  return kind === 'List' && Array.isArray(items);
}
