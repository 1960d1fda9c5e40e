import { Command } from 'commander';
import { changeDatabase } from './change-database.js';
import { addClusterOptions, type ClusterOptions } from './cluster-options.js';
import { examples } from './examples.js';
import { type ExitCode, exitWith, UsageError } from './exit-code.js';
import { readDatabase, withCluster } from './open-cluster.js';

/** The subcommand `rotate`. */
export function rotateCommand(): Command {
  return addClusterOptions(new Command('rotate'))
    .description("give the database's master user another password, which clients find in the Secret of the connection")
    .argument('<name>', 'of the TapDatabase')
    .addHelpText(
      'after',
      '\nWrites spec.credentials.rotation: where a manifest in Git has that field, change it there.',
    )
    .addHelpText('after', examples('rotate shop -n production'))
    .action((name: string, options: ClusterOptions) =>
      exitWith(() =>
        withCluster(options, async (cluster): Promise<ExitCode> => {
          const { namespace } = cluster;
          const { spec, status } = await readDatabase(cluster.api, { namespace, name });
          const secret = status?.credentials?.secretName;
          if (secret === undefined)
            throw new UsageError(`${namespace}/${name} has no password yet: see tapdb status ${name}`);
          // Made of the password in force, so that asking twice before it is done is asking once.
          const rotation = `after ${secret}`;
          const isAsked = spec.credentials?.rotation === rotation;
          if (!isAsked) await changeDatabase(cluster, name, { spec: { credentials: { rotation } } });
          process.stdout.write(
            `${namespace}/${name} ${isAsked ? 'is being' : 'will be'} given another password than that of ${secret}\n` +
              `${name}-connection has it as soon as RDS takes it: the Event PasswordRotated says when\n`,
          );
          return 0;
        }),
      ),
    );
}
