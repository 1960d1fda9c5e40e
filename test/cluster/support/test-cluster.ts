import { cp, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { KubeObject } from '../../../src/api/object.js';
import { readManifests } from '../../../src/sandbox/manifests.js';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/sandbox.js';
import { noteRights } from './rights.js';

export interface TestCluster extends Sandbox {
  /** Applies objects as the admin does, in the given order. */
  apply(...objects: readonly KubeObject[]): Promise<void>;
  applyFile(path: string): Promise<void>;
}

/**
 * A sandbox for tests, with an audit log that ends in the account of the rights in use. Where TAPDB_TEST_LOGS names a folder,
 * logs and audit log stay there after `stop`.
 */
export async function startTestCluster(options: SandboxOptions = {}): Promise<TestCluster> {
  const sandbox = await startSandbox({ audit: true, ...options });
  const apply = async (...objects: readonly KubeObject[]): Promise<void> => {
    for (const object of objects) await sandbox.admin.apply(object);
  };
  return {
    ...sandbox,
    apply,
    applyFile: async (path) => apply(...(await readManifests(path))),
    async stop() {
      await keepLogs(sandbox.directory);
      await noteRights(sandbox);
      await sandbox.stop();
    },
  };
}

async function keepLogs(directory: string): Promise<void> {
  const folder = process.env['TAPDB_TEST_LOGS'];
  if (!folder) return;
  const target = join(folder, basename(directory));
  await mkdir(target, { recursive: true });
  const filter = (path: string): boolean => path === directory || /\.(log|jsonl)$/.test(path);
  await cp(directory, target, { recursive: true, filter });
}
