import { Command, Option } from 'commander';
import { stringify } from 'yaml';
import { adoptionManifest } from '../api/adoption-manifest.js';
import { addClusterOptions, type ClusterOptions } from './cluster-options.js';
import { examples } from './examples.js';
import { type ExitCode, exitWith, UsageError } from './exit-code.js';
import { readDatabase, withCluster } from './open-cluster.js';

/** The subcommand `export`. */
export function exportCommand(): Command {
  return addClusterOptions(new Command('export'))
    .description('print the manifest that would bring this database back by adoption, in this cluster or another')
    .argument('<name>', 'of the TapDatabase')
    .addOption(new Option('-o, --output <format>').choices(['yaml', 'json']).default('yaml'))
    .addHelpText('after', examples('export shop -n production > shop.yaml'))
    .action((name: string, options: ClusterOptions & { readonly output: 'yaml' | 'json' }) =>
      exitWith(() =>
        withCluster(options, async ({ api, namespace }): Promise<ExitCode> => {
          const manifest = adoptionManifest(await readDatabase(api, { namespace, name }));
          if (manifest === undefined)
            throw new UsageError(`${namespace}/${name} was never composed: there is nothing to adopt`);
          process.stdout.write(
            options.output === 'json' ? `${JSON.stringify([manifest], null, 2)}\n` : stringify(manifest),
          );
          return 0;
        }),
      ),
    );
}
