import { type KubeObject, valueAt } from '../api/object.js';
import { LABEL_DATABASE } from '../api/words.js';
import { fieldRuleOf } from '../changes/field-rules.js';
import { canonicalJson } from '../composition/canonical.js';

/**
 * By kind, what is checked where a TapDatabase or a default says it, moves by steps, comes from the identity, or carries
 * something: of a Secret in Secrets Manager the description changes with the password, and ACK sends the one with the other.
 */
const HELD: Readonly<Record<string, readonly string[]>> = {
  DBInstance: [
    'allocatedStorage',
    'backupRetentionPeriod',
    'dbInstanceClass',
    'dbParameterGroupName',
    'dbParameterGroupRef',
    'deletionProtection',
    'engineVersion',
    'iops',
    'masterUserPassword',
    'maxAllocatedStorage',
    'performanceInsightsKMSKeyID',
    'performanceInsightsKMSKeyRef',
    'storageThroughput',
    'storageType',
  ],
  DBParameterGroup: ['parameterOverrides'],
  Secret: ['description', 'secretString'],
};

/** The parts of an object that a patch may reach at all. */
const OPEN: readonly string[] = ['spec', 'data'];
const OPEN_METADATA: readonly string[] = ['labels', 'annotations'];

type Fields = Readonly<Record<string, unknown>>;

/**
 * The paths of what the operator holds of a composed object and a patch has changed: its names, its labels and
 * annotations and ACK's, the tag that says whose it is, and what AWS cannot change about a resource that is there.
 * `patched`: whatever a patch has made of the object, which may be none any more.
 */
export function heldFieldsChanged(before: KubeObject, patched: unknown): readonly string[] {
  const after = fieldsOf(patched);
  const metadata = fieldsOf(after['metadata']);
  return [
    ...changedIn(without(before, ['metadata', ...OPEN]), without(after, ['metadata', ...OPEN])),
    ...changedIn(without(before.metadata, OPEN_METADATA), without(metadata, OPEN_METADATA)).map(below('metadata')),
    ...OPEN.filter((part) => isFields((before as unknown as Fields)[part]) !== isFields(after[part])),
    ...OPEN_METADATA.flatMap((map) =>
      ofMap(`metadata.${map}`, (before.metadata as unknown as Fields)[map], metadata[map]),
    ),
    ...ofSpec(before.kind, fieldsOf(before.spec), fieldsOf(after['spec'])),
  ];
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

const without = (value: object, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));

/** The names of fields of which one is not what it was; to be null is not to be absent. */
const changedIn = (before: Fields, after: Fields): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !isSame(own(before, name), own(after, name)),
  );

const own = (fields: Fields, name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);

const below = (part: string) => (name: string) => `${part}.${name}`;

/** Labels and annotations: those that are there stay, and none that means something to the operator or to ACK is added. */
function ofMap(path: string, before: unknown, after: unknown): readonly string[] {
  if (after !== undefined && !isFields(after)) return [path];
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  return changedIn(was, is)
    .filter((key) => Object.hasOwn(was, key) || isMeaningful(key) || typeof is[key] !== 'string')
    .map((key) => `${path}["${key}"]`);
}

const isMeaningful = (key: string): boolean => /(^|\.)(tapstack\.io|services\.k8s\.aws)\//.test(key);

function ofSpec(kind: string, was: Fields, is: Fields): readonly string[] {
  const isHeld = (field: string): boolean => HELD[kind]?.includes(field) === true || isForLife(kind, field);
  const isOurs = isSame(ownTags(was), ownTags(is));
  return [...changedIn(was, is).filter(isHeld).map(below('spec')), ...(isOurs ? [] : [`the tag ${LABEL_DATABASE}`])];
}

/** A change of it would ask for another resource. */
const isForLife = (kind: string, field: string): boolean => fieldRuleOf(kind, field)?.onChange === 'replacement';

/** In every shape that tags of a kind have. */
const ownTags = (spec: Fields): readonly unknown[] =>
  [spec['tags'], valueAt(spec, 'tagging.tagSet')].map((tags) =>
    Array.isArray(tags)
      ? tags.filter((tag) => [tag?.key, tag?.tagKey].includes(LABEL_DATABASE))
      : [own(fieldsOf(tags), LABEL_DATABASE)].filter((tag) => tag !== undefined),
  );

const isSame = (a: unknown, b: unknown): boolean => canonicalJson({ value: a }) === canonicalJson({ value: b });
