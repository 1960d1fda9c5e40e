import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubeObject } from '../../../src/api/object.js';
import { type ControlPlane, type ControlPlaneOptions, startControlPlane } from '../../../src/sandbox/control-plane.js';
import { installCrds, installGuard, installRoles } from '../../../src/sandbox/install.js';
import { readManifests } from '../../../src/sandbox/manifests.js';
import type { ManagedProcess } from '../../../src/sandbox/process-group.js';
import { type ProgramOptions, startAck, startOperator } from '../../../src/sandbox/programs.js';

export interface TestClusterOptions extends ControlPlaneOptions {
  /** The chart's guard policies. @default true */
  readonly guard?: boolean;
  /** The compiled operator as a process; `false` starts none. */
  readonly operator?: ProgramOptions | false;
  /** The stand-in for ACK as a process; `false` starts none. */
  readonly ack?: ProgramOptions | false;
}

/** A control plane with everything a cluster of a user has: CRDs, roles, guard, the operator and ACK. */
export interface TestCluster extends ControlPlane {
  readonly operator: ManagedProcess | undefined;
  readonly ack: ManagedProcess | undefined;
  /** What is running of operator and ACK: for `waitFor`, so that a failure shows their logs. */
  readonly programs: readonly ManagedProcess[];
  /** Applies objects as the admin does, in the given order. */
  apply(...objects: readonly KubeObject[]): Promise<void>;
  applyFile(path: string): Promise<void>;
}

export async function startTestCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const { garbageCollector, ...rest } = options;
  const controlPlane = await startControlPlane(rest);
  try {
    const { admin } = controlPlane;
    await installCrds(admin);
    // After the CRDs, so that it knows their kinds from its start.
    if (garbageCollector) await controlPlane.startGarbageCollector();
    await installRoles(admin);
    if (options.guard !== false) await installGuard(admin);
    const ack = options.ack === false ? undefined : startAck(controlPlane, options.ack);
    const operator = options.operator === false ? undefined : startOperator(controlPlane, options.operator);
    const apply = async (...objects: readonly KubeObject[]): Promise<void> => {
      for (const object of objects) await admin.apply(object);
    };
    return {
      ...controlPlane,
      operator,
      ack,
      programs: [operator, ack].filter((program) => program !== undefined),
      apply,
      applyFile: async (path) => apply(...(await readManifests(path))),
      async stop() {
        await keepLogs(controlPlane);
        await controlPlane.stop();
      },
    };
  } catch (error) {
    await keepLogs(controlPlane);
    await controlPlane.stop();
    throw error;
  }
}

/** Programs write their logs into a folder that goes with the cluster; TAPDB_TEST_LOGS names one where they stay. */
async function keepLogs({ directory }: ControlPlane): Promise<void> {
  const folder = process.env['TAPDB_TEST_LOGS'];
  if (!folder) return;
  const target = join(folder, directory.split('/').at(-1) ?? '');
  await mkdir(target, { recursive: true });
  await cp(directory, target, {
    recursive: true,
    filter: (path) => path === directory || /\.(log|jsonl)$/.test(path),
  });
}
