import { join } from 'node:path';
import type { KubeObject } from '../../src/api/object.js';
import { ANNOTATION_ALLOW_DELETION } from '../../src/api/words.js';
import { type AccountClient, connectAccount } from '../../src/sandbox/account-client.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { listChildren } from '../../src/sandbox/children.js';
import { readManifests } from '../../src/sandbox/manifests.js';
import type { ManagedProcess } from '../../src/sandbox/process-group.js';
import { startAck, startOperator } from '../../src/sandbox/programs.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.js';
import { waitForObject, waitUntilGone } from '../../src/sandbox/wait-for.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import { comparable, comparableAccount } from './comparable.js';

const NAMESPACE = 'shop';
/** No Lease: a killed leader's would have to run out first, which other tests wait for. */
const FLAGS = { args: ['--leader-elect=false', '--metrics-port=0', '--probe-port=0'] };
const PATIENCE = { timeoutMs: 180_000, intervalMs: 250 };

export type Flow = 'create' | 'delete';

/** What happens right after the API server has answered such a write of a flow; a flow without one is left in peace. */
export interface Disturbance {
  readonly what: 'kill the operator' | 'restart the API server';
  readonly afterWrite: Readonly<Record<Flow, number | undefined>>;
}

interface Strike {
  readonly what: Disturbance['what'];
  readonly afterWrite: number;
}

export interface Outcome {
  readonly objects: unknown;
  readonly account: unknown;
}

/** One life of a database: what was there after its creation and after its deletion, and how many writes each took. */
export interface Life {
  readonly outcomes: Readonly<Record<Flow, Outcome>>;
  readonly writes: Readonly<Record<Flow, number>>;
}

/** A control plane on which one life after the other is led, each in an AWS account of its own. */
export interface Lane {
  live(disturbance?: Disturbance): Promise<Life>;
  stop(): Promise<void>;
}

export async function createLane(): Promise<Lane> {
  const sandbox = await startSandbox({ operator: false, ack: false });
  const [example] = await readManifests('examples/ecommerce.yaml');
  const database: KubeObject = { ...(example as KubeObject), metadata: { name: 'tap', namespace: NAMESPACE } };
  await sandbox.admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  return {
    live: (disturbance) => live(sandbox, database, disturbance),
    stop: () => sandbox.stop(),
  };
}

async function live(sandbox: Sandbox, database: KubeObject, disturbance?: Disturbance): Promise<Life> {
  const { admin } = sandbox;
  const ref = refTo(database);
  const ack = startAck(sandbox);
  const account = await connectAccount(ack);
  const create = (): Promise<unknown> => admin.apply(database);
  const remove = async (): Promise<void> => {
    await admin.mergePatch(ref, { metadata: { annotations: { [ANNOTATION_ALLOW_DELETION]: 'tap' } } });
    await admin.delete(ref);
  };
  const isAvailable = (processes: readonly ManagedProcess[]): Promise<unknown> =>
    waitForObject(admin, ref, 'to be Available', (object) => object.status?.['phase'] === 'Available', {
      ...PATIENCE,
      processes,
    });
  const isGone = (processes: readonly ManagedProcess[]): Promise<unknown> =>
    waitUntilGone(admin, ref, { ...PATIENCE, processes });
  const strikeIn = (flow: Flow): Strike | undefined => {
    const afterWrite = disturbance?.afterWrite[flow];
    return disturbance && afterWrite !== undefined ? { what: disturbance.what, afterWrite } : undefined;
  };
  try {
    const created = await disturbed(sandbox, ack, create, isAvailable, strikeIn('create'));
    const afterCreate = await outcome(sandbox, account);
    const deleted = await disturbed(sandbox, ack, remove, isGone, strikeIn('delete'));
    return {
      outcomes: { create: afterCreate, delete: await outcome(sandbox, account) },
      writes: { create: created, delete: deleted },
    };
  } finally {
    await ack.stop();
  }
}

const outcome = async ({ admin }: Sandbox, account: AccountClient): Promise<Outcome> => ({
  objects: comparable(await listChildren(admin, NAMESPACE, 'tap')),
  account: comparableAccount(await account.contents()),
});

/** Lets an operator work until it is done, struck on the way, and counts its writes. */
async function disturbed(
  sandbox: Sandbox,
  ack: ManagedProcess,
  begin: () => Promise<unknown>,
  done: (programs: readonly ManagedProcess[]) => Promise<unknown>,
  strike?: Strike,
): Promise<number> {
  const proxy = await startFaultProxy(sandbox);
  const kubeconfig = join(sandbox.directory, 'through-faults.kubeconfig');
  await proxy.writeKubeconfig(kubeconfig, sandbox.token('operator'));
  let operator = startOperator(sandbox, { ...FLAGS, kubeconfig });
  let struck: Promise<unknown> | undefined;
  const hit = async (): Promise<void> => {
    if (strike?.what === 'restart the API server') return sandbox.restartApiServer('SIGTERM');
    await operator.stop('SIGKILL');
    operator = startOperator(sandbox, { ...FLAGS, kubeconfig });
  };
  proxy.afterWrite(strike?.afterWrite, () => {
    struck = hit();
  });
  try {
    await begin();
    if (strike !== undefined) {
      await done([ack]);
      // A life that came to its end with fewer writes than the one that was counted is struck there.
      struck ??= hit();
      await struck;
    }
    await done([operator, ack]);
    return proxy.writes();
  } finally {
    await struck?.catch(() => undefined);
    await operator.stop();
    await proxy.stop();
  }
}
