import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { programOf } from '../../src/cli/commands.js';

const golden = join(import.meta.dirname, 'help.txt');

/** What `--help` prints of the command and of those below it, in 80 columns. */
function helpOf(command: Command, called = command.name()): readonly (readonly [called: string, help: string])[] {
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
    getOutHelpWidth: () => 80,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return [[called, help], ...command.commands.flatMap((inner) => helpOf(inner, `${called} ${inner.name()}`))];
}

test('every command says what it does, with an example; UPDATE_GOLDEN=1 writes the file, never in CI', async () => {
  const helps = helpOf(await programOf());
  const text = helps.map(([called, help]) => `$ ${called} --help\n${help}`).join('\n');
  if (process.env['UPDATE_GOLDEN'] === '1' && process.env['CI'] !== 'true') writeFileSync(golden, text);
  expect(text).toBe(readFileSync(golden, 'utf8'));
  for (const [called, help] of helps.slice(1)) {
    expect([called, help]).toEqual([called, expect.stringMatching(/\nExamples?:\n {2}\$ /)]);
  }
});

test('the program has one command where one is called, else all', async () => {
  expect((await programOf('rotate')).commands.map((command) => command.name())).toEqual(['rotate']);
  const all = (await programOf()).commands.length;
  expect((await programOf('toString')).commands).toHaveLength(all);
});
