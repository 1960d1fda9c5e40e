import { type Json, type KubeObject, valueAt, valuesAt } from '../api/object.js';
import { ACK_ADOPTION_POLICY, ANNOTATION_APPLIED_AT } from '../api/words.js';
import { conditionsOf, findCondition, lastLookAt } from './ack-conditions.js';
import { isHalfMade, isStoppedAtExisting, isToldToAdopt } from './half-made.js';

/** The cheapest field whose change makes ACK look again. */
const TAG = 'tapstack.io/nudge';
/** The same, for what is only to be looked at; why, or when. */
export const LOOK_TAG = 'tapstack.io/look';
const ADOPT = 'adopt';

interface Cure {
  readonly helps: (live: KubeObject, message: string) => boolean;
  /** How long an instance is left alone before it is woken, the first time, the second and so on; then a person must look. */
  readonly pausesMs: readonly number[];
}

/** What ACK calls terminal, and what passes all the same. */
const CURES: readonly Cure[] = [
  // RDS calls by these codes what is only so for now (a role that it has not heard of yet, an upgrade under way) as well as
  // what will never go; ACK calls all of it terminal and stops (aws-controllers-k8s/community #2140).
  {
    helps: (_, message) => /InvalidParameter|InvalidDBInstanceState|ENHANCED_MONITORING/.test(message),
    pausesMs: [30_000, 60_000],
  },
  // A replica of before is still being deleted, which takes RDS minutes. (One that is somebody else's stays.)
  {
    helps: (live) => live.spec?.['sourceDBInstanceIdentifier'] !== undefined && isStoppedAtExisting(live),
    pausesMs: Array.from({ length: 10 }, () => 60_000),
  },
];

/**
 * How long to wait before a DBInstance that ACK has given up on is woken by a changed tag; undefined where that would not
 * help, or was tried often enough.
 */
export function nudgeInMs(live: KubeObject, now: Date): number | undefined {
  const terminal = findCondition(conditionsOf(live), 'ACK.Terminal', 'True');
  if (live.kind !== 'DBInstance') return undefined;
  const pause = CURES.find(({ helps }) => helps(live, terminal?.message ?? ''))?.pausesMs[nudgesOf(live)];
  if (pause === undefined) return undefined;
  // The condition itself carries no time. Not before ACK has had time to look at the last change.
  const applied = Date.parse(live.metadata.annotations?.[ANNOTATION_APPLIED_AT] ?? '1970-01-01T00:00:00Z');
  const since = Math.max(lastLookAt(live) ?? now.getTime(), applied);
  return Math.max(0, since + pause - now.getTime());
}

/** What the tag has to say now to make ACK look at the object again; undefined where it need not be woken. */
export function wakeOf(live: KubeObject, ours: readonly KubeObject[], now: Date): string | undefined {
  // ACK never takes a deletion back.
  if (live.metadata.deletionTimestamp !== undefined) return undefined;
  if (nudgeInMs(live, now) === 0) return String(nudgesOf(live) + 1);
  if (isHalfMade(live) || (isToldToAdopt(live) && nudgeOf(live) !== ADOPT && !UNTAGGED.includes(live.kind)))
    return ADOPT;
  return missedGateway(live, ours);
}

/** The manifest with the tag that wakes ACK; and with leave to take over what ACK itself has left half-made. */
export function wake(manifest: KubeObject, live: KubeObject, value: string): KubeObject {
  const woken = { ...manifest, spec: specWithNudge(manifest, value) };
  if (!isHalfMade(live)) return woken;
  const annotations = { ...manifest.metadata.annotations, [ACK_ADOPTION_POLICY]: 'adopt-or-create' };
  return { ...woken, metadata: { ...manifest.metadata, annotations } };
}

/**
 * The id of a NAT gateway that has replaced the one which a route table still sends to: a reference is resolved only when
 * its holder is looked at, and nothing tells ACK to. Undefined where there is none, or the table has been woken for it.
 */
function missedGateway(live: KubeObject, ours: readonly KubeObject[]): string | undefined {
  if (live.kind !== 'RouteTable') return undefined;
  const known = valuesAt(live, 'status.routeStatuses.*.natGatewayID');
  const wanted = valuesAt(live, 'spec.routes.*.natGatewayRef.from.name');
  if (known.length === 0) return undefined;
  return ours
    .filter(({ kind, metadata }) => kind === 'NATGateway' && wanted.includes(metadata.name))
    .map((gateway) => valueAt(gateway, 'status.natGatewayID'))
    .find((id): id is string => typeof id === 'string' && !known.includes(id) && nudgeOf(live) !== id);
}

/** The object's tags with another value of the one whose change makes ACK look. */
export function tagsWithNudge(object: KubeObject, value: string): readonly Json[] {
  const [key, text] = object.kind === 'Key' ? ['tagKey', 'tagValue'] : ['key', 'value'];
  return [...tagsWithoutNudge(object), { [key]: TAG, [text]: value }];
}

/** The object's tags with another reason to look. */
export const tagsWithLook = (object: KubeObject, why: string): readonly Json[] => [
  ...valuesAt(object, 'spec.tags.*').filter((tag) => valueAt(tag, 'key') !== LOOK_TAG),
  { key: LOOK_TAG, value: why },
];

export const tagsWithoutNudge = (object: KubeObject): readonly Json[] =>
  valuesAt(object, 'spec.tags.*').filter((tag) => ![valueAt(tag, 'key'), valueAt(tag, 'tagKey')].includes(TAG));

/** The spec with that tag, as its kind spells tags; a kind without tags cannot be woken. */
function specWithNudge(object: KubeObject, value: string): KubeObject['spec'] & object {
  const { kind, spec = {} } = object;
  if (UNTAGGED.includes(kind)) return spec;
  if (kind === 'LogGroup') return { ...spec, tags: { ...(spec['tags'] as object), [TAG]: value } };
  if (kind !== 'Bucket') return { ...spec, tags: tagsWithNudge(object, value) };
  const tagSet = valuesAt(object, 'spec.tagging.tagSet.*').filter((tag) => valueAt(tag, 'key') !== TAG);
  return { ...spec, tagging: { tagSet: [...tagSet, { key: TAG, value }] } };
}

const UNTAGGED: readonly string[] = ['Alias', 'Subscription'];

function nudgeOf({ kind, spec }: KubeObject): Json | undefined {
  if (kind === 'LogGroup') return (spec?.['tags'] as { readonly [key: string]: Json } | undefined)?.[TAG];
  const tags = valuesAt(spec, kind === 'Bucket' ? 'tagging.tagSet.*' : 'tags.*');
  const [key, text] = kind === 'Key' ? ['tagKey', 'tagValue'] : ['key', 'value'];
  return valueAt(
    tags.find((tag) => valueAt(tag, key) === TAG),
    text,
  );
}

const nudgesOf = (live: KubeObject): number => Number(nudgeOf(live) ?? 0);
