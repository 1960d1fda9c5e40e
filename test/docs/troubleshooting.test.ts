import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8');
const source = readFileSync(join(root, 'src/api/conditions.ts'), 'utf8');

/** The members of the unions of types and reasons: what a condition can say. */
const words = [...new Set([...source.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, word]) => word as string))];

test('the source is read rightly', () => {
  expect(words).toEqual(expect.arrayContaining(['Ready', 'InvalidSpec', 'WaitingForDependency', 'StaticParameters']));
});

test.each(words)('%s is explained', (word) => {
  expect(page).toContain(`\`${word}\``);
});

test('nothing is explained that no condition says', () => {
  const explained = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, word]) => word);
  expect(explained.filter((word) => !words.includes(word as string))).toEqual([]);
});
