import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkFrozen, INSTEAD, isFrozen } from '../../tools/frozen/frozen.ts';
import { writeGolden } from '../composition/golden.js';

const FOLDER = 'test/composition/golden/some-v1';
const project = join(import.meta.dirname, '../..');
let root: string;

const at = (file: string): string => join(root, FOLDER, file);
const write = (file: string, text: string): void => writeFileSync(at(file), text);
const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const freeze = (files: Readonly<Record<string, string>>): void =>
  write(
    'SHA256SUMS',
    Object.entries(files)
      .map(([file, text]) => `${sumOf(text)}  ${file}\n`)
      .join(''),
  );
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
const commit = (): void => {
  git('add', '--all');
  git('commit', '--quiet', '--message', 'a change');
};
const faults = (): readonly string[] => checkFrozen(root).faults;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tapdb-frozen-'));
  mkdirSync(join(root, FOLDER), { recursive: true });
  write('a.yaml', 'a\n');
  write('b.yaml', 'b\n');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a folder without sums may change', () => {
  expect(checkFrozen(root)).toMatchObject({ faults: [], count: 0 });
  expect(isFrozen(at('a.yaml'))).toBe(false);
});

describe('without git', () => {
  beforeEach(() => freeze({ 'a.yaml': 'a\n', 'b.yaml': 'b\n' }));

  test('the sums are compared, and that it was no more is said', () => {
    expect(checkFrozen(root)).toEqual({ faults: [], count: 2, comparedWith: expect.stringMatching(/^the sums only/) });
  });

  test('what was changed, removed or added is named', () => {
    write('a.yaml', 'A\n');
    rmSync(at('b.yaml'));
    write('c.yaml', 'c\n');
    expect(faults()).toEqual([
      `${FOLDER}/a.yaml has changed: its sum is ${sumOf('A\n')}`,
      `${FOLDER}/b.yaml is gone`,
      `${FOLDER}/c.yaml is not in SHA256SUMS: add its sum`,
    ]);
  });

  test('UPDATE_GOLDEN writes over none, and says what to do instead', async () => {
    await expect(writeGolden(at('a.yaml'), 'A\n')).rejects.toThrow(INSTEAD);
    await writeGolden(at('a.yaml'), 'a\n');
    expect(faults()).toEqual([]);
  });

  test('what is frozen is told from what is new', () => {
    rmSync(at('b.yaml'));
    expect([at('a.yaml'), at('b.yaml'), at('c.yaml')].map(isFrozen)).toEqual([true, true, false]);
  });
});

describe('with git', () => {
  beforeEach(() => {
    git('init', '--quiet', '--initial-branch=main');
    commit();
    write('a.yaml', 'not reviewed yet\n');
    commit();
    write('a.yaml', 'a\n');
    freeze({ 'a.yaml': 'a\n', 'b.yaml': 'b\n' });
    commit();
  });

  test('what was before the sums does not count', () => {
    expect(checkFrozen(root)).toEqual({ faults: [], count: 2, comparedWith: 'the sums and the whole history of git' });
  });

  test.each([['committed'], ['not committed']])('a file that changes with its sum is found, %s', (how) => {
    write('a.yaml', 'A\n');
    freeze({ 'a.yaml': 'A\n', 'b.yaml': 'b\n' });
    if (how === 'committed') commit();
    expect(faults()).toEqual([expect.stringMatching(`^${FOLDER}/a.yaml has another sum than when it was frozen, in `)]);
  });

  test('a change stays found when other commits follow, and is forgiven when it is put back', () => {
    write('a.yaml', 'A\n');
    freeze({ 'a.yaml': 'A\n', 'b.yaml': 'b\n' });
    commit();
    freeze({ 'a.yaml': 'A\n', 'b.yaml': 'b\n', 'c.yaml': 'c\n' });
    write('c.yaml', 'c\n');
    commit();
    expect(faults()).toHaveLength(1);
    write('a.yaml', 'a\n');
    freeze({ 'a.yaml': 'a\n', 'b.yaml': 'b\n', 'c.yaml': 'c\n' });
    commit();
    expect(faults()).toEqual([]);
  });

  test('a file that goes with its sum, or gets another name, is found', () => {
    git('mv', at('b.yaml'), at('c.yaml'));
    freeze({ 'a.yaml': 'a\n', 'c.yaml': 'b\n' });
    commit();
    expect(faults()).toEqual([expect.stringContaining(`${FOLDER}/b.yaml is not in SHA256SUMS any more`)]);
  });

  test('taking the sums away thaws nothing', () => {
    rmSync(at('SHA256SUMS'));
    write('a.yaml', 'A\n');
    commit();
    expect(faults()).toHaveLength(2);
    freeze({ 'a.yaml': 'A\n', 'b.yaml': 'b\n' });
    commit();
    expect(faults()).toHaveLength(1);
  });

  test('nor does another folder, nor a merge', () => {
    git('checkout', '--quiet', '-b', 'aside');
    write('a.yaml', 'A\n');
    freeze({ 'a.yaml': 'A\n', 'b.yaml': 'b\n' });
    commit();
    git('checkout', '--quiet', 'main');
    git('merge', '--quiet', '--no-ff', '--message', 'merged', 'aside');
    expect(faults()).toHaveLength(1);
    git('mv', FOLDER, `${FOLDER}0`);
    commit();
    expect(faults()).toHaveLength(2);
  });

  test('a file may be added with its sum', () => {
    write('c.yaml', 'c\n');
    freeze({ 'a.yaml': 'a\n', 'b.yaml': 'b\n', 'c.yaml': 'c\n' });
    commit();
    expect(checkFrozen(root)).toMatchObject({ faults: [], count: 3 });
    write('c.yaml', 'C\n');
    freeze({ 'a.yaml': 'a\n', 'b.yaml': 'b\n', 'c.yaml': 'C\n' });
    expect(faults()).toHaveLength(1);
  });

  test('a shallow clone says how far back it can see', () => {
    const shallow = join(root, 'shallow');
    git('clone', '--quiet', '--depth=1', `file://${root}`, shallow);
    expect(checkFrozen(shallow)).toMatchObject({
      faults: [],
      comparedWith: expect.stringMatching(/shallow clone goes \(1 commits\)/),
    });
  });
});

test('the command fails, and says what to do instead', () => {
  cpSync(join(project, 'tools/frozen/frozen.ts'), join(root, 'tools/frozen/frozen.ts'));
  const run = () => spawnSync(process.execPath, ['tools/frozen/frozen.ts'], { cwd: root, encoding: 'utf8' });
  freeze({ 'a.yaml': 'a\n', 'b.yaml': 'b\n' });
  expect(run()).toMatchObject({ status: 0, stdout: expect.stringContaining('2 golden files are as they were frozen') });
  write('a.yaml', 'A\n');
  expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining(INSTEAD) });
});

test('CONTRIBUTING has the section that is referred to', () => {
  const [, section] = /\(CONTRIBUTING\.md, "(.+)"\)/.exec(INSTEAD) ?? [];
  expect(readFileSync(join(project, 'CONTRIBUTING.md'), 'utf8')).toContain(`\n## ${section}\n`);
});
