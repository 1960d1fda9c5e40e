import { readFile } from 'node:fs/promises';
import type { ManagedProcess } from './process-group.js';
import { waitFor } from './wait-for.js';

/** What the operator did in a wrong order, or for nothing: each should be 0. */
export interface Complaints {
  readonly unresolvedReferences: number;
  readonly refusedDeletes: number;
  readonly needlessSpecWrites: number;
}

/** A resource in the account, with its state and whatever AWS would tell of it. */
export type AccountRecord = { readonly [field: string]: unknown };

export type AccountContents = { readonly [type: string]: readonly AccountRecord[] };

/** The stand-in's own door: what is in its AWS, what it counted, what shall go wrong. */
export interface AccountClient {
  /** Resources by type, without passwords. */
  contents(): Promise<AccountContents>;
  complaints(): Promise<Complaints>;
  /** What the complaints were about. */
  details(): Promise<unknown>;
  /** Stamps the conditions of every object anew, as a resync does that finds nothing. */
  touch(): Promise<void>;
  request(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** Waits until the stand-in has said where its door is. */
export async function connectAccount(ack: ManagedProcess): Promise<AccountClient> {
  const port = await waitFor('the stand-in for ACK to start', () => controlPortOf(ack), { processes: [ack] });
  const request = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    const answer = (await response.json()) as { readonly error?: string };
    if (!response.ok) throw new Error(`${method} ${path}: ${answer.error}`);
    return answer;
  };
  const report = async (): Promise<{ totals: Complaints; details: unknown }> =>
    (await request('GET', '/counters')) as { totals: Complaints; details: unknown };
  return {
    contents: async () => ((await request('GET', '/account')) as { readonly records: AccountContents }).records,
    async complaints() {
      const { unresolvedReferences, refusedDeletes, needlessSpecWrites } = (await report()).totals;
      return { unresolvedReferences, refusedDeletes, needlessSpecWrites };
    },
    details: async () => (await report()).details,
    touch: async () => void (await request('POST', '/touch')),
    request,
  };
}

/** Every process of that name writes into the same log, so the line is known by the pid in it. */
async function controlPortOf({ logFile, pid }: ManagedProcess): Promise<number | undefined> {
  const lines = (await readFile(logFile, 'utf8')).split('\n').filter((line) => line.startsWith('{'));
  const said = lines.map((line) => JSON.parse(line) as { pid?: number; controlPort?: number });
  return said.find((line) => line.pid === pid)?.controlPort;
}
