import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { disagreements, versionsOf } from '../../tools/release/versions.ts';

const root = join(import.meta.dirname, '../..');
const { 'package.json': version = '' } = versionsOf(root);

test('package and chart say one version', () => {
  const versions = versionsOf(root);
  expect(disagreements(versions)).toEqual([]);
  expect(Object.keys(versions)).toHaveLength(5);
  expect(version).toMatch(/^\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$/);
});

test.each([
  ['v9.9.9', '9.9.9'],
  [version, 'none'],
])('the tag %s is refused', (tag, said) => {
  expect(disagreements(versionsOf(root, tag))).toContain(`the tag ${tag} says ${said}, package.json ${version}`);
});

test('a release has a section of its own', () => {
  const versions = versionsOf(root, `v${version}`);
  expect(Object.keys(versions)).toHaveLength(7);
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const isReleased = changelog.split('\n').find((line) => line.startsWith('## ')) !== '## [Unreleased]';
  const message = `the newest section of CHANGELOG.md says Unreleased, package.json ${version}`;
  expect(disagreements(versions)).toEqual(isReleased ? [] : [message]);
});

test('a place without a version is named too', () => {
  expect(
    disagreements({ 'package.json': '1.0.0', 'Chart.yaml version': undefined, 'Chart.yaml appVersion': '1.0' }),
  ).toEqual(['Chart.yaml version says none, package.json 1.0.0', 'Chart.yaml appVersion says 1.0, package.json 1.0.0']);
});

test('as a command it fails where they differ', () => {
  const run = (...tag: string[]) =>
    spawnSync(process.execPath, [join(root, 'tools/release/versions.ts'), ...tag], { encoding: 'utf8' });
  expect(run()).toMatchObject({ status: 0, stderr: '' });
  expect(run('v9.9.9')).toMatchObject({ status: 1, stderr: expect.stringContaining('the tag v9.9.9 says 9.9.9') });
});
