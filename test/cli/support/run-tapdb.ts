import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly input?: string;
  /** Modules that are loaded before the program. */
  readonly imports?: readonly string[];
  /** @default none: a command that must do without a cluster finds none */
  readonly kubeconfig?: string;
  /** @default the compiled one of this project */
  readonly program?: string;
}

/** Runs the compiled program, as a person does. */
export async function runTapdb(
  args: readonly string[],
  {
    input = '',
    imports = [],
    kubeconfig = '/nonexistent',
    program = join(root, 'build/cli/tapdb.js'),
  }: RunOptions = {},
): Promise<Outcome> {
  const preload = imports.flatMap((module) => ['--import', module]);
  const child = spawn(process.execPath, [...preload, program, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', KUBECONFIG: kubeconfig },
  });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}
