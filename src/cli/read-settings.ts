import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { parseSettings, type Settings } from '../api/settings.js';
import { UnreadableFile } from './read-documents.js';

/** The operator's configuration; rejects with UnreadableFile where it is none. */
export async function readSettings(file: string): Promise<Settings> {
  try {
    return parseSettings(parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new UnreadableFile(`${file}: ${(error as Error).message}`, { cause: error });
  }
}
