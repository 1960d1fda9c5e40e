import { expect } from '@jest/globals';
import { refTo } from '../../src/sandbox/api-client.js';
import { waitFor } from '../../src/sandbox/wait-for.js';
import type { Stage } from './stage.js';

export async function scaleUp(stage: Stage): Promise<void> {
  await scale(stage, 3);
  expect(await readHosts(stage)).toEqual([
    'tap-replica-1-dev',
    'tap-replica-2-dev',
    'tap-replica-3-dev',
    'tap-primary-dev',
  ]);
}

export async function scaleDown(stage: Stage): Promise<void> {
  await scale(stage, 1);
  expect(await readHosts(stage)).toEqual(['tap-replica-1-dev', 'tap-primary-dev']);
  for (const suffix of ['replica-2', 'replica-3']) {
    await waitFor(`${suffix} to be gone from AWS`, async () => (await stage.instance(suffix)) === undefined);
  }
}

async function scale(stage: Stage, count: number): Promise<void> {
  const { admin } = stage.cluster;
  await admin.mergePatch(refTo(stage.database), { spec: { replicas: count } }, { subresource: 'scale' });
  await stage.synced();
  expect((await stage.status()).replicas).toBe(count);
}

/** Where a reader is sent, in order, by the names of the instances. */
async function readHosts(stage: Stage): Promise<readonly string[]> {
  const { 'ro-uri': uri = '' } = await stage.secret('connection');
  return [...uri.matchAll(/[@,]([\w-]+)\./g)].map(([, host]) => host as string);
}
