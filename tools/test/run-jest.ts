import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** What of jest's report is read and written again. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

interface JestOptions {
  readonly flags: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** How many files that failed may be run once more, by themselves. @default 0 */
  readonly mayRepeat?: number;
}

/** Runs jest against what was compiled; its report goes to reports/<name>.json. Answers with the exit code. */
export function runJest(name: string, { flags, environment = {}, mayRepeat = 0 }: JestOptions): number {
  const report = join(root, `reports/${name}.json`);
  const code = spawnJest(report, flags, environment);
  if (code === 0 || mayRepeat === 0) return code;
  const first = read(report);
  const failed = first.testResults.filter(({ status }) => status === 'failed').map((file) => file.name);
  if (failed.length === 0 || failed.length > mayRepeat || failed.some(isDrawn)) return code;
  process.stderr.write(`once more, by themselves: ${failed.join(', ')}\n`);
  const again = join(root, `reports/${name}-again.json`);
  const result = spawnJest(again, ['--runInBand', '--runTestsByPath', ...failed], environment);
  writeFileSync(report, JSON.stringify(withRepeated(first, read(again))));
  return result;
}

function spawnJest(report: string, flags: readonly string[], environment: Readonly<Record<string, string>>): number {
  const { status } = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(root, 'node_modules/jest/bin/jest.js'),
      '--json',
      `--outputFile=${report}`,
      ...flags,
    ],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, TAPDB_TEST_BUILD: '1', ...environment },
    },
  );
  return status ?? 1;
}

/** Drawn at random: what was found once would most likely not be found again. */
const isDrawn = (file: string): boolean => file.includes('.property.test.');

const read = (report: string): Report => JSON.parse(readFileSync(report, 'utf8')) as Report;

/** The report with the files that were repeated in the place of what they were. */
function withRepeated(first: Report, again: Report): Report {
  const repeated = new Set(again.testResults.map(({ name }) => name));
  const testResults = [...first.testResults.filter(({ name }) => !repeated.has(name)), ...again.testResults];
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const count = (status: string): number => results.filter((result) => result.status === status).length;
  return {
    ...first,
    testResults,
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numRuntimeErrorTestSuites: again.numRuntimeErrorTestSuites,
  };
}
