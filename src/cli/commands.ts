import { readFileSync } from 'node:fs';
import { Command } from 'commander';

/** Loaded when asked for: a command that needs no cluster starts without what talks to one. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  render: async () => (await import('./render.js')).renderCommand(),
  validate: async () => (await import('./validate.js')).validateCommand(),
  plan: async () => (await import('./plan.js')).planCommand(),
  graph: async () => (await import('./graph.js')).graphCommand(),
  approve: async () => (await import('./approve.js')).approveCommand(),
  pause: async () => (await import('./pause.js')).pauseCommand(),
  resume: async () => (await import('./pause.js')).resumeCommand(),
  connect: async () => (await import('./connect.js')).connectCommand(),
  rotate: async () => (await import('./rotate.js')).rotateCommand(),
  snapshot: async () => (await import('./snapshot.js')).snapshotCommand(),
  export: async () => (await import('./export.js')).exportCommand(),
  status: async () => (await import('./status.js')).statusCommand(),
  doctor: async () => (await import('./doctor.js')).doctorCommand(),
  sandbox: async () => (await import('./sandbox.js')).sandboxCommand(),
  completion: async () => (await import('./completion.js')).completionCommand(() => programOf()),
  operator: async () => (await import('./operator.js')).operatorCommand(),
};

/** The program with one command where there is one of that name, else with all. */
export async function programOf(wanted = ''): Promise<Command> {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const program = new Command('tapdb')
    .description('PostgreSQL on AWS from one TapDatabase')
    .version(version)
    // A mistake in the command line is "it could not be done", not "the answer is no".
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
  for (const [name, load] of Object.entries(COMMANDS)) {
    if (Object.hasOwn(COMMANDS, wanted) && wanted !== name) continue;
    program.addCommand(inheriting(await load(), program));
  }
  return program;
}

function inheriting(command: Command, parent: Command): Command {
  for (const inner of command.commands) inheriting(inner, parent);
  return command.copyInheritedSettings(parent);
}
