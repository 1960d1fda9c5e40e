/**
 * Runs the unit tests against one mutant after another in one process. Stryker compiles all mutants into the sources and
 * picks one at run time, so that what is loaded once serves them all: milliseconds a mutant instead of a start of jest.
 * Only a mutant in what a module does while it loads needs the sources anew.
 */
import { relative } from 'node:path';
import type { InstrumenterContext, MutantCoverage } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  type CompleteDryRunResult,
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { collect, type Test, type TestFile } from './harness.ts';
import { Sources } from './sources.ts';

const TESTS = ['test/{api,aws,changes,composition}/**/*.test.ts'];
/** Whole lives of random databases: seconds for each mutant that the others let live. */
const TOO_LONG = ['edits', 'sequences'].map((name) => `test/changes/${name}.property.test.ts`);
/** Loaded before any test file, so that what a test file reaches while it loads can be told from what they do. */
const LOADED_FIRST = [
  'src/{api,aws,changes,composition}/**/*.ts',
  'test/{api,aws,changes,composition}/**/*.ts',
  'test/scenarios/support/*.ts',
];

/** What the instrumented sources look at. */
type Context = { [Key in keyof InstrumenterContext]: InstrumenterContext[Key] | undefined };
const instrumented = globalThis as { __stryker__?: Context };

class UnitTestRunner implements TestRunner {
  readonly #sources = new Sources(process.cwd());
  readonly #files = new Map<string, TestFile>();
  /** Mutants that a test file reaches while it loads or prepares, by file. */
  readonly #reachedByFile = new Map<string, ReadonlySet<string>>();
  readonly #took = new Map<string, number>();
  readonly #context: Context = {};
  #version = 0;
  #own = 0;

  capabilities(): { readonly reloadEnvironment: boolean } {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    instrumented.__stryker__ = this.#context;
    const tests = this.#sources.find(...TESTS).filter((path) => !TOO_LONG.includes(path));
    for (const path of this.#sources.find(...LOADED_FIRST)) {
      if (!path.endsWith('.test.ts')) await this.#sources.load(path, 0);
    }
    for (const path of tests) {
      this.#context.currentTestId = path;
      this.#files.set(path, await this.#prepare(path, 0));
      this.#reachedByFile.set(path, new Set(Object.keys(this.#coverage().perTest[path] ?? {})));
    }
    this.#context.currentTestId = undefined;
  }

  async dryRun(): Promise<DryRunResult> {
    const results: TestResult[] = [];
    const { perTest } = this.#coverage();
    for (const [path, { tests }] of this.#files) {
      for (const test of tests) {
        this.#context.currentTestId = test.id;
        results.push({ ...(await this.#run(test)), fileName: path });
        perTest[test.id] = { ...perTest[path], ...perTest[test.id] };
      }
      delete perTest[path];
    }
    this.#context.currentTestId = undefined;
    return { status: DryRunStatus.Complete, tests: results, mutantCoverage: this.#coverage() };
  }

  async mutantRun({ activeMutant, sandboxFileName, testFilter, hitLimit }: MutantRunOptions): Promise<MutantRunResult> {
    this.#context.activeMutant = activeMutant.id;
    this.#context.hitLimit = hitLimit;
    this.#context.hitCount = hitLimit === undefined ? undefined : 0;
    const source = relative(process.cwd(), sandboxFileName);
    try {
      const result =
        testFilter === undefined
          ? await this.#runAnew(source)
          : await this.#runSelected(activeMutant.id, new Set(testFilter));
      return toMutantRunResult(determineHitLimitReached(this.#context.hitCount, hitLimit) ?? result, false);
    } finally {
      this.#context.activeMutant = undefined;
      this.#context.hitLimit = undefined;
      this.#context.hitCount = undefined;
    }
  }

  /** Loads the sources once more while the mutant is active, and runs the tests of every file that uses them. */
  async #runAnew(source: string): Promise<CompleteDryRunResult> {
    this.#version += 1;
    const paths = [...this.#files.keys()].filter((path) => this.#sources.uses(path, source));
    return this.#runUntilOneFails(
      paths,
      () => true,
      () => this.#version,
    );
  }

  async #runSelected(mutant: string, selected: ReadonlySet<string>): Promise<CompleteDryRunResult> {
    const paths = [...this.#files].filter(([, { tests }]) => tests.some(({ id }) => selected.has(id)));
    return this.#runUntilOneFails(
      paths.map(([path]) => path),
      ({ id }) => selected.has(id),
      (path) => (this.#reachedByFile.get(path)?.has(mutant) ? 0 : undefined),
    );
  }

  /** `version`: of the sources, where the test file is to be loaded anew. The quickest tests go first. */
  async #runUntilOneFails(
    paths: readonly string[],
    isSelected: (test: Test) => boolean,
    version: (path: string) => number | undefined,
  ): Promise<CompleteDryRunResult> {
    const queue = paths
      .flatMap((path) => (this.#files.get(path) as TestFile).tests.filter(isSelected).map(({ id }) => ({ path, id })))
      .toSorted((a, b) => this.#time(a) - this.#time(b));
    const loaded = new Map<string, TestFile>();
    const results: TestResult[] = [];
    for (const { path, id } of queue) {
      const result = await this.#runOf(loaded, path, id, version(path));
      results.push(result);
      if (result.status === TestStatus.Failed) break;
    }
    return { status: DryRunStatus.Complete, tests: results };
  }

  async #runOf(
    loaded: Map<string, TestFile>,
    path: string,
    id: string,
    version: number | undefined,
  ): Promise<TestResult> {
    const started = performance.now();
    try {
      const file =
        loaded.get(path) ??
        (version === undefined ? (this.#files.get(path) as TestFile) : await this.#prepare(path, version, ++this.#own));
      loaded.set(path, file);
      const test = file.tests.find((one) => one.id === id);
      if (test === undefined) throw new Error(`the test file no longer declares ${id}`);
      return await this.#run(test);
    } catch (error) {
      return failed(id, error, performance.now() - started);
    }
  }

  async #prepare(path: string, version: number, own = 0): Promise<TestFile> {
    const file = await collect(path, () => this.#sources.load(path, version, own));
    for (const prepare of file.preparations) await prepare();
    return file;
  }

  async #run({ id, run }: Test): Promise<TestResult> {
    const started = performance.now();
    try {
      await run();
    } catch (error) {
      return failed(id, error, performance.now() - started);
    }
    const timeSpentMs = performance.now() - started;
    this.#took.set(id, timeSpentMs);
    return { id, name: id, timeSpentMs, status: TestStatus.Success };
  }

  /** Milliseconds: as it took last; of a test that has not run yet its file says whether it takes long. */
  #time({ path, id }: { readonly path: string; readonly id: string }): number {
    const slow = path.includes('propert') || (this.#files.get(path)?.preparations.length ?? 0) > 0;
    return this.#took.get(id) ?? (slow ? 1000 : 1);
  }

  #coverage(): MutantCoverage {
    this.#context.mutantCoverage ??= { static: {}, perTest: {} };
    return this.#context.mutantCoverage;
  }
}

function failed(id: string, error: unknown, timeSpentMs: number): TestResult {
  const failureMessage = error instanceof Error ? error.message : String(error);
  return { id, name: id, timeSpentMs, status: TestStatus.Failed, failureMessage };
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'unit-tests', UnitTestRunner)];
