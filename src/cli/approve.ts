import { Command } from 'commander';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { ANNOTATION_APPROVE } from '../api/words.js';
import { annotate } from './change-database.js';
import { addClusterOptions, type ClusterOptions } from './cluster-options.js';
import { examples } from './examples.js';
import { type ExitCode, exitWith, UsageError } from './exit-code.js';
import { readDatabase, withCluster } from './open-cluster.js';

interface ApproveOptions extends ClusterOptions {
  readonly all?: boolean;
}

/** The subcommand `approve`. */
export function approveCommand(): Command {
  return addClusterOptions(new Command('approve'))
    .description('let held changes go: those with the given ids, or all that are held now')
    .argument('<name>', 'of the TapDatabase')
    .argument('[id...]', 'of held changes, as tapdb status shows them')
    .option('--all', 'approve every change of a field that is held now')
    .addHelpText('after', examples('approve shop 1a2b3c4d5e', 'approve shop --all'))
    .action((name: string, ids: string[], options: ApproveOptions) =>
      exitWith(() =>
        withCluster(options, async (cluster): Promise<ExitCode> => {
          const { namespace } = cluster;
          const database = await readDatabase(cluster.api, { namespace, name });
          const { approved, alone } = options.all ? allOf(database) : { approved: known(database, ids), alone: [] };
          if (approved.length === 0) {
            const none = `${namespace}/${name} holds no change that could be approved`;
            throw new UsageError([none, ...alone].join('; '));
          }
          await annotate(cluster, name, { [ANNOTATION_APPROVE]: approved.join(',') });
          process.stdout.write(`approved for ${namespace}/${name}: ${approved.join(', ')}\n`);
          for (const word of alone) process.stderr.write(`${word}\n`);
          return 0;
        }),
      ),
    );
}

/**
 * The ids of every change of a field, and what is said of the rest: what changes no field is an object that is let go, or made
 * again, empty, and nobody says yes to that along with everything else.
 */
export function allOf({ status }: Pick<TapDatabase, 'status'>): {
  readonly approved: readonly string[];
  readonly alone: readonly string[];
} {
  const held = status?.heldChanges ?? [];
  return {
    approved: held.filter(({ fields }) => fields.length > 0).map(({ id }) => id),
    alone: held
      .filter(({ fields }) => fields.length === 0)
      .map(({ id, child, effect }) => `not ${id}, which takes its own id (${child}: ${effect})`),
  };
}

function known(database: TapDatabase, ids: readonly string[]): readonly string[] {
  const held = (database.status?.heldChanges ?? []).map(({ id }) => id);
  if (ids.length === 0) throw new UsageError(`say which: ${held.join(', ') || 'nothing is held'}, or --all`);
  const unknown = ids.filter((id) => !held.includes(id));
  if (unknown.length === 0) return ids;
  throw new UsageError(
    `${unknown.join(', ')}: no change with this id is held; ${held.length === 0 ? 'none is' : `held are ${held.join(', ')}`}`,
  );
}
