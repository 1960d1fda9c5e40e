import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { sectionOf } from '../../tools/release/changelog.ts';

const TEXT = `# Changelog

Words.

## [0.10.0] - 2026-02-01

- ten

### Breaking

- all

## [0.1.0] - 2026-01-01

- one

## 0.0.1
`;

test('a section goes to the next version, its own headings included', () => {
  expect(sectionOf(TEXT, '0.10.0')).toBe('- ten\n\n### Breaking\n\n- all');
});

test('what follows the version in its line is no part of it, and no other version is taken for it', () => {
  expect(sectionOf(TEXT, '0.1.0')).toBe('- one');
});

test.each(['0.1', '0.0.1', 'Breaking', '', '1.0.0'])('a release without notes is none: %j', (version) => {
  expect(() => sectionOf(TEXT, version)).toThrow(`CHANGELOG.md says nothing of ${version}`);
});

test('the changelog of this repository is read', () => {
  const changelog = readFileSync(join(import.meta.dirname, '../../CHANGELOG.md'), 'utf8');
  const [, newest = ''] = /^## \[(.+?)\]/m.exec(changelog) ?? [];
  expect(sectionOf(changelog, newest)).toMatch(/^###? \w|\w/);
});
