import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refTo } from '../../../src/sandbox/api-client.js';
import type { ControlPlane } from '../../../src/sandbox/control-plane.js';
import { database, refusalOf, type SpecPart, startAdmissionCluster } from './admission-cluster.js';
import { back, fixedFields, identity, keyARN, snapshot, vpc, without, zones } from './fixed-fields.js';

let cluster: ControlPlane;
let count = 0;

beforeAll(async () => {
  cluster = await startAdmissionCluster();
}, 60_000);

afterAll(() => cluster?.stop());

/** A database that was composed: its name. */
async function compose(spec: SpecPart, pinned: object): Promise<string> {
  const object = database(`shop-${++count}`, spec);
  await cluster.admin.create(object);
  await pin(object.metadata.name, pinned);
  return object.metadata.name;
}

const patch = (name: string, change: object, subresource?: string): Promise<unknown> =>
  cluster.admin.mergePatch(refTo(database(name, {})), change, subresource === undefined ? {} : { subresource });
const pin = (name: string, pinned: unknown): Promise<unknown> =>
  patch(name, { status: { identity: pinned } }, 'status');

describe.each(fixedFields.map((fixed) => ({ what: JSON.stringify(fixed.same), ...fixed })))('$what', (fixed) => {
  const says = `spec.${fixed.field}: Invalid value: ${fixed.says}`;
  const pinned = identity(fixed.pinned);

  test('left out, then set to something else', async () => {
    const name = await compose({}, pinned);
    expect(await refusalOf(patch(name, { spec: fixed.other }))).toBe(says);
    expect(await refusalOf(patch(name, { spec: fixed.same }))).toBeUndefined();
  });

  test('set, then changed', async () => {
    const name = await compose(fixed.same, pinned);
    expect(await refusalOf(patch(name, { spec: fixed.other }))).toBe(says);
  });

  test('set, then removed', async () => {
    const name = await compose(fixed.same, pinned);
    expect(await refusalOf(patch(name, { spec: fixed.removed }))).toBe(says);
  });

  test('free before the first compose', async () => {
    const object = database(`shop-${++count}`, fixed.same);
    await cluster.admin.create(object);
    expect(await refusalOf(patch(object.metadata.name, { spec: fixed.other }))).toBeUndefined();
  });

  test('never in the way of what does not change it, even where the identity differs', async () => {
    const object = database(`shop-${++count}`, fixed.other);
    await cluster.admin.create(object);
    const { name } = object.metadata;
    expect(await refusalOf(pin(name, pinned))).toBeUndefined();
    expect(await refusalOf(patch(name, { status: { phase: 'Stalled' } }, 'status'))).toBeUndefined();
    expect(await refusalOf(patch(name, { metadata: { finalizers: ['tapstack.io/teardown'] } }))).toBeUndefined();
    expect(await refusalOf(patch(name, { spec: { replicas: { count: 1 } } }))).toBeUndefined();
    expect(await refusalOf(patch(name, { spec: fixed.same }))).toBeUndefined();
  });
});

describe('fixed fields with ways of their own', () => {
  test('the region has no default to fall back to', async () => {
    const name = await compose({}, identity());
    expect(await refusalOf(patch(name, { spec: { region: 'us-east-1' } }))).toBe(
      `spec.region: Invalid value: ${back('us-east-2')}`,
    );
  });

  test.each([
    ['network.existing', { network: { existing: vpc } }],
    ['encryption.keyARN', { encryption: { keyARN } }],
    ['backup.bucket.name', { backup: { bucket: { name: 'shop-exports' } } }],
  ])('%s is not added to a database that was created without it', async (field, spec) => {
    const name = await compose({}, identity());
    expect(await refusalOf(patch(name, { spec }))).toBe(`spec.${field}: Invalid value: ${without}`);
  });

  test.each([
    ['network.cidr', { network: { cidr: '10.0.0.0/16' } }],
    ['network.zones', { network: { zones } }],
    ['network.zones', { network: { zoneCount: 2 } }],
    ['network.databaseSubnets', { network: { databaseSubnets: 'Private' } }],
  ])('%s is not added to a database in an existing network', async (field, spec) => {
    const name = await compose({}, identity({ network: { existing: vpc } }));
    expect(await refusalOf(patch(name, { spec }))).toBe(`spec.${field}: Invalid value: ${without}`);
  });

  test.each([
    ['other subnets', { databaseSubnetIDs: ['subnet-0a1b2c3d', 'subnet-0a1b2c3f'] }],
    ['zones', { databaseZones: zones }],
    ['public subnets', { publicSubnetIDs: ['subnet-0a1b2c3f'] }],
  ])('an existing network does not get %s', async (_, change) => {
    const name = await compose({ network: { existing: vpc } }, identity({ network: { existing: vpc } }));
    expect(await refusalOf(patch(name, { spec: { network: { existing: change } } }))).toContain(
      'spec.network.existing: Invalid value',
    );
  });

  test('a number of zones may become their names', async () => {
    const name = await compose({ network: { zoneCount: 2 } }, identity());
    expect(await refusalOf(patch(name, { spec: { network: { zoneCount: null, zones } } }))).toBeUndefined();
  });

  test('restoreFrom may be removed, and put back, but not changed or added', async () => {
    const says =
      'spec.restoreFrom: Invalid value: "object": is fixed for the life of a database: remove it, or put back what status.identity says, or create another TapDatabase';
    const restored = await compose({ restoreFrom: snapshot }, identity({ restoreFrom: snapshot }));
    expect(await refusalOf(patch(restored, { spec: { restoreFrom: { snapshotID: 'older' } } }))).toBe(says);
    expect(await refusalOf(patch(restored, { spec: { restoreFrom: null } }))).toBeUndefined();
    expect(await refusalOf(patch(restored, { spec: { restoreFrom: snapshot } }))).toBeUndefined();
    const empty = await compose({}, identity());
    expect(await refusalOf(patch(empty, { spec: { restoreFrom: snapshot } }))).toBe(says);
  });
});

describe('status.identity', () => {
  const said = (field: string): string => `status.${field}: Invalid value: "object": is written once and never changes`;

  test('is not removed', async () => {
    const name = await compose({}, identity());
    const says =
      'status.identity: Invalid value: "object": is written once and never removed: a database without it could be replaced';
    expect(await refusalOf(pin(name, null))).toBe(says);
    expect(await refusalOf(patch(name, { status: null }, 'status'))).toBe(says);
  });

  test.each([
    [{ region: 'us-east-1' }, 'identity'],
    [{ environment: 'prod' }, 'identity'],
    [{ postgres: { port: 5433 } }, 'identity'],
    [{ network: { zones: [...zones].reverse() } }, 'identity'],
    [{ network: { databaseSubnets: null } }, 'identity'],
    [{ encryption: { keyARN } }, 'identity'],
    [{ restoreFrom: snapshot }, 'identity'],
    [{ backup: { bucket: { name: 'other' } } }, 'identity.backup.bucket.name'],
    [{ backup: { bucket: { name: null } } }, 'identity.backup.bucket.name'],
    [{ composition: { name: 'other' } }, 'identity.composition'],
    [{ composition: { revision: 'ha-postgres-2' } }, 'identity.composition'],
    [{ account: { id: '210987654321' } }, 'identity.account'],
    [{ account: null }, 'identity.account'],
  ])('does not become %j', async (change, field) => {
    const name = await compose(
      {},
      identity({
        backup: { bucket: { name: 'shop-exports' } },
        composition: { name: 'ha-postgres/v1', revision: 'ha-postgres-1' },
        account: { id: '123456789012', partition: 'aws' },
      }),
    );
    expect(await refusalOf(pin(name, change))).toBe(said(field));
  });

  test('gets what is known only later', async () => {
    const name = await compose({}, identity());
    const later = {
      account: { id: '123456789012', partition: 'aws' },
      backup: { bucket: { name: 'shop-backup-dev-123456789012-us-east-2' } },
      composition: { revision: 'ha-postgres-1' },
    };
    expect(await refusalOf(pin(name, later))).toBeUndefined();
  });
});
