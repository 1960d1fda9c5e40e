import { fileURLToPath } from 'node:url';
import type { ControlPlane } from './control-plane.js';
import type { ManagedProcess } from './process-group.js';
import type { Role } from './roles.js';

export interface ProgramOptions {
  /** Of the process and its log. @default the program's own name */
  readonly name?: string;
  readonly args?: readonly string[];
  /** Laid over this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** @default the role's, straight to the API server */
  readonly kubeconfig?: string;
  /** Another compiled program in its place. @default this build's */
  readonly script?: string;
}

/**
 * The compiled operator as a process of its own, with the operator's rights alone. `stop()` ends it in order (SIGTERM), so
 * that V8 writes its coverage where NODE_V8_COVERAGE says so; `stop('SIGKILL')` is a crash.
 */
export const startOperator = (controlPlane: ControlPlane, options: ProgramOptions = {}): ManagedProcess =>
  startProgram(controlPlane, 'operator', 'main.js', 'operator', {
    ...options,
    args: [...PRIVATE, ...(options.args ?? [])],
  });

/** No port that another process may have, no address that another host may reach. */
const PRIVATE = ['--metrics-port=0', '--probe-port=0', '--bind-address=127.0.0.1'];

/** The stand-in for ACK as a process of its own, with ACK's rights alone. */
export const startAck = (controlPlane: ControlPlane, options: ProgramOptions = {}): ManagedProcess =>
  startProgram(controlPlane, 'ack', 'sandbox/ack/main.js', 'ack', options);

function startProgram(
  { processes, kubeconfig }: ControlPlane,
  role: Role,
  script: string,
  program: string,
  options: ProgramOptions,
): ManagedProcess {
  // From src/sandbox and from build/sandbox alike.
  const path = options.script ?? fileURLToPath(new URL(`../../build/${script}`, import.meta.url));
  return processes.start(options.name ?? program, process.execPath, [path, ...(options.args ?? [])], {
    // No AWS profile of the person who runs this reaches a program that must do without.
    env: { ...withoutAws(process.env), KUBECONFIG: options.kubeconfig ?? kubeconfig(role), ...options.env },
  });
}

const withoutAws = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_')));
