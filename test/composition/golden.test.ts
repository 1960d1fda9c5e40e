import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { render } from '../../src/cli/render.js';
import { ACCOUNT, EXAMPLES, example } from './support.js';

/**
 * The whole of what each example renders to, to be read in a review. A released name or field that changes here would
 * rename or replace somebody's database. UPDATE_GOLDEN=1 writes the files, never in CI.
 */
test.each(EXAMPLES)('examples/%s.yaml renders to what was reviewed', (name) => {
  const path = join(import.meta.dirname, `golden/${name}.yaml`);
  const text = render(example(name), { accountID: ACCOUNT })
    .map((object) => `---\n${stringify(object, { lineWidth: 0 })}`)
    .join('');
  if (process.env['UPDATE_GOLDEN'] === '1') {
    if (process.env['CI'] === 'true') throw new Error('golden files are written by people, not by CI');
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, 'utf8'));
});
