import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { stringify } from 'yaml';
import type { KubeObject } from '../../src/api/object.js';

/** The golden files of the blueprint ha-postgres/v1. */
export const GOLDEN = join(import.meta.dirname, 'golden/ha-postgres-v1');
export const IS_UPDATE = process.env['UPDATE_GOLDEN'] === '1';

export const textOfObjects = (objects: readonly KubeObject[]): string =>
  objects.map((object) => `---\n${stringify(object, { lineWidth: 0 })}`).join('');

/** UPDATE_GOLDEN=1 writes the file first, never in CI, and never over one that is frozen. */
export async function expectGolden(file: string, text: string): Promise<void> {
  const path = join(GOLDEN, file);
  if (IS_UPDATE) await writeGolden(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

export async function writeGolden(path: string, text: string): Promise<void> {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  // Only here: the tests of mutants have no tools beside them.
  const { isFrozen, INSTEAD } = await import('../../tools/frozen/frozen.ts');
  if (isFrozen(path)) throw new Error(`${path} is frozen. ${INSTEAD}`);
  if (process.env['CI'] === 'true') throw new Error('golden files are written by people, not by CI');
  writeFileSync(path, text);
}
