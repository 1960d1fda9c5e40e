/**
 * Runs test files that `npm test` leaves out, because they take long or measure, against what was compiled; their counts
 * go to reports/<name>.json. Usage: node tools/test/suite.ts <name> <files> [-- jest arguments]
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const [name, pattern, ...more] = process.argv.slice(2);
if (name === undefined || pattern === undefined) throw new Error('usage: suite.ts <name> <files> [jest arguments]');

mkdirSync(join(root, 'reports'), { recursive: true });
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(root, 'node_modules/jest/bin/jest.js'),
    '--runInBand',
    `--testMatch=${root}/${pattern}`,
    '--json',
    `--outputFile=${join(root, `reports/${name}.json`)}`,
    ...more.filter((argument) => argument !== '--'),
  ],
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, TAPDB_TEST_BUILD: '1' } },
);
process.exit(status ?? 1);
