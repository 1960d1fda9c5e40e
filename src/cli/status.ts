import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import { Command, Option } from 'commander';
import { stringify } from 'yaml';
import { type KubeObject, keyOf } from '../api/object.js';
import { readinessOf } from '../changes/readiness.js';
import { listChildren } from '../kube/list-children.js';
import { ApiError } from '../reconcile/cluster.js';
import { addClusterOptions, type ClusterOptions } from './cluster-options.js';
import { examples } from './examples.js';
import { type ExitCode, exitWith } from './exit-code.js';
import { withLiveDefaults } from './live-defaults.js';
import { type OpenCluster, readDatabase, withCluster } from './open-cluster.js';
import { type Paint, type Sight, statusScreen } from './status-screen.js';

interface StatusOptions extends ClusterOptions {
  readonly watch?: boolean;
  readonly output: 'text' | 'yaml' | 'json';
}

const INTERVAL_MS = 2_000;
/** Clears the screen and goes to its top. */
const CLEAR = '\u001b[2J\u001b[H';

/** The subcommand `status`. */
export function statusCommand(): Command {
  return addClusterOptions(new Command('status'))
    .description(
      'what the on-call needs on one screen: the first problem, conditions, held changes, connection, children',
    )
    .argument('<name>', 'of the TapDatabase')
    .option('-w, --watch', 'show it again every two seconds, until Ctrl-C')
    .addOption(new Option('-o, --output <format>').choices(['text', 'yaml', 'json']).default('text'))
    .addHelpText('after', '\nExits with 0 when the database is Ready and not Stalled, else with 1.')
    .addHelpText('after', examples('status shop -n production --watch'))
    .action((name: string, options: StatusOptions) =>
      exitWith(() => withCluster(options, (cluster) => show(cluster, name, options))),
    );
}

async function show(cluster: OpenCluster, name: string, { watch, output }: StatusOptions): Promise<ExitCode> {
  const paint: Paint = (colour, text) => styleText(colour, text, { stream: process.stdout });
  const said = new Set<string>();
  // Once, however often it is looked.
  const say = (line: string): void => {
    if (!said.has(line)) process.stderr.write(`${line}\n`);
    said.add(line);
  };
  for (;;) {
    const sight = await look(cluster, name, say);
    const text = output === 'text' ? statusScreen(sight, paint) : `${serialize(sight, output)}\n`;
    process.stdout.write(`${watch && process.stdout.isTTY ? CLEAR : ''}${text}`);
    if (!watch) return isWell(sight) ? 0 : 1;
    await sleep(INTERVAL_MS);
  }
}

async function look({ api, namespace }: OpenCluster, name: string, say: (line: string) => void): Promise<Sight> {
  const written = await readDatabase(api, { namespace, name });
  const [{ database }, children, isNamespaceLeaving] = await Promise.all([
    withLiveDefaults(written, api, say),
    listChildren(api, { namespace, name }),
    isLeaving(api, namespace),
  ]);
  return { database, ...children, now: api.clock.now(), isNamespaceLeaving };
}

/** False where the account may not look. */
async function isLeaving(api: OpenCluster['api'], name: string): Promise<boolean> {
  try {
    const namespace = await api.request({ verb: 'get', kind: 'Namespace', path: `/api/v1/namespaces/${name}` });
    return (namespace as KubeObject).metadata.deletionTimestamp !== undefined;
  } catch (error) {
    if (error instanceof ApiError && error.code === 403) return false;
    throw error;
  }
}

function isWell({ database }: Sight): boolean {
  const is = (type: string, status: string): boolean =>
    database.status?.conditions?.some((condition) => condition.type === type && condition.status === status) ?? false;
  return is('Ready', 'True') && !is('Stalled', 'True');
}

function serialize({ database, children, missingKinds, now }: Sight, output: 'yaml' | 'json'): string {
  const told = {
    ...keyOf(database as unknown as KubeObject),
    status: database.status ?? {},
    missingKinds,
    children: children.map((object) => {
      const { state, reason, message } = readinessOf(object, now);
      return { kind: object.kind, name: object.metadata.name, state, reason, message };
    }),
  };
  return output === 'json' ? JSON.stringify(told, null, 2) : stringify(told, { lineWidth: 0 }).trimEnd();
}
