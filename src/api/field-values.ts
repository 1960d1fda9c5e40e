import { type Json, valueAt } from './object.js';

export interface FieldValue {
  /** With the index of a list's item: `spec.access.cidrs[0]`. */
  readonly field: string;
  readonly value: Json;
}

/** What stands at a path of which a last `[]` means each item of a list; nothing where the path leads nowhere. */
export function fieldValues(object: unknown, path: string): readonly FieldValue[] {
  const list = path.endsWith('[]') ? path.slice(0, -2) : undefined;
  const value = valueAt(object, list ?? path);
  if (value === undefined) return [];
  if (list === undefined) return [{ field: path, value }];
  return (value as readonly Json[]).map((item, index) => ({ field: `${list}[${index}]`, value: item }));
}
