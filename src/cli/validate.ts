import { Command, Option } from 'commander';
import { ALLOW_ALL } from '../api/find-problems.js';
import { TAP_COMPOSITIONS } from '../api/kinds.js';
import type { KubeObject } from '../api/object.js';
import { formatProblem, invalid, type Problem } from '../api/problem.js';
import type { Settings } from '../api/settings.js';
import { API_VERSION, KIND } from '../api/words.js';
import { assertFollows, type CompositionFile, readComposition } from './composition-file.js';
import { examples } from './examples.js';
import { type ExitCode, exitWith } from './exit-code.js';
import { judgeDatabase } from './judge-database.js';
import { type Document, readDocuments, UnreadableFile } from './read-documents.js';
import { readSettings } from './read-settings.js';

interface ValidateOptions {
  readonly composition?: string;
  readonly config?: string;
  readonly output: 'text' | 'json';
}

interface Finding extends Problem {
  readonly file: string;
  readonly line: number;
  /** The TapDatabase or TapComposition. */
  readonly name: string;
}

/** The subcommand `validate`. */
export function validateCommand(): Command {
  return new Command('validate')
    .description(
      'say everything that admission and the operator would say to TapDatabases and TapCompositions, without a cluster',
    )
    .argument('<file...>', 'manifests: files, folders, or - for stdin; objects of other kinds are passed over')
    .option(
      '--composition <file>',
      'the TapComposition that the TapDatabases follow: its defaults and constraints count',
    )
    .option('--config <file>', "the operator's configuration; without it, every foreign reference counts as allowed")
    .addOption(new Option('-o, --output <format>').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples('validate examples/', 'validate - < shop.yaml'))
    .action((files: string[], options: ValidateOptions) => exitWith(() => run(files, options)));
}

const KINDS: readonly string[] = [KIND, TAP_COMPOSITIONS.kind];

/** 1 where something is invalid; rejects with UnreadableFile where a file cannot be read or there is nothing to judge. */
async function run(files: readonly string[], options: ValidateOptions): Promise<ExitCode> {
  const { config, output } = options;
  const settings = config === undefined ? ALLOW_ALL : await readSettings(config);
  const composition = options.composition === undefined ? undefined : await readComposition(options.composition);
  const documents = (await readDocuments(files)).filter(({ value }) => KINDS.includes(kindOf(value) ?? ''));
  if (documents.length === 0) throw new UnreadableFile(`no ${KINDS.join(' or ')} in ${files.join(', ')}`);
  const findings: Finding[] = [];
  for (const document of documents) findings.push(...(await findingsOf(document, settings, composition)));
  if (output === 'json') process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  else process.stdout.write(findings.length > 0 ? findings.map(format).join('') : `${documents.length} valid\n`);
  return findings.length > 0 ? 1 : 0;
}

const kindOf = (value: unknown): string | undefined => (value as Partial<KubeObject> | null)?.kind;

async function findingsOf(
  { source, value, line }: Document,
  settings: Settings,
  composition: CompositionFile | undefined,
): Promise<readonly Finding[]> {
  const { metadata } = value as Partial<KubeObject>;
  const problems = await (kindOf(value) === KIND ? ofDatabase(value, settings, composition) : ofComposition(value));
  const name = metadata?.name ?? `${kindOf(value)} without a name`;
  return problems.map((problem) => ({ file: source, line: line(problem.field), name, ...problem }));
}

async function ofDatabase(
  value: unknown,
  settings: Settings,
  composition: CompositionFile | undefined,
): Promise<readonly Problem[]> {
  const { apiVersion } = value as Partial<KubeObject>;
  if (apiVersion !== API_VERSION)
    return [invalid('apiVersion', apiVersion ?? null, 'is not served', `write ${API_VERSION}`)];
  if (composition !== undefined) assertFollows(value as never, composition);
  return judgeDatabase(value, settings, composition?.template);
}

async function ofComposition(value: unknown): Promise<readonly Problem[]> {
  // Composes samples, which nobody waits for who has none.
  const { findCompositionProblems } = await import('../revisions/find-composition-problems.js');
  return findCompositionProblems(value);
}

const format = (finding: Finding): string =>
  `${finding.file}:${finding.line}: ${finding.name}: ${formatProblem(finding)}\n`;
