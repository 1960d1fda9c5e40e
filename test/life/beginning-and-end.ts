import { expect } from '@jest/globals';
import { ANNOTATION_ALLOW_DELETION } from '../../src/api/words.js';
import { refTo } from '../../src/sandbox/api-client.js';
import { listChildren } from '../../src/sandbox/children.js';
import { waitUntilGone } from '../../src/sandbox/wait-for.js';
import type { Stage } from './stage.js';

export async function create(stage: Stage): Promise<void> {
  await stage.cluster.apply(stage.database);
  await stage.until('Ready', 'True');
  await stage.synced();
  const { endpoint } = await stage.status();
  expect(await stage.secret('connection')).toMatchObject({
    host: endpoint?.address,
    database: 'tap',
    username: 'postgres',
  });
}

/** Protected until its name is said; what stays is a snapshot that can be read. */
export async function remove(stage: Stage): Promise<void> {
  const { admin, programs } = stage.cluster;
  const ref = refTo(stage.database);
  await expect(admin.delete(ref)).rejects.toMatchObject({ code: 403 });
  await stage.annotate({ [ANNOTATION_ALLOW_DELETION]: stage.database.metadata.name });
  await admin.delete(ref);
  await waitUntilGone(admin, ref, { timeoutMs: 120_000, processes: programs });
  expect(await listChildren(admin, ref.namespace ?? '', ref.name)).toEqual([]);
  const left = Object.entries(await stage.account.contents()).flatMap(([type, records]) => records.map(() => type));
  expect(new Set(left)).toEqual(new Set(['dbSnapshot', 'key', 'secret']));
}

/** What is left of it is enough: the last snapshot, which its tags prove to be its own, and the key to that. */
export async function restore(stage: Stage): Promise<void> {
  const { dbSnapshot = [], key = [] } = await stage.account.contents();
  const last = dbSnapshot.find(({ id }) => String(id).includes('-final-'));
  const spec = {
    ...stage.database.spec,
    postgres: { version: '18' },
    // A snapshot is restored with at least the storage that it was taken of.
    instance: { class: 'db.m5.large', storage: { size: '120Gi', maxSize: '500Gi' } },
    restoreFrom: { snapshotID: String(last?.['id']), keyARN: String(key[0]?.['arn']) },
  };
  await stage.cluster.apply({ ...stage.database, spec });
  await stage.until('Ready', 'True');
  await stage.synced();
  const { endpoint } = await stage.status();
  expect(await stage.secret('connection')).toMatchObject({ host: endpoint?.address, database: 'tap' });
}
