import { join } from 'node:path';
import { findFreePort } from './free-port.js';
import type { ManagedProcess, ProcessGroup } from './process-group.js';
import { waitFor } from './wait-for.js';

export interface Etcd {
  readonly url: string;
  readonly process: ManagedProcess;
  /** Forgets every revision but the newest, as a busy cluster does: a watch from before ends with 410. */
  compact(): Promise<void>;
}

/** One member without durability: what it holds goes with its folder. */
export async function startEtcd(binary: string, processes: ProcessGroup): Promise<Etcd> {
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const process = processes.start(
    'etcd',
    binary,
    [
      `--data-dir=${join(processes.directory, 'etcd')}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      // A lone member calls no peer; port 0 is any.
      '--listen-peer-urls=http://127.0.0.1:0',
      '--unsafe-no-fsync',
      '--log-level=warn',
    ],
    { stopSignal: 'SIGKILL' },
  );
  const isHealthy = async (): Promise<boolean> => (await fetch(`${url}/health`)).ok;
  await waitFor('etcd to serve', isHealthy, { intervalMs: 20, processes: [process] });
  return {
    url,
    process,
    async compact() {
      const { header } = (await post(`${url}/v3/kv/range`, { key: 'AA==' })) as { header: { revision: string } };
      await post(`${url}/v3/kv/compaction`, { revision: header.revision, physical: true }).catch((error: Error) => {
        // Nothing was written since the last time.
        if (!error.message.includes('has been compacted')) throw error;
      });
    },
  };
}

async function post(url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`etcd answered ${response.status} to ${url}: ${text}`);
  return JSON.parse(text);
}
