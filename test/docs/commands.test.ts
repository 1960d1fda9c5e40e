import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Command as Program } from 'commander';
import { parse } from 'yaml';
import { type KubeObject, valueAt } from '../../src/api/object.js';
import { programOf } from '../../src/cli/commands.js';
import { type Block, blocksOf, PAGES, ROOT } from './support/pages.js';
import { type Command, commandsOf } from './support/shell.js';

/** Why a block may stay unrun; any other reason is one to write the block differently. */
const REASONS = ['needs AWS', 'needs GitHub', 'needs kind'];
const MOST_NOT_RUN = 10;

const blocks = PAGES.flatMap(blocksOf);
const scripts = blocks.filter(({ language }) => language === 'sh');

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const values = parse(read('charts/tapdb-operator/values.yaml')) as KubeObject;
const { scripts: npmScripts } = JSON.parse(read('package.json')) as { readonly scripts: Record<string, string> };
const rootEntries = readdirSync(ROOT);

/** What the command line says to those arguments; undefined where it takes them. Nothing is done. */
async function usageErrorOf(args: readonly string[]): Promise<string | undefined> {
  const program = await programOf(args[0]);
  if (!program.commands.some((command) => command.name() === args[0])) return `there is no tapdb ${args[0]}`;
  disarm(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function disarm(program: Program): void {
  program.exitOverride((error) => {
    throw error;
  });
  program.configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  if (program.commands.length === 0) program.action(() => undefined);
  for (const command of program.commands) disarm(command);
}

const isOurChart = ({ words }: Command): boolean =>
  words[0] === 'helm' && words.some((word) => word.endsWith('charts/tapdb-operator'));

/** The keys that a helm command sets, in `--set=a.b=c` and `--set a.b=c`. */
const keysSetBy = ({ words }: Command): readonly string[] =>
  words
    .flatMap((word, i) => (word === '--set' ? (words[i + 1] ?? '') : word.startsWith('--set=') ? word.slice(6) : []))
    .flatMap((assignments) => assignments.split(','))
    .map((assignment) => (assignment.split('=')[0] ?? '').replace(/\[\d+\]$/, ''));

/** Words that name a file of the repository, or one that the page itself wrote. */
const filesNamedBy = ({ words }: Command): readonly string[] =>
  words.filter(
    (word) =>
      /^[\w./-]+$/.test(word) && (rootEntries.includes(word.split('/')[0] ?? '') || /\.(ya?ml|json|md)$/.test(word)),
  );

async function faultsOf(command: Command, written: readonly string[]): Promise<readonly string[]> {
  const { words } = command;
  const [program, first, second = ''] = words;
  const faults = filesNamedBy(command)
    .filter((file) => !written.includes(file) && !existsSync(join(ROOT, file)))
    .map((file) => `there is no ${file}`);
  const args = program === 'tapdb' ? words.slice(1) : program === 'kubectl' && first === 'tapdb' ? words.slice(2) : [];
  const usage = args.length > 0 ? await usageErrorOf(args) : undefined;
  if (usage !== undefined) faults.push(usage);
  if (program === 'npm' && first === 'run' && npmScripts[second] === undefined)
    faults.push(`there is no npm run ${second}`);
  if (isOurChart(command)) {
    const unknown = keysSetBy(command).filter((key) => valueAt(values, key) === undefined);
    faults.push(...unknown.map((key) => `values.yaml has no ${key}`));
  }
  return faults;
}

/** What is wrong with a block; `written`: files that blocks before it have written. */
async function faultsIn({ text }: Pick<Block, 'text'>, written: readonly string[] = []): Promise<readonly string[]> {
  const commands = commandsOf(text);
  const known = [...written, ...commands.flatMap(({ writes }) => writes)];
  const faults = await Promise.all(commands.map((command) => faultsOf(command, known)));
  const placeholder = /<[a-z][\w-]*>/.exec(text);
  return [...faults.flat(), ...(placeholder === null ? [] : [`${placeholder[0]} is a placeholder`])];
}

test.each(scripts.map((block) => [block.place, block] as const))('%s can be run as it stands', async (_, block) => {
  const page = block.place.split(':')[0];
  const before = scripts.filter(({ place }) => place.split(':')[0] === page);
  const written = before
    .slice(0, before.indexOf(block))
    .flatMap(({ text }) => commandsOf(text).flatMap(({ writes }) => writes));
  expect(await faultsIn(block, written)).toEqual([]);
});

test('every block has a language, and what a shell is to run has sh', () => {
  const other = blocks.filter(({ language }) => language === '' || ['bash', 'shell', 'console'].includes(language));
  expect(other.map(({ place }) => place)).toEqual([]);
});

test('what is not run has one of the known reasons, and is little', () => {
  const notRun = blocks.filter(({ notRun }) => notRun !== undefined);
  expect(notRun.filter(({ notRun = '', language }) => !REASONS.includes(notRun) || language !== 'sh')).toEqual([]);
  expect(notRun.length).toBeLessThanOrEqual(MOST_NOT_RUN);
  // A comment that stands elsewhere would excuse nothing.
  const comments = PAGES.reduce((sum, { text }) => sum + (text.match(/<!-- not run/g)?.length ?? 0), 0);
  expect(comments).toBe(notRun.length);
});

describe('the test itself', () => {
  test.each([
    ['tapdb stauts shop', ['there is no tapdb stauts']],
    ['npx tapdb status', [expect.stringContaining("missing required argument 'name'")]],
    ['kubectl tapdb status shop --wach', [expect.stringContaining("unknown option '--wach'")]],
    ['tapdb status shop more', [expect.stringContaining('too many arguments')]],
    ['npm run nothing', ['there is no npm run nothing']],
    ['helm install x charts/tapdb-operator --set worker=2 --set=metrics.port=1', ['values.yaml has no worker']],
    ['kubectl apply -f examples/none.yaml', ['there is no examples/none.yaml']],
    ['kubectl get tapdatabase <name>', ['<name> is a placeholder']],
    ['tapdb export shop > a.yaml\nkubectl apply -f a.yaml', []],
    ['helm install x oci://example.com/other --set=any.key=1', []],
  ])('%j', async (text, faults) => {
    expect(await faultsIn({ text })).toEqual(faults);
  });

  test('takes a script apart', () => {
    const script = `for each in a b; do
  X=1 npx tapdb render "$each" -o name | head > out.txt # so
done
kubectl patch it -p '{"a":{"b":1}}' \\
  --token="$(kubectl create token x)" && true || false`;
    expect(commandsOf(script)).toEqual([
      { words: ['for', 'each', 'in', 'a', 'b'], writes: [] },
      { words: ['tapdb', 'render', '$each', '-o', 'name'], writes: [] },
      { words: ['head'], writes: ['out.txt'] },
      { words: ['done'], writes: [] },
      { words: ['kubectl', 'patch', 'it', '-p', '{"a":{"b":1}}', '--token=$(kubectl create token x)'], writes: [] },
      { words: ['true'], writes: [] },
      { words: ['false'], writes: [] },
    ]);
  });
});
