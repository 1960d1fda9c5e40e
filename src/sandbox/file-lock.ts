import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs one holder of `path` at a time among processes of this machine; a holder that died gives the lock free. */
export async function withFileLock<T>(path: string, action: () => Promise<T>): Promise<T> {
  while (!(await take(path))) {
    if (await holderIsGone(path)) await rm(path, { force: true });
    else await sleep(500);
  }
  try {
    return await action();
  } finally {
    await rm(path, { force: true });
  }
}

/** A link appears with its content, so that no lock is ever seen without its holder's pid. */
async function take(path: string): Promise<boolean> {
  const own = `${path}-${randomUUID()}`;
  await writeFile(own, `${process.pid}`);
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

async function holderIsGone(path: string): Promise<boolean> {
  const pid = Number(await readFile(path, 'utf8').catch(() => ''));
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
