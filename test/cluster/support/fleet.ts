import type { TapComposition } from '../../../src/api/generated/tapcomposition.js';
import type { TapDatabase } from '../../../src/api/generated/tapdatabase.js';
import type { Json, KubeObject } from '../../../src/api/object.js';
import { API_VERSION, KIND } from '../../../src/api/words.js';
import { readAuditLog } from '../../../src/sandbox/audit-log.js';
import type { Sandbox } from '../../../src/sandbox/sandbox.js';
import { type Patience, waitFor, waitForObject } from '../../../src/sandbox/wait-for.js';
import { isOperator, isWrite } from '../../bench/audit.js';
import { createNamespace } from './databases.js';

type Fields = { readonly [field: string]: Json };

export const SIZE = 20;

/** Twenty databases in one namespace, which they are named after: `<name>-01` and so on. */
export interface Fleet {
  readonly names: readonly string[];
  database(name: string): Promise<TapDatabase>;
  databases(): Promise<readonly TapDatabase[]>;
  /** How many were on that revision and not settled at the same time, at most; as the API server told it. */
  mostUnsettled(revision: string): number;
  /** Those whose children the operator has written since that many requests. */
  written(since: number): Promise<readonly string[]>;
  /** Requests that were answered so far. */
  requests(): Promise<number>;
  stop(): Promise<void>;
}

export const compositionOf = (name: string, defaults: Fields, more: Fields = {}): KubeObject => ({
  apiVersion: API_VERSION,
  kind: 'TapComposition',
  metadata: { name },
  spec: { blueprint: 'ha-postgres/v1', defaults, ...more },
});

export async function createFleet(cluster: Sandbox, name: string, spec: Fields): Promise<Fleet> {
  const { admin, auditLog } = cluster;
  await createNamespace(cluster, name);
  const names = Array.from({ length: SIZE }, (_none, i) => `${name}-${String(i + 1).padStart(2, '0')}`);
  const highest = new Map<string, number>();
  const stopped = new AbortController();
  const watching = watch();
  for (const database of names) {
    await admin.apply({ apiVersion: API_VERSION, kind: KIND, metadata: { namespace: name, name: database }, spec });
  }

  async function watch(): Promise<void> {
    const standing = new Map<string, TapDatabase['status']>();
    try {
      for await (const { type, object } of admin.watch(API_VERSION, KIND, {
        namespace: name,
        signal: stopped.signal,
      })) {
        if (type === 'BOOKMARK' || type === 'ERROR') continue;
        standing.set(object.metadata.name, (object as unknown as TapDatabase).status);
        note([...standing.values()]);
      }
    } catch (error) {
      if (!stopped.signal.aborted) throw error;
    }
  }

  function note(statuses: readonly TapDatabase['status'][]): void {
    const unsettled = statuses.filter((status) => !isSynced(status)).map((status) => status?.composition?.revision);
    for (const [revision, group] of Map.groupBy(unsettled, (it) => it ?? '')) {
      highest.set(revision, Math.max(highest.get(revision) ?? 0, group.length));
    }
  }

  const log = () => readAuditLog(auditLog ?? '');
  const databases = async () => (await admin.list(API_VERSION, KIND, { namespace: name })) as unknown as TapDatabase[];
  return {
    names,
    databases,
    database: async (wanted) => (await databases()).find(({ metadata }) => metadata.name === wanted) as TapDatabase,
    mostUnsettled: (revision) => highest.get(revision) ?? 0,
    requests: async () => (await log()).length,
    async written(since) {
      const writes = (await log())
        .slice(since)
        .filter((event) => isOperator(event) && isWrite(event) && event.objectRef?.namespace === name)
        .filter(({ objectRef }) => !['tapdatabases', 'events'].includes(objectRef?.resource ?? ''));
      const touched = names.filter((database) =>
        writes.some(({ objectRef }) => `${objectRef?.name}-`.startsWith(`${database}-`)),
      );
      return touched;
    },
    async stop() {
      stopped.abort();
      await watching;
    },
  };
}

export const isSynced = (status: TapDatabase['status']): boolean =>
  status?.conditions?.some((it) => it.type === 'Synced' && it.status === 'True') ?? false;

/** Until that many of a fleet are settled on that revision, or made by that blueprint. */
export const settledOn = (
  fleet: Fleet,
  wanted: { readonly name: string; readonly revision?: string },
  count: number,
  patience: Patience,
): Promise<unknown> =>
  waitFor(
    `${count} to be settled on ${wanted.revision ?? wanted.name}`,
    async () => {
      const isThere = ({ status }: TapDatabase): boolean =>
        status?.composition?.name === wanted.name && status.composition.revision === wanted.revision;
      return (await fleet.databases()).filter((it) => isThere(it) && isSynced(it.status)).length >= count;
    },
    { intervalMs: 200, ...patience },
  );

export const settled = (fleet: Fleet, revision: string, count: number, patience: Patience): Promise<unknown> =>
  settledOn(fleet, { name: revision.replace(/-\d+$/, ''), revision }, count, patience);

/** Until a TapComposition says so about its newest spec. */
export const compositionSays = (
  { admin }: Pick<Sandbox, 'admin'>,
  name: string,
  type: string,
  [status, message = '']: readonly [status: string, message?: string],
  patience: Patience = {},
): Promise<unknown> =>
  waitForObject(
    admin,
    { apiVersion: API_VERSION, kind: 'TapComposition', name },
    `${type}=${status} ${message}`,
    (live) => {
      const { status: told, metadata } = live as unknown as TapComposition;
      const condition = told?.conditions?.find((it) => it.type === type);
      const isNew = told?.observedGeneration === metadata.generation;
      return isNew && condition?.status === status && condition.message.includes(message);
    },
    { timeoutMs: 120_000, ...patience },
  );
