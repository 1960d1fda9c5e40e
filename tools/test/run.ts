/**
 * The whole suite against what was compiled, with the coverage of the tests and of every operator process they started
 * held to the stated thresholds, and what these processes did to the chart's rights. Arguments go to jest. Usage: npm test [-- jest arguments]
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { judgeCoverage } from './coverage.ts';
import { judgeRights } from './rights.ts';
import { runJest } from './run-jest.ts';

const root = join(import.meta.dirname, '../..');
const raw = join(root, 'coverage/processes');
const selected = process.argv.slice(2);
const COVERAGE = ['--coverage', '--coverageProvider=v8', '--coverageReporters=json'];

for (const folder of ['coverage', 'reports/rights']) rmSync(join(root, folder), { recursive: true, force: true });
mkdirSync(join(root, 'reports'), { recursive: true });
const code = runJest('tests', {
  flags: [...COVERAGE, '--collectCoverageFrom=build/**/*.js', ...selected],
  environment: { NODE_V8_COVERAGE: raw },
  // Of 240 files many watch real servers on whatever machine this is. What fails again, by itself, fails.
  mayRepeat: selected.length === 0 ? 5 : 0,
});
if (code !== 0) process.exit(code);
// A part of the suite says nothing about the whole.
if (selected.length > 0) process.exit(0);
const judgements = [await judgeCoverage(root, raw), judgeRights()];
if (judgements.includes(false)) process.exit(1);
