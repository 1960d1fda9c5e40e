import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Schema } from './check-schema.js';

/** The schema of a TapDatabase that the API server judges by; it comes with this package. */
export async function readSchema(): Promise<Schema> {
  const crd = parse(await readFile(new URL('../../crds/tapdatabase.yaml', import.meta.url), 'utf8'));
  return crd.spec.versions[0].schema.openAPIV3Schema;
}
