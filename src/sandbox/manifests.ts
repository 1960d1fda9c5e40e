import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../api/object.js';

/** Every object of a YAML file, or of the *.yaml of a folder (by name, not of folders in it). */
export async function readManifests(path: string): Promise<readonly KubeObject[]> {
  if (!(await stat(path)).isDirectory()) return parseManifests(await readFile(path, 'utf8'), path);
  const files = (await readdir(path)).filter((file) => file.endsWith('.yaml')).sort();
  const objects = await Promise.all(files.map((file) => readManifests(join(path, file))));
  return objects.flat();
}

/** Every object of a YAML stream; empty documents are none. */
export function parseManifests(text: string, origin: string): readonly KubeObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`${origin}: ${error.message}`, { cause: error });
    const object = document.toJS() as KubeObject | null;
    return object === null ? [] : [object];
  });
}
