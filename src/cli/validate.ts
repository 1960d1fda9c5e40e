import { Command, Option } from 'commander';
import { ALLOW_ALL, findProblems } from '../api/find-problems.js';
import { TAPDATABASE_SCHEMA } from '../api/generated/tapdatabase-schema.js';
import type { KubeObject } from '../api/object.js';
import { formatProblem, invalid, type Problem } from '../api/problem.js';
import type { Settings } from '../api/settings.js';
import { API_VERSION, KIND } from '../api/words.js';
import { examples } from './examples.js';
import { type ExitCode, exitWith } from './exit-code.js';
import { type Document, readDocuments, UnreadableFile } from './read-documents.js';
import { readSettings } from './read-settings.js';

interface ValidateOptions {
  readonly config?: string;
  readonly output: 'text' | 'json';
}

interface Finding extends Problem {
  readonly file: string;
  readonly line: number;
  /** The TapDatabase. */
  readonly name: string;
}

/** The subcommand `validate`. */
export function validateCommand(): Command {
  return new Command('validate')
    .description('say everything that admission and the operator would say to TapDatabases, without a cluster')
    .argument('<file...>', 'manifests: files, folders, or - for stdin; objects of other kinds are passed over')
    .option('--config <file>', "the operator's configuration; without it, every foreign reference counts as allowed")
    .addOption(new Option('-o, --output <format>').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples('validate examples/', 'validate - < shop.yaml'))
    .action((files: string[], options: ValidateOptions) => exitWith(() => run(files, options)));
}

/** 1 where a TapDatabase is invalid; rejects with UnreadableFile where a file cannot be read or there is none. */
async function run(files: readonly string[], { config, output }: ValidateOptions): Promise<ExitCode> {
  const settings = config === undefined ? ALLOW_ALL : await readSettings(config);
  const databases = (await readDocuments(files)).filter(({ value }) => (value as Partial<KubeObject>)?.kind === KIND);
  if (databases.length === 0) throw new UnreadableFile(`no ${KIND} in ${files.join(', ')}`);
  const findings = databases.flatMap((document) => findingsOf(document, settings));
  if (output === 'json') process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  else process.stdout.write(findings.length > 0 ? findings.map(format).join('') : `${databases.length} valid\n`);
  return findings.length > 0 ? 1 : 0;
}

function findingsOf({ source, value, line }: Document, settings: Settings): readonly Finding[] {
  const { apiVersion, metadata } = value as Partial<KubeObject>;
  const problems =
    apiVersion === API_VERSION
      ? findProblems(value, TAPDATABASE_SCHEMA, settings)
      : [invalid('apiVersion', apiVersion ?? null, 'is not served', `write ${API_VERSION}`)];
  const name = metadata?.name ?? 'TapDatabase without a name';
  return problems.map((problem) => ({ file: source, line: line(problem.field), name, ...problem }));
}

const format = (finding: Finding): string =>
  `${finding.file}:${finding.line}: ${finding.name}: ${formatProblem(finding)}\n`;
