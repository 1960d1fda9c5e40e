import { type ChildRef, type Composition, refKey, refOf } from '../api/child.js';
import { type ConditionReason, type ConditionType, setConditions } from '../api/conditions.js';
import type { Condition, TapDatabase, TapDatabaseStatus } from '../api/generated/tapdatabase.js';
import type { KubeObject } from '../api/object.js';
import { ANNOTATION_CREDENTIALS, LABEL_COMPONENT, LABEL_DATABASE } from '../api/words.js';
import { isKept } from '../changes/ownership.js';
import { readinessOf } from '../changes/readiness.js';
import { compositionOf, deletionOf } from './composition-status.js';
import { heldStatement, heldStatusOf } from './held-changes.js';
import { instanceFacts } from './instance-facts.js';
import { endpointOf, instanceOf, isServing, replicasOf, stateOf } from './instances.js';
import { inventoryOf } from './inventory.js';
import { conditionsBefore, isHeld } from './progress.js';
import { rebootPending } from './reboot-pending.js';
import { roleAssociation } from './role-association.js';
import { isPaused, type Obstacle, obstaclesOf, type Situation, type Statement } from './situation.js';

const MOST_WAITING_FOR = 10;
const LONGEST = 4096;

/** What a status says besides the facts about AWS. */
export interface Verdict {
  readonly phase: NonNullable<TapDatabaseStatus['phase']>;
  readonly ready: Statement;
  readonly synced: Statement;
  readonly stalled: Statement;
}

/** The status of a database that was reconciled. */
export function report(situation: Situation): TapDatabaseStatus {
  const obstacles = obstaclesOf(situation);
  const ready = readyStatement(situation);
  const first = obstacles[0];
  const synced: Statement =
    first === undefined
      ? { status: 'True', reason: 'AllSynced', message: `every child is as composed and synced${keptOf(situation)}` }
      : {
          status: first.reason === 'NotObserved' ? 'Unknown' : 'False',
          reason: first.reason,
          message: sentence(first),
        };
  const stalled = stalledStatement(obstacles);
  const phase = phaseOf(situation, ready, synced, stalled);
  return {
    ...tell(situation, { phase, ready, synced, stalled }),
    ...heldStatusOf(situation.database, situation.changes),
    ...waitingFor(obstacles),
  };
}

function stalledStatement(obstacles: readonly Obstacle[]): Statement {
  const blocking = obstacles.find(({ needsPerson }) => needsPerson);
  return blocking === undefined
    ? { status: 'False', reason: 'NotStalled', message: '' }
    : { status: 'True', reason: blocking.reason, message: sentence(blocking) };
}

/** What is no longer composed and stays all the same, since data would be lost with it. */
function keptOf({ database, children, composition }: Situation): string {
  const wanted = new Set(composition.children.map(({ manifest }) => refKey(refOf(manifest))));
  const kept = children.filter((object) => {
    const ref = refOf(object);
    return isKept(ref.kind, ref.name, database.metadata.name) && !wanted.has(refKey(ref));
  });
  if (kept.length === 0) return '';
  return `; kept though no longer asked for: ${kept.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(', ')}`;
}

/** The status while nothing may be written: the children are shown as they are. */
export function reportStalled(situation: Situation, reason: ConditionReason, message: string): TapDatabaseStatus {
  const stalled: Statement = { status: 'True', reason, message };
  const synced: Statement = { status: 'False', reason, message };
  const { approved } = situation.database.status ?? {};
  return {
    ...tell(situation, { phase: 'Stalled', ready: readyStatement(situation), synced, stalled }),
    // A slip of the pen takes no approval back.
    ...(approved === undefined ? {} : { approved }),
  };
}

/** The status on the way out. `obstacles`: what is still there. */
export function reportDeleting(
  situation: Situation,
  obstacles: readonly Obstacle[],
  held?: Statement,
): TapDatabaseStatus {
  const message = held?.message ?? obstacles.map(sentence)[0] ?? 'nothing is left';
  const synced: Statement = { status: 'False', reason: 'Deleting', message };
  const ready = held === undefined ? { ...synced } : readyStatement(situation);
  const status = tell(situation, { phase: 'Deleting', ready, synced, stalled: held ?? stalledStatement(obstacles) });
  return { ...status, ...waitingFor(obstacles) };
}

/** The schema bounds every message; what AWS says may be longer. */
const clip = (message: string): string => (message.length <= LONGEST ? message : `${message.slice(0, LONGEST - 1)}…`);

const sentence = ({ ref, message }: Obstacle): string =>
  ref.name === '' ? message : `${ref.kind} ${ref.name}: ${message}`;

const waitingFor = (obstacles: readonly Obstacle[]): Pick<TapDatabaseStatus, 'waitingFor'> =>
  obstacles.length === 0
    ? {}
    : {
        waitingFor: obstacles
          .slice(0, MOST_WAITING_FOR)
          .map(({ ref, reason, message }) => ({ kind: ref.kind, name: ref.name, reason, message: clip(message) })),
      };

function readyStatement({ database, children, unobserved }: Situation): Statement {
  const primary = instanceOf(children, 'primary');
  const wasReady =
    database.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
  const state = primary === undefined ? undefined : stateOf(primary);
  if (primary !== undefined && isServing(primary, wasReady)) {
    const isOld = unobserved.includes(primary);
    const message = `the primary ${isOld ? 'served connections when ACK looked last' : 'serves connections'}`;
    return { status: 'True', reason: 'Available', message };
  }
  const everReady = database.status?.endpoint !== undefined;
  const message =
    state === undefined ? 'the primary does not exist yet' : `the primary is ${state}; it serves once it is available`;
  return { status: 'False', reason: everReady ? 'NotServing' : 'Creating', message };
}

function phaseOf(
  { database, children }: Situation,
  ready: Statement,
  synced: Statement,
  stalled: Statement,
): Verdict['phase'] {
  if (isPaused(database)) return 'Paused';
  if (stalled.status === 'True') return 'Stalled';
  if (ready.status === 'False')
    return children.length === 0 ? 'Pending' : ready.reason === 'Creating' ? beginning(database) : 'Updating';
  return synced.status === 'False' && !isHeld(synced) ? 'Updating' : 'Available';
}

const beginning = ({ status }: TapDatabase): Verdict['phase'] =>
  status?.identity?.restoreFrom === undefined ? 'Creating' : 'Restoring';

function tell(situation: Situation, verdict: Verdict): TapDatabaseStatus {
  const { database, children, composition } = situation;
  const replicas = replicasOf(children);
  const primary = instanceOf(children, 'primary');
  const wanted = new Set(wantedOf(composition, children).map(refKey));
  const ready = children.filter(
    (object) => wanted.has(refKey(refOf(object))) && readinessOf(object, situation.now).state === 'Ready',
  );
  return {
    observedGeneration: database.metadata.generation ?? 0,
    phase: verdict.phase,
    message: clip(messageOf(verdict)),
    conditions: conditionsOf(situation, verdict),
    ...(database.status?.identity === undefined ? {} : { identity: database.status.identity }),
    // Clients are no longer told of a replica that is to go.
    ...connectionOf(
      database,
      children,
      primary,
      replicas.filter((replica) => wanted.has(refKey(refOf(replica)))),
    ),
    ...credentialsOf(database, children),
    resources: { total: wanted.size, ready: ready.length },
    inventory: inventoryOf(database, children),
    ...compositionOf(situation),
    ...deletionOf(situation),
    replicas: replicas.length,
    selector: `${LABEL_DATABASE}=${database.metadata.name},${LABEL_COMPONENT}=replicas`,
    ...instanceFacts(database, primary, situation.now),
  };
}

/** What a database consists of; where nothing is composed, since it is refused or on its way out, what there is. */
function wantedOf(composition: Composition, children: readonly KubeObject[]): readonly ChildRef[] {
  const composed = [
    ...composition.children.map(({ manifest }) => refOf(manifest)),
    ...composition.blocked.map(({ ref }) => ref),
  ];
  return composed.length === 0 ? children.map(refOf) : composed;
}

function messageOf({ ready, synced, stalled }: Verdict): string {
  if (stalled.status === 'True') return stalled.message;
  if (isHeld(synced)) return `${ready.message}; ${synced.message}`;
  return synced.status === 'True' ? ready.message : synced.message;
}

function conditionsOf(situation: Situation, verdict: Verdict): readonly Condition[] {
  const { database, children, guard, serverTime, refusal } = situation;
  const observedGeneration = database.metadata.generation ?? 0;
  const association = roleAssociation(children);
  const statements: readonly (readonly [ConditionType, Statement | undefined])[] = [
    ['Ready', verdict.ready],
    ['Synced', verdict.synced],
    ['Stalled', verdict.stalled],
    ['RoleAssociated', association],
    [
      'DeletionGuarded',
      guard.installed
        ? { status: 'True', reason: 'GuardInstalled', message: 'nobody but the operator deletes children' }
        : { status: 'False', reason: 'GuardMissing', message: guard.message },
    ],
    ['ChangeHeld', heldStatement(database, situation.changes)],
    ['RebootPending', rebootPending(children)],
    ['RevisionRefused', refusal && { status: 'True', reason: refusal.reason, message: refusal.message }],
  ];
  const next = statements.flatMap(([type, statement]) =>
    statement === undefined ? [] : { ...statement, type, observedGeneration, message: clip(statement.message) },
  );
  return setConditions(conditionsBefore(database.status?.conditions, verdict.synced), next, serverTime);
}

/** How to reach the database; what was once known stays known while its instance shows none. */
function connectionOf(
  database: TapDatabase,
  children: readonly KubeObject[],
  primary: KubeObject | undefined,
  replicas: readonly KubeObject[],
): Pick<TapDatabaseStatus, 'endpoint' | 'readEndpoints' | 'connectionSecretRef' | 'binding' | 'outputs'> {
  const endpoint = primary === undefined ? undefined : endpointOf(primary);
  if (endpoint === undefined) return database.metadata.deletionTimestamp === undefined ? knownBefore(database) : {};
  const name = `${database.metadata.name}-connection`;
  const isConnected = children.some((object) => object.kind === 'Secret' && object.metadata.name === name);
  const outputs = children.find(
    (object) => object.kind === 'ConfigMap' && object.metadata.name === `${database.metadata.name}-outputs`,
  );
  const { primaryPort, ...texts } = outputs?.data ?? {};
  return {
    endpoint,
    readEndpoints: replicas.flatMap((replica) => endpointOf(replica) ?? []),
    ...(isConnected ? { connectionSecretRef: { name }, binding: { name } } : {}),
    ...(outputs === undefined
      ? {}
      : { outputs: { ...texts, ...(primaryPort === undefined ? {} : { primaryPort: Number(primaryPort) }) } }),
  };
}

/** Whose password clients are given; the last one that was, while they are given none. */
function credentialsOf(
  { metadata, status }: TapDatabase,
  children: readonly KubeObject[],
): Pick<TapDatabaseStatus, 'credentials'> {
  const connection = children.find(
    ({ apiVersion, kind, metadata: { name } }) =>
      apiVersion === 'v1' && kind === 'Secret' && name === `${metadata.name}-connection`,
  );
  const secretName = connection?.metadata.annotations?.[ANNOTATION_CREDENTIALS] ?? status?.credentials?.secretName;
  return secretName === undefined ? {} : { credentials: { secretName } };
}

const CONNECTION = ['endpoint', 'readEndpoints', 'connectionSecretRef', 'binding', 'outputs'] as const;

const knownBefore = ({ status = {} }: TapDatabase): Pick<TapDatabaseStatus, (typeof CONNECTION)[number]> =>
  Object.fromEntries(CONNECTION.flatMap((field) => (status[field] === undefined ? [] : [[field, status[field]]])));
