import { setTimeout as sleep } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { stringify } from 'yaml';
import { qualifiedName, resourceKindOf } from '../api/kinds.js';
import { type KubeObject, valueAt } from '../api/object.js';
import { LABEL_DATABASE, LABEL_SNAPSHOT_OF } from '../api/words.js';
import { belongsTo } from '../changes/ownership.js';
import { readinessOf } from '../changes/readiness.js';
import { keepFor, unmarkedKeys } from '../changes/retention.js';
import { askedSnapshot } from '../changes/snapshot.js';
import { listKind } from '../kube/list-children.js';
import { requestFor } from '../kube/object-request.js';
import { collectionPath } from '../kube/resource-path.js';
import { ApiError } from '../reconcile/cluster.js';
import { instanceOf, stateOf } from '../reconcile/instances.js';
import { CLI_MANAGER } from './change-database.js';
import { addClusterOptions, type ClusterOptions } from './cluster-options.js';
import { examples } from './examples.js';
import { type ExitCode, exitWith, UsageError } from './exit-code.js';
import { nameOf } from './name-of.js';
import { type OpenCluster, readDatabase, withCluster } from './open-cluster.js';

interface SnapshotOptions extends ClusterOptions {
  readonly wait: boolean;
  readonly output: 'text' | 'yaml' | 'json' | 'name';
}

const KINDS = {
  instance: resourceKindOf({ apiVersion: 'rds.services.k8s.aws/v1alpha1', kind: 'DBInstance' }),
  snapshot: resourceKindOf({ apiVersion: 'rds.services.k8s.aws/v1alpha1', kind: 'DBSnapshot' }),
  key: resourceKindOf({ apiVersion: 'kms.services.k8s.aws/v1alpha1', kind: 'Key' }),
};
const LOOK_MS = 1_000;

/** The subcommand `snapshot`. */
export function snapshotCommand(): Command {
  return addClusterOptions(new Command('snapshot'))
    .description('take a snapshot of the primary, which stays in AWS, with its key, whatever becomes of the database')
    .argument('<name>', 'of the TapDatabase')
    .option('--no-wait', 'do not wait until it is available')
    .addOption(
      new Option('-o, --output <format>', "the snapshot's id, or the object")
        .choices(['text', 'yaml', 'json', 'name'])
        .default('text'),
    )
    .addHelpText(
      'after',
      `
Prints the id for spec.restoreFrom.snapshotID. Needs the rights to create dbsnapshots and to patch keys.
To list them: kubectl get dbsnapshots -n production -l ${LABEL_SNAPSHOT_OF}=shop
Deleting the object leaves the snapshot in AWS.`,
    )
    .addHelpText('after', examples('snapshot shop -n production'))
    .action((name: string, options: SnapshotOptions) =>
      exitWith(() =>
        withCluster(options, async (cluster): Promise<ExitCode> => {
          const taken = await take(cluster, name);
          const snapshot = options.wait ? await available(cluster, taken) : taken;
          process.stdout.write(format(snapshot, options.output));
          return 0;
        }),
      ),
    );
}

/** The object, as soon as it is there. */
async function take(cluster: OpenCluster, name: string): Promise<KubeObject> {
  const { api, namespace } = cluster;
  const { metadata } = await readDatabase(api, { namespace, name });
  const subject = `${namespace}/${name}`;
  if (metadata.deletionTimestamp !== undefined) throw new UsageError(`${subject} is being deleted`);
  const primary = instanceOf(await childrenOf(cluster, KINDS.instance, name), 'primary');
  const state = primary === undefined ? 'not there yet' : (stateOf(primary) ?? 'not reported yet');
  // RDS takes none of an instance in any other state.
  if (primary === undefined || state !== 'available')
    throw new UsageError(`the primary of ${subject} is ${state}, not available: see tapdb status ${name}`);
  const snapshot = askedSnapshot(primary, name, api.clock.now());
  // Tried first, so that no key is kept for a snapshot that is refused.
  await create(cluster, snapshot, { dryRun: 'All' });
  for (const key of unmarkedKeys(await childrenOf(cluster, KINDS.key, name)))
    await api.request({
      ...requestFor('patch', key),
      query: { fieldManager: CLI_MANAGER },
      body: keepFor(`DBSnapshot/${snapshot.metadata.name}`),
    });
  return create(cluster, snapshot);
}

async function childrenOf(
  { api, namespace }: OpenCluster,
  kind: (typeof KINDS)[keyof typeof KINDS],
  database: string,
): Promise<readonly KubeObject[]> {
  const labelled = await listKind(api, kind, namespace, `${LABEL_DATABASE}=${database}`);
  return labelled.filter((object) => belongsTo(object, database));
}

async function create(
  { api, namespace }: OpenCluster,
  body: KubeObject,
  query: Readonly<Record<string, string>> = {},
): Promise<KubeObject> {
  const { name } = body.metadata;
  try {
    return (await api.request({
      verb: 'create',
      kind: qualifiedName(KINDS.snapshot),
      object: `${namespace}/${name}`,
      path: collectionPath(KINDS.snapshot, namespace),
      query: { ...query, fieldManager: CLI_MANAGER },
      body,
    })) as KubeObject;
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 409)) throw error;
    throw new UsageError(`there is a DBSnapshot ${namespace}/${name} of this second already: try again`);
  }
}

/** Waits for it, and says on stderr how it stands. A snapshot of terabytes takes hours: only a person knows how long to wait. */
async function available({ api }: OpenCluster, taken: KubeObject): Promise<KubeObject> {
  const { name, namespace } = taken.metadata;
  const object = `${namespace}/${name}`;
  process.stderr.write(`${name} is being taken; it goes on without this command\n`);
  for (let told = ''; ; await sleep(LOOK_MS)) {
    const snapshot = await api.request(requestFor('get', taken)).catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 404) throw new UsageError(`somebody deleted DBSnapshot ${object}`);
      // What passes does not end hours of waiting.
      if (isPassing(error)) return error.message;
      throw new UsageError(`DBSnapshot ${object} is being taken, and cannot be looked at: ${error.message}`);
    });
    const standing = typeof snapshot === 'string' ? snapshot : standingOf(snapshot as KubeObject, api.clock.now());
    if (standing === 'available') {
      process.stderr.write(`${name} is available\n`);
      return snapshot as KubeObject;
    }
    if (standing !== told) process.stderr.write(`${standing}\n`);
    told = standing;
  }
}

const isPassing = ({ code }: ApiError): boolean => code === 0 || code === 429 || code >= 500;

/** `available`, or in a line how far it is. Throws a UsageError where it will never be. */
export function standingOf(snapshot: KubeObject, now: Date): string {
  const { state, message } = readinessOf(snapshot, now);
  const { name, namespace } = snapshot.metadata;
  switch (state) {
    case 'Ready':
      return 'available';
    case 'Terminal':
      throw new UsageError(
        `AWS takes no snapshot ${name}: ${message}; kubectl delete dbsnapshot ${name} -n ${namespace}, and try again`,
      );
    case 'Silent':
      throw new UsageError(`${name}: ${message}; is ACK's rds-controller running? see tapdb doctor`);
    case 'Deleting':
      throw new UsageError(`somebody deletes DBSnapshot ${name}`);
    default: {
      const percent = valueAt(snapshot, 'status.percentProgress');
      return typeof percent === 'number' && percent > 0 ? `${message} (${percent} %)` : message;
    }
  }
}

function format(snapshot: KubeObject, output: SnapshotOptions['output']): string {
  const { managedFields: _, ...metadata } = snapshot.metadata;
  switch (output) {
    case 'text':
      return `${String(snapshot.spec?.['dbSnapshotIdentifier'])}\n`;
    case 'yaml':
      return stringify({ ...snapshot, metadata }, { lineWidth: 0 });
    case 'json':
      return `${JSON.stringify([{ ...snapshot, metadata }], null, 2)}\n`;
    case 'name':
      return `${nameOf(snapshot)}\n`;
  }
}
