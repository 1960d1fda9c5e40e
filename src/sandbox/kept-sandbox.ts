import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withFileLock } from './file-lock.js';
import type { KeeperMessage } from './keeper.js';
import { processStart } from './process-start.js';
import { findTool } from './tools.js';

/** The sandbox that goes on after the command that started it: one for each user. */
interface KeptSandbox {
  /** The keeper's, with which everything ends. */
  readonly pid: number;
  readonly start: string;
  /** Of the admin. */
  readonly kubeconfig: string;
}

/** Why there is no sandbox; nothing of it is left. */
export class SandboxFailure extends Error {}

interface Caller {
  /** Told what is about to be done. */
  readonly progress: (step: string) => void;
  /** Gives up: what was started is stopped. */
  readonly signal: AbortSignal;
}

const ORDERLY_END_MS = 30_000;

/** Starts it, built first where programs are missing, unless it is up. Rejects with a SandboxFailure. */
export async function bringUp(caller: Caller): Promise<{ readonly kubeconfig: string; readonly wasUp: boolean }> {
  const home = await stateHome();
  return withFileLock(`${home}.lock`, async () => {
    const known = await livingSandbox(home);
    if (known !== undefined) return { kubeconfig: known.kubeconfig, wasUp: true };
    await removeFolder(home);
    try {
      for (const tool of ['etcd', 'kube-apiserver', 'kube-controller-manager', 'helm'] as const) await findTool(tool);
      return { kubeconfig: await start(home, caller), wasUp: false };
    } catch (error) {
      await removeFolder(home);
      throw new SandboxFailure((error as Error).message, { cause: error });
    }
  });
}

/** Stops what `bringUp` has started, and nothing else; false where nothing is up. */
export async function takeDown(): Promise<boolean> {
  const home = await stateHome();
  return withFileLock(`${home}.lock`, async () => {
    const known = await livingSandbox(home);
    if (known !== undefined) await end(known);
    await removeFolder(home);
    return known !== undefined;
  });
}

/** `$XDG_STATE_HOME/tapdb-operator/sandbox`: nobody cleans it as they clean /tmp. Only its parent is made. */
async function stateHome(): Promise<string> {
  const parent = join(process.env['XDG_STATE_HOME'] || join(homedir(), '.local/state'), 'tapdb-operator');
  await mkdir(parent, { recursive: true });
  return join(parent, 'sandbox');
}

const stateFile = (home: string): string => join(home, 'sandbox.json');
const removeFolder = (home: string): Promise<void> => rm(home, { recursive: true, force: true, maxRetries: 5 });

async function livingSandbox(home: string): Promise<KeptSandbox | undefined> {
  const text = await readFile(stateFile(home), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const known = JSON.parse(text) as KeptSandbox;
  return (await isRunning(known)) ? known : undefined;
}

const isRunning = async ({ pid, start }: KeptSandbox): Promise<boolean> => (await processStart(pid)) === start;

async function start(home: string, caller: Caller): Promise<string> {
  caller.signal.throwIfAborted();
  await mkdir(home, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(home, 'run-'));
  const keeper = startKeeper(folder);
  try {
    const kubeconfig = await answerOf(keeper, logFileIn(folder), caller);
    const pid = keeper.pid as number;
    const state: KeptSandbox = { pid, start: (await processStart(pid)) ?? '', kubeconfig };
    await writeFile(`${stateFile(home)}.part`, JSON.stringify(state), { mode: 0o600 });
    await rename(`${stateFile(home)}.part`, stateFile(home));
    keeper.send('stay');
    return kubeconfig;
  } catch (error) {
    keeper.kill();
    await ended(keeper);
    throw error;
  } finally {
    keeper.unref();
  }
}

const logFileIn = (folder: string): string => join(folder, 'keeper.log');

/** Nothing of it hangs on this process or its terminal but the channel, whose end it takes for ours until it is to stay. */
function startKeeper(folder: string): ChildProcess {
  const log = openSync(logFileIn(folder), 'a');
  const script = fileURLToPath(new URL('../../build/sandbox/keeper.js', import.meta.url));
  const keeper = spawn(process.execPath, [script, folder], {
    stdio: ['ignore', log, log, 'ipc'],
    detached: true,
    env: { ...process.env, TMPDIR: folder },
  });
  closeSync(log);
  return keeper;
}

/** The kubeconfig once all is up. */
function answerOf(keeper: ChildProcess, logFile: string, { progress, signal }: Caller): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    keeper.once('error', reject);
    keeper.once('exit', (code, by) =>
      reject(new Error(`the sandbox ended (${code ?? by}) before it was up${lastWords(logFile)}`)),
    );
    keeper.on('message', (message: KeeperMessage) => {
      if ('progress' in message) progress(message.progress);
      else if ('failure' in message) reject(new Error(message.failure));
      else resolve(message.kubeconfig);
    });
  });
}

/** The end of a log, behind a colon; nothing where it is gone already, with what had asked for it to end. */
function lastWords(logFile: string): string {
  if (!existsSync(logFile)) return '';
  const tail = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  return tail === '' ? '' : `:\n${tail}`;
}

async function ended(keeper: ChildProcess): Promise<void> {
  while (keeper.exitCode === null && keeper.signalCode === null) await sleep(20);
}

/** In order; what does not end in time is killed, and its watchdog ends the rest. */
async function end(known: KeptSandbox): Promise<void> {
  process.kill(known.pid, 'SIGTERM');
  const deadline = performance.now() + ORDERLY_END_MS;
  while (await isRunning(known)) {
    if (performance.now() > deadline) process.kill(known.pid, 'SIGKILL');
    await sleep(50);
  }
}
