import { setTimeout as sleep } from 'node:timers/promises';
import { connectAccount } from '../../../src/sandbox/account-client.js';
import { type AuditEvent, readAuditLog } from '../../../src/sandbox/audit-log.js';
import type { Sandbox } from '../../../src/sandbox/sandbox.js';
import { describe, isOperator, isWrite } from '../../bench/audit.js';

/** The operator's requests about a namespace so far: every look at a database is one at least, for its Secrets. */
export async function requestsAbout({ auditLog }: Sandbox, namespace: string): Promise<readonly AuditEvent[]> {
  const events = await readAuditLog(auditLog ?? '');
  return events.filter(
    (event) => isOperator(event) && event.verb !== 'watch' && event.objectRef?.namespace === namespace,
  );
}

/** What the operator asked for, or wrote, about a namespace during that time; as text, for a failure that tells. */
export async function requestsWithin(
  sandbox: Sandbox,
  namespace: string,
  milliseconds: number,
  which: (event: AuditEvent) => boolean = () => true,
): Promise<readonly string[]> {
  const before = (await requestsAbout(sandbox, namespace)).length;
  await sleep(milliseconds);
  return (await requestsAbout(sandbox, namespace)).slice(before).filter(which).map(describe);
}

/** Every write of the operator to a child in the namespace so far. */
export async function childWritesOf(sandbox: Sandbox, namespace: string): Promise<readonly string[]> {
  const isOfChild = ({ objectRef }: AuditEvent): boolean =>
    !['tapdatabases', 'events'].includes(objectRef?.resource ?? '');
  return (await requestsAbout(sandbox, namespace)).filter((event) => isWrite(event) && isOfChild(event)).map(describe);
}

/** What the operator wrote in that time, once what just happened has been told: an Event follows its status. */
export async function writesWithin(
  sandbox: Sandbox,
  namespace: string,
  milliseconds: number,
): Promise<readonly string[]> {
  await requestsWithin(sandbox, namespace, TELLING_MS);
  return requestsWithin(sandbox, namespace, milliseconds, isWrite);
}

const TELLING_MS = 1_500;

/** In a namespace that is being deleted nothing can be made, which also an Event about it is told only then. */
const isTooLate = ({ responseStatus }: AuditEvent): boolean =>
  /being terminated/.test((responseStatus as { readonly message?: string } | undefined)?.message ?? '');

/** What the operator must never have done, whatever happened; an empty list is a good one. */
export async function misconductOf(sandbox: Sandbox): Promise<readonly string[]> {
  const events = (await readAuditLog(sandbox.auditLog ?? '')).filter(isOperator);
  const forbidden = events.filter((event) => [401, 403].includes(event.responseStatus?.code ?? 0) && !isTooLate(event));
  const secretsSeen = events.filter(
    ({ verb, objectRef }) =>
      objectRef?.resource === 'secrets' &&
      (objectRef.apiGroup ?? '') === '' &&
      ['list', 'watch', 'deletecollection'].includes(verb),
  );
  return [...forbidden, ...secretsSeen].map(describe);
}

/** What the stand-in for ACK holds against the operator, but for what a test means to happen; an empty list is a good one. */
export async function complaintsOf({ ack }: Sandbox, meant?: RegExp): Promise<readonly string[]> {
  if (ack === undefined) return [];
  const account = await connectAccount(ack);
  const complaints = Object.entries(await account.complaints()).filter(([, count]) => count > 0);
  const details = (await account.details()) as Readonly<Record<string, readonly string[]>>;
  return complaints.flatMap(([name]) =>
    (details[name] ?? [name]).filter((detail) => !meant?.test(detail)).map((detail) => `${name}: ${detail}`),
  );
}
