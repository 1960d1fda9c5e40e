import type { Json } from '../api/object.js';

/** The same value with its keys in order, and without undefined properties: it always gives the same bytes. */
export function canonical(value: unknown): Json {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value as Json;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]));
}

export const canonicalJson = (value: unknown): string => JSON.stringify(canonical(value));
