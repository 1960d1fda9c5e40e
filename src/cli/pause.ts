import { Command } from 'commander';
import { ANNOTATION_PAUSED } from '../api/words.js';
import { annotate } from './change-database.js';
import { addClusterOptions, type ClusterOptions } from './cluster-options.js';
import { examples } from './examples.js';
import { type ExitCode, exitWith } from './exit-code.js';
import { readDatabase, withCluster } from './open-cluster.js';

/** The subcommand `pause`. */
export const pauseCommand = (): Command =>
  switchCommand('pause', 'write nothing to the children of a TapDatabase until it is resumed', 'true');

/** The subcommand `resume`. */
export const resumeCommand = (): Command =>
  switchCommand('resume', 'write to the children of a paused TapDatabase again', null);

function switchCommand(verb: string, description: string, value: 'true' | null): Command {
  return addClusterOptions(new Command(verb))
    .description(description)
    .argument('<name>', 'of the TapDatabase')
    .addHelpText('after', examples(`${verb} shop -n production`))
    .action((name: string, options: ClusterOptions) =>
      exitWith(() =>
        withCluster(options, async (cluster): Promise<ExitCode> => {
          const { namespace } = cluster;
          const { metadata } = await readDatabase(cluster.api, { namespace, name });
          const isDone = (metadata.annotations?.[ANNOTATION_PAUSED] ?? null) === value;
          if (!isDone) await annotate(cluster, name, { [ANNOTATION_PAUSED]: value });
          process.stdout.write(`${namespace}/${name} ${isDone ? 'was' : 'is'} ${verb}d${isDone ? ' already' : ''}\n`);
          return 0;
        }),
      ),
    );
}
