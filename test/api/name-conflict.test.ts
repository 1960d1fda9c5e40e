import { expect, test } from '@jest/globals';
import type { TapDatabase } from '../../src/api/generated/tapdatabase.js';
import { nameConflict } from '../../src/api/name-conflict.js';
import { identity } from './support/database.js';

interface Options {
  readonly name?: string;
  readonly environment?: string;
  readonly region?: string;
  readonly created?: string;
  readonly uid?: string;
  readonly account?: string;
  readonly hasIdentity?: boolean;
}

function tap(namespace: string, options: Options = {}): TapDatabase {
  const { name = 'tap', environment = 'dev', region = 'us-east-2', created, uid, account, hasIdentity } = options;
  const pinned = {
    ...identity,
    region,
    environment,
    ...(account === undefined ? {} : { account: { id: account, partition: 'aws' } }),
  };
  return {
    apiVersion: 'tapstack.io/v1alpha1',
    kind: 'TapDatabase',
    metadata: {
      name,
      namespace,
      ...(created === undefined ? {} : { creationTimestamp: created }),
      ...(uid === undefined ? {} : { uid }),
    },
    spec: { region, environment },
    ...(hasIdentity || account !== undefined ? { status: { identity: pinned } } : {}),
  };
}

const older = '2026-01-01T00:00:00Z';
const newer = '2026-02-01T00:00:00Z';

test('no conflict with itself or with other names', () => {
  const one = tap('shop', { created: newer });
  const others = [
    one,
    tap('a', { environment: 'prod', created: older }),
    tap('b', { region: 'eu-west-1', created: older }),
    tap('c', { name: 'tap2', created: older }),
  ];
  expect(nameConflict(one, others)).toBeUndefined();
});

test('the one with an identity wins, also when it is newer', () => {
  const pinned = tap('a', { created: newer, hasIdentity: true });
  const open = tap('b', { created: older });
  expect(nameConflict(open, [pinned, open])).toBe(pinned);
  expect(nameConflict(pinned, [pinned, open])).toBeUndefined();
});

test('then the older wins, then the smaller uid', () => {
  const [first, second] = [tap('a', { created: older, uid: '2' }), tap('b', { created: newer, uid: '1' })];
  expect(nameConflict(second, [first, second])).toBe(first);
  expect(nameConflict(first, [first, second])).toBeUndefined();
  const twin = tap('c', { created: newer, uid: '0' });
  expect(nameConflict(second, [second, twin])).toBe(twin);
  expect(nameConflict(twin, [second, twin])).toBeUndefined();
});

test('of several, the one that all lose to is named', () => {
  const [a, b, c] = [
    tap('a', { created: newer, uid: '2' }),
    tap('b', { created: older }),
    tap('c', { created: newer }),
  ];
  expect(nameConflict(a, [a, c, b])).toBe(b);
});

test('other accounts have other names; an account that is not known yet may be the same', () => {
  const first = tap('a', { created: older, account: '111122223333' });
  expect(nameConflict(tap('b', { created: newer, account: '444455556666' }), [first])).toBeUndefined();
  expect(nameConflict(tap('b', { created: newer, account: '111122223333' }), [first])).toBe(first);
  expect(nameConflict(tap('b', { created: newer }), [first])).toBe(first);
  expect(
    nameConflict(tap('b', { created: newer, account: '111122223333' }), [tap('c', { hasIdentity: true })]),
  ).toBeDefined();
});

test('names that come out the same of other parts are shared too', () => {
  const first = tap('shop', { name: 'shop', environment: 'eu-prod', created: older });
  expect(nameConflict(tap('shop', { name: 'shop-eu', environment: 'prod', created: newer }), [first])).toBe(first);
  const odd = tap('shop', { name: 'a', environment: 'primary-b', created: older });
  expect(nameConflict(tap('shop', { name: 'a-primary', environment: 'b', created: newer }), [odd])).toBe(odd);
});

test.each(['primary', 'replica-1', 'db-credentials', 'monitoring', 's3', 'bastion', 'backup'])(
  'names that come out the same with %s in the middle, and only there, are shared',
  (purpose) => {
    const first = tap('shop', { name: 'shop', environment: `x-${purpose}-b`, created: older });
    const second = tap('shop', { name: `shop-${purpose}-x`, environment: 'b', created: newer });
    expect(nameConflict(second, [first])).toBe(first);
  },
);

test('it is known by namespace and name, also where another copy of it is older', () => {
  expect(nameConflict(tap('shop', { created: newer }), [tap('shop', { created: older })])).toBeUndefined();
});

test('an identity without an account is not known to be elsewhere', () => {
  const bare = { ...tap('a', { created: older }), status: {} };
  expect(nameConflict(tap('b', { created: newer, account: '111122223333' }), [bare])).toBeUndefined();
  expect(nameConflict(tap('b', { created: newer }), [bare])).toBe(bare);
});
