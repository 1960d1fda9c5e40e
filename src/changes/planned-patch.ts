import type { Json, KubeObject } from '../api/object.js';

/** What is said to a live child beside what is composed; a merge patch. */
export interface PlannedPatch {
  readonly object: KubeObject;
  readonly patch: { readonly [key: string]: Json };
}
