import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const root = join(import.meta.dirname, '../..');
export const chart = join(root, 'charts/tapdb-operator');

/** Runs the pinned helm, built first where it is missing; answers with what it printed. */
export const helm = async (...flags: readonly string[]): Promise<string> => (await runHelm(...flags)).stdout;

/** With what it says besides: of a registry it speaks there alone. */
export async function runHelm(
  ...flags: readonly string[]
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const built = new URL('../../build/sandbox/tools.js', import.meta.url).href;
  const { findTool } = (await import(built)) as typeof import('../../src/sandbox/tools.js');
  return promisify(execFile)(await findTool('helm'), flags, { maxBuffer: 64 * 1024 * 1024 });
}
