import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refKey, refOf } from '../../src/api/child.js';
import { CLUSTER_KINDS, qualifiedName, TAP_DATABASES, WATCHED_KINDS } from '../../src/api/kinds.js';
import type { KubeObject } from '../../src/api/object.js';
import { referencesOf, wavesOf } from '../../src/changes/references.js';
import { type AccountClient, connectAccount } from '../../src/sandbox/account-client.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { type AuditEvent, readAuditLog } from '../../src/sandbox/audit-log.js';
import { listChildren } from '../../src/sandbox/children.js';
import { readManifests } from '../../src/sandbox/manifests.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.js';
import { waitForObject } from '../../src/sandbox/wait-for.js';
import { createdAt, describe, isLease, isOperator, isWrite, median, statusWrittenAt, timeOf } from './audit.js';

const NAMESPACE = 'shop';
const GOAL_MEDIAN_MS = 150;
const GOAL_ALL_LEVELS_MS = 2_000;
/** Machines differ and are noisy: only what is far beyond the goal fails. */
const GROSS = 3;
const REST_MS = 120_000;

let sandbox: Sandbox;
let account: AccountClient;
let database: KubeObject;
let appliedAt: number;

const print = (line: string): void => void process.stderr.write(`${line}\n`);
const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const log = (): Promise<readonly AuditEvent[]> => readAuditLog(sandbox.auditLog as string);
const conditionIs = (object: KubeObject, type: string): boolean =>
  ((object.status?.['conditions'] ?? []) as unknown as readonly { type: string; status: string }[]).some(
    (condition) => condition.type === type && condition.status === 'True',
  );

/** The collections whose watch was answered 410 since then, as the operator tells: the answer is an event inside a stream. */
async function goneSince(time: number): Promise<readonly string[]> {
  const lines = (await readFile((sandbox.operator as ManagedProcess).logFile, 'utf8')).split('\n');
  const told = lines
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { readonly time: string; readonly kind?: string; readonly code?: number });
  return told
    .filter((line) => line.code === 410 && Date.parse(line.time) > time)
    .map((line) => collectionOf(line.kind as string));
}

function collectionOf(kind: string): string {
  const found = [TAP_DATABASES, ...CLUSTER_KINDS, ...WATCHED_KINDS].find((known) => qualifiedName(known) === kind);
  if (found === undefined) throw new Error(`${kind} is not watched`);
  return found.group === ''
    ? `/api/${found.version}/${found.plural}`
    : `/apis/${found.group}/${found.version}/${found.plural}`;
}

beforeAll(async () => {
  sandbox = await startSandbox({ audit: true });
  account = await connectAccount(sandbox.ack as ManagedProcess);
  const [example] = await readManifests('examples/ecommerce.yaml');
  database = { ...(example as KubeObject), metadata: { name: 'tap', namespace: NAMESPACE } };
  await sandbox.admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  appliedAt = Date.now();
  await sandbox.admin.apply(database);
}, 120_000);

afterAll(() => sandbox?.stop());

test('from apply to Ready and to Synced', async () => {
  const patience = { timeoutMs: 120_000, processes: sandbox.programs };
  for (const type of ['Ready', 'Synced']) {
    await waitForObject(sandbox.admin, refTo(database), `to be ${type}`, (live) => conditionIs(live, type), patience);
    print(`apply → ${type}: ${((Date.now() - appliedAt) / 1000).toFixed(1)} s`);
  }
}, 240_000);

test('each level of the dependency graph follows the one before at once', async () => {
  const events = await log();
  const children = await listChildren(sandbox.admin, NAMESPACE, 'tap');
  const byKey = new Map(children.map((child) => [refKey(refOf(child)), child]));
  const delayOf = (child: KubeObject): number | undefined => {
    const created = createdAt(events, child);
    if (created === undefined) return undefined;
    const written = referencesOf(child, children)
      .map((ref) => byKey.get(refKey(ref)))
      .flatMap((referent) => (referent === undefined ? [] : (statusWrittenAt(events, referent, created) ?? [])));
    return written.length === 0 ? undefined : created - Math.max(...written);
  };
  const medians: number[] = [];
  let allLevels = 0;
  for (const [level, wave] of wavesOf(children).entries()) {
    const delays = wave.flatMap((child) => delayOf(child) ?? []);
    if (delays.length === 0) continue;
    medians.push(median(delays));
    allLevels += Math.min(...delays);
    print(
      `level ${level}: ${wave.length} objects, median ${median(delays).toFixed(0)} ms, first ${Math.min(...delays).toFixed(0)} ms`,
    );
  }
  print(
    `median over levels ${median(medians).toFixed(0)} ms (goal ${GOAL_MEDIAN_MS}), all levels ${allLevels.toFixed(0)} ms (goal ${GOAL_ALL_LEVELS_MS})`,
  );
  expect(medians.length).toBeGreaterThan(4);
  expect(median(medians)).toBeLessThan(GROSS * GOAL_MEDIAN_MS);
  expect(allLevels).toBeLessThan(GROSS * GOAL_ALL_LEVELS_MS);
}, 60_000);

test(
  'at rest nothing is written and nothing listed but what is gone',
  async () => {
    await sleep(2_000);
    const start = Date.now();
    const [child] = (await listChildren(sandbox.admin, NAMESPACE, 'tap')).filter(({ kind }) => kind === 'VPC');
    await sandbox.admin.mergePatch(refTo(child as KubeObject), {
      metadata: { annotations: { 'example.com/note': 'hello' } },
    });
    await account.touch();
    await sandbox.compact();
    await sandbox.restartApiServer();
    await sleep(REST_MS - (Date.now() - start));
    const events = (await log()).filter((event) => isOperator(event) && timeOf(event) > start);
    const writes = events.filter((event) => isWrite(event) && !isLease(event)).map(describe);
    const lists = events
      .filter(({ verb, responseStatus }) => verb === 'list' && responseStatus?.code === 200)
      .map(({ requestURI }) => requestURI.split('?')[0] as string);
    const gone = await goneSince(start);
    print(
      `at rest, ${REST_MS / 1000} s: ${writes.length} writes, ${lists.length} lists after ${gone.length} answers 410`,
    );
    expect(writes).toEqual([]);
    // What was compacted away was asked for.
    expect(gone.length).toBeGreaterThan(0);
    // One list for each kind whose watch could not be resumed, and no other.
    expect(new Set(gone).size).toBe(gone.length);
    expect([...lists].sort()).toEqual([...gone].sort());
  },
  REST_MS + 60_000,
);

test('the stand-in for ACK has nothing to complain about', async () => {
  expect(await account.complaints()).toEqual({ unresolvedReferences: 0, refusedDeletes: 0, needlessSpecWrites: 0 });
});
