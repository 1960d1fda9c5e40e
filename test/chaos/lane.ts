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
import { waitFor, waitForObject, waitUntilGone } from '../../src/sandbox/wait-for.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import { comparable, comparableAccount } from './comparable.js';

const NAMESPACE = 'shop';
/** No Lease: a killed leader's would have to run out first, which other tests wait for. */
const FLAGS = { args: ['--leader-elect=false', '--metrics-port=0', '--probe-port=0'] };
const PATIENCE = { timeoutMs: 120_000 };

export type Flow = 'create' | 'delete';

/** What happens to the operator right after the API server has answered that write of a flow. */
export interface Disturbance {
  readonly flow: Flow;
  readonly afterWrite: number;
  readonly what: 'kill the operator' | 'restart the API server';
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
  const during = (flow: Flow): Disturbance | undefined => (disturbance?.flow === flow ? disturbance : undefined);
  try {
    const created = await disturbed(sandbox, ack, create, isAvailable, during('create'));
    const afterCreate = await outcome(sandbox, account);
    const deleted = await disturbed(sandbox, ack, remove, isGone, during('delete'));
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

/** Lets an operator work until it is done, and counts its writes. */
async function disturbed(
  sandbox: Sandbox,
  ack: ManagedProcess,
  begin: () => Promise<unknown>,
  done: (programs: readonly ManagedProcess[]) => Promise<unknown>,
  disturbance?: Disturbance,
): Promise<number> {
  const proxy = await startFaultProxy(sandbox);
  const kubeconfig = join(sandbox.directory, 'through-faults.kubeconfig');
  await proxy.writeKubeconfig(kubeconfig, sandbox.token('operator'));
  let operator = startOperator(sandbox, { ...FLAGS, kubeconfig });
  let struck: Promise<unknown> | undefined;
  const strike = async (): Promise<void> => {
    if (disturbance?.what === 'restart the API server') return sandbox.restartApiServer('SIGTERM');
    await operator.stop('SIGKILL');
    operator = startOperator(sandbox, { ...FLAGS, kubeconfig });
  };
  proxy.afterWrite(disturbance?.afterWrite, () => {
    struck = strike();
  });
  try {
    await begin();
    if (disturbance !== undefined) {
      await waitFor(`write ${disturbance.afterWrite}`, () => struck !== undefined, PATIENCE);
      await struck;
    }
    await done([operator, ack]);
    return proxy.writes();
  } finally {
    await operator.stop();
    await proxy.stop();
  }
}
