import { AwsError } from '../runtime/errors.js';
import type { Common } from './records.js';

/** Refuses with the code while anything stands in the way; says whether all of that is going already. */
export function blockersOf(blockers: readonly Common[], code: string, message: string): void {
  if (blockers.length === 0) return;
  const live = blockers.some((blocker) => !blocker.deleting);
  throw new AwsError(code, `${message} (${blockers.map(({ id }) => id).join(', ')})`, live ? 'live' : 'deleting');
}
