import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../src/api/object.js';
import { compose } from '../../src/composition/compose.js';
import { type CredentialNames, credentialsNumber, settledCredentials } from '../../src/composition/credential-names.js';
import { Children, database, everythingKnown, nothingKnown } from './support.js';

const primary = (spec: NonNullable<KubeObject['spec']>): KubeObject => ({
  apiVersion: 'rds.services.k8s.aws/v1alpha1',
  kind: 'DBInstance',
  metadata: { name: 'tap-primary', namespace: 'shop' },
  spec,
});

const PASSWORDS = {
  'Secret/tap-credentials-1:data.password': 'first',
  'Secret/tap-credentials-2:data.password': 'second',
};

const composed = (credentials: CredentialNames, values: object = {}, live: readonly KubeObject[] = []) =>
  compose(database(), everythingKnown({ ...PASSWORDS, ...values }, live), { credentials });

const textOf = (of: ReturnType<typeof compose>, secret: string, key: string): string => {
  const children = new Children(of.children.map(({ manifest }) => manifest));
  return Buffer.from(children.get(`Secret/${secret}`).data?.[key] ?? '', 'base64').toString('utf8');
};

describe('the number of a Secret', () => {
  test.each([
    ['tap-credentials-1', 1],
    ['tap-credentials-12', 12],
    ['tap-credentials-0', undefined],
    ['tap-credentials-01', undefined],
    ['tap-credentials-', undefined],
    ['tap-credentials-1a', undefined],
    ['other-credentials-1', undefined],
    ['my-own', undefined],
    [undefined, undefined],
  ])('of %s is %s', (name, n) => {
    expect(credentialsNumber('tap', name)).toBe(n);
  });
});

describe('at rest', () => {
  const both = (name: string) => ({ reference: name, inForce: name });

  test('the first Secret is in use while there is no primary, or one without a password of its own', () => {
    expect(settledCredentials('tap', nothingKnown)).toEqual(both('tap-credentials-1'));
    const bare = { ...nothingKnown, children: [primary({})] };
    expect(settledCredentials('tap', bare)).toEqual(both('tap-credentials-1'));
  });

  test('then the one that the live primary has', () => {
    const live = primary({ masterUserPassword: { name: 'tap-credentials-4', key: 'password' } });
    const observed = everythingKnown({ 'Secret/tap-credentials-4:data.password': 'fourth' }, [live]);
    expect(settledCredentials('tap', observed)).toEqual(both('tap-credentials-4'));
    const composition = compose(database(), observed);
    const children = new Children(composition.children.map(({ manifest }) => manifest));
    expect(children.spec('DBInstance/tap-primary')['masterUserPassword']).toEqual({
      name: 'tap-credentials-4',
      key: 'password',
    });
    expect(textOf(composition, 'tap-connection', 'password')).toBe('fourth');
  });
});

describe('while the password is rotated', () => {
  const names = { reference: 'tap-credentials-2', inForce: 'tap-credentials-1' };

  test('the primary has the new one, and clients and Secrets Manager the old one', () => {
    const composition = composed(names);
    const children = new Children(composition.children.map(({ manifest }) => manifest));
    expect(children.spec('DBInstance/tap-primary')['masterUserPassword']).toEqual({
      name: 'tap-credentials-2',
      key: 'password',
    });
    expect(textOf(composition, 'tap-connection', 'password')).toBe('first');
    expect(JSON.parse(textOf(composition, 'tap-secrets-manager', 'credentials.json')).password).toBe('first');
    expect(children.get('Secret/tap-connection').metadata.annotations).toMatchObject({
      'tapstack.io/credentials': 'tap-credentials-1',
    });
  });

  test('the description of the copy changes with the password that is in force, not before', () => {
    const description = (credentials: CredentialNames): unknown => {
      const { children } = composed(credentials);
      return new Children(children.map(({ manifest }) => manifest)).spec('SecretsManager/tap-credentials')[
        'description'
      ];
    };
    const first = description({ reference: 'tap-credentials-1', inForce: 'tap-credentials-1' });
    expect(description(names)).toBe(first);
    expect(description({ reference: 'tap-credentials-2', inForce: 'tap-credentials-2' })).not.toBe(first);
  });

  test('the primary waits for its Secret', () => {
    const { blocked } = composed(names, { 'Secret/tap-credentials-2:data.password': undefined });
    expect(blocked.map(({ ref }) => ref.name)).toEqual(['tap-primary']);
  });

  test('nothing that gives the password is composed while nobody can say which one it is', () => {
    const unsaid = 'DBInstance/tap-primary:metadata.annotations.rds.services.k8s.aws/last-applied-secret-reference';
    const { blocked } = composed({ reference: 'tap-credentials-1', inForce: undefined }, { [unsaid]: undefined });
    expect(blocked.map(({ ref }) => `${ref.apiVersion.split('.')[0]} ${ref.name}`)).toEqual([
      'secretsmanager tap-credentials',
      'v1 tap-connection',
      'v1 tap-secrets-manager',
    ]);
    expect(blocked.flatMap(({ waitsFor }) => waitsFor.map(({ ref }) => ref.name))).toEqual([
      'tap-primary',
      'tap-primary',
      'tap-primary',
    ]);
  });
});

describe('given that the Secret in force is lost', () => {
  const names = { reference: 'tap-credentials-2', inForce: 'tap-credentials-1' };
  const lost = { 'Secret/tap-credentials-1:data.password': undefined, 'Secret/tap-connection:data.password': 'told' };
  const connection = (credentials: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'tap-connection', annotations: { 'tapstack.io/credentials': credentials } },
  });

  test('what clients were told last still holds', () => {
    const composition = composed(names, lost, [connection('tap-credentials-1')]);
    expect(textOf(composition, 'tap-connection', 'password')).toBe('told');
  });

  test('but not what they were told of another one', () => {
    expect(composed(names, lost, [connection('tap-credentials-7')]).blocked).toHaveLength(3);
    expect(composed(names, lost, []).blocked).toHaveLength(3);
  });
});
