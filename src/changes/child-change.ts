import { type Child, type ChildRef, refKey, refOf } from '../api/child.js';
import type { KubeObject } from '../api/object.js';
import { ANNOTATION_APPLIED, ANNOTATION_APPLIED_AT } from '../api/words.js';
import { changesContent, differencesOf, type FieldDifference, writableManifest } from './differences.js';
import { disruptiveChangesOf } from './disruption.js';
import { driftOf, isToldDrift, putBackNote } from './drift.js';
import { isHalfMade } from './half-made.js';
import type { DisruptiveChange } from './held-change.js';
import { annotate, appliedHash, hashWithout, mark, wholeSeconds } from './marks.js';
import { wake, wakeOf } from './nudge.js';
import type { Postponement } from './postponement.js';
import { withStorageChange } from './storage-change.js';
import { heldForVersion, withMinorVersion } from './version-change.js';

/** A child that is to be written now. Its manifest carries the marks of what is applied, and live values where they are kept. */
export interface PlannedApply {
  readonly ref: ChildRef;
  readonly manifest: KubeObject;
  /** `relabel`: only metadata differs, which wakes nobody. */
  readonly change: 'create' | 'update' | 'relabel';
  readonly differences: readonly FieldDifference[];
  /** What somebody changed since it was applied last, and who, where that is news. */
  readonly drift?: string;
  /** Whether ACK is told to take up what it has left half-made. */
  readonly adopts?: true;
}

/** A child as it is wanted and as it is live. */
export interface Pair {
  readonly ref: ChildRef;
  readonly manifest: KubeObject;
  readonly current: KubeObject | undefined;
  /** Empty where there is nothing live yet. */
  readonly differences: readonly FieldDifference[];
}

export function pairOf({ manifest }: Child, live: ReadonlyMap<string, KubeObject>): Pair {
  const ref = refOf(manifest);
  const current = live.get(refKey(ref));
  return { ref, manifest, current, differences: current === undefined ? [] : differencesOf(manifest, current) };
}

/** What of the differences would disturb, or cannot be written at all. */
export const disruptionsOf = ({ ref, differences }: Pair): readonly DisruptiveChange[] =>
  disruptiveChangesOf(ref, differences);

/** The API server's time, and the time of day, which windows and the age of what was seen go by. */
export interface Clocks {
  readonly now: Date;
  readonly calendar: Date;
}

/** Differences that may be written, without the changes that the gate has put off. */
export function openDifferences(
  { ref, differences }: Pair,
  putOff: readonly DisruptiveChange[],
): readonly FieldDifference[] {
  const held = putOff.filter((change) => refKey(change.ref) === refKey(ref)).flatMap((it) => it.differences);
  return differences.filter((difference) => difference.onChange !== 'createOnly' && !held.includes(difference));
}

/** Top-level fields of the spec. */
export const fieldsOf = (differences: readonly FieldDifference[]): readonly string[] =>
  differences.flatMap(({ path: [part, field] }) => (part === 'spec' && field !== undefined ? [field] : []));

/**
 * What is to be written to a child now; undefined where it is as it should be, as far as it may. `open` is what may be
 * written, of which what is postponed waits all the same.
 */
export function changeOf(
  { ref, manifest: wanted, current, differences: all }: Pair,
  open: readonly FieldDifference[],
  postponements: readonly Postponement[],
  ours: readonly KubeObject[],
  { now, calendar }: Clocks,
): PlannedApply | undefined {
  if (current === undefined)
    return { ref, manifest: mark(wanted, appliedHash(wanted)), change: 'create', differences: [] };
  const postponed = postponements.flatMap(({ fields }) => fields);
  const differences = open.filter((difference) => !fieldsOf([difference]).some((field) => postponed.includes(field)));
  const later = [...postponed, ...heldForVersion(wanted, current, fieldsOf(differences))];
  const hash = hashWithout(wanted, later);
  const annotations = current.metadata.annotations ?? {};
  const isApplied = differences.length === 0 && annotations[ANNOTATION_APPLIED] === hash;
  const call = wakeOf(current, ours, now);
  if (isApplied && call === undefined) return undefined;
  const kept = all.filter((difference) => !differences.includes(difference));
  const written = withMinorVersion(writableManifest(wanted, current, kept), current, fieldsOf(differences));
  const manifest = call === undefined ? written : wake(written, current, call);
  const change = changesContent(manifest, current) ? 'update' : 'relabel';
  const at = change === 'update' ? wholeSeconds(now) : annotations[ANNOTATION_APPLIED_AT];
  const marked = withStorageChange(mark(manifest, hash, at), current, calendar);
  // What would disturb was held before, so that it differs is nobody's doing.
  const undone = differences.filter(({ onChange }) => onChange === 'none');
  const drift = annotations[ANNOTATION_APPLIED] === hash ? driftOf(current, undone) : undefined;
  const adopts = call !== undefined && isHalfMade(current) ? { adopts: true as const } : {};
  if (drift === undefined) return { ref, manifest: marked, change, differences, ...adopts };
  const noted = annotate(marked, putBackNote(drift, wholeSeconds(now)));
  return { ref, manifest: noted, change, differences, ...adopts, ...(!isToldDrift(current, drift, now) && { drift }) };
}
