import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ManagedProcess {
  readonly name: string;
  readonly pid: number;
  /** Holds stdout and stderr of every process of this name. */
  readonly logFile: string;
  readonly exited: Promise<Exit>;
  running(): boolean;
  /** The last lines of the log. */
  logTail(lines?: number): string;
  /** Sends the signal and waits; SIGKILL follows when it is not gone after 15 s. */
  stop(signal?: NodeJS.Signals): Promise<Exit>;
}

interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** How the group ends it: SIGKILL for what has nothing to save. @default SIGTERM */
  readonly stopSignal?: NodeJS.Signals;
}

/** Processes that live no longer than this one, with a folder that goes with them. */
export interface ProcessGroup {
  readonly directory: string;
  start(name: string, command: string, args: readonly string[], options?: StartOptions): ManagedProcess;
  running(): readonly ManagedProcess[];
  /** Stops all, the newest first, and removes the folder. */
  close(): Promise<void>;
}

/**
 * Started beside the group, in a session of its own. Its stdin is a pipe from us that nobody else holds: when it ends, for
 * whatever reason this process ended (SIGKILL too), the pids of the last line are killed and the folder is removed. Plain
 * sh, so that it works wherever the programs do.
 */
const WATCHDOG = `
trap '' HUP INT TERM
pids=
while read -r line; do pids=$line; done
[ -z "$pids" ] || kill -KILL $pids 2>/dev/null
for attempt in 1 2 3 4 5; do rm -rf -- "$1" 2>/dev/null && break; sleep 1; done
`;

const GRACE_MS = 15_000;

export async function createProcessGroup(prefix: string): Promise<ProcessGroup> {
  const directory = await mkdtemp(join(tmpdir(), prefix));
  const watchdog = spawn('/bin/sh', ['-c', WATCHDOG, `${prefix}watchdog`, directory], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const watchdogExited = waitForExit(watchdog);
  watchdog.unref();
  const stops = new Map<ManagedProcess, () => Promise<Exit>>();
  const guard = (): void => {
    watchdog.stdin.write(`${[...stops.keys()].map((process) => process.pid).join(' ')}\n`);
  };
  let closing: Promise<void> | undefined;

  const close = async (): Promise<void> => {
    for (const stop of [...stops.values()].reverse()) await stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    watchdog.ref();
    watchdog.stdin.end();
    await watchdogExited;
  };

  return {
    directory,
    start(name, command, args, options = {}) {
      if (closing) throw new Error(`${name} cannot start: its group is closed`);
      const process = startProcess(name, command, args, join(directory, `${name}.log`), options.env);
      stops.set(process, () => process.stop(options.stopSignal ?? 'SIGTERM'));
      guard();
      void process.exited.then(() => {
        stops.delete(process);
        guard();
      });
      return process;
    },
    running: () => [...stops.keys()],
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function startProcess(
  name: string,
  command: string,
  args: readonly string[],
  logFile: string,
  env: NodeJS.ProcessEnv = process.env,
): ManagedProcess {
  const log = openSync(logFile, 'a');
  // A session of its own: Ctrl-C in a terminal reaches us alone, and we decide on the order of the end.
  const child = spawn(command, args, { stdio: ['ignore', log, log], env, detached: true });
  closeSync(log);
  const exited = waitForExit(child);
  if (child.pid === undefined) throw new Error(`${name} did not start: ${command} cannot be executed`);
  child.unref();
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    name,
    pid: child.pid,
    logFile,
    exited,
    running,
    logTail: (lines = 20) => readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n'),
    async stop(signal = 'SIGTERM') {
      child.ref();
      child.kill(signal);
      const timer = new AbortController();
      const killed = sleep(GRACE_MS, undefined, { signal: timer.signal }).then(
        () => child.kill('SIGKILL'),
        () => false,
      );
      const exit = await exited;
      timer.abort();
      await killed;
      return exit;
    },
  };
}

function waitForExit(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
}
