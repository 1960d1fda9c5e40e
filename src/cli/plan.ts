import { setTimeout as pause } from 'node:timers/promises';
import { styleText } from 'node:util';
import { Command, Option } from 'commander';
import { ALLOW_ALL } from '../api/find-problems.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import type { ObjectKey } from '../api/object.js';
import type { Settings } from '../api/settings.js';
import { KubeCluster } from '../kube/cluster.js';
import { isObjection } from '../reconcile/draft.js';
import { draftByLead } from '../reconcile/lead.js';
import { observeDatabase } from '../reconcile/observe.js';
import { planOf } from '../reconcile/planning.js';
import { isPaused } from '../reconcile/situation.js';
import { createLogger } from '../telemetry/logger.js';
import { createMetrics } from '../telemetry/metrics.js';
import { addClusterOptions, type ClusterOptions } from './cluster-options.js';
import { examples } from './examples.js';
import { type ExitCode, exitWith, UsageError } from './exit-code.js';
import { isFile } from './is-file.js';
import { neighbours } from './neighbours.js';
import { findDatabase, type OpenCluster, readDatabase, withCluster } from './open-cluster.js';
import { type PlannedStep, planScreen, stepsOf } from './plan-screen.js';
import { readDatabases } from './read-databases.js';
import { readSettings } from './read-settings.js';
import type { Paint } from './status-screen.js';

interface PlanOptions extends ClusterOptions {
  readonly config?: string;
  readonly output: 'text' | 'json';
}

/** The subcommand `plan`. */
export function planCommand(): Command {
  return addClusterOptions(new Command('plan'))
    .description(
      'say what the operator would do now: to a TapDatabase as it is in the cluster, or as a manifest has it',
    )
    .argument('<file-or-name>', 'a manifest (it has a dot or a slash in it), - for stdin, or the name of a TapDatabase')
    .option('--config <file>', "the operator's configuration; without it, every foreign reference counts as allowed")
    .addOption(new Option('-o, --output <format>').choices(['text', 'json']).default('text'))
    .addHelpText('after', '\nWrites nothing. Exits with 0 where there is nothing to do, with 1 where there is.')
    .addHelpText('after', examples('plan shop -n production', 'plan shop.yaml'))
    .action((target: string, options: PlanOptions) => exitWith(() => run(target, options)));
}

async function run(target: string, options: PlanOptions): Promise<ExitCode> {
  const settings = options.config === undefined ? ALLOW_ALL : await readSettings(options.config);
  const given = isFile(target) ? await readDatabases([target]) : [];
  return withCluster(options, async (open) => {
    const databases = isFile(target)
      ? await Promise.all(given.map((database) => asApplied(database, open)))
      : [await readDatabase(open.api, { namespace: open.namespace, name: target })];
    const codes: ExitCode[] = [];
    for (const database of databases) codes.push(await tell(database, settings, open, options));
    return codes.some((code) => code === 1) ? 1 : 0;
  });
}

/** The database as it would be with the manifest applied. */
async function asApplied(given: TapDatabase, { api, namespace }: OpenCluster): Promise<TapDatabase> {
  const metadata = { ...given.metadata, namespace: given.metadata.namespace ?? namespace };
  const live = await findDatabase(api, metadata as ObjectKey);
  if (live === undefined) return { ...given, metadata };
  const annotations = { ...live.metadata.annotations, ...metadata.annotations };
  return { ...live, spec: given.spec, metadata: { ...live.metadata, annotations } };
}

async function tell(
  database: TapDatabase,
  settings: Settings,
  open: OpenCluster,
  { output }: PlanOptions,
): Promise<ExitCode> {
  const { name, namespace = open.namespace, deletionTimestamp } = database.metadata;
  const subject = `${namespace}/${name}`;
  if (deletionTimestamp !== undefined) throw new UsageError(`${subject} is being deleted: see tapdb status ${name}`);
  const here = { ...open, namespace };
  const others = await neighbours(here);
  const answer = await withReader(here, (cluster) => planned(database, { settings, cluster, others }));
  if (typeof answer === 'string') {
    process.stdout.write(
      output === 'json' ? `${JSON.stringify({ database: subject, stalled: answer })}\n` : `${subject}: ${answer}\n`,
    );
    return 1;
  }
  const paint: Paint = (colour, text) => styleText(colour, text, { stream: process.stdout });
  if (isPaused(database))
    process.stderr.write(`${subject} is paused: nothing of this is done before tapdb resume ${name} -n ${namespace}\n`);
  const document = { database: subject, steps: answer };
  process.stdout.write(output === 'json' ? `${JSON.stringify(document)}\n` : planScreen(subject, answer, paint));
  return answer.length > 0 ? 1 : 0;
}

interface Situation {
  readonly settings: Settings;
  /** The operator's view of the database's namespace. */
  readonly cluster: KubeCluster;
  /** Of all namespaces. */
  readonly others: readonly TapDatabase[];
}

/** The steps, or why there are none. */
async function planned(
  database: TapDatabase,
  { settings, cluster, others }: Situation,
): Promise<readonly PlannedStep[] | string> {
  const observed = await observeDatabase(database, cluster);
  const now = cluster.now();
  // One that is not there yet is the youngest: whoever has its names already keeps them.
  const metadata = { creationTimestamp: now.toISOString(), ...database.metadata };
  const reader = {
    cachedDatabases: () => others,
    calendar: () => cluster.calendar(),
    now: () => now,
    catalogue: () => cluster.catalogue(),
  };
  const { draft } = draftByLead({ ...database, metadata }, observed, { cluster: reader, settings });
  if (isObjection(draft)) return `${draft.reason}: ${draft.message}`;
  const { changes, live } = await planOf(draft.pinned, draft, cluster);
  return stepsOf(changes, live.children);
}

/** However large the cluster is. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 20;

/** Runs the work with the operator's own view of one namespace. */
async function withReader<T>({ api, namespace }: OpenCluster, work: (cluster: KubeCluster) => Promise<T>): Promise<T> {
  const silent = {
    logger: createLogger('error', { write: () => undefined }),
    metrics: createMetrics(),
    enqueue: () => undefined,
  };
  const cluster = new KubeCluster({ api, ownNamespace: namespace, namespaces: [namespace], ...silent });
  // Its watches end with the connection, after the work; only a fault in this program ends them before.
  const fault = cluster.run().then(() => new Promise<never>(() => undefined));
  try {
    return await Promise.race([fault, settled(cluster, namespace).then(() => work(cluster))]);
  } finally {
    cluster.stop();
  }
}

async function settled(cluster: KubeCluster, namespace: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (cluster.unsettled().length > 0) {
    if (performance.now() > deadline) {
      const kinds = cluster.unsettled().join(', ');
      throw new UsageError(
        `could not read ${kinds} in ${namespace}: kubectl auth can-i list, or is the API server slow?`,
      );
    }
    await pause(LOOK_MS);
  }
}
