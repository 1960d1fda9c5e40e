import { isDeepStrictEqual } from 'node:util';
import type { Fields } from './resource.js';

/** The JSON merge patch (RFC 7386) that turns `from` into `to`; lists go whole. Undefined where nothing differs. */
export function diffMergePatch(from: unknown, to: unknown): unknown {
  if (!isMap(from) || !isMap(to)) return isDeepStrictEqual(from, to) ? undefined : to;
  const patch: Fields = {};
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    if (to[key] === undefined || to[key] === null) {
      if (from[key] !== undefined && from[key] !== null) patch[key] = null;
      continue;
    }
    const difference = from[key] === undefined ? to[key] : diffMergePatch(from[key], to[key]);
    if (difference !== undefined) patch[key] = difference;
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
