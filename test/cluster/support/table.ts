import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { ObjectRef } from '../../../src/sandbox/api-client.js';
import type { ControlPlane } from '../../../src/sandbox/control-plane.js';

interface Table {
  readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[];
  readonly rows: readonly { readonly cells: readonly unknown[] }[];
}

export type Columns = readonly (readonly [name: string, cell: unknown])[];

/** What `kubectl get` shows of an object, and what `-o wide` adds. */
export async function columnsOf(
  cluster: ControlPlane,
  ref: ObjectRef,
): Promise<{ readonly narrow: Columns; readonly wide: Columns }> {
  const { columnDefinitions, rows } = await readTable(cluster, await cluster.admin.pathOf(ref));
  const shown = (wide: boolean): Columns =>
    columnDefinitions.flatMap(({ name, priority }, index) =>
      priority > 0 === wide ? [[name, rows[0]?.cells[index]] as const] : [],
    );
  return { narrow: shown(false), wide: shown(true) };
}

/** As `kubectl get` asks: for a table. */
async function readTable(cluster: ControlPlane, path: string): Promise<Table> {
  const ca = await readFile(cluster.caFile);
  const headers = {
    authorization: `Bearer ${cluster.token('admin')}`,
    accept: 'application/json;as=Table;g=meta.k8s.io;v=v1',
  };
  return new Promise((resolve, reject) => {
    request(new URL(path, cluster.url), { ca, headers }, (response) => {
      text(response).then((body) => resolve(JSON.parse(body) as Table), reject);
    })
      .once('error', reject)
      .end();
  });
}
