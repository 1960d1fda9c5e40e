import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Composition, refKey, refOf } from '../../src/api/child.js';
import type { TapDatabase, TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { identityOf } from '../../src/api/identity.js';
import { type KubeObject, valueAt } from '../../src/api/object.js';
import { resolve } from '../../src/api/resolve.js';
import { appliedHash, mark } from '../../src/changes/marks.js';
import { type ChangeSet, observe, plan } from '../../src/changes/plan.js';
import { compose } from '../../src/composition/compose.js';
import { database, everythingKnown } from '../composition/support.js';
import {
  anyEdit,
  type CompositionEdit,
  compositionEdit,
  edited,
  recomposed,
  type SpecEdit,
  smallSpec,
} from './random-edits.js';
import { NOW, names, synced } from './support.js';

/** One after another, whether a person wrote it, a release of the operator has other defaults, or a composition is another. */
const sequences = fc.array(fc.record({ spec: anyEdit, composition: fc.option(compositionEdit) }), {
  minLength: 1,
  maxLength: 4,
});
type Edits = readonly { readonly spec: SpecEdit; readonly composition: CompositionEdit | null }[];

/** Objects that carry our label and were not made by us, or our mark and another's label. */
const STRANGERS: readonly KubeObject[] = ['MetricAlarm', 'DBInstance', 'Role'].flatMap((kind) => {
  const object = (name: string, labels: Record<string, string>): KubeObject => ({
    apiVersion: 'any.services.k8s.aws/v1alpha1',
    kind,
    metadata: { name, namespace: 'shop', labels },
  });
  return [
    object('labelled', { 'tapstack.io/database': 'tap' }),
    mark(object('of-another', { 'tapstack.io/database': 'top' }), 'some hash'),
  ];
});

interface Step {
  /** As it is after the edit. */
  readonly database: TapDatabase;
  readonly live: readonly KubeObject[];
  readonly changes: ChangeSet;
}

/** Plans and carries out one edit after another, none of them approved. Nothing is refused: what is fixed stays so by itself. */
function* steps(first: TapDatabaseSpec, edits: Edits): Generator<Step> {
  const known = everythingKnown();
  const created = database(first);
  const identity = identityOf(resolve(created));
  let tap: TapDatabase = { ...created, status: { identity } };
  let live = [...compose(tap, known).children.map(({ manifest }) => applied(manifest)), ...STRANGERS];
  for (const { spec, composition } of edits) {
    tap = { ...tap, spec: edited(tap.spec, spec) };
    const plain = compose(tap, known);
    const wanted: Composition = composition === null ? plain : recomposed(plain, composition);
    const changes = plan(wanted, observe(live), { database: 'tap', now: NOW, missingKinds: [] });
    yield { database: tap, live, changes };
    const gone = new Set(changes.prune.map((object) => refKey(refOf(object))));
    const written = new Map(changes.apply.map(({ ref, manifest }) => [refKey(ref), synced(manifest)]));
    const kept = live.filter((object) => !gone.has(refKey(refOf(object))) && !written.has(refKey(refOf(object))));
    live = [...kept, ...written.values()];
  }
}

const applied = (manifest: KubeObject): KubeObject => synced(mark(manifest, appliedHash(manifest)));

test('whatever sequence of edits came before, no plan loses data, replaces it or takes what is not ours', () => {
  fc.assert(
    fc.property(smallSpec, sequences, (first, edits) => {
      for (const step of steps(first, edits)) {
        expectNothingLost(step);
        expectNothingReplaced(step);
        expectReplicasToStay(step);
        expectOnlyOursToGo(step);
      }
    }),
    { numRuns: 1000 },
  );
}, 600_000);

/** Outside teardown none of these is ever deleted. */
function expectNothingLost({ changes }: Step): void {
  const lost = names(changes.prune).filter(
    (name) => name === 'DBInstance/tap-primary' || /^(Key|Bucket|VPC|Subnet|DBSubnetGroup)\//.test(name),
  );
  expect(lost).toEqual([]);
}

/** What another value would replace or upgrade, or leave ACK at odds with AWS for ever. Source: GUIDE §9. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  DBInstance: [
    ...['dbInstanceIdentifier', 'sourceDBInstanceIdentifier', 'engine', 'engineVersion', 'dbName', 'masterUsername'],
    ...['port', 'storageEncrypted', 'kmsKeyRef', 'kmsKeyID', 'dbSubnetGroupRef', 'availabilityZone'],
  ],
  Key: ['description'],
  Bucket: ['name'],
  VPC: ['cidrBlocks'],
  Subnet: ['cidrBlock', 'availabilityZone', 'vpcRef'],
  DBSubnetGroup: ['name'],
};

/** Nobody has approved anything here. */
function expectNothingReplaced({ live, changes }: Step): void {
  const before = new Map(live.map((object) => [refKey(refOf(object)), object]));
  for (const { ref, manifest } of changes.apply) {
    const current = before.get(refKey(ref));
    if (current === undefined) continue;
    const fixed = (FIXED[ref.kind] ?? []).map((field) => `spec.${field}`);
    const valuesOf = (object: KubeObject) => fixed.map((path) => [ref.name, path, valueAt(object, path)]);
    expect(valuesOf(manifest)).toEqual(valuesOf(current));
  }
}

/** A replica goes only when `replicas.count` shrinks below its number. */
function expectReplicasToStay({ database: tap, changes }: Step): void {
  const gone = names(changes.prune).flatMap((name) => /^DBInstance\/tap-replica-(\d+)$/.exec(name)?.slice(1) ?? []);
  const asked = tap.spec.replicas?.count ?? 2;
  expect(gone.filter((number) => Number(number) <= asked)).toEqual([]);
}

/** Ours is what carries our label and our mark. */
function expectOnlyOursToGo({ changes }: Step): void {
  expect(changes.prune.filter((object) => STRANGERS.includes(object))).toEqual([]);
  for (const { metadata } of changes.prune) {
    expect(metadata.labels?.['tapstack.io/database']).toBe('tap');
    expect(metadata.annotations?.['tapstack.io/applied-hash']).toMatch(/./);
  }
}
