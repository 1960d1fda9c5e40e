#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command } from 'commander';

/** Loaded when asked for: a command that needs no cluster starts without what talks to one. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  render: async () => (await import('./render.js')).renderCommand(),
  validate: async () => (await import('./validate.js')).validateCommand(),
  operator: async () => (await import('./operator.js')).operatorCommand(),
};

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const program = new Command('tapdb')
  .description('PostgreSQL on AWS from one TapDatabase')
  .version(version)
  // A mistake in the command line is "it could not be done", not "the answer is no".
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

const wanted = process.argv[2] ?? '';
for (const [name, load] of Object.entries(commands)) {
  if (wanted in commands && wanted !== name) continue;
  program.addCommand((await load()).copyInheritedSettings(program));
}
await program.parseAsync();
