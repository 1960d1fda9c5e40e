import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import type { KubeObject } from '../../src/api/object.js';
import { render } from '../../src/cli/render.js';
import { type Case, coverPairs, eachValue } from './covering-array.js';
import { type Difference, difference } from './difference.js';
import { GOLDEN, textOfObjects, writeGolden } from './golden.js';
import { databaseOf, MODEL } from './option-case.js';
import { ACCOUNT, example } from './support.js';

/** A document of `options-<n>.yaml` and `pairs-<n>.yaml`. */
export interface GoldenCase {
  /** Those that are not the default, in the words of options.ts. */
  readonly options: Case;
  readonly spec: TapDatabaseSpec;
  /** Of all that `tapdb render` prints, since the difference leaves out what order it is in. */
  readonly sha256: string;
  /** From what examples/minimal.yaml renders to. */
  readonly difference: Difference;
}

let minimal: readonly KubeObject[] | undefined;

/** As it was reviewed, so that a case tells of a change of that too. */
function readMinimal(): readonly KubeObject[] {
  minimal ??= parseAllDocuments(readFileSync(join(GOLDEN, 'minimal.yaml'), 'utf8')).map((document) => document.toJS());
  return minimal;
}

export function goldenCase(options: Case): GoldenCase {
  const database = databaseOf(options);
  const objects = render(database, { accountID: ACCOUNT });
  return {
    options,
    spec: database.spec,
    sha256: createHash('sha256').update(textOfObjects(objects)).digest('hex'),
    difference: difference(readMinimal(), objects),
  };
}

const filesOf = (prefix: string): readonly string[] =>
  readdirSync(GOLDEN).filter((file) => new RegExp(`^${prefix}-\\d+\\.yaml$`).test(file));

/** Of the files given, or of all, by file and place in it. */
export const readCases = (
  files = ['options', 'pairs'].flatMap(filesOf),
): readonly (readonly [name: string, golden: GoldenCase])[] =>
  files.flatMap((file) => {
    const documents = parseAllDocuments(readFileSync(join(GOLDEN, file), 'utf8'));
    return documents.map((document, i) => [`${file} ${i + 1}`, document.toJS() as GoldenCase] as const);
  });

/** What the cases leave out: values that stand in none, pairs that can be valid and stand in none, pairs that cannot. */
export function findGaps(given: readonly Case[]) {
  const has = (wanted: Case): boolean =>
    given.some((of) => Object.entries(wanted).every(([option, value]) => of[option] === value));
  const values = eachValue(MODEL).filter((alone) => !has(alone));
  const { missing, impossible } = coverPairs(MODEL, [...given, ...values]);
  return { values, pairs: missing, impossible };
}

/** Writes what is not frozen anew: all cases, or those that are missing beside the frozen ones. */
export async function writeCases(): Promise<void> {
  const { isFrozen } = await import('../../tools/frozen/frozen.ts');
  const isKept = (file: string): boolean => isFrozen(join(GOLDEN, file));
  if (!isKept('minimal.yaml'))
    await writeGolden(join(GOLDEN, 'minimal.yaml'), textOfObjects(render(example('minimal'), { accountID: ACCOUNT })));
  const kept = ['options', 'pairs'].flatMap(filesOf).filter(isKept);
  const { values, pairs } = findGaps(readCases(kept).map(([, { options }]) => options));
  for (const [prefix, cases] of [
    ['options', values],
    ['pairs', pairs],
  ] as const) {
    if (cases.length === 0) continue;
    const text = cases.map((of) => `---\n${stringify(goldenCase(of), { lineWidth: 0, aliasDuplicateObjects: false })}`);
    const number = kept.filter((file) => file.startsWith(prefix)).length + 1;
    await writeGolden(join(GOLDEN, `${prefix}-${number}.yaml`), text.join(''));
  }
}
