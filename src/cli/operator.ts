import { Command } from 'commander';
import { addOperatorOptions, type OperatorOptions } from './operator-options.js';

export function operatorCommand(): Command {
  return addOperatorOptions(new Command('operator'))
    .description('Reconcile TapDatabases until SIGTERM: what the container runs')
    .action(async (options: OperatorOptions) => {
      const { runOperatorProcess } = await import('../main.js');
      await runOperatorProcess(options);
    });
}
