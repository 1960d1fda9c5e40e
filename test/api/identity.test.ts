import { describe, expect, test } from '@jest/globals';
import type { Identity, TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { identityDifferences, identityOf } from '../../src/api/identity.js';
import { resolve } from '../../src/api/resolve.js';
import { database, identity } from './support/database.js';

const keyARN = 'arn:aws:kms:us-east-2:111122223333:key/a';
const existing = { vpcID: 'vpc-0a1b2c3d', databaseSubnetIDs: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'] };

test('what is fixed is taken as it was resolved', () => {
  expect(identityOf(resolve(database()))).toEqual(identity);
  const spec = { encryption: { keyARN }, backup: { bucket: { name: 'mine' } }, network: { existing } };
  expect(identityOf(resolve(database(spec)))).toEqual({
    ...identity,
    network: { existing },
    encryption: { keyARN },
    backup: { bucket: { name: 'mine' } },
  });
  const full = { ...existing, databaseZones: ['us-east-2a', 'us-east-2b'], publicSubnetIDs: ['subnet-2a1b2c3d'] };
  expect(identityOf(resolve(database({ network: { existing: full } }))).network).toEqual({ existing: full });
});

test('nothing differs while there is no identity, or from what was resolved', () => {
  expect(identityDifferences(database({ environment: 'prod' }))).toEqual([]);
  expect(identityDifferences(database({}, {}))).toEqual([]);
  expect(identityDifferences(database({}, { identity }))).toEqual([]);
  const spelledOut = { environment: 'dev', network: { cidr: '10.0.0.0/16', zoneCount: 2 }, postgres: { port: 5432 } };
  expect(identityDifferences(database(spelledOut, { identity }))).toEqual([]);
});

test('the order of keys in the identity is none', () => {
  const { databaseSubnetIDs, vpcID } = existing;
  const pinned = { ...identity, network: { existing: { databaseSubnetIDs, vpcID } } };
  expect(identityDifferences(database({ network: { existing } }, { identity: pinned }))).toEqual([]);
});

test('a generated name is no difference', () => {
  const pinned = { ...identity, backup: { bucket: { name: 'tap-backup-dev-111122223333-us-east-2' } } };
  expect(identityDifferences(database({}, { identity: pinned }))).toEqual([]);
});

const changes: readonly (readonly [string, Partial<TapDatabaseSpec>, unknown])[] = [
  ['region', { region: 'us-west-2', network: { zones: ['us-east-2a', 'us-east-2b'] } }, 'us-west-2'],
  ['environment', { environment: 'prod' }, 'prod'],
  ['postgres.database', { postgres: { database: 'shop' } }, 'shop'],
  ['postgres.username', { postgres: { username: 'owner' } }, 'owner'],
  ['postgres.port', { postgres: { port: 6432 } }, 6432],
  ['postgres.iamAuthentication', { postgres: { iamAuthentication: true } }, true],
  ['network.cidr', { network: { cidr: '10.1.0.0/16' } }, '10.1.0.0/16'],
  ['network.zones', { network: { zones: ['us-east-2b', 'us-east-2a'] } }, ['us-east-2b', 'us-east-2a']],
  ['network.zones', { network: { zoneCount: 3 } }, null],
  ['network.databaseSubnets', { network: { databaseSubnets: 'Private' } }, 'Private'],
  ['network.existing', { network: { existing } }, existing],
  ['encryption.keyARN', { encryption: { keyARN } }, keyARN],
  ['backup.bucket.name', { backup: { bucket: { name: 'mine' } } }, 'mine'],
];

test.each(changes)('a changed %s is the one difference', (path, spec, value) => {
  expect(identityDifferences(database(spec, { identity }))).toEqual([
    {
      reason: 'IdentityChanged',
      field: `spec.${path}`,
      value,
      message: expect.stringContaining('is fixed for the life of a database'),
      remedy: expect.stringContaining('or create another TapDatabase under another name'),
    },
  ]);
});

const removals: readonly (readonly [string, Identity])[] = [
  ['environment', { ...identity, environment: 'prod' }],
  ['postgres.database', { ...identity, postgres: { ...identity.postgres, database: 'shop' } }],
  ['network.cidr', { ...identity, network: { ...identity.network, cidr: '10.1.0.0/16' } }],
  ['network.existing', { ...identity, network: { existing } }],
  ['encryption.keyARN', { ...identity, encryption: { keyARN } }],
];

test.each(removals)('a removed %s is the one difference', (path, pinned) => {
  const differences = identityDifferences(database({}, { identity: pinned }));
  expect(differences.map(({ reason, field, value }) => ({ reason, field, value }))).toEqual([
    { reason: 'IdentityChanged', field: `spec.${path}`, value: null },
  ]);
});

test('the message says what it was and what it is, the remedy what to write', () => {
  const wordsOf = (spec: Partial<TapDatabaseSpec>, pinned: Identity): unknown =>
    identityDifferences(database(spec, { identity: pinned })).map(({ message, remedy }) => `${message}; ${remedy}`);
  const fixed = 'is fixed for the life of a database: this one was created';
  const orElse = 'or create another TapDatabase under another name';
  expect(wordsOf({ environment: 'prod' }, identity)).toEqual([
    `${fixed} with "dev", and now it is "prod"; write "dev", ${orElse}`,
  ]);
  expect(wordsOf({ network: { zones: ['us-east-2b', 'us-east-2c'] } }, identity)).toEqual([
    `${fixed} with ["us-east-2a","us-east-2b"], and now it is ["us-east-2b","us-east-2c"]; write ["us-east-2a","us-east-2b"], ${orElse}`,
  ]);
  expect(wordsOf({}, { ...identity, environment: 'prod' })).toEqual([
    `${fixed} with "prod", and now it is by default "dev"; write "prod", ${orElse}`,
  ]);
  expect(wordsOf({}, { ...identity, encryption: { keyARN } })).toEqual([
    `${fixed} with "${keyARN}", and now it is left out; write "${keyARN}", ${orElse}`,
  ]);
  expect(wordsOf({ encryption: { keyARN } }, identity)).toEqual([
    `${fixed} without it, and now it is "${keyARN}"; remove it, ${orElse}`,
  ]);
  const tokyo = {
    ...identity,
    region: 'us-west-1',
    network: { ...identity.network, zones: ['us-west-1a', 'us-west-1c'] },
  };
  expect(wordsOf({ region: 'us-west-1' }, tokyo)).toEqual([
    `${fixed} with ["us-west-1a","us-west-1c"], and now it is left out; write ["us-west-1a","us-west-1c"], ${orElse}`,
  ]);
});

describe('of a database that a TapComposition was followed for', () => {
  const composition = { name: 'production', revision: 'production-1' };
  const pinned = {
    ...identity,
    composition,
    environment: 'prod',
    network: { ...identity.network, zones: ['us-east-2b', 'us-east-2c'] },
  };
  const fieldsOf = (spec: Partial<TapDatabaseSpec>) =>
    identityDifferences(database(spec, { identity: pinned })).map(({ field }) => field);

  test('what is left open may have been a default, which may be another by now', () => {
    expect(fieldsOf({})).toEqual([]);
  });

  test('what is written is held to what it was created with', () => {
    expect(fieldsOf({ environment: 'prod', network: { zones: ['us-east-2b', 'us-east-2c'] } })).toEqual([]);
    expect(fieldsOf({ environment: 'dev' })).toEqual(['spec.environment']);
    expect(fieldsOf({ network: { zones: ['us-east-2a', 'us-east-2b'] } })).toEqual(['spec.network.zones']);
    expect(fieldsOf({ network: { zoneCount: 3 } })).toEqual(['spec.network.zones']);
  });

  test('of the built-in blueprint nothing was a default of anybody', () => {
    const builtIn = { ...pinned, composition: { name: 'ha-postgres/v1' } };
    const fields = identityDifferences(database({}, { identity: builtIn })).map(({ field }) => field);
    expect(fields).toEqual(['spec.environment', 'spec.network.zones']);
  });
});

test('a restore is over once there is a database: what began it may go, and its key stays', () => {
  const restoreFrom = { snapshotID: 'before', keyARN };
  const restored = { ...identity, restoreFrom, encryption: { keyARN } } as Identity;
  expect(identityDifferences(database({}, { identity: restored }))).toEqual([]);
  const other = { ...restored, encryption: { keyARN: `${keyARN}b` } };
  expect(identityDifferences(database({}, { identity: other })).map(({ field }) => field)).toEqual([
    'spec.encryption.keyARN',
  ]);
});
