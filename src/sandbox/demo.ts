/**
 * The whole life of one database on this machine: `npm run demo`. With `--keep` everything stays up until Ctrl-C.
 * Exits 0 only when the database came up, went down in order and left nothing behind.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { TapDatabaseStatus } from '../api/generated/tapdatabase.js';
import type { KubeObject } from '../api/object.js';
import { ANNOTATION_ALLOW_DELETION } from '../api/words.js';
import { connectAccount } from './account-client.js';
import { refTo } from './api-client.js';
import { RequestError } from './api-request.js';
import { listChildren, standingOf } from './children.js';
import { readManifests } from './manifests.js';
import type { ManagedProcess } from './process-group.js';
import { type Sandbox, startSandbox } from './sandbox.js';
import { findTools } from './tools.js';
import { waitFor } from './wait-for.js';

const EXAMPLE = join(fileURLToPath(new URL('../../', import.meta.url)), 'examples/ecommerce.yaml');
const NAMESPACE = 'shop';
const PATIENCE = { timeoutMs: 180_000, intervalMs: 150 };

const started = performance.now();
const say = (text = ''): void => void process.stdout.write(`${text}\n`);
const step = (text: string): void => say(`${elapsed(started)}  ${text}`);
const elapsed = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1).padStart(6)} s`;

async function demonstrate(keep: boolean): Promise<void> {
  await findTools();
  const sandbox = await startSandbox({}, (what) => step(`starting ${what}`));
  try {
    const [database] = await readManifests(EXAMPLE);
    if (database === undefined) throw new Error(`${EXAMPLE} holds no TapDatabase`);
    const applied = { ...database, metadata: { ...database.metadata, namespace: NAMESPACE } };
    await sandbox.admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    await create(sandbox, applied);
    await show(sandbox, applied);
    if (keep) {
      say(`\nexport KUBECONFIG=${sandbox.kubeconfig('admin')}\n\nEverything stays up until Ctrl-C.`);
      await new Promise(() => setInterval(() => {}, 60_000));
    }
    await remove(sandbox, applied);
    await prove(sandbox, applied);
  } finally {
    await sandbox.stop();
  }
  step('everything is stopped');
}

async function create(sandbox: Sandbox, database: KubeObject): Promise<void> {
  step(`kubectl apply -n ${NAMESPACE} -f examples/ecommerce.yaml`);
  await sandbox.admin.apply(database);
  const told = new Map<string, string>();
  await waitFor(
    'the database to be ready',
    async () => {
      await tell(sandbox, database, told);
      const { phase } = await statusOf(sandbox, database);
      return phase === 'Available';
    },
    { ...PATIENCE, processes: sandbox.programs },
  );
}

/** One line for each object whose standing changed. */
async function tell(sandbox: Sandbox, database: KubeObject, told: Map<string, string>): Promise<void> {
  for (const child of await listChildren(sandbox.admin, NAMESPACE, database.metadata.name)) {
    const name = `${child.kind} ${child.metadata.name}`;
    const standing = standingOf(child);
    if (told.get(name) === standing) continue;
    told.set(name, standing);
    step(`  ${standing === 'Ready' ? '✓' : '…'} ${name}${standing === 'Ready' ? '' : `: ${standing}`}`);
  }
}

async function show({ admin }: Sandbox, database: KubeObject): Promise<void> {
  const { name } = database.metadata;
  const status = (await admin.get(refTo(database)))?.status as TapDatabaseStatus;
  const secret = await admin.get({
    apiVersion: 'v1',
    kind: 'Secret',
    namespace: NAMESPACE,
    name: `${name}-connection`,
  });
  say(`\nTapDatabase ${NAMESPACE}/${name}: ${status.phase}, ${status.message}`);
  say(`  endpoint       ${status.endpoint?.address}:${status.endpoint?.port}`);
  for (const { address, port } of status.readEndpoints ?? []) say(`  read endpoint  ${address}:${port}`);
  for (const [key, value] of Object.entries(status.outputs ?? {})) say(`  ${key.padEnd(22)} ${value}`);
  say(`  Secret ${name}-connection`);
  const text = (key: string): string => Buffer.from(secret?.data?.[key] ?? '', 'base64').toString();
  const password = text('password');
  if (password === '') throw new Error(`Secret ${name}-connection holds no password`);
  for (const key of Object.keys(secret?.data ?? {}))
    say(`    ${key.padEnd(12)} ${text(key).replaceAll(password, '••••••')}`);
  say();
}

async function remove(sandbox: Sandbox, database: KubeObject): Promise<void> {
  const { admin } = sandbox;
  const { name } = database.metadata;
  step(`kubectl delete tapdatabase ${name}`);
  try {
    await admin.delete(refTo(database));
    throw new Error('a protected database was deleted');
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    step(`  refused, as it should be: ${error.message}`);
  }
  step(`kubectl annotate tapdatabase ${name} ${ANNOTATION_ALLOW_DELETION}=${name}; kubectl delete tapdatabase ${name}`);
  await admin.mergePatch(refTo(database), { metadata: { annotations: { [ANNOTATION_ALLOW_DELETION]: name } } });
  await admin.delete(refTo(database));
  let left = await listChildren(admin, NAMESPACE, name);
  await waitFor(
    'the database to be gone',
    async () => {
      const now = await listChildren(admin, NAMESPACE, name);
      const names = new Set(now.map((child) => `${child.kind} ${child.metadata.name}`));
      for (const child of left.filter((each) => !names.has(`${each.kind} ${each.metadata.name}`))) {
        step(`  ✗ ${child.kind} ${child.metadata.name}`);
      }
      left = now;
      return (await admin.get(refTo(database))) === undefined;
    },
    { ...PATIENCE, processes: sandbox.programs },
  );
}

async function prove(sandbox: Sandbox, database: KubeObject): Promise<void> {
  const left = await listChildren(sandbox.admin, NAMESPACE, database.metadata.name);
  if (left.length > 0)
    throw new Error(`left behind: ${left.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(', ')}`);
  step('no object is left in the namespace');
  const account = await connectAccount(sandbox.ack as ManagedProcess);
  const complaints = await account.complaints();
  if (Object.values(complaints).some((count) => count > 0)) {
    throw new Error(
      `the stand-in for ACK complains: ${JSON.stringify({ complaints, details: await account.details() })}`,
    );
  }
  for (const [type, records] of Object.entries(await account.contents())) {
    for (const { id } of records) step(`kept in AWS on purpose: ${type} ${String(id)}`);
  }
}

async function statusOf({ admin }: Sandbox, database: KubeObject): Promise<TapDatabaseStatus> {
  return ((await admin.get(refTo(database)))?.status ?? {}) as TapDatabaseStatus;
}

try {
  await demonstrate(process.argv.includes('--keep'));
} catch (error) {
  await sleep(0);
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exitCode = 1;
}
