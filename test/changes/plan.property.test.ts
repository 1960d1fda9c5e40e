import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ChildRef, Composition } from '../../src/api/child.js';
import { refOf } from '../../src/api/child.js';
import type { KubeObject } from '../../src/api/object.js';
import { observe, plan } from '../../src/changes/plan.js';
import { type Node, nameOf, stacks } from './random-objects.js';
import { deleting, NOW, synced } from './support.js';

const RUNS = { numRuns: 2000 };

/** How an object of a random stack stands to its database. */
const standings = fc.record({
  desired: fc.constantFrom('composed', 'blocked', 'absent'),
  live: fc.constantFrom('ours', 'foreign', 'unlabelled', 'controlled by another', 'deleting', 'missing'),
  instance: fc.constantFrom('primary', 'replica-1'),
  isPassword: fc.boolean(),
  isReady: fc.boolean(),
});
type Standing = typeof standings extends fc.Arbitrary<infer T> ? T : never;

const scenes = stacks.chain((nodes) =>
  fc
    .array(standings, { minLength: nodes.length, maxLength: nodes.length })
    .map((of) => nodes.map((node, i) => ({ node, standing: of[i] as Standing }))),
);
type Scene = typeof scenes extends fc.Arbitrary<infer T> ? T : never;

function labelled({ object }: Node, { instance, isPassword }: Standing): KubeObject {
  const component = isPassword && object.apiVersion === 'v1' ? { 'tapstack.io/component': 'credentials' } : {};
  const role = object.kind === 'DBInstance' ? { 'tapstack.io/instance': instance } : {};
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...component, ...role } } };
}

function liveOf(node: Node, standing: Standing): readonly KubeObject[] {
  const object = standing.isReady ? synced(labelled(node, standing)) : labelled(node, standing);
  const { labels: _, ...bare } = object.metadata;
  const owner = { apiVersion: 'any/v1', kind: 'Other', name: 'tap', uid: 'x', controller: true };
  switch (standing.live) {
    case 'missing':
      return [];
    case 'ours':
      return [object];
    case 'deleting':
      return [deleting(object)];
    case 'unlabelled':
      return [{ ...object, metadata: bare }];
    case 'foreign':
      return [{ ...object, metadata: { ...bare, labels: { 'tapstack.io/database': 'other' } } }];
    case 'controlled by another':
      return [{ ...object, metadata: { ...object.metadata, ownerReferences: [owner] } }];
  }
}

function planned(scene: Scene) {
  const of = (desired: Standing['desired']) => scene.filter(({ standing }) => standing.desired === desired);
  const composition: Composition = {
    children: of('composed').map(({ node, standing }) => ({ component: 'any', manifest: labelled(node, standing) })),
    blocked: of('blocked').map(({ node }) => ({ component: 'any', ref: refOf(node.object), waitsFor: [] })),
  };
  const live = scene.flatMap(({ node, standing }) => liveOf(node, standing));
  return plan(composition, observe(live), { database: 'tap', now: NOW, missingKinds: [] });
}

const standingOf = (scene: Scene, name: string): Standing =>
  (scene.find(({ node }) => nameOf(node.object) === name) as Scene[number]).standing;

test('a blocked child that exists is never pruned, nor one that is composed', () => {
  fc.assert(
    fc.property(scenes, (scene) => {
      const desired = planned(scene).prune.map((object) => standingOf(scene, nameOf(object)).desired);
      expect(desired.filter((it) => it !== 'absent')).toEqual([]);
    }),
    RUNS,
  );
});

test('nothing prunes a Key, Bucket, VPC, Subnet, DBSubnetGroup, snapshot, the primary or the password', () => {
  fc.assert(
    fc.property(scenes, (scene) => {
      for (const { kind, apiVersion, metadata } of planned(scene).prune) {
        expect(['Key', 'Bucket', 'VPC', 'Subnet', 'DBSubnetGroup', 'DBSnapshot']).not.toContain(kind);
        expect(metadata.labels?.['tapstack.io/instance']).not.toBe('primary');
        expect(apiVersion === 'v1' && metadata.labels?.['tapstack.io/component'] === 'credentials').toBe(false);
      }
    }),
    RUNS,
  );
});

test('pruned is only what is ours, and not what something that lives refers to', () => {
  fc.assert(
    fc.property(scenes, (scene) => {
      const pruned = planned(scene).prune.map(nameOf);
      const ours = scene.filter(({ standing }) => ['ours', 'deleting'].includes(standing.live));
      for (const name of pruned) {
        expect(standingOf(scene, name).live).toBe('ours');
        expect(ours.filter(({ node }) => node.refersTo.includes(name)).map(({ node }) => nameOf(node.object))).toEqual(
          [],
        );
      }
    }),
    RUNS,
  );
});

test('written is only what is ours or new, and only when all that it refers to is ours and ready', () => {
  fc.assert(
    fc.property(scenes, (scene) => {
      for (const { manifest, change } of planned(scene).apply) {
        expect(['ours', 'missing']).toContain(standingOf(scene, nameOf(manifest)).live);
        // Metadata wakes nobody, and a copied value is only known while its holder is there to be seen.
        if (change === 'relabel' || copiesValues(manifest)) continue;
        const { node } = scene.find((one) => nameOf(one.node.object) === nameOf(manifest)) as Scene[number];
        for (const name of node.refersTo) {
          const { live, isReady } = standingOf(scene, name);
          expect({ live, isUsable: isReady || name.startsWith('Secret/') }).toEqual({ live: 'ours', isUsable: true });
        }
      }
    }),
    RUNS,
  );
});

const copiesValues = ({ spec }: KubeObject): boolean =>
  spec?.['dimensions'] !== undefined || spec?.['sourceDBInstanceIdentifier'] !== undefined;

test('every desired object is accounted for exactly once, whatever stands in the cluster', () => {
  fc.assert(
    fc.property(scenes, (scene) => {
      const { apply, waiting, foreign, unchanged } = planned(scene);
      const namesOf = (refs: readonly ChildRef[]) => refs.map(({ kind, name }) => `${kind}/${name}`);
      const desired = scene
        .filter(({ standing }) => standing.desired !== 'absent')
        .map(({ node }) => nameOf(node.object));
      // Others may wait as well: to go.
      const waits = namesOf(waiting.map(({ ref }) => ref)).filter((name) => desired.includes(name));
      const told = [...waits, ...namesOf([...apply.map(({ ref }) => ref), ...foreign, ...unchanged])];
      expect(told.toSorted()).toEqual(desired.toSorted());
    }),
    RUNS,
  );
});
