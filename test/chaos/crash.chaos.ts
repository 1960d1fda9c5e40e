import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { ANNOTATION_ALLOW_DELETION } from '../../src/api/words.js';
import { connectAccount } from '../../src/sandbox/account-client.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { listChildren } from '../../src/sandbox/children.js';
import { readManifests } from '../../src/sandbox/manifests.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { startAck, startOperator } from '../../src/sandbox/programs.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.js';
import { waitFor, waitForObject, waitUntilGone } from '../../src/sandbox/wait-for.js';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.js';
import { comparable, comparableAccount } from './comparable.js';

const NAMESPACE = 'shop';
/** In CI every flow is killed after so many of its writes, spread evenly; without CI after each. */
const SAMPLES = process.env['CI'] === 'true' ? 20 : Number.POSITIVE_INFINITY;
const API_RESTARTS = 5;
/** No Lease: a killed leader's would have to run out first, which other tests wait for. */
const FLAGS = { args: ['--leader-elect=false', '--metrics-port=0', '--probe-port=0'] };
const PATIENCE = { timeoutMs: 120_000 };

type Flow = 'create' | 'delete';
type Outcome = { readonly objects: unknown; readonly account: unknown };

let sandbox: Sandbox;
let database: KubeObject;
let writes: Readonly<Record<Flow, number>>;
let undisturbed: Readonly<Record<Flow, Outcome>>;

const print = (line: string): void => void process.stderr.write(`${line}\n`);

beforeAll(async () => {
  sandbox = await startSandbox({ operator: false, ack: false });
  const [example] = await readManifests('examples/ecommerce.yaml');
  database = { ...(example as KubeObject), metadata: { name: 'tap', namespace: NAMESPACE } };
  await sandbox.admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  const first = await live({});
  undisturbed = first.outcomes;
  writes = first.writes;
  print(`undisturbed: ${writes.create} writes to create, ${writes.delete} to delete`);
}, 300_000);

afterAll(() => sandbox?.stop());

test('an undisturbed life ends the same twice', async () => {
  expect((await live({})).outcomes).toEqual(undisturbed);
}, 300_000);

for (const flow of ['create', 'delete'] as const) {
  test(`${flow}: killed after any write, it ends as if it had not been`, async () => {
    const total = writes[flow];
    const step = Math.max(1, total / SAMPLES);
    for (let at = 1; at <= total; at += step) {
      const { outcomes } = await live({ [flow]: { killAfter: Math.floor(at) } });
      try {
        expect(outcomes).toEqual(undisturbed);
      } catch (error) {
        throw new Error(`killed after write ${Math.floor(at)} of ${total}: ${(error as Error).message}`, {
          cause: error,
        });
      }
    }
  }, 7_200_000);

  test(`${flow}: the API server restarts at ${API_RESTARTS} points`, async () => {
    for (let i = 1; i <= API_RESTARTS; i++) {
      const at = Math.floor((i * writes[flow]) / (API_RESTARTS + 1));
      const { outcomes } = await live({ [flow]: { restartApiServerAfter: at } });
      expect(outcomes).toEqual(undisturbed);
    }
  }, 1_200_000);
}

interface Disturbance {
  readonly killAfter?: number;
  readonly restartApiServerAfter?: number;
}

/** One life of the database in an account of its own, disturbed where asked, with what was there after create and after delete. */
async function live(disturbances: Partial<Record<Flow, Disturbance>>): Promise<{
  readonly outcomes: Record<Flow, Outcome>;
  readonly writes: Record<Flow, number>;
}> {
  const ack = startAck(sandbox);
  const account = await connectAccount(ack);
  const outcome = async (): Promise<Outcome> => ({
    objects: comparable(await listChildren(sandbox.admin, NAMESPACE, 'tap')),
    account: comparableAccount(await account.contents()),
  });
  try {
    const createWrites = await disturbed(
      disturbances.create ?? {},
      ack,
      () => sandbox.admin.apply(database),
      isSettled,
    );
    const created = await outcome();
    const deleteWrites = await disturbed(disturbances.delete ?? {}, ack, remove, isGone);
    return {
      outcomes: { create: created, delete: await outcome() },
      writes: { create: createWrites, delete: deleteWrites },
    };
  } finally {
    await ack.stop();
  }
}

/** Lets an operator work until `done`, and counts its writes; it is killed, or the API server restarted, after the given one. */
async function disturbed(
  { killAfter, restartApiServerAfter }: Disturbance,
  ack: ManagedProcess,
  begin: () => Promise<unknown>,
  done: (programs: readonly ManagedProcess[]) => Promise<unknown>,
): Promise<number> {
  const proxy: FaultProxy = await startFaultProxy(sandbox);
  const kubeconfig = join(sandbox.directory, 'through-faults.kubeconfig');
  await proxy.writeKubeconfig(kubeconfig, sandbox.token('operator'));
  let operator = startOperator(sandbox, { ...FLAGS, kubeconfig });
  try {
    let again: Promise<unknown> | undefined;
    proxy.afterWrite(killAfter ?? restartApiServerAfter, () => {
      again =
        killAfter === undefined
          ? sandbox.restartApiServer('SIGTERM')
          : operator.stop('SIGKILL').then(() => {
              operator = startOperator(sandbox, { ...FLAGS, kubeconfig });
            });
    });
    await begin();
    if ((killAfter ?? restartApiServerAfter) !== undefined) {
      await waitFor('the disturbance', () => again !== undefined, PATIENCE);
      await again;
    }
    await done([operator, ack]);
    return proxy.writes();
  } finally {
    await operator.stop();
    await proxy.stop();
  }
}

const isSettled = (processes: readonly ManagedProcess[]): Promise<unknown> =>
  waitForObject(sandbox.admin, refTo(database), 'to be Available', (live) => live.status?.['phase'] === 'Available', {
    ...PATIENCE,
    processes,
  });

async function remove(): Promise<void> {
  await sandbox.admin.mergePatch(refTo(database), {
    metadata: { annotations: { [ANNOTATION_ALLOW_DELETION]: 'tap' } },
  });
  await sandbox.admin.delete(refTo(database));
}

const isGone = (processes: readonly ManagedProcess[]): Promise<unknown> =>
  waitUntilGone(sandbox.admin, refTo(database), { ...PATIENCE, processes });
