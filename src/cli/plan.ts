import { styleText } from 'node:util';
import { Command, Option } from 'commander';
import { ALLOW_ALL } from '../api/find-problems.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import type { ObjectKey } from '../api/object.js';
import type { Settings } from '../api/settings.js';
import { BLUEPRINTS } from '../composition/blueprints.js';
import { isObjection } from '../reconcile/draft.js';
import { draftByLead } from '../reconcile/lead.js';
import { observeDatabase } from '../reconcile/observe.js';
import { planOf } from '../reconcile/planning.js';
import { isPaused } from '../reconcile/situation.js';
import { blueprintNamed } from './candidate.js';
import { addClusterOptions, type ClusterOptions } from './cluster-options.js';
import { readComposition } from './composition-file.js';
import { examples } from './examples.js';
import { type ExitCode, exitWith, UsageError } from './exit-code.js';
import { impactDocument, impactScreen } from './impact-screen.js';
import { isFile } from './is-file.js';
import { findDatabase, type OpenCluster, readDatabase, withCluster } from './open-cluster.js';
import { planCandidate, type Trial } from './plan-candidate.js';
import { type PlannedStep, planScreen, stepsOf } from './plan-screen.js';
import { readAsked } from './read-databases.js';
import { readSettings } from './read-settings.js';
import type { Paint } from './status-screen.js';
import { type Reader, withReader } from './with-reader.js';

interface PlanOptions extends ClusterOptions {
  readonly composition?: string;
  readonly blueprint?: string;
  readonly config?: string;
  readonly output: 'text' | 'json';
}

/** The subcommand `plan`. */
export function planCommand(): Command {
  const blueprint = new Option('--blueprint <name>', 'say what another version of the blueprint would change instead')
    .choices(Object.keys(BLUEPRINTS))
    // One that is not known is told of with those that are.
    .argParser((name: string) => name)
    .conflicts('composition');
  return addClusterOptions(new Command('plan'))
    .description(
      'say what the operator would do now: to a TapDatabase as it is in the cluster, or as a manifest has it; ' +
        'or what a TapComposition would change of every database that follows it',
    )
    .argument(
      '[file-or-name]',
      'a manifest (it has a dot or a slash in it), - for stdin, or the name of a TapDatabase; ' +
        'every database where --composition or --blueprint is given without it',
    )
    .option('--composition <file>', 'say what this TapComposition would change instead')
    .addOption(blueprint)
    .option('--config <file>', "the operator's configuration; without it, every foreign reference counts as allowed")
    .addOption(new Option('-o, --output <format>').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      `
With --composition or --blueprint alone, databases of all namespaces are looked at, or of the one that -n names.
Writes nothing. Exits with 0 where there is nothing to do, with 1 where there is.`,
    )
    .addHelpText('after', examples('plan shop -n production', 'plan shop.yaml', 'plan --composition standard.yaml'))
    .action((target: string | undefined, options: PlanOptions) => exitWith(() => run(target, options)));
}

async function run(target: string | undefined, options: PlanOptions): Promise<ExitCode> {
  const settings = options.config === undefined ? ALLOW_ALL : await readSettings(options.config);
  const trial = await trialOf(options);
  if (target === undefined && trial === undefined)
    throw new UsageError('name a TapDatabase or a manifest of one, or give --composition FILE or --blueprint NAME');
  const given = target !== undefined && isFile(target) ? await readAsked([target]) : [];
  return withCluster(options, async (open) => {
    const databases = await databasesOf(target, given, open);
    const here = options.namespace === undefined ? [] : [options.namespace];
    const namespaces = databases === undefined ? here : namespacesOf(databases);
    return withReader(open.api, namespaces, (reader) =>
      trial === undefined
        ? tellEach(databases ?? [], settings, reader, options)
        : tellTrial(trial, databases, { settings, reader }, options),
    );
  });
}

async function trialOf({ composition, blueprint }: PlanOptions): Promise<Trial | undefined> {
  if (blueprint !== undefined) return { blueprint: blueprintNamed(blueprint) };
  return composition === undefined ? undefined : { composition: await readComposition(composition) };
}

/** Those that are asked about; undefined where all are. */
async function databasesOf(
  target: string | undefined,
  given: readonly TapDatabase[],
  open: OpenCluster,
): Promise<readonly TapDatabase[] | undefined> {
  if (target === undefined) return undefined;
  const { api, namespace } = open;
  const databases = isFile(target)
    ? await Promise.all(given.map((database) => asApplied(database, open)))
    : [await readDatabase(api, { namespace, name: target })];
  const leaving = databases.find(({ metadata }) => metadata.deletionTimestamp !== undefined);
  if (leaving === undefined) return databases;
  throw new UsageError(`${subjectOf(leaving)} is being deleted: see tapdb status ${leaving.metadata.name}`);
}

const namespacesOf = (databases: readonly TapDatabase[]): readonly string[] => [
  ...new Set(databases.map(({ metadata }) => metadata.namespace as string)),
];

const subjectOf = ({ metadata }: TapDatabase): string => `${metadata.namespace}/${metadata.name}`;

/** The database as it would be with the manifest applied. */
async function asApplied(given: TapDatabase, { api, namespace }: OpenCluster): Promise<TapDatabase> {
  const metadata = { ...given.metadata, namespace: given.metadata.namespace ?? namespace };
  const live = await findDatabase(api, metadata as ObjectKey);
  if (live === undefined) return { ...given, metadata };
  const annotations = { ...live.metadata.annotations, ...metadata.annotations };
  const labels = { ...live.metadata.labels, ...metadata.labels };
  return { ...live, spec: given.spec, metadata: { ...live.metadata, annotations, labels } };
}

const paint: Paint = (colour, text) => styleText(colour, text, { stream: process.stdout });

async function tellTrial(
  trial: Trial,
  databases: readonly TapDatabase[] | undefined,
  options: { readonly settings: Settings; readonly reader: Reader },
  { output }: PlanOptions,
): Promise<ExitCode> {
  const { subject, impacts } = await planCandidate(trial, databases, options);
  process.stdout.write(
    output === 'json'
      ? `${JSON.stringify(impactDocument(subject, impacts), null, 2)}\n`
      : impactScreen(subject, impacts, paint),
  );
  return impacts.some((impact) => ['refused', 'disrupted', 'changed'].includes(impact.class)) ? 1 : 0;
}

async function tellEach(
  databases: readonly TapDatabase[],
  settings: Settings,
  reader: Reader,
  { output }: PlanOptions,
): Promise<ExitCode> {
  let code: ExitCode = 0;
  for (const database of databases) {
    const subject = subjectOf(database);
    const answer = await planned(database, settings, reader);
    if (answer.length > 0) code = 1;
    process.stdout.write(
      output === 'json' ? `${JSON.stringify(documentOf(subject, answer))}\n` : textOf(subject, answer),
    );
    const { name, namespace } = database.metadata;
    if (typeof answer !== 'string' && isPaused(database))
      process.stderr.write(
        `${subject} is paused: nothing of this is done before tapdb resume ${name} -n ${namespace}\n`,
      );
  }
  return code;
}

const documentOf = (database: string, answer: readonly PlannedStep[] | string): object =>
  typeof answer === 'string' ? { database, stalled: answer } : { database, steps: answer };

const textOf = (subject: string, answer: readonly PlannedStep[] | string): string =>
  typeof answer === 'string' ? `${subject}: ${answer}\n` : planScreen(subject, answer, paint);

/** The steps, or why there are none. */
async function planned(
  database: TapDatabase,
  settings: Settings,
  { cluster, view }: Reader,
): Promise<readonly PlannedStep[] | string> {
  const observed = await observeDatabase(database, cluster);
  // One that is not there yet is the youngest: whoever has its names already keeps them.
  const metadata = { creationTimestamp: view.now().toISOString(), ...database.metadata };
  const { draft } = draftByLead({ ...database, metadata }, observed, { cluster: view, settings });
  if (isObjection(draft)) return `${draft.reason}: ${draft.message}`;
  const { changes, live } = await planOf(draft.pinned, draft, cluster);
  return stepsOf(changes, live.children);
}
