import { AWS_IDS } from '../api/aws-ids.js';
import { type ChildRef, refKey, refOf } from '../api/child.js';
import type { AwsResource, InventoryItem, TapDatabase } from '../api/generated/tapdatabase.js';
import { ACK_KINDS, apiVersionOf } from '../api/kinds.js';
import { type KubeObject, valueAt } from '../api/object.js';
import { isKept } from '../changes/ownership.js';
import type { Kept } from '../changes/teardown.js';

/**
 * The AWS ids of the live children, sorted: what brings a database back after the cluster is lost. Of what must not be made
 * again in silence, those that were there before stay. Of a database that is being deleted, what stays in AWS says why, and
 * stays here when its object is gone, snapshots too.
 */
export function inventoryOf(
  database: TapDatabase,
  children: readonly KubeObject[],
  kept: readonly Kept[] = [],
): readonly InventoryItem[] {
  const live = new Set(children.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  const isLeaving = database.metadata.deletionTimestamp !== undefined;
  const before = isLeaving ? keptInAws(database) : keptItems(database);
  const reasons = new Map(kept.map(({ ref, why }) => [refKey(ref), why]));
  return children
    .flatMap((object) => {
      const id = valueAt(object, identifierOf(object, isLeaving));
      const existsInAWS = valueAt(object, 'status.ackResourceMetadata') !== undefined;
      const why = reasons.get(refKey(refOf(object)));
      return existsInAWS && typeof id === 'string' && id !== ''
        ? [{ kind: object.kind, name: object.metadata.name, id, ...(why === undefined ? {} : { kept: why }) }]
        : [];
    })
    .concat(before.filter(({ kind, name }) => !live.has(`${kind}/${name}`)))
    .sort((a, b) => (`${a.kind}/${a.name}` < `${b.kind}/${b.name}` ? -1 : 1));
}

/** A snapshot is no part of a living database. */
const identifierOf = ({ kind }: KubeObject, isLeaving: boolean): string =>
  kind === 'DBSnapshot' && isLeaving ? 'spec.dbSnapshotIdentifier' : (AWS_IDS[kind] ?? '');

const keptInAws = ({ status }: TapDatabase): readonly InventoryItem[] =>
  (status?.inventory ?? []).filter(({ kept }) => kept !== undefined);

/** What existed and is gone though nothing but a teardown may take it, and is not to be adopted again. */
export function lostChildren(
  database: TapDatabase,
  children: readonly KubeObject[],
  toAdopt: readonly AwsResource[],
): readonly ChildRef[] {
  const live = new Set(children.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  const adopted = new Set(toAdopt.map(({ kind, name }) => `${kind}/${name}`));
  return keptItems(database)
    .filter(({ kind, name }) => !live.has(`${kind}/${name}`) && !adopted.has(`${kind}/${name}`))
    .flatMap(({ kind, name }) =>
      ACK_KINDS.filter((known) => known.kind === kind).map((known) => ({
        apiVersion: apiVersionOf(known),
        kind,
        name,
      })),
    );
}

const keptItems = ({ metadata, status }: TapDatabase): readonly InventoryItem[] =>
  (status?.inventory ?? []).filter(({ kind, name }) => isKept(kind, name, metadata.name));
