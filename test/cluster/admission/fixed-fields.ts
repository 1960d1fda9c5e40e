import type { SpecPart } from './admission-cluster.js';

export const vpc = { vpcID: 'vpc-0a1b2c3d', databaseSubnetIDs: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'] };
export const keyARN = 'arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
export const snapshot = { snapshotID: 'shop-final', keyARN };
export const zones = ['us-east-2a', 'us-east-2b'];
const own = { cidr: '10.0.0.0/16', zones, databaseSubnets: 'Isolated' };

/** As the operator would pin the defaults, but for `fields`. */
export const identity = (fields: object = {}): object => ({
  region: 'us-east-2',
  environment: 'dev',
  postgres: { database: 'tap', username: 'postgres', port: 5432, iamAuthentication: false },
  network: own,
  encryption: {},
  backup: { bucket: {} },
  composition: { name: 'ha-postgres/v1' },
  ...fields,
});

export const back = (value: string): string =>
  `"object": is fixed for the life of a database: put ${value} back, or create another TapDatabase`;
const asPinned =
  '"object": is fixed for the life of a database: put back what status.identity says, or create another TapDatabase';
export const without =
  '"object": is fixed for the life of a database: this one was created without it, so remove it, or create another TapDatabase';

interface FixedField {
  readonly field: string;
  /** Set as the identity has it. */
  readonly same: SpecPart;
  readonly other: SpecPart;
  /** A merge patch that removes it. */
  readonly removed: SpecPart;
  readonly says: string;
  readonly pinned?: object;
}

/** Every fixed field but the region, which is always set, and restoreFrom, which may go. */
export const fixedFields: readonly FixedField[] = [
  {
    field: 'environment',
    same: { environment: 'dev' },
    other: { environment: 'prod' },
    removed: { environment: null },
    says: back('dev'),
  },
  {
    field: 'postgres.database',
    same: { postgres: { database: 'tap' } },
    other: { postgres: { database: 'shop' } },
    removed: { postgres: null },
    says: back('tap'),
  },
  {
    field: 'postgres.username',
    same: { postgres: { username: 'postgres' } },
    other: { postgres: { username: 'shop' } },
    removed: { postgres: { username: null } },
    says: back('postgres'),
  },
  {
    field: 'postgres.port',
    same: { postgres: { port: 5432 } },
    other: { postgres: { port: 5433 } },
    removed: { postgres: { port: null } },
    says: asPinned,
  },
  {
    field: 'postgres.iamAuthentication',
    same: { postgres: { iamAuthentication: false } },
    other: { postgres: { iamAuthentication: true } },
    removed: { postgres: { iamAuthentication: null } },
    says: asPinned,
  },
  {
    field: 'network.cidr',
    same: { network: { cidr: '10.0.0.0/16' } },
    other: { network: { cidr: '10.1.0.0/16' } },
    removed: { network: null },
    says: back('10.0.0.0/16'),
  },
  {
    field: 'network.zones',
    same: { network: { zones } },
    other: { network: { zones: [...zones].reverse() } },
    removed: { network: { zones: null } },
    says: back('zones us-east-2a, us-east-2b or their zoneCount'),
  },
  {
    field: 'network.zones',
    same: { network: { zoneCount: 2 } },
    other: { network: { zoneCount: 3 } },
    removed: { network: { zoneCount: null } },
    says: back('zones us-east-2a, us-east-2b or their zoneCount'),
  },
  {
    field: 'network.databaseSubnets',
    same: { network: { databaseSubnets: 'Isolated' } },
    other: { network: { databaseSubnets: 'Private' } },
    removed: { network: { databaseSubnets: null } },
    says: back('Isolated'),
  },
  {
    field: 'network.existing',
    same: { network: { existing: vpc } },
    other: { network: { existing: { ...vpc, vpcID: 'vpc-0a1b2c3e' } } },
    removed: { network: null },
    says: '"object": is fixed for the life of a database: put vpc-0a1b2c3d and its subnets back, as in status.identity, or create another TapDatabase',
    pinned: { network: { existing: vpc } },
  },
  {
    field: 'encryption.keyARN',
    same: { encryption: { keyARN } },
    other: { encryption: { keyARN: `${keyARN}0` } },
    removed: { encryption: null },
    says: back(keyARN),
    pinned: { encryption: { keyARN } },
  },
  {
    field: 'backup.bucket.name',
    same: { backup: { bucket: { name: 'shop-exports' } } },
    other: { backup: { bucket: { name: 'other-exports' } } },
    removed: { backup: { bucket: null } },
    says: back('shop-exports'),
    pinned: { backup: { bucket: { name: 'shop-exports' } } },
  },
];
