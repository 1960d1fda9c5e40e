import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Command } from 'commander';
import { programOf } from '../../src/cli/commands.js';
import { offersOf } from '../../src/cli/completion-offers.js';
import { completionScript, SHELLS, type Shell } from '../../src/cli/completion-scripts.js';
import { root, runTapdb } from './support/run-tapdb.js';

jest.setTimeout(60_000);

const run = promisify(execFile);

let folder: string;
let program: Command;
const scripts = {} as Record<Shell, string>;
const path = (shell: Shell): string => join(folder, `tapdb.${shell}`);

/** Answers as kubectl does where there are two namespaces, and says whom it was asked by. */
const KUBECTL = `#!/bin/sh
case "$*" in
  *get-contexts*) echo home; echo work; echo arn:aws:eks:eu-west-1:1:cluster/shops ;;
  *'get namespaces'*) echo namespace/default; echo namespace/other ;;
  *'--namespace other'*) echo tapdatabase.tapstack.io/theirs ;;
  *'--context work'*) echo tapdatabase.tapstack.io/ours ;;
  *'--context arn:aws:eks:eu-west-1:1:cluster/shops'*) echo tapdatabase.tapstack.io/hidden ;;
  *'get tapdatabases'*) echo tapdatabase.tapstack.io/shop; echo 'tapdatabase.tapstack.io/$(touch gone-wrong)' ;;
esac
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapdb-completion-'));
  await writeFile(join(folder, 'kubectl'), KUBECTL);
  await chmod(join(folder, 'kubectl'), 0o755);
  program = await programOf();
  for (const shell of SHELLS) {
    scripts[shell] = completionScript[shell](offersOf(program));
    await writeFile(path(shell), scripts[shell]);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${folder}${delimiter}${process.env['PATH']}`,
});

function commandsBelow(command: Command, at = ''): readonly (readonly [at: string, command: Command])[] {
  return [
    [at, command],
    ...command.commands.flatMap((inner) => commandsBelow(inner, at === '' ? inner.name() : `${at} ${inner.name()}`)),
  ];
}

const isInstalled = (shell: Shell): Promise<boolean> =>
  run(shell, ['--version']).then(
    () => true,
    () => false,
  );

test('what takes a TapComposition offers files, and a blueprint those that are known', () => {
  const offers = offersOf(program);
  for (const command of ['plan', 'render', 'validate', 'graph', 'doctor']) {
    expect(offers).toContainEqual({ keys: [`${command}:--composition`], words: [], sources: ['files'] });
  }
  expect(offers).toContainEqual({ keys: ['plan:--blueprint'], words: [['ha-postgres/v1', '']], sources: [] });
});

describe.each(SHELLS)('the script for %s', (shell) => {
  test('has every command, every option and every value that is enumerated', () => {
    for (const [at, command] of commandsBelow(program)) {
      for (const inner of command.commands) expect(scripts[shell]).toContain(`'${inner.name()}'`);
      for (const { long, short, hidden, argChoices = [] } of command.options) {
        if (hidden) expect(scripts[shell]).not.toContain(`'${long}'`);
        else expect(scripts[shell]).toContain(`'${at}:-'`);
        for (const flag of hidden ? [] : [long, short]) if (flag) expect(scripts[shell]).toContain(`'${flag}'`);
        for (const choice of argChoices) expect(scripts[shell]).toContain(`'${choice}'`);
      }
    }
  });

  test('is one that the shell can read, where there is one', async () => {
    const isThere = await isInstalled(shell);
    if (shell === 'bash') expect(isThere).toBe(true);
    if (isThere) expect(await run(shell, ['-n', path(shell)])).toEqual({ stdout: '', stderr: '' });
  });
});

/** What bash offers at the end of a command line; the last word is what has been typed of it. */
async function inBash(...words: readonly string[]): Promise<readonly string[]> {
  const script = `source ${path('bash')}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tapdb; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = await run('bash', ['--norc', '-c', script, 'bash', ...words], {
    cwd: root,
    env: environment(),
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

/** As the command line of AWS names a context. */
const EKS = 'arn:aws:eks:eu-west-1:1:cluster/shops';
const cut = (word: string): readonly string[] => word.split(/(:)/);

describe('bash', () => {
  test.each([
    ['commands', ['tapdb', ''], expect.arrayContaining(['render', 'snapshot', 'sandbox', 'operator'])],
    ['a command that has begun', ['tapdb', 'sna'], ['snapshot']],
    ['what stands below a command', ['tapdb', 'sandbox', ''], ['up', 'down']],
    ['its options', ['tapdb', 'sandbox', 'up', '-'], ['--help', '-h']],
    ['options', ['tapdb', 'snapshot', 'shop', '--no'], ['--no-wait']],
    ['values', ['tapdb', 'graph', '-o', ''], ['svg', 'html', 'mermaid', 'dot']],
    ['values after =, as bash cuts it', ['tapdb', 'plan', '--output', '=', 'j'], ['json']],
    ['values right after =', ['tapdb', 'plan', '--output', '='], ['text', 'json']],
    ['shells', ['tapdb', 'completion', ''], ['bash', 'zsh', 'fish']],
    ['nothing where nobody can guess', ['tapdb', 'connect', 'shop', '--replica', ''], []],
    ['names, and runs none of them', ['tapdb', 'status', ''], ['shop', '$(touch gone-wrong)']],
    ['names in a namespace', ['tapdb', 'status', '-n', 'other', ''], ['theirs']],
    ['names in a namespace, with =', ['tapdb', 'status', '--namespace', '=', 'other', ''], ['theirs']],
    ['names in a context', ['tapdb', 'status', '--watch', '--context', 'work', ''], ['ours']],
    ['contexts', ['tapdb', 'status', '--context', ''], ['home', 'work', EKS]],
    [
      'the rest of a context that bash has cut',
      ['tapdb', 'status', '--context', 'arn', ':', 'aws', ':', 'e'],
      [EKS.slice(8)],
    ],
    ['the rest of a context after a colon', ['tapdb', 'status', '--context', 'arn', ':'], [EKS.slice(4)]],
    ['names in a context that bash has cut', ['tapdb', 'status', '--context', ...cut(EKS), ''], ['hidden']],
    ['namespaces', ['tapdb', 'doctor', '--operator-namespace', 'o'], ['other']],
    ['files', ['tapdb', 'validate', 'exam'], ['examples']],
    ['files as values', ['tapdb', 'plan', '--config', 'READ'], ['README.md']],
    ['names and files', ['tapdb', 'plan', 's'], ['shop', 'src', 'stryker.config.json']],
  ])('offers %s', async (_what, words, offered) => {
    const found = await inBash(...words);
    if (Array.isArray(offered)) expect([...found].sort()).toEqual([...offered].sort());
    else expect(found).toEqual(offered);
  });
});

/** A command line for each line, and after it what is offered; zsh's own parts stand in for its line editor. */
const IN_OTHERS = {
  zsh: (file: string) => `compdef() { :; }; compset() { :; }; _describe() { print -l -- "\${described[@]}"; }
source ${file}
for line in "$@"; do words=("\${(@s: :)line}"); CURRENT=$#words; print "> $line"; _tapdb; done`,
  fish: (file: string) => `source ${file}
for line in $argv; echo "> $line"; complete -C $line; end`,
};

const installed = { zsh: await isInstalled('zsh'), fish: await isInstalled('fish') };

describe.each(['zsh', 'fish'] as const)('%s', (shell) => {
  (installed[shell] ? test : test.skip)('offers the same, where it is installed', () => offersTheSame(shell));
});

async function offersTheSame(shell: 'zsh' | 'fish'): Promise<void> {
  const lines = [
    'tapdb sandbox ',
    'tapdb graph -o ',
    'tapdb status -n other ',
    'tapdb status --namespace=other ',
    'tapdb status --context ',
  ];
  const script = join(folder, `exercise.${shell}`);
  await writeFile(script, IN_OTHERS[shell](path(shell)));
  const { stdout } = await run(shell, [script, ...lines], { cwd: root, env: environment() });
  const words = stdout.split('\n').map((line) => (line.startsWith('> ') ? line : line.replace(/[:\t].*/, '')));
  const offered = words
    .join(' ')
    .split('> ')
    .slice(1)
    .map((text) => text.trim().split(/ +/).toSorted());
  expect(offered).toEqual(
    [
      ['tapdb', 'sandbox', 'up', 'down'],
      ['tapdb', 'graph', '-o', 'svg', 'html', 'mermaid', 'dot'],
      ['tapdb', 'status', '-n', 'other', 'theirs'],
      ['tapdb', 'status', '--namespace=other', 'theirs'],
      ['tapdb', 'status', '--context', 'home', 'work', 'arn'],
    ].map((each) => each.toSorted()),
  );
}

test('tapdb completion prints the script, and says which shells there are', async () => {
  expect(await runTapdb(['completion', 'bash'])).toEqual({ code: 0, stdout: scripts.bash, stderr: '' });
  const other = await runTapdb(['completion', 'csh']);
  expect([other.code, other.stdout]).toEqual([2, '']);
  expect(other.stderr).toContain('Allowed choices are bash, zsh, fish.');
});
