import fc from 'fast-check';
import type { Json, KubeObject } from '../../src/api/object.js';
import { REFERENCE_TARGETS } from '../../src/changes/references.js';
import { ack, core, from, refTo } from './support.js';

/** An object of a random stack, and the names (`Kind/name`) of those that it refers to. */
export interface Node {
  readonly object: KubeObject;
  readonly refersTo: readonly string[];
}

/** Kinds to which a typed reference leads, with a field that leads there. */
const FIELDS = new Map(
  ['VPC', 'Subnet', 'RouteTable', 'SecurityGroup', 'Role', 'Key', 'Topic', 'DBSubnetGroup', 'DBInstance'].map(
    (kind) => [
      kind,
      Object.entries(REFERENCE_TARGETS).find(
        ([field, target]) =>
          target.kind === kind && refTo(kind, '').apiVersion === target.apiVersion && !field.endsWith('s'),
      )?.[0] ?? (Object.entries(REFERENCE_TARGETS).find(([, target]) => target.kind === kind)?.[0] as string),
    ],
  ),
);
const KINDS = [
  ...FIELDS.keys(),
  'Bucket',
  'Subscription',
  'MetricAlarm',
  'LogGroup',
  'DBSnapshot',
  'SecretsManagerSecret',
];
const CONNECTION = ['Secret', 'ConfigMap', 'Service'];

interface Seed {
  readonly kind: string;
  /** Which of the earlier objects it refers to, as picks modulo their number. */
  readonly picks: readonly number[];
  readonly isReplica: boolean;
  readonly isProtected: boolean;
}

const seed = fc.record({
  kind: fc.constantFrom(...KINDS, ...CONNECTION, 'DBInstance', 'DBInstance'),
  picks: fc.array(fc.nat(30), { maxLength: 3 }),
  isReplica: fc.boolean(),
  isProtected: fc.boolean(),
});

/** Random sets of objects of the database `tap` that refer to one another without a cycle. */
export const stacks: fc.Arbitrary<readonly Node[]> = fc.array(seed, { maxLength: 14 }).map(grow);

function grow(seeds: readonly Seed[]): readonly Node[] {
  const nodes: Node[] = [];
  for (const [i, one] of seeds.entries())
    nodes.push(CONNECTION.includes(one.kind) ? connection(one, i) : child(one, i, nodes));
  return nodes;
}

const connection = ({ kind }: Seed, i: number): Node => ({
  object: core(kind, `o${i}`, {}, { labels: { 'tapstack.io/component': 'connection' } }),
  refersTo: [],
});

function child({ kind, picks, isReplica, isProtected }: Seed, i: number, earlier: readonly Node[]): Node {
  const spec: Record<string, Json> = {};
  const refersTo: string[] = [];
  // What stays until RDS is done refers to nothing: in no stack does the subnet group wait for it.
  const isLast = ['Key', 'LogGroup'].includes(kind);
  const others = isLast ? [] : picks.flatMap((pick) => earlier[pick % Math.max(1, earlier.length)] ?? []);
  for (const { object } of others) {
    const field = referringField(kind, object, isReplica);
    if (field === undefined || spec[field[0]] !== undefined) continue;
    spec[field[0]] = field[1];
    refersTo.push(nameOf(object));
  }
  if (kind === 'DBInstance') {
    const source = spec['sourceDBInstanceIdentifier'] as string | undefined;
    const dbInstanceIdentifier = source === undefined ? `o${i}-primary-dev` : replicaOf(source, i);
    Object.assign(spec, { dbInstanceIdentifier, deletionProtection: isProtected });
  }
  return { object: ack(kind, `o${i}`, spec), refersTo };
}

const replicaOf = (source: string, i: number): string =>
  source.includes('-primary-') ? source.replace(/-primary-.*/, `-replica-${i}-dev`) : `${source}-${i}`;

/** How an object of that kind refers to the other, if it can. */
function referringField(kind: string, other: KubeObject, isReplica: boolean): readonly [string, Json] | undefined {
  const { name } = other.metadata;
  const identifier = String(other.spec?.['dbInstanceIdentifier']);
  if (other.apiVersion === 'v1') {
    // Only what mirrors the connection refers to it; an instance never does.
    return kind === 'SecretsManagerSecret' && other.kind === 'Secret'
      ? ['secretString', { name, key: 'x' }]
      : undefined;
  }
  if (other.kind === 'DBInstance' && kind === 'MetricAlarm') return ['dimensions', [{ name: 'id', value: identifier }]];
  if (other.kind === 'DBInstance' && kind === 'DBInstance')
    return isReplica ? ['sourceDBInstanceIdentifier', identifier] : undefined;
  if (other.kind === 'Secret') return undefined;
  const field = FIELDS.get(other.kind);
  return field === undefined ? undefined : [field, field.endsWith('s') ? [from(name)] : from(name)];
}

/** ACK's Secret and Kubernetes' own never have one name here. */
export const nameOf = ({ kind, metadata }: KubeObject): string => `${kind}/${metadata.name}`;
