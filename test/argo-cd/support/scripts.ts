import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTool } from '../../../src/sandbox/tools.js';

export const ROOT = join(import.meta.dirname, '../../..');
const SCRIPTS = join(ROOT, 'argo-cd/resource_customizations');
export const ACTIONS = ['approve', 'rotate', 'pause', 'resume'] as const;
export type Action = (typeof ACTIONS)[number];

const read = (path: string): string => readFileSync(join(SCRIPTS, path), 'utf8');

/** The scripts as they are shipped, in the folders that Argo CD has for them. */
export const DATABASE_HEALTH = read('tapstack.io/TapDatabase/health.lua');
export const ACK_HEALTH = read('_.services.k8s.aws/_/health.lua');
export const DISCOVERY = read('tapstack.io/TapDatabase/actions/discovery.lua');
export const actionScript = (action: Action): string => read(`tapstack.io/TapDatabase/actions/${action}/action.lua`);

/** What a script returns for an object, in Argo CD's engine, without any library. Throws with what the engine says. */
export async function runLua(script: string, object: object): Promise<unknown> {
  const input = JSON.stringify({ script, object });
  return JSON.parse(execFileSync(await findTool('argocd-lua'), { input, encoding: 'utf8', stdio: 'pipe' }));
}
