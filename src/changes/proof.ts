import { AWS_IDS } from '../api/aws-ids.js';
import { type Json, type KubeObject, type ObjectKey, valueAt, valuesAt } from '../api/object.js';
import type { ReferenceKind } from '../api/settings.js';
import { LABEL_DATABASE, LABEL_INSTANCE } from '../api/words.js';
import { adoptedID, isLook } from './look.js';

/** `Pending`: ACK has not shown it yet. `Foreign`: it was shown, and nothing says that it is the database's. */
export type Verdict = 'Ours' | 'Pending' | 'Foreign';

export interface JudgedLook {
  readonly look: KubeObject;
  /** What AWS knows it by. */
  readonly id: string;
  readonly verdict: Verdict;
}

/** Whether the operator's configuration lets the database have that resource, whatever its tags say. */
export type IsAllowed = (kind: ReferenceKind, id: string) => boolean;

/**
 * What the looks among the children of a database have shown. Ours is what AWS has tagged as this database's when it was made.
 * Alias and Subscription have no tags, and of a MetricAlarm ACK reads none: those are ours by what they belong to, which
 * must be proven itself.
 */
export function judgeLooks(
  children: readonly KubeObject[],
  database: ObjectKey,
  isAllowed: IsAllowed,
): readonly JudgedLook[] {
  const looks = children.filter(isLook).map((look) => ({ look, id: adoptedID(look) }));
  const isProven = ({ look, id }: (typeof looks)[number]): boolean =>
    hasAnswered(look) && (isTagged(look, database) || isAllowed(look.kind as ReferenceKind, id));
  const proven = new Set<KubeObject>(looks.filter(isProven).map(({ look }) => look));
  const trusted = children.filter((object) => !isLook(object) || proven.has(object));
  return looks.map(({ look, id }) => ({ look, id, verdict: proven.has(look) ? 'Ours' : verdictOf(look, id, trusted) }));
}

function verdictOf(look: KubeObject, id: string, trusted: readonly KubeObject[]): Verdict {
  const belongs = BELONGS[look.kind];
  if (!hasAnswered(look)) return 'Pending';
  if (belongs === undefined) return 'Foreign';
  const owner = trusted.find(({ kind, metadata }) => kind === belongs.to && isOfSame(look, metadata.labels));
  if (owner === undefined) return 'Pending';
  return belongs.holds(look, id, valueAt(owner, AWS_IDS[belongs.to] as string)) ? 'Ours' : 'Foreign';
}

/** Of the same database instance, or both of none. */
const isOfSame = ({ metadata }: KubeObject, labels: KubeObject['metadata']['labels']): boolean =>
  metadata.labels?.[LABEL_INSTANCE] === labels?.[LABEL_INSTANCE];

/** ACK writes what it found before it writes conditions. */
const hasAnswered = (look: KubeObject): boolean =>
  look.metadata.annotations?.[ACK_ADOPTED] === 'true' && valuesAt(look, 'status.conditions.*').length > 0;

const ACK_ADOPTED = 'services.k8s.aws/adopted';

/** Whether AWS has the tag with which everything of a database is made: a look declares none, so what it shows is AWS's. */
function isTagged({ spec }: KubeObject, { namespace, name }: ObjectKey): boolean {
  const tags = spec?.['tags'] ?? valueAt(spec, 'tagging.tagSet') ?? [];
  const value = Array.isArray(tags)
    ? tags.map(asPair).find(([key]) => key === LABEL_DATABASE)?.[1]
    : (tags as { readonly [key: string]: Json })[LABEL_DATABASE];
  return value === `${namespace}/${name}`;
}

const asPair = (tag: Json): readonly [key: Json | undefined, value: Json | undefined] => [
  valueAt(tag, 'key') ?? valueAt(tag, 'tagKey'),
  valueAt(tag, 'value') ?? valueAt(tag, 'tagValue'),
];

/** The child that a resource without tags that can be read belongs to, and how that shows; `owner` is what AWS knows it by. */
const BELONGS: Readonly<
  Record<
    string,
    {
      readonly to: string;
      readonly holds: (look: KubeObject, id: string, owner: Json | undefined) => boolean;
    }
  >
> = {
  Alias: { to: 'Key', holds: (look, _, key) => valueAt(look, 'spec.targetKeyID') === key },
  MetricAlarm: {
    to: 'DBInstance',
    holds: (look, _, instance) =>
      valuesAt(look, 'spec.dimensions.*').some(
        (dimension) =>
          valueAt(dimension, 'name') === 'DBInstanceIdentifier' && valueAt(dimension, 'value') === instance,
      ),
  },
  Subscription: { to: 'Topic', holds: (_, id, topic) => id.startsWith(`${String(topic)}:`) },
};

/** What has no tags that can be read is ours by this. */
export const ownerKindOf = (kind: string): string | undefined => BELONGS[kind]?.to;
