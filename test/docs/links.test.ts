import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { PAGES, type Page, proseOf, ROOT, readPages } from './support/pages.js';

const pages = [...PAGES, ...readPages(['CONTRIBUTING.md', 'CHANGELOG.md'])];

/** The targets of links and pictures that are in the repository. */
const linksOf = (page: Page): readonly string[] =>
  [...proseOf(page).matchAll(/\]\(([^()\s]+)\)/g)]
    .map(([, target]) => target as string)
    .filter((target) => !/^[a-z]+:/.test(target));

/** What GitHub makes of headings: letters, digits, - and _ stay, a repeated one gets a number. */
function anchorsOf(page: Page): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of proseOf(page).matchAll(/^#{1,6} +(.*)$/gm)) {
    const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = text.replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
    const same = [...anchors].filter((other) => other.replace(/-\d+$/, '') === anchor).length;
    anchors.add(same === 0 ? anchor : `${anchor}-${same}`);
  }
  return anchors;
}

/** What is wrong with a link of that page; undefined where it leads somewhere. */
function faultOf(page: Page, link: string): string | undefined {
  const [file = '', fragment] = link.split('#');
  const path = file === '' ? page.path : relative(ROOT, join(ROOT, dirname(page.path), file));
  if (path.startsWith('..') || !existsSync(join(ROOT, path))) return `${link}: there is no ${path}`;
  if (fragment === undefined) return undefined;
  const target = pages.find((other) => other.path === path);
  if (target === undefined) return `${link}: ${path} has no headings that are known`;
  return anchorsOf(target).has(fragment) ? undefined : `${link}: ${path} has no heading #${fragment}`;
}

test.each(pages.map((page) => [page.path, page] as const))('every link of %s leads somewhere', (_, page) => {
  expect(linksOf(page).flatMap((link) => faultOf(page, link) ?? [])).toEqual([]);
});

test('every page of docs/ is reached from README', () => {
  const [readme, ...others] = PAGES as readonly [Page, ...Page[]];
  const linked = linksOf(readme).map((link) => link.split('#')[0]);
  expect(others.filter(({ path }) => !linked.includes(path)).map(({ path }) => path)).toEqual([]);
});

describe('the test itself', () => {
  const page: Page = {
    path: 'docs/limits.md',
    text: '# One `two`\n\n## One two\n\n[a](#one-two-1) [b](#three)\n\n```sh\n[c](nowhere.md)\n```\n\n[d](../none.md) ![e](ecommerce.svg) [f](https://example.com)\n',
  };

  test('finds links outside of blocks, and only those of the repository', () => {
    expect(linksOf(page)).toEqual(['#one-two-1', '#three', '../none.md', 'ecommerce.svg']);
  });

  test('makes anchors as GitHub does', () => {
    expect([...anchorsOf(page)]).toEqual(['one-two', 'one-two-1']);
  });

  test('says what leads nowhere', () => {
    expect(faultOf(page, '../none.md')).toBe('../none.md: there is no none.md');
    expect(faultOf(page, 'changes.md#nothing')).toBe('changes.md#nothing: docs/changes.md has no heading #nothing');
    expect(faultOf(page, '../../elsewhere.md')).toMatch('there is no');
    expect(faultOf(page, '../README.md#why')).toBeUndefined();
  });
});
