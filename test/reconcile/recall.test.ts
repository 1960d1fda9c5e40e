import { expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { recall, recalledDatabases } from '../../src/reconcile/recall.js';
import { identity } from '../api/support/database.js';
import { fresh, made } from '../revisions/support.js';

const teller = (name: string): KubeObject => ({
  apiVersion: 'ec2.services.k8s.aws/v1alpha1',
  kind: 'VPC',
  metadata: {
    name: `${name}-vpc`,
    namespace: 'shop',
    labels: { 'tapstack.io/database': name },
    annotations: {
      'tapstack.io/identity': JSON.stringify(identity),
      'tapstack.io/composition-revision': 'production/production-2',
    },
  },
});
const TOLD = { identity, composition: { name: 'production', revision: 'production-2' } };

test('what is on record is believed, whatever the children say', () => {
  const database = made('tap');
  expect(recall(database, [teller('tap')])).toBe(database);
});

test('what is lost is told by the children, and the rest of the status stays', () => {
  const lost = { ...fresh('tap'), status: { phase: 'Pending' as const } };
  expect(recall(lost, [teller('tap')]).status).toEqual({ phase: 'Pending', ...TOLD });
  expect(recall(lost, [teller('other')])).toBe(lost);
});

test('of all databases those without an identity are looked up', () => {
  const [known, lost, unheard] = [made('a'), fresh('b'), fresh('c')];
  const asked: string[] = [];
  const cachedChildren = ({ name }: { readonly name: string }) => {
    asked.push(name);
    return name === 'b' ? [teller('b')] : [];
  };
  const cachedDatabases = () => [known, lost, unheard];
  expect(recalledDatabases({ cachedDatabases, cachedChildren })).toEqual([known, { ...lost, status: TOLD }, unheard]);
  expect(asked).toEqual(['b', 'c']);
  expect(recalledDatabases({ cachedDatabases })).toEqual([known, lost, unheard]);
});
