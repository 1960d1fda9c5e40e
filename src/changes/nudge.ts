import { type Json, type KubeObject, valueAt, valuesAt } from '../api/object.js';
import { ANNOTATION_APPLIED_AT } from '../api/words.js';

/** The cheapest field whose change makes ACK look again. */
const TAG = 'tapstack.io/nudge';
const PAUSE_MS = 30_000;
const MOST = 2;

/**
 * RDS answers that a monitoring role made seconds ago does not exist; ACK calls that terminal and stops, though the same
 * request succeeds half a minute later (aws-controllers-k8s/community #2140). How long to wait before such an instance is
 * woken by a changed tag; undefined where that would not help, or was tried twice.
 */
export function nudgeInMs(live: KubeObject, now: Date): number | undefined {
  const conditions = (valueAt(live, 'status.conditions') ?? []) as readonly { readonly [key: string]: string }[];
  const terminal = conditions.find(
    (condition) => condition['type'] === 'ACK.Terminal' && condition['status'] === 'True',
  );
  if (live.kind !== 'DBInstance' || !terminal?.['message']?.includes('ENHANCED_MONITORING')) return undefined;
  if (nudgesOf(live) >= MOST) return undefined;
  const stamps = [
    terminal['lastTransitionTime'] ?? now.toISOString(),
    live.metadata.annotations?.[ANNOTATION_APPLIED_AT],
  ];
  // Not before ACK has had time to look at the last change.
  const since = Math.max(...stamps.map((stamp) => Date.parse(stamp ?? '1970-01-01T00:00:00Z')));
  return Math.max(0, since + PAUSE_MS - now.getTime());
}

/** The manifest with a tag that says how often the live object has been woken, this time included. */
export function nudge(manifest: KubeObject, live: KubeObject): KubeObject {
  return { ...manifest, spec: { ...manifest.spec, tags: tagsWithNudge(manifest, String(nudgesOf(live) + 1)) } };
}

/** The object's tags with another value of the one whose change makes ACK look. */
export const tagsWithNudge = (object: KubeObject, value: string): readonly Json[] => [
  ...valuesAt(object, 'spec.tags.*').filter((tag) => valueAt(tag, 'key') !== TAG),
  { key: TAG, value },
];

const nudgesOf = (live: KubeObject): number =>
  Number(tagValue(valuesAt(live, 'spec.tags.*').find((tag) => valueAt(tag, 'key') === TAG)) ?? 0);

const tagValue = (tag: Json | undefined): Json | undefined => valueAt(tag, 'value');
