/**
 * The whole suite against what was compiled, with the coverage of the tests and of every operator process they started
 * held to the stated thresholds. Arguments go to jest. Usage: npm test [-- jest arguments]
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { judgeCoverage } from './coverage.ts';

const root = join(import.meta.dirname, '../..');
const raw = join(root, 'coverage/processes');
const selected = process.argv.slice(2);

rmSync(join(root, 'coverage'), { recursive: true, force: true });
mkdirSync(join(root, 'reports'), { recursive: true });
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(root, 'node_modules/jest/bin/jest.js'),
    '--coverage',
    '--coverageProvider=v8',
    '--coverageReporters=json',
    '--collectCoverageFrom=build/**/*.js',
    '--json',
    `--outputFile=${join(root, 'reports/tests.json')}`,
    ...selected,
  ],
  {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, TAPDB_TEST_BUILD: '1', NODE_V8_COVERAGE: raw },
  },
);
if (status !== 0) process.exit(status ?? 1);
// A part of the suite says nothing about the whole.
if (selected.length === 0 && !(await judgeCoverage(root, raw))) process.exit(1);
