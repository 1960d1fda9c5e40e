import { Argument, Command } from 'commander';
import { offersOf } from './completion-offers.js';
import { completionScript, SHELLS, type Shell } from './completion-scripts.js';

/** The subcommand `completion`. `load`: the whole program, which is large, so only when a script is asked for. */
export function completionCommand(load: () => Promise<Command>): Command {
  return new Command('completion')
    .description('print a script that completes commands, options, and names of databases by kubectl')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText(
      'after',
      `
Examples:
  $ source <(tapdb completion bash)         # in ~/.bashrc
  $ source <(tapdb completion zsh)          # in ~/.zshrc, after compinit
  $ tapdb completion fish | source          # in ~/.config/fish/config.fish`,
    )
    .action(async (shell: Shell) => {
      process.stdout.write(completionScript[shell](offersOf(await load())));
    });
}
