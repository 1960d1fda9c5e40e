import { Command } from 'commander';
import { examples } from './examples.js';
import { addOperatorOptions, type OperatorOptions } from './operator-options.js';

export function operatorCommand(): Command {
  return addOperatorOptions(new Command('operator'))
    .description('Reconcile TapDatabases until SIGTERM: what the container runs')
    .addHelpText('after', examples('operator --namespace shop --workers 4'))
    .action(async (options: OperatorOptions) => {
      const { runOperatorProcess } = await import('../main.js');
      await runOperatorProcess(options);
    });
}
