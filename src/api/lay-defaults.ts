import type { CompositionDefaults } from './generated/tapcomposition.js';
import type { TapDatabaseSpec } from './generated/tapdatabase.js';
import { FIXED_FIELDS } from './identity.js';
import { type Json, valueAt } from './object.js';

type Fields = { readonly [field: string]: Json };

/** One value each, though they have fields: a part of a user's with a part of a default would be neither's. */
const WHOLE: readonly string[] = ['network.existing', 'monitoring.alarms.notify'];

/** Where a user has written the first, a default of the others would contradict it. */
const CONTRADICTED: readonly (readonly [written: string, defaults: readonly string[]])[] = [
  [
    'network.existing',
    ['network.cidr', 'network.zones', 'network.zoneCount', 'network.natGateways', 'network.databaseSubnets'],
  ],
  ...['cidr', 'zones', 'zoneCount', 'natGateways', 'databaseSubnets'].map(
    (field) => [`network.${field}`, ['network.existing']] as const,
  ),
  ['network.zones', ['network.zoneCount']],
  ['network.zoneCount', ['network.zones']],
  // How much memory a class has, how fast a type of storage is.
  ['instance.class', ['instance.memory']],
  ['instance.storage.type', ['instance.storage.iops', 'instance.storage.throughput']],
  ['restoreFrom', ['encryption.keyARN']],
];

/** What is decided together with a fixed field. */
const FIXED = [...FIXED_FIELDS, 'network.zoneCount'];

/**
 * A spec with defaults under it: what a user has written stays as it is, maps are joined, lists are not. Once a database
 * has its identity (`isPinned`), defaults of fixed fields are out of the question.
 */
export function layDefaults(
  spec: TapDatabaseSpec,
  defaults: CompositionDefaults | undefined,
  isPinned: boolean,
): TapDatabaseSpec {
  if (defaults === undefined) return spec;
  const contradicted = CONTRADICTED.flatMap(([path, others]) => (valueAt(spec, path) === undefined ? [] : others));
  const dropped = new Set([...contradicted, ...(isPinned ? FIXED : [])]);
  return merge(spec as Fields, without(defaults as Fields, dropped, ''), WHOLE, '') as unknown as TapDatabaseSpec;
}

/** Every value under what is written that is not written, whatever goes with what. */
export const layValues = (spec: TapDatabaseSpec, values: TapDatabaseSpec): TapDatabaseSpec =>
  merge(spec as Fields, values as Fields, [], '') as unknown as TapDatabaseSpec;

function without(defaults: Fields, dropped: ReadonlySet<string>, prefix: string): Fields {
  const kept = Object.entries(defaults).flatMap(([name, value]): [string, Json][] => {
    const path = `${prefix}${name}`;
    if (dropped.has(path)) return [];
    return [[name, isFields(value) && !WHOLE.includes(path) ? without(value, dropped, `${path}.`) : value]];
  });
  return Object.fromEntries(kept);
}

function merge(written: Fields, defaults: Fields, whole: readonly string[], prefix: string): Fields {
  const merged = new Map(Object.entries(defaults));
  for (const [name, value] of Object.entries(written)) {
    const [path, under] = [`${prefix}${name}`, merged.get(name)];
    const isJoined = isFields(value) && isFields(under) && !whole.includes(path);
    merged.set(name, isJoined ? merge(value, under, whole, `${path}.`) : value);
  }
  return Object.fromEntries(merged);
}

const isFields = (value: Json | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
