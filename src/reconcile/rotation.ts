import { type Observed, refKey, refOf } from '../api/child.js';
import type { TapDatabase } from '../api/generated/tapdatabase.js';
import { type Json, type KubeObject, valueAt } from '../api/object.js';
import {
  ACK_LAST_SECRET,
  ANNOTATION_APPLIED_AT,
  ANNOTATION_CREDENTIALS,
  ANNOTATION_ROTATED_AT,
  ANNOTATION_ROTATION,
} from '../api/words.js';
import { lastLookAt } from '../changes/ack-conditions.js';
import { readinessOf, SETTLE_MS } from '../changes/readiness.js';
import { coreRef } from '../composition/ack-kinds.js';
import {
  type CredentialNames,
  connectionRef,
  credentialsNumber,
  credentialsSecretName,
} from '../composition/credential-names.js';
import { instanceOf } from './instances.js';

const DAY_MS = 86_400_000;

/** The two clocks that a rotation goes by. */
export interface Clocks {
  /** The API server's. */
  readonly now: Date;
  /** The one that schedules follow. */
  readonly calendar: Date;
}

/**
 * Where a database stands with its passwords, from what is there alone: the primary's reference, what ACK says that it has
 * sent to RDS, what clients were told last, and what each Secret says that it was made for.
 */
export interface Rotation {
  readonly names: CredentialNames;
  /** Secrets that a rotation has left behind and nobody needs any more. */
  readonly retired: readonly KubeObject[];
  /** ACK may be done, which only a later look can tell; undefined where there is nothing to wait for. */
  readonly recheckAfterMs?: number;
}

/**
 * Which password is in force and which one the primary is to have. A rotation is one step at a time: another Secret, the
 * primary's reference, ACK's word that RDS has it, and only then everything that clients read.
 */
export function rotationOf(database: TapDatabase, observed: Observed, clocks: Clocks): Rotation {
  const { name } = database.metadata;
  const primary = instanceOf(observed.children, 'primary');
  const n = currentNumber(database, observed);
  const current = credentialsSecretName(name, n);
  // Before there is a primary it gets the first one, and there is nothing to connect to.
  if (primary === undefined) return { names: { reference: current, inForce: current }, retired: [] };
  const told = toldOf(name, observed);
  const answer = told === current ? 'done' : answerOf(primary, current, clocks.now);
  const inForce = answer === 'done' ? current : (told ?? lastApplied(primary));
  const isDue = mustRotate(database, observed, n, answer === 'done', clocks);
  const names = { reference: credentialsSecretName(name, isDue ? n + 1 : n), inForce };
  const isOver = !isDue && told === current;
  const retired = isOver ? secretsOf(name, observed).filter((secret) => numberOf(name, secret) < n - 1) : [];
  return { names, retired, ...(answer === 'unsure' && { recheckAfterMs: SETTLE_MS }) };
}

/** The number of the Secret that the primary refers to; where it is gone, the last one that was in force; else 1. */
export function currentNumber({ metadata, status }: TapDatabase, observed: Observed): number {
  const primary = instanceOf(observed.children, 'primary');
  return (
    credentialsNumber(metadata.name, valueAt(primary, 'spec.masterUserPassword.name')) ??
    credentialsNumber(metadata.name, status?.credentials?.secretName) ??
    1
  );
}

/** The n of a Secret, or of a name, `<name>-credentials-<n>`; 0 for any other. */
export const numberOf = (database: string, secret: KubeObject | string): number =>
  credentialsNumber(database, typeof secret === 'string' ? secret : secret.metadata.name) ?? 0;

/** The live Secrets `<name>-credentials-<n>`, as far as they were looked for. */
export const secretsOf = (database: string, observed: Observed): readonly KubeObject[] =>
  observed.children.filter(
    ({ apiVersion, kind, metadata }) =>
      apiVersion === 'v1' && kind === 'Secret' && credentialsNumber(database, metadata.name) !== undefined,
  );

const find = (observed: Observed, secretName: string): KubeObject | undefined =>
  observed.children.find((object) => refKey(refOf(object)) === refKey(coreRef('Secret', secretName)));

/** What the connection Secret says whose password it gives. */
function toldOf(database: string, observed: Observed): string | undefined {
  const connection = find(observed, connectionRef(database).name);
  const told = connection?.metadata.annotations?.[ANNOTATION_CREDENTIALS];
  return credentialsNumber(database, told) === undefined ? undefined : told;
}

/** `tap-credentials-2` of `shop/tap-credentials-2.password`; ACK leaves the namespace empty where the reference does. */
function lastApplied({ metadata }: KubeObject): string | undefined {
  return /^[^/]*\/([^/]+)\.[^./]+$/.exec(metadata.annotations?.[ACK_LAST_SECRET] ?? '')?.[1];
}

/** Whether RDS has the password of the Secret that the primary refers to, as ACK tells; `unsure`: time will show. */
function answerOf(primary: KubeObject, current: string, now: Date): 'done' | 'pending' | 'unsure' {
  if (valueAt(primary, 'spec.masterUserPassword.name') !== current) return 'pending';
  const applied = lastApplied(primary);
  if (applied !== undefined && applied !== current) return 'pending';
  // Made with it: the spec was never written again.
  if (applied === current && primary.metadata.annotations?.[ANNOTATION_APPLIED_AT] === undefined) return 'done';
  if (readinessOf(primary, now).state !== 'Ready') return 'pending';
  // ACK writes the annotation before the conditions that belong to it, which until then speak of the password before.
  const noted = Date.parse(notedAt(primary) ?? '1970-01-01T00:00:00Z');
  const stamped = lastLookAt(primary) ?? 0;
  return stamped > noted || (stamped === noted && now.getTime() - noted >= SETTLE_MS) ? 'done' : 'unsure';
}

/** When ACK last wrote the fields among which its annotation is, by the API server's clock. */
function notedAt({ metadata }: KubeObject): string | undefined {
  const noting = metadata.managedFields?.find(({ fieldsV1 }) => {
    const annotations = valueAt(fieldsV1, 'f:metadata.f:annotations') as { readonly [key: string]: Json } | undefined;
    return annotations?.[`f:${ACK_LAST_SECRET}`] !== undefined;
  });
  return noting?.time;
}

function mustRotate(
  { metadata, spec }: TapDatabase,
  observed: Observed,
  n: number,
  isSettled: boolean,
  { now, calendar }: Clocks,
): boolean {
  const secret = find(observed, credentialsSecretName(metadata.name, n));
  // Nobody can read the password any more, and ACK takes none under this name again.
  if (secret === undefined) return true;
  const primary = instanceOf(observed.children, 'primary') as KubeObject;
  // One at a time, and only while RDS would take it.
  if (!isSettled || readinessOf(primary, now).state !== 'Ready') return false;
  const { rotation, rotateEveryDays } = spec.credentials ?? {};
  const madeFor = secret.metadata.annotations?.[ANNOTATION_ROTATION] ?? '';
  if (rotation !== undefined && rotation !== madeFor) return true;
  const made = madeAt(secret) ?? calendar;
  return rotateEveryDays !== undefined && calendar.getTime() - made.getTime() >= rotateEveryDays * DAY_MS;
}

/** Since when there is the password that opens the database, by the calendar; undefined where it is lost. */
export function passwordSince({ names }: Rotation, observed: Observed): Date | undefined {
  const secret = names.inForce === undefined ? undefined : find(observed, names.inForce);
  return secret && madeAt(secret);
}

function madeAt({ metadata }: KubeObject): Date | undefined {
  const time = metadata.annotations?.[ANNOTATION_ROTATED_AT] ?? metadata.creationTimestamp;
  return time === undefined ? undefined : new Date(time);
}
