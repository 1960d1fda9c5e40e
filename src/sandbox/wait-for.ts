import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { KubeObject } from '../api/object.js';
import type { ApiClient, ObjectRef } from './api-client.js';
import type { ManagedProcess } from './process-group.js';

export interface Patience {
  /** @default 30000 */
  readonly timeoutMs?: number;
  /** @default 50 */
  readonly intervalMs?: number;
  /** Their logs end the message of a failure, and their end is one. */
  readonly processes?: readonly ManagedProcess[];
}

/**
 * Asks until the answer is neither undefined nor false, and gives it back. What `probe` throws counts as "not yet", and is
 * told at the deadline together with the logs.
 */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  { timeoutMs = 30_000, intervalMs = 50, processes = [] }: Patience = {},
): Promise<T> {
  const started = performance.now();
  let lastError: unknown;
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    const dead = processes.find((process) => !process.running());
    if (dead || performance.now() - started > timeoutMs) {
      const reason = dead ? `${dead.name} has ended` : `${timeoutMs / 1000} s are over`;
      throw new Error([`Waiting for ${what}: ${reason}`, ...describe(lastError, processes)].join('\n'));
    }
    await sleep(intervalMs);
  }
}

/** Waits until an object satisfies; the failure shows the object as last seen, without its managed fields. */
export async function waitForObject(
  client: ApiClient,
  ref: ObjectRef,
  what: string,
  satisfies: (object: KubeObject) => boolean,
  patience: Patience = {},
): Promise<KubeObject> {
  let seen: KubeObject | undefined;
  const probe = async (): Promise<KubeObject | false> => {
    seen = await client.get(ref);
    return seen !== undefined && satisfies(seen) && seen;
  };
  try {
    return await waitFor(`${ref.kind} ${ref.name} ${what}`, probe, patience);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n--- last seen\n${show(seen)}`, { cause: error });
  }
}

/** Waits until an object is no more. */
export async function waitUntilGone(client: ApiClient, ref: ObjectRef, patience: Patience = {}): Promise<void> {
  let seen: KubeObject | undefined;
  const probe = async (): Promise<boolean> => {
    seen = await client.get(ref);
    return seen === undefined;
  };
  try {
    await waitFor(`${ref.kind} ${ref.name} to be gone`, probe, patience);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n--- last seen\n${show(seen)}`, { cause: error });
  }
}

function describe(lastError: unknown, processes: readonly ManagedProcess[]): string[] {
  return [
    ...(lastError === undefined ? [] : [`last error: ${(lastError as Error).message}`]),
    ...processes.map((process) => `--- ${process.name} (pid ${process.pid})\n${process.logTail(40)}`),
  ];
}

function show(object: KubeObject | undefined): string {
  if (object === undefined) return 'nothing';
  const { managedFields: _, ...metadata } = object.metadata;
  return stringify({ ...object, metadata });
}
