import { stringify } from 'yaml';
import { adoptionManifest } from '../api/adoption-manifest.js';
import { refOf } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import type { KubeObject } from '../api/object.js';
import { FIELD_MANAGER } from '../api/words.js';
import { wholeSeconds } from '../changes/marks.js';
import type { DeletionPolicy } from '../changes/retention.js';
import type { Cluster } from './cluster.js';
import { attempt, type Failure, retryIfNeeded } from './execute.js';

/** On the ConfigMap of a goodbye: what the operator finds its own by. */
export const LABEL_GOODBYE = 'tapstack.io/goodbye';
/** On the ConfigMap of a goodbye: when the operator removes it, RFC 3339. */
const ANNOTATION_DELETE_AFTER = 'tapstack.io/delete-after';

const KEPT_DAYS = 90;
const DAY_MS = 86_400_000;
/** More would not fit into an Event. */
const MOST_NAMED = 8;

/**
 * Says what stays in AWS, where it is found when the database's object is gone: in a ConfigMap of the operator's namespace, in
 * the last Event, and with that in the log. An API server that cannot take the ConfigMap now is asked again; one that does not
 * want it holds no deletion up: then Event and log name everything.
 */
export async function sayGoodbye(database: TapDatabase, policy: DeletionPolicy, cluster: Cluster): Promise<void> {
  const leftovers = leftoversOf(database);
  const tell = (where?: string) =>
    cluster.emit(database, {
      type: 'Normal',
      reason: 'Deleted',
      message: farewell(database, policy, leftovers, where),
    });
  if (leftovers.length === 0) return tell();
  const configMap = goodbyeOf(database, policy, leftovers, cluster.ownNamespace);
  const where = `ConfigMap ${cluster.ownNamespace}/${configMap.metadata.name}`;
  const failures: Failure[] = [];
  await attempt(refOf(configMap), () => cluster.apply(configMap), failures);
  const refusal = failures.find(isLasting);
  if (refusal === undefined) {
    retryIfNeeded(failures);
    return tell(`${where} tells of it for ${KEPT_DAYS} days`);
  }
  const message = `${where} could not be written: ${refusal.error.message}`;
  await cluster.emit(database, { type: 'Warning', reason: 'GoodbyeNotWritten', message });
  return tell();
}

/** Nothing that another attempt would change. */
const isLasting = ({ error }: Failure): boolean =>
  error.code >= 400 && error.code < 500 && ![409, 429].includes(error.code);

/** Removes the ConfigMaps whose time is over. */
export async function sweepGoodbyes(cluster: Cluster): Promise<void> {
  for (const configMap of await cluster.goodbyes()) {
    const end = Date.parse(configMap.metadata.annotations?.[ANNOTATION_DELETE_AFTER] ?? '');
    if (end < cluster.calendar().getTime()) await cluster.delete(configMap);
  }
}

/** What a deleted database leaves in AWS. */
interface Leftover {
  readonly kind: string;
  readonly name: string;
  /** What AWS knows it by. */
  readonly id: string;
  readonly why: string;
}

/** What stays in AWS, from what the status has written down while the children went; the final snapshot first. */
function leftoversOf({ status = {} }: TapDatabase): readonly Leftover[] {
  const { finalSnapshotID: id, inventory = [] } = status;
  const why = 'the final snapshot, which RDS takes while the instance goes';
  return [
    ...(id === undefined ? [] : [{ kind: 'DBSnapshot', name: id, id, why }]),
    ...inventory.flatMap(({ kept, ...item }) => (kept === undefined ? [] : [{ ...item, why: kept }])),
  ];
}

/** The ConfigMap that tells of a database when its object and its Events are gone; the same however often it is written. */
function goodbyeOf(
  database: TapDatabase,
  policy: DeletionPolicy,
  leftovers: readonly Leftover[],
  namespace: string,
): KubeObject {
  const { metadata, status } = database;
  const deleted = Date.parse(metadata.deletionTimestamp as string);
  const finalSnapshotID = status?.finalSnapshotID;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: `tapdb-goodbye-${metadata.uid}`,
      namespace,
      labels: { [LABEL_GOODBYE]: 'true', 'app.kubernetes.io/managed-by': FIELD_MANAGER },
      annotations: { [ANNOTATION_DELETE_AFTER]: wholeSeconds(new Date(deleted + KEPT_DAYS * DAY_MS)) },
    },
    data: {
      database: `${metadata.namespace}/${metadata.name}`,
      deletionPolicy: policy,
      ...(finalSnapshotID === undefined ? {} : { finalSnapshotID }),
      'kept.yaml': stringify(leftovers),
      ...(policy === 'Retain' && { 'tapdatabase.yaml': stringify(adoptionManifest(database)) }),
    },
  };
}

/** The last Event. `where`: what else tells of what is kept; without it everything is named here. */
function farewell(
  { status }: TapDatabase,
  policy: DeletionPolicy,
  leftovers: readonly Leftover[],
  where: string | undefined,
): string {
  if (status?.identity === undefined) return 'nothing had been made';
  if (leftovers.length === 0) return 'everything is gone';
  const named = leftovers.map(({ kind, id }) =>
    id === status.finalSnapshotID ? `the final snapshot ${id}` : `${kind} ${id}`,
  );
  const kept = where !== undefined && named.length > MOST_NAMED ? `${named.length} resources` : named.join(', ');
  const what =
    policy === 'Retain'
      ? 'the objects are gone; everything in AWS was kept'
      : 'everything is gone but what is kept in AWS';
  return `${what}: ${kept}${where === undefined ? '' : `. ${where}`}`;
}
