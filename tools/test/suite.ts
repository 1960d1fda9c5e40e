/**
 * Runs test files that `npm test` leaves out, because they take long or measure, against what was compiled; their counts
 * go to reports/<name>.json. Usage: node tools/test/suite.ts <name> <files> [-- jest arguments]
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runJest } from './run-jest.ts';

const root = join(import.meta.dirname, '../..');
const [name, pattern, ...more] = process.argv.slice(2);
if (name === undefined || pattern === undefined) throw new Error('usage: suite.ts <name> <files> [jest arguments]');

mkdirSync(join(root, 'reports'), { recursive: true });
// What measures has the machine for itself, and says it once.
const flags = ['--runInBand', `--testMatch=${root}/${pattern}`, ...more.filter((argument) => argument !== '--')];
process.exit(runJest(name, { flags }));
