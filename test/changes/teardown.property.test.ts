import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { KubeObject } from '../../src/api/object.js';
import type { DeletionPolicy } from '../../src/changes/retention.js';
import { teardown } from '../../src/changes/teardown.js';
import { type Node, nameOf, stacks } from './random-objects.js';
import { TeardownModel } from './teardown-model.js';

const policies = fc.constantFrom<DeletionPolicy>('Snapshot', 'Delete', 'Retain');
const RUNS = { numRuns: 1500 };

/** Tears a stack down; `look` is shown every deletion at the moment it is asked for. */
function tearDown(
  nodes: readonly Node[],
  policy: DeletionPolicy,
  delays: readonly number[],
  look: (deleted: Node, alive: ReadonlySet<string>, live: readonly KubeObject[]) => void,
): TeardownModel {
  const filled = new Set(nodes.filter((_, i) => i % 2 === 0).map(({ object }) => object.metadata.name));
  const model = new TeardownModel(
    nodes.map(({ object }) => object),
    filled,
  );
  const byName = new Map(nodes.map((node) => [nameOf(node.object), node]));
  for (let round = 0; model.children.length > 0 && round < 400; round++) {
    const { steps } = teardown(model.children, policy, model.now);
    for (const step of steps) {
      const alive = new Set(model.children.map(nameOf));
      const node = byName.get(nameOf(step.object)) ?? { object: step.object, refersTo: [] };
      if (step.action === 'delete') look(node, alive, model.children);
      model.take(step);
    }
    model.pass(({ metadata }) => (round + metadata.name.length) % ((delays[round % delays.length] ?? 0) + 1) === 0);
  }
  return model;
}

const inList = (object: KubeObject, children: readonly KubeObject[]): KubeObject =>
  children.find((other) => nameOf(other) === nameOf(object)) as KubeObject;

const delays = fc.array(fc.nat(3), { minLength: 1, maxLength: 5 });

test('teardown always ends', () => {
  fc.assert(
    fc.property(stacks, policies, delays, (nodes, policy, waits) => {
      expect(tearDown(nodes, policy, waits, () => undefined).children).toEqual([]);
    }),
    RUNS,
  );
});

test('teardown never deletes an object to which a living one refers', () => {
  fc.assert(
    fc.property(stacks, policies, delays, (nodes, policy, waits) => {
      tearDown(nodes, policy, waits, ({ object }, alive) => {
        const referring = nodes.filter(
          (other) => alive.has(nameOf(other.object)) && other.refersTo.includes(nameOf(object)),
        );
        expect(referring.map((other) => nameOf(other.object))).toEqual([]);
      });
    }),
    RUNS,
  );
});

test('teardown deletes no instance before what connects to it, and its replicas, are gone', () => {
  fc.assert(
    fc.property(stacks, policies, delays, (nodes, policy, waits) => {
      tearDown(nodes, policy, waits, ({ object }, alive) => {
        if (object.kind !== 'DBInstance') return;
        const identifier = object.spec?.['dbInstanceIdentifier'];
        const before = nodes.filter(
          ({ object: other }) =>
            other.metadata.labels?.['tapstack.io/component'] === 'connection' ||
            other.spec?.['sourceDBInstanceIdentifier'] === identifier,
        );
        expect(before.map((node) => nameOf(node.object)).filter((name) => alive.has(name))).toEqual([]);
      });
    }),
    RUNS,
  );
});

test('teardown asks for each deletion once, and never for that of a protected instance, or of one that AWS still lists replicas of', () => {
  fc.assert(
    fc.property(stacks, fc.constantFrom<DeletionPolicy>('Snapshot', 'Delete'), delays, (nodes, policy, waits) => {
      const deleted: string[] = [];
      tearDown(nodes, policy, waits, ({ object }, _alive, children) => {
        const live = inList(object, children);
        if (live.metadata.labels?.['tapstack.io/component'] !== 'teardown') deleted.push(nameOf(object));
        expect(live.spec?.['deletionProtection']).not.toBe(true);
        expect(live.status?.['readReplicaDBInstanceIdentifiers'] ?? []).toEqual([]);
      });
      expect(deleted.toSorted()).toEqual(nodes.map(({ object }) => nameOf(object)).toSorted());
    }),
    RUNS,
  );
});

test('what is kept in AWS is told before the deletion: with Retain all, with Snapshot keys and snapshots', () => {
  fc.assert(
    fc.property(stacks, policies, delays, (nodes, policy, waits) => {
      tearDown(nodes, policy, waits, ({ object }, _alive, children) => {
        const isKept = inList(object, children).metadata.annotations?.['services.k8s.aws/deletion-policy'] === 'retain';
        if (policy === 'Retain') expect(isKept).toBe(object.apiVersion !== 'v1');
        if (policy === 'Snapshot' && ['Key', 'DBSnapshot'].includes(object.kind)) expect(isKept).toBe(true);
        if (policy === 'Snapshot' && object.kind === 'VPC') expect(isKept).toBe(false);
      });
    }),
    RUNS,
  );
});

test('with Snapshot no primary goes before a snapshot of it is available and told to stay, nor before its keys are', () => {
  fc.assert(
    fc.property(stacks, delays, (nodes, waits) => {
      tearDown(nodes, 'Snapshot', waits, ({ object }, _alive, children) => {
        if (object.kind !== 'DBInstance' || object.spec?.['sourceDBInstanceIdentifier'] !== undefined) return;
        const identifier = object.spec?.['dbInstanceIdentifier'];
        const taken = children.filter(
          ({ kind, spec, status, metadata }) =>
            kind === 'DBSnapshot' &&
            spec?.['dbInstanceIdentifier'] === identifier &&
            status?.['status'] === 'available' &&
            metadata.annotations?.['services.k8s.aws/deletion-policy'] === 'retain',
        );
        expect(taken).toHaveLength(1);
        const keys = children.filter(({ kind }) => kind === 'Key');
        expect(keys.every(({ metadata }) => metadata.annotations?.['tapstack.io/kept-for'] !== undefined)).toBe(true);
      });
    }),
    RUNS,
  );
});
