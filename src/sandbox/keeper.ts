/**
 * Keeps a sandbox up after the command that asked for it has ended: the process that `tapdb sandbox up` leaves behind. Its one
 * argument is a folder of its own, which goes with it. Until it is told to stay it ends with whoever started it.
 */
import { rmSync } from 'node:fs';
import { startSandbox } from './sandbox.js';

/** What it tells whoever started it. */
export type KeeperMessage =
  | { readonly progress: string }
  | { readonly kubeconfig: string }
  | { readonly failure: string };

const [, , folder] = process.argv;
if (folder === undefined) throw new Error('give the folder that is mine');

let isToStay = false;
/** Until it is on its way: this process may end right after. */
const tell = (message: KeeperMessage): Promise<void> =>
  new Promise((sent) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => sent());
    else sent();
  });
// Nothing else holds this process: what it has started lives beside it.
setInterval(() => undefined, 60_000);
const stop = new Promise<void>((resolve) => {
  process.once('SIGTERM', resolve).once('SIGINT', resolve);
  process.once('message', () => {
    isToStay = true;
    process.disconnect();
  });
  process.once('disconnect', () => {
    if (!isToStay) resolve();
  });
});
process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

try {
  const starting = startSandbox({ garbageCollector: true }, (progress) => void tell({ progress }));
  const sandbox = await Promise.race([starting, stop]);
  if (sandbox !== undefined) {
    await tell({ kubeconfig: sandbox.kubeconfig('admin') });
    await stop;
    await sandbox.stop();
  }
} catch (error) {
  await tell({ failure: (error as Error).message });
  process.exitCode = 1;
}
// Half way, too: what was started ends with this process.
process.exit();
