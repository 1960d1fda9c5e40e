import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { KubeObject } from '../../src/api/object.js';
import { ObjectStore } from '../../src/kube/object-store.js';

const vpc = (name: string, version: number, spec: KubeObject['spec'] = {}): KubeObject => ({
  apiVersion: 'ec2.services.k8s.aws/v1alpha1',
  kind: 'VPC',
  metadata: { name, namespace: 'shop', resourceVersion: String(version) },
  spec,
});

let changes: string[];
let store: ObjectStore;
const versionOf = (object: KubeObject | undefined): string => object?.metadata.resourceVersion ?? '-';
beforeEach(() => {
  changes = [];
  store = new ObjectStore((before, after) => changes.push(`${versionOf(before)}>${versionOf(after)}`));
});

describe('the object store', () => {
  test('takes a list, then what the watch adds, changes and deletes, and tells each change', () => {
    store.replace([vpc('a', 3), vpc('b', 5)], '7');
    store.put(vpc('a', 8));
    store.put(vpc('c', 9));
    store.delete(vpc('b', 10));
    expect(store.values().map(({ metadata }) => metadata.name)).toEqual(['a', 'c']);
    expect(store.get('shop', 'a')).toEqual(vpc('a', 8));
    expect(store.get('other', 'a')).toBeUndefined();
    expect(store.position).toBe('10');
    expect(changes).toEqual(['->3', '->5', '3>8', '->9', '5>-']);
  });

  test('a list says what is gone, and tells nothing of what stayed', () => {
    store.replace([vpc('a', 3), vpc('b', 5)], '7');
    changes = [];
    store.replace([vpc('a', 3), vpc('c', 11)], '12');
    expect(changes).toEqual(['5>-', '->11']);
    expect(store.position).toBe('12');
  });

  test('an own write is seen at once, and older news from the watch do not undo it', () => {
    store.replace([vpc('a', 3)], '7');
    store.remember(vpc('a', 12));
    store.put(vpc('a', 9));
    expect(store.get('shop', 'a')).toEqual(vpc('a', 12));
    expect(store.position).toBe('9');
  });

  test('the echo of an own write is told', () => {
    store.remember(vpc('a', 12));
    store.put(vpc('a', 12));
    expect(changes).toEqual(['->12', '12>12']);
  });

  test('the answer to an own write does not bring back what was deleted since', () => {
    store.replace([], '7');
    store.put(vpc('a', 8));
    store.delete(vpc('a', 9));
    store.remember(vpc('a', 8));
    expect(store.values()).toEqual([]);
  });

  test('a deletion does not take the successor that this program has created already', () => {
    store.replace([vpc('a', 3)], '7');
    store.remember(vpc('a', 12));
    store.delete(vpc('a', 10));
    expect(store.get('shop', 'a')).toEqual(vpc('a', 12));
    store.delete(vpc('unknown', 11));
    expect(changes).toEqual(['->3', '3>12']);
  });

  test('a list that was made before an own write does not undo it', () => {
    store.remember(vpc('new', 20));
    store.remember(vpc('changed', 21));
    store.replace([vpc('changed', 4)], '15');
    expect(store.get('shop', 'new')).toEqual(vpc('new', 20));
    expect(store.get('shop', 'changed')).toEqual(vpc('changed', 21));
  });

  test('a bookmark moves the position, and never back', () => {
    store.replace([], '7');
    store.advance(vpc('', 30));
    store.advance(vpc('', 20));
    expect(store.position).toBe('30');
  });

  test('versions are numbers, and longer than JavaScript can count exactly', () => {
    store.replace([], '9007199254740993');
    store.remember({ ...vpc('a', 0), metadata: { ...vpc('a', 0).metadata, resourceVersion: '9007199254740994' } });
    expect(store.values()).toHaveLength(1);
    store.replace([], '10');
    store.remember(vpc('b', 9));
    expect(store.get('shop', 'b')).toBeUndefined();
  });

  test('whatever the order of answers and news, it ends as the API server is, and own writes are never unseen', () => {
    const names = fc.constantFrom('a', 'b', 'c');
    const write = fc.record({ name: names, gone: fc.boolean(), own: fc.boolean(), lag: fc.nat(6) });
    fc.assert(
      fc.property(fc.array(write, { maxLength: 40 }), fc.nat(40), (writes, relistAt) => {
        const seen = new ObjectStore(() => undefined);
        const truth = new Map<string, KubeObject>();
        const answers: { due: number; object: KubeObject }[] = [];
        const known = new Map<string, number>();
        for (const [index, { name, gone, own, lag }] of writes.entries()) {
          const version = index + 1;
          const object = vpc(name, version);
          const wasThere = truth.has(name);
          if (gone) truth.delete(name);
          else truth.set(name, object);
          // The watch is up to date, while the answer to an own write comes anything from at once to much later.
          if (own && !gone && lag === 0) {
            seen.remember(object);
            known.set(name, version);
          } else if (own && !gone) answers.push({ due: index + lag, object });
          if (index === relistAt) seen.replace([...truth.values()], String(version));
          else if (gone && wasThere) seen.delete(object);
          else if (!gone) seen.put(object);
          for (const answer of answers) if (answer.due === index) seen.remember(answer.object);
          for (const [each, at] of known) {
            const current = seen.get('shop', each);
            if (current !== undefined) expect(Number(current.metadata.resourceVersion)).toBeGreaterThanOrEqual(at);
          }
        }
        for (const { object } of answers) seen.remember(object);
        const order = (a: KubeObject, b: KubeObject): number => (a.metadata.name < b.metadata.name ? -1 : 1);
        expect(seen.values().toSorted(order)).toEqual([...truth.values()].toSorted(order));
      }),
    );
  });
});
