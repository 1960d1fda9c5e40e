/**
 * Proves that no golden file of a released blueprint has changed. A folder of test/composition/golden is frozen by a file
 * SHA256SUMS in it, as `sha256sum` writes one; the first sum that git knows of a file is the one that it has to have for
 * ever. `npm run frozen`. Exit codes: 0 as frozen; 1 differences.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';

const GOLDEN = 'test/composition/golden';
const SUMS = 'SHA256SUMS';

/** What to do, for whoever wants to change a frozen file. */
export const INSTEAD =
  'A released blueprint never changes its output: put the file back, and make the change in another version of the ' +
  'blueprint beside it (CONTRIBUTING.md, "Changing what a blueprint composes").';

export interface Frozen {
  readonly faults: readonly string[];
  /** Of files that are frozen. */
  readonly count: number;
  /** What the sums were compared with, as a person has to read it. */
  readonly comparedWith: string;
}

/** Whether nobody may write to that path any more. A file that is new in a frozen folder may be added to it. */
export function isFrozen(path: string): boolean {
  const sums = join(dirname(path), SUMS);
  return (
    existsSync(sums) && (existsSync(path) || basename(path) in Object.fromEntries(readSums(readFileSync(sums, 'utf8'))))
  );
}

export function checkFrozen(root: string): Frozen {
  const golden = join(root, GOLDEN);
  const folders = existsSync(golden) ? readdirSync(golden).filter((name) => existsSync(join(golden, name, SUMS))) : [];
  const now = new Map(folders.flatMap((folder) => listed(folder, readFileSync(join(golden, folder, SUMS), 'utf8'))));
  const { first, comparedWith } = firstSums(root);
  return {
    faults: [
      ...folders.flatMap((folder) => differences(golden, folder)),
      ...[...first].flatMap(([path, { sum, commit }]) => {
        if (now.get(path) === sum) return [];
        const what = now.has(path) ? 'has another sum than' : `is not in ${SUMS} any more, as it was`;
        return [`${GOLDEN}/${path} ${what} when it was frozen, in ${commit.slice(0, 12)}`];
      }),
    ],
    count: now.size,
    comparedWith,
  };
}

/** Between what the sums of a folder say and its files. */
function differences(golden: string, folder: string): readonly string[] {
  const sums = readSums(readFileSync(join(golden, folder, SUMS), 'utf8'));
  const entries = readdirSync(join(golden, folder), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(join(golden, folder), join(entry.parentPath, entry.name)))
    .filter((file) => file !== SUMS);
  const at = (file: string): string => `${GOLDEN}/${folder}/${file}`;
  const known = new Set(sums.map(([file]) => file));
  return [
    ...sums.flatMap(([file, sum]) => {
      if (!files.includes(file)) return [`${at(file)} is gone`];
      const found = createHash('sha256')
        .update(readFileSync(join(golden, folder, file)))
        .digest('hex');
      return found === sum ? [] : [`${at(file)} has changed: its sum is ${found}`];
    }),
    ...(known.size < sums.length ? [`${at(SUMS)} names a file twice`] : []),
    ...files.filter((file) => !known.has(file)).map((file) => `${at(file)} is not in ${SUMS}: add its sum`),
  ];
}

interface FirstSum {
  readonly sum: string;
  readonly commit: string;
}

/** The oldest sum that the history has for each file, whatever became of it since. */
function firstSums(root: string): { readonly first: ReadonlyMap<string, FirstSum>; readonly comparedWith: string } {
  const git = (...args: readonly string[]): string | undefined => {
    const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
    return status === 0 ? stdout.trim() : undefined;
  };
  const commits = git('log', '--full-history', '--topo-order', '--reverse', '--format=%H', '--', `${GOLDEN}/*/${SUMS}`);
  if (commits === undefined)
    return { first: new Map(), comparedWith: 'the sums only: there is no history of git here' };
  const first = new Map<string, FirstSum>();
  for (const commit of commits.split('\n').filter(Boolean)) {
    const files = git('ls-tree', '-r', '--name-only', commit, '--', GOLDEN) ?? '';
    for (const file of files.split('\n').filter((name) => basename(name) === SUMS)) {
      const folder = basename(dirname(file));
      for (const [path, sum] of listed(folder, git('show', `${commit}:./${file}`) ?? ''))
        if (!first.has(path)) first.set(path, { sum, commit });
    }
  }
  const isShallow = git('rev-parse', '--is-shallow-repository') === 'true';
  return {
    first,
    comparedWith: isShallow
      ? `the sums, and with git only as far back as this shallow clone goes (${git('rev-list', '--count', 'HEAD')} commits)`
      : 'the sums and the whole history of git',
  };
}

const readSums = (text: string): readonly (readonly [file: string, sum: string])[] =>
  [...text.matchAll(/^([0-9a-f]{64}) [ *](.+)$/gm)].map(([, sum, file]) => [file as string, sum as string]);

const listed = (folder: string, text: string): readonly (readonly [path: string, sum: string])[] =>
  readSums(text).map(([file, sum]) => [`${folder}/${file}`, sum]);

if (import.meta.main) {
  const { faults, count, comparedWith } = checkFrozen(resolve(import.meta.dirname, '../..'));
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) console.error(INSTEAD);
  else console.log(`${count} golden files are as they were frozen, compared with ${comparedWith}`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
