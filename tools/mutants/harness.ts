/** As much of jest as the unit tests use: what a test file declares is collected, to be run as often as there are mutants. */
import { format } from 'node:util';

type Body = (...row: readonly unknown[]) => unknown;

export interface Test {
  /** Unique over all files. */
  readonly id: string;
  readonly run: () => unknown;
}

export interface TestFile {
  readonly tests: readonly Test[];
  readonly preparations: readonly (() => unknown)[];
}

interface Collecting {
  readonly path: string;
  readonly names: string[];
  readonly tests: Test[];
  readonly preparations: (() => unknown)[];
}

let current: Collecting | undefined;

/** Collects what the module of a test file declares while it loads; files load one after another. */
export async function collect(path: string, load: () => Promise<unknown>): Promise<TestFile> {
  const file: Collecting = { path, names: [], tests: [], preparations: [] };
  current = file;
  try {
    await load();
  } finally {
    current = undefined;
  }
  return file;
}

function collecting(): Collecting {
  if (current === undefined) throw new Error('tests are declared while their file loads');
  return current;
}

export function describe(name: string, declare: () => void): void {
  const { names } = collecting();
  names.push(name);
  declare();
  names.pop();
}

export function test(name: string, run: () => unknown): void {
  const { path, names, tests } = collecting();
  const id = [path, ...names, name].join(' > ');
  const twins = tests.filter((other) => other.id === id || other.id.startsWith(`${id} #`)).length;
  tests.push({ id: twins === 0 ? id : `${id} #${twins + 1}`, run });
}

test.each =
  (table: readonly unknown[]) =>
  (name: string, run: Body): void => {
    for (const entry of table) {
      const row = Array.isArray(entry) ? entry : [entry];
      const named = name.match(/%[a-z]/g)?.length ?? 0;
      test(format(name, ...row.slice(0, named)), () => run(...row));
    }
  };

export function beforeAll(prepare: () => unknown): void {
  collecting().preparations.push(prepare);
}
