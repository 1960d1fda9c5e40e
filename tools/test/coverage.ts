import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mergeScriptCovs, type ScriptCov } from '@bcoe/v8-coverage';
import coverage, { type CoverageMap } from 'istanbul-lib-coverage';
import v8ToIstanbul from 'v8-to-istanbul';

const PURE = ['api', 'aws', 'composition', 'changes', 'revisions'];
const PURE_LINES_AND_BRANCHES = 100;
const OVERALL_LINES = 90;

/**
 * Holds the coverage to its thresholds and prints it. The pure folders count what unit tests reach, lines and branches;
 * overall counts the lines that any process reached, tests or operator.
 */
export async function judgeCoverage(root: string, raw: string): Promise<boolean> {
  const tests = coverage.createCoverageMap(
    JSON.parse(readFileSync(join(root, 'coverage/coverage-final.json'), 'utf8')),
  );
  const all = coverage.createCoverageMap({});
  all.merge(tests.toJSON());
  all.merge(await coverageOfProcesses(root, raw));
  const failures = [...judgePure(root, tests), ...judgeOverall(root, all)];
  for (const failure of failures) console.error(failure);
  return failures.length === 0;
}

function judgePure(root: string, tests: CoverageMap): readonly string[] {
  return sourcesOf(root, tests)
    .filter(({ folder }) => PURE.includes(folder))
    .flatMap(({ path, file }) => {
      const { lines, branches } = tests.fileCoverageFor(file).toSummary();
      if (Math.min(lines.pct as number, branches.pct as number) >= PURE_LINES_AND_BRANCHES) return [];
      const where = [...uncoveredLines(tests, file), ...uncoveredBranches(tests, file)].sort((a, b) => a - b);
      return [`${path}: ${lines.pct} % of lines, ${branches.pct} % of branches; see ${[...new Set(where)].join(', ')}`];
    });
}

function judgeOverall(root: string, all: CoverageMap): readonly string[] {
  const byFolder = new Map<string, { covered: number; total: number }>();
  const overall = { covered: 0, total: 0 };
  for (const { folder, file } of sourcesOf(root, all)) {
    const { covered, total } = all.fileCoverageFor(file).toSummary().lines;
    const sum = byFolder.get(folder) ?? { covered: 0, total: 0 };
    byFolder.set(folder, sum);
    for (const each of [sum, overall]) {
      each.covered += covered;
      each.total += total;
    }
  }
  for (const [folder, sum] of [...byFolder].sort())
    console.log(`coverage ${folder.padEnd(12)} ${percent(sum)} % of lines`);
  console.log(`coverage ${'all'.padEnd(12)} ${percent(overall)} % of lines`);
  return percent(overall) >= OVERALL_LINES
    ? []
    : [`${percent(overall)} % of all lines are covered, not ${OVERALL_LINES} %`];
}

const percent = ({ covered, total }: { covered: number; total: number }): number =>
  Math.floor((1000 * covered) / total) / 10;

function sourcesOf(root: string, map: CoverageMap): readonly { folder: string; path: string; file: string }[] {
  return map
    .files()
    .map((file) => ({ file, path: relative(join(root, 'src'), file) }))
    .filter(({ path }) => !path.startsWith('..') && !path.startsWith('api/generated/') && hasCode(root, path))
    .map(({ file, path }) => ({ file, path, folder: path.includes('/') ? (path.split('/')[0] as string) : '.' }));
}

/** A file of types alone compiles to nothing that could run. */
function hasCode(root: string, path: string): boolean {
  const compiled = readFileSync(join(root, 'build', path.replace(/\.ts$/, '.js')), 'utf8');
  return compiled.replace(/^\/\/.*$/gm, '').trim() !== 'export {};';
}

function uncoveredLines(map: CoverageMap, file: string): readonly number[] {
  return map.fileCoverageFor(file).getUncoveredLines().map(Number);
}

function uncoveredBranches(map: CoverageMap, file: string): readonly number[] {
  const { branchMap, b } = map.fileCoverageFor(file);
  return Object.entries(b)
    .filter(([, counts]) => counts.includes(0))
    .map(([id]) => branchMap[id]?.loc.start.line ?? 0);
}

/** What the processes of the operator and of the sandbox wrote when they ended, one file each. */
async function coverageOfProcesses(root: string, raw: string): Promise<CoverageMap> {
  const build = join(root, 'build');
  const scripts = new Map<string, ScriptCov[]>();
  for (const name of existsSync(raw) ? readdirSync(raw) : []) {
    const { result } = JSON.parse(readFileSync(join(raw, name), 'utf8')) as { result: readonly ScriptCov[] };
    for (const script of result) {
      if (!script.url.startsWith('file://')) continue;
      const file = fileURLToPath(script.url);
      if (file.startsWith(`${build}/`)) scripts.set(file, [...(scripts.get(file) ?? []), script]);
    }
  }
  const map = coverage.createCoverageMap({});
  for (const [file, covered] of scripts) {
    const converter = v8ToIstanbul(file);
    await converter.load();
    converter.applyCoverage(mergeScriptCovs(covered)?.functions ?? []);
    map.merge(converter.toIstanbul());
    converter.destroy();
  }
  return map;
}
