import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { withImage } from '../../tools/release/published-image.ts';

const IMAGE = 'ghcr.io/acme/tapdb-operator';
const read = (file: string): string =>
  readFileSync(join(import.meta.dirname, '../../charts/tapdb-operator', file), 'utf8');

test("the chart's values name it, and are else as they were", () => {
  const [before, after] = [read('values.yaml'), withImage(read('values.yaml'), IMAGE)].map((text) => parse(text));
  expect(after).toEqual({ ...before, image: { ...before.image, repository: IMAGE } });
});

test('operator.yaml names it, at the same version', () => {
  const before = read('operator.yaml');
  const after = withImage(before, IMAGE);
  const changed = after.split('\n').filter((line, i) => line !== before.split('\n')[i]);
  expect(changed).toEqual([expect.stringMatching(/^ +image: "ghcr\.io\/acme\/tapdb-operator:\d+\.\d+\.\d+"$/)]);
});

test('a file without it is not published as if it were right', () => {
  expect(() => withImage('image: "other:1"\nname: tapdb-operator\n', IMAGE)).toThrow('no image tapdb-operator');
});
