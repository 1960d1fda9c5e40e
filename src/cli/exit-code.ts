import { ApiError } from '../reconcile/cluster.js';
import { InvalidManifests, UnreadableFile } from './read-documents.js';

/** 0: fine. 1: the answer is "no". 2: it could not be done. */
export type ExitCode = 0 | 1 | 2;

/** Something that a command was told and cannot be; the message says what to do instead. */
export class UsageError extends Error {}

/** Runs a command's work and sets the exit code; what could not be done is said in one line. A fault of ours goes up. */
export async function exitWith(work: () => Promise<ExitCode>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    const isAnswer = error instanceof InvalidManifests;
    const isTold = error instanceof ApiError || error instanceof UnreadableFile || error instanceof UsageError;
    if (!isAnswer && !isTold) throw error;
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = isAnswer ? 1 : 2;
  }
}

function explain(error: Error): string {
  if (!(error instanceof ApiError)) return error.message;
  if (error.code === 0) return `the API server cannot be reached: ${error.message}; see kubectl cluster-info`;
  if (error.code === 401) return `${error.message}: log in again, or choose another --context`;
  if (error.code === 403) return `${error.message}: your account lacks this right`;
  return error.message;
}
