import { type ControlPlane, type ControlPlaneOptions, startControlPlane } from './control-plane.js';
import { installCrds, installGuard, installRoles } from './install.js';
import type { ManagedProcess } from './process-group.js';
import { type ProgramOptions, startAck, startOperator } from './programs.js';

export interface SandboxOptions extends ControlPlaneOptions {
  /** The chart's guard policies. @default true */
  readonly guard?: boolean;
  /** The compiled operator as a process; `false` starts none. */
  readonly operator?: ProgramOptions | false;
  /** The stand-in for ACK as a process; `false` starts none. */
  readonly ack?: ProgramOptions | false;
}

/** A control plane with everything a user's cluster has: CRDs, roles, guard, the operator and ACK. */
export interface Sandbox extends ControlPlane {
  readonly operator: ManagedProcess | undefined;
  readonly ack: ManagedProcess | undefined;
  /** What is running of operator and ACK: for `waitFor`, so that a failure shows their logs. */
  readonly programs: readonly ManagedProcess[];
}

/** @param progress is told what is about to be done. */
export async function startSandbox(
  options: SandboxOptions = {},
  progress: (step: string) => void = () => {},
): Promise<Sandbox> {
  const { garbageCollector, ...rest } = options;
  progress('etcd and kube-apiserver');
  const controlPlane = await startControlPlane(rest);
  try {
    const { admin } = controlPlane;
    progress('custom resource definitions, roles and guard policies');
    await installCrds(admin);
    // After the CRDs, so that it knows their kinds from its start.
    if (garbageCollector) await controlPlane.startGarbageCollector();
    await installRoles(admin);
    if (options.guard !== false) await installGuard(admin);
    progress('the operator and the stand-in for ACK');
    const ack = options.ack === false ? undefined : startAck(controlPlane, options.ack);
    const operator = options.operator === false ? undefined : startOperator(controlPlane, options.operator);
    return { ...controlPlane, operator, ack, programs: [operator, ack].filter((program) => program !== undefined) };
  } catch (error) {
    await controlPlane.stop();
    throw error;
  }
}
