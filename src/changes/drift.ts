import type { Json, KubeObject, ManagedFields } from '../api/object.js';
import { FIELD_MANAGER } from '../api/words.js';
import { isObject } from './comparison.js';
import { type FieldDifference, formatPath } from './differences.js';

/** On a child: when something of it was last put back, what, and whose doing it had been. */
const ANNOTATION_PUT_BACK = 'tapstack.io/put-back';
/** The same, put back again within this time, is a fight: it was told when it began. */
const TOLD_MS = 600_000;

/** Fields that somebody has changed under us, by the field manager that has them now: `spec.threshold by kubectl-edit`. */
export function driftOf(live: KubeObject, differences: readonly FieldDifference[]): string | undefined {
  // What is ours still has the value that we gave it: a change of our own that had to wait, and whose time has come.
  const taken = differences.filter(({ path }) => !isOurs(live, path));
  if (taken.length === 0) return undefined;
  const byWhom = new Map<string, string[]>();
  for (const { path, live: there } of taken) {
    const manager = ownerOf(live, path) ?? (there === undefined ? 'somebody who took it away' : 'somebody');
    byWhom.set(manager, [...(byWhom.get(manager) ?? []), formatPath(path)]);
  }
  const told = [...byWhom].map(([manager, fields]) => `${fields.toSorted().join(', ')} by ${manager}`);
  return told.toSorted().join('; ');
}

/** Of a map that is compared as a whole the rest may be ours, and what differs is not. */
const isOurs = ({ metadata }: KubeObject, path: readonly string[]): boolean =>
  (metadata.managedFields ?? []).some(
    ({ manager, subresource, fieldsV1 }) =>
      manager === FIELD_MANAGER && subresource === undefined && isLeaf(ownedAt(fieldsV1, path)),
  );

/** Of several managers of a field the one that wrote last. */
export function ownerOf(live: KubeObject, path: readonly string[]): string | undefined {
  const owners = (live.metadata.managedFields ?? []).filter(
    ({ manager, subresource, fieldsV1 }) =>
      manager !== undefined &&
      manager !== FIELD_MANAGER &&
      subresource === undefined &&
      ownedAt(fieldsV1, path) !== undefined,
  );
  const newestFirst = owners.toSorted((a, b) => ((a.time ?? '') < (b.time ?? '') ? 1 : -1));
  return newestFirst[0]?.manager;
}

/** What a manager has of a field, as `managedFields` tell it. A list, or a map that is one value, is owned as a whole. */
function ownedAt(fields: ManagedFields['fieldsV1'], path: readonly string[]): Json | undefined {
  let owned: Json | undefined = fields;
  for (const [depth, segment] of path.entries()) {
    if (!isObject(owned)) return undefined;
    const inner: Json | undefined = owned[`f:${segment}`];
    if (inner === undefined) return depth > 0 && isLeaf(owned) ? owned : undefined;
    owned = inner;
  }
  return owned;
}

const isLeaf = (owned: Json | undefined): boolean => isObject(owned) && Object.keys(owned).length === 0;

/** What is written down on a child as it is put back. */
export const putBackNote = (drift: string, time: string): Readonly<Record<string, string>> => ({
  [ANNOTATION_PUT_BACK]: `${time} ${drift}`,
});

/** When the live object was put back last, in milliseconds since 1970; undefined where it never was. */
export function putBackAt(live: KubeObject): number | undefined {
  const time = Date.parse(noteOf(live).slice(0, noteOf(live).indexOf(' ')));
  return Number.isNaN(time) ? undefined : time;
}

/** Whether the same was put back on this object moments ago, so that everybody knows. */
export function isToldDrift(live: KubeObject, drift: string, now: Date): boolean {
  const at = putBackAt(live);
  return at !== undefined && now.getTime() - at < TOLD_MS && noteOf(live).endsWith(` ${drift}`);
}

const noteOf = (live: KubeObject): string => live.metadata.annotations?.[ANNOTATION_PUT_BACK] ?? '';
