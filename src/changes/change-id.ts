import { type ChildRef, refKey } from '../api/child.js';
import type { Json } from '../api/object.js';
import { hashOf } from './marks.js';

/**
 * The id of a change that waits, from whom it is of and what is wanted, by meaning: what stands there now is no part of it, so
 * it stays the same whatever AWS fills in meanwhile, and another wish is another id. 10 hex digits.
 */
export const changeID = (child: ChildRef, desired: Json): string => hashOf([refKey(child), desired], 10);

/** The id of several changes together, in whatever order they come. 10 hex digits. */
export const setID = (ids: readonly string[]): string => hashOf(ids.toSorted(), 10);
