import { type KubeObject, valueAt } from '../api/object.js';
import { LABEL_DATABASE } from '../api/words.js';
import { fieldRuleOf } from '../changes/field-rules.js';
import { canonicalJson } from '../composition/canonical.js';

/** What of a primary and its replicas moves by steps, or comes from the identity: a TapDatabase says it, or a default. */
const OF_THE_SPEC: readonly string[] = [
  'allocatedStorage',
  'dbInstanceClass',
  'dbParameterGroupName',
  'dbParameterGroupRef',
  'deletionProtection',
  'engineVersion',
  'masterUserPassword',
];

/** The parts of an object that a patch may reach at all. */
const OPEN: readonly string[] = ['metadata.labels', 'metadata.annotations', 'spec', 'data'];

/**
 * The paths of what the operator holds of a composed object and a patch has changed: its names, its labels and
 * annotations and ACK's, the tag that says whose it is, and what AWS cannot change about a resource that is there.
 */
export function heldFieldsChanged(before: KubeObject, after: KubeObject): readonly string[] {
  return [
    ...outside(before, after),
    ...ofMetadata('labels', before, after),
    ...ofMetadata('annotations', before, after),
    ...ofSpec(before, after),
  ];
}

function outside(before: KubeObject, after: KubeObject): readonly string[] {
  const differ = (path: string): boolean =>
    !OPEN.includes(path) && !isSame(valueAt(before, path), valueAt(after, path));
  const keysOf = (path: string): readonly string[] => [
    ...new Set([before, after].flatMap((object) => Object.keys((valueAt(object, path) as object | undefined) ?? {}))),
  ];
  const top = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => key !== 'metadata');
  return [...top, ...keysOf('metadata').map((key) => `metadata.${key}`)].filter(differ);
}

/** Those that are there stay as they are, and none that means something to the operator or to ACK is added. */
function ofMetadata(map: 'labels' | 'annotations', before: KubeObject, after: KubeObject): readonly string[] {
  const [was, is] = [before.metadata[map] ?? {}, after.metadata?.[map] ?? {}];
  const changed = Object.keys(was).filter((key) => was[key] !== is[key]);
  const added = Object.keys(is).filter((key) => was[key] === undefined && isMeaningful(key));
  return [...changed, ...added].map((key) => `metadata.${map}["${key}"]`);
}

const isMeaningful = (key: string): boolean => /(^|\.)(tapstack\.io|services\.k8s\.aws)\//.test(key);

function ofSpec(before: KubeObject, after: KubeObject): readonly string[] {
  const [was, is] = [before.spec ?? {}, after.spec ?? {}];
  const isHeld = (field: string): boolean =>
    (before.kind === 'DBInstance' && OF_THE_SPEC.includes(field)) || isForLife(before.kind, field);
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (field) => isHeld(field) && !isSame(was[field], is[field]),
  );
  const isOurs = isSame(ownTag(before), ownTag(after));
  return [...fields.map((field) => `spec.${field}`), ...(isOurs ? [] : [`the tag ${LABEL_DATABASE}`])];
}

/** A change of it would ask for another resource. */
const isForLife = (kind: string, field: string): boolean => fieldRuleOf(kind, field)?.onChange === 'replacement';

/** Whatever the shape of a kind's tags. */
function ownTag({ spec }: KubeObject): unknown {
  const tags: unknown = spec?.['tags'] ?? valueAt(spec, 'tagging.tagSet') ?? [];
  if (!Array.isArray(tags)) return (tags as Readonly<Record<string, unknown>>)[LABEL_DATABASE];
  return tags.filter((tag) => [tag?.key, tag?.tagKey].includes(LABEL_DATABASE));
}

const isSame = (a: unknown, b: unknown): boolean => canonicalJson([a]) === canonicalJson([b]);
