import type { styleText } from 'node:util';
import { stalledCondition } from '../api/conditions.js';
import type { Condition, TapDatabase, TapDatabaseStatus } from '../api/generated/tapdatabase.js';
import { type KubeObject, keyOf } from '../api/object.js';
import { resolve } from '../api/resolve.js';
import { LABEL_COMPONENT } from '../api/words.js';
import { type Readiness, readinessOf } from '../changes/readiness.js';
import { nextStep } from './next-steps.js';

/** What the screen is made of. */
export interface Sight {
  readonly database: TapDatabase;
  /** Live children, without Secrets. */
  readonly children: readonly KubeObject[];
  /** Kinds that the cluster does not serve. */
  readonly missingKinds: readonly string[];
  /** The API server's time. */
  readonly now: Date;
  /** The namespace is being deleted, which waits for all that is in it. */
  readonly isNamespaceLeaving: boolean;
}

type Colour = Parameters<typeof styleText>[0];
export type Paint = (colour: Colour, text: string) => string;

/** The first lines say what is wrong and what to do about it; what explains it follows. */
export function statusScreen(sight: Sight, paint: Paint): string {
  const { database, children } = sight;
  const sections = [
    headline(sight, paint),
    facts(database),
    section('Conditions', conditions(database, paint)),
    section('Held changes', heldChanges(database, paint)),
    section('Connection', connection(database)),
    section(`Children  ${ready(database)}`, tree(sight, paint)),
  ];
  const kept = children.length === 0 ? sections.slice(0, -1) : sections;
  return `${kept
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function headline(sight: Sight, paint: Paint): readonly string[] {
  const { database } = sight;
  const key = keyOf(database as unknown as KubeObject);
  const { phase = 'Pending', message = 'the operator has not looked at it yet: is it running?' } =
    database.status ?? {};
  const stalled = stalledCondition(database);
  const title = `${key.namespace}/${key.name}  ${paint(PHASES[phase] ?? 'yellow', phase)}`;
  if (stalled === undefined) return [title, ...outlook(sight, phase), message];
  const step = nextStep(stalled.reason, key);
  return [`${title} ${stalled.reason}`, message, ...(step === undefined ? [] : [`→ ${step}`])];
}

/** What a database that does well should be known for all the same. */
function outlook({ database, isNamespaceLeaving }: Sight, phase: string): readonly string[] {
  const { namespace, name } = keyOf(database as unknown as KubeObject);
  if (phase === 'Paused') return [`nothing is written while it is paused: tapdb resume ${name} -n ${namespace}`];
  if (!isNamespaceLeaving || phase === 'Deleting') return [];
  return [
    `namespace ${namespace} is being deleted, and waits for this database: nothing can be made in it any more`,
    `→ kubectl annotate tapdatabase ${name} -n ${namespace} tapstack.io/allow-deletion=${name} to let both go`,
  ];
}

const PHASES: Readonly<Record<string, Colour>> = { Available: 'green', Stalled: 'red', Deleting: 'red' };

function facts(database: TapDatabase): readonly string[] {
  const { status = {}, metadata } = database;
  const { region, environment, backup, maintenance, deletionPolicy, deletionProtection } = resolve(database);
  const storage = status.storage;
  const running = [
    status.engineVersion === undefined ? undefined : `PostgreSQL ${status.engineVersion}`,
    status.instanceClass,
    storage?.size === undefined ? undefined : `${storage.size}${storage.headroom ? ` (+${storage.headroom})` : ''}`,
    `${status.replicas ?? 0} replicas`,
    region,
    environment,
  ];
  const seen = status.observedGeneration ?? 0;
  const generation = metadata.generation ?? 0;
  return [
    running.filter((word) => word !== undefined).join(', '),
    `composition ${composition(status)}, generation ${generation}${seen === generation ? '' : ` (seen: ${seen})`}`,
    `backup ${backup.window}, maintenance ${maintenance.window} UTC; on deletion ${deletionPolicy}, ${deletionProtection ? 'protected' : 'not protected'}`,
  ];
}

const composition = ({ composition: origin }: TapDatabaseStatus): string => {
  if (origin === undefined) return 'not chosen yet';
  return origin.revision === undefined ? origin.name : `${origin.name}, revision ${origin.revision}`;
};

const conditions = ({ status }: TapDatabase, paint: Paint): readonly string[] => {
  const all = status?.conditions ?? [];
  const [types, reasons] = [width(all.map(({ type }) => type)), width(all.map(({ reason }) => reason))];
  return all.map((condition) => {
    const { type, reason, message } = condition;
    return `${mark(condition, paint)} ${type.padEnd(types)}  ${reason.padEnd(reasons)}  ${message}`.trimEnd();
  });
};

/** Conditions that are news when they are true; of the others, when they are not. */
const BAD_WHEN_TRUE: readonly string[] = ['Stalled', 'ChangeHeld', 'RebootPending', 'RevisionRefused'];

function mark({ type, status }: Condition, paint: Paint): string {
  if (status === 'Unknown') return paint('yellow', '?');
  const isGood = (status === 'True') !== BAD_WHEN_TRUE.includes(type);
  return isGood ? paint('green', '✓') : paint(type === 'Stalled' || type === 'Ready' ? 'red' : 'yellow', '✗');
}

function heldChanges(database: TapDatabase, paint: Paint): readonly string[] {
  const { name, namespace } = database.metadata;
  return (database.status?.heldChanges ?? []).flatMap(({ id, child, class: kind, effect, fields, notBefore }) => [
    `${paint('yellow', '‖')} ${child}  ${kind}: ${effect}`,
    `    ${fields.join(', ')}`,
    `    ${notBefore === undefined ? 'goes' : `goes by itself at ${notBefore}, or`} with tapdb approve ${name} ${id} -n ${namespace}`,
  ]);
}

function connection({ status = {} }: TapDatabase): readonly string[] {
  const { endpoint, readEndpoints = [], connectionSecretRef } = status;
  if (endpoint === undefined) return [];
  return [
    `primary  ${endpoint.address}:${endpoint.port}`,
    ...readEndpoints.map(({ address, port }) => `replica  ${address}:${port}`),
    ...(connectionSecretRef === undefined ? [] : [`Secret   ${connectionSecretRef.name}`]),
  ];
}

const ready = ({ status }: TapDatabase): string =>
  status?.resources === undefined ? '' : `${status.resources.ready} of ${status.resources.total} ready`;

/** By part of the stack, those in trouble with their reason. */
function tree({ children, missingKinds, now }: Sight, paint: Paint): readonly string[] {
  const parts = new Map<string, KubeObject[]>();
  for (const child of children) {
    const part = child.metadata.labels?.[LABEL_COMPONENT] ?? 'other';
    parts.set(part, [...(parts.get(part) ?? []), child]);
  }
  const missing = missingKinds.map((kind) => `${paint('red', '✗')} the cluster does not serve ${kind}`);
  return [...missing, ...[...parts].sort(byName).flatMap(([part, objects]) => [part, ...branch(objects, now, paint)])];
}

function branch(objects: readonly KubeObject[], now: Date, paint: Paint): readonly string[] {
  const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const longest = width(names);
  return objects
    .map((object, i) => {
      const { state, message } = readinessOf(object, now);
      const why = state === 'Ready' ? '' : `  ${state}: ${message}`;
      return `  ${symbol(state, paint)} ${(names[i] as string).padEnd(why === '' ? 0 : longest)}${why}`;
    })
    .sort();
}

function symbol(state: Readiness['state'], paint: Paint): string {
  if (state === 'Ready') return paint('green', '✓');
  return ['Terminal', 'Silent'].includes(state) ? paint('red', '✗') : paint('yellow', '…');
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title.trimEnd(), ...lines.map((line) => `  ${line}`)];

const width = (words: readonly string[]): number => Math.max(0, ...words.map(({ length }) => length));
const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
