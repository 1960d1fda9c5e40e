import { describe, expect, test } from '@jest/globals';
import type { TapDatabaseSpecInstanceStorage } from '../../src/api/generated/tapdatabase.js';
import type { Json, KubeObject } from '../../src/api/object.js';
import { observe } from '../../src/changes/plan.js';
import { compose } from '../../src/composition/compose.js';
import { Children, database, everythingKnown } from './support.js';

/** The storage fields of the primary, and those of a replica, given what is live of the primary and the replica. */
function storage(
  wanted: TapDatabaseSpecInstanceStorage,
  livePrimary?: { readonly [key: string]: Json },
  liveReplica = livePrimary,
) {
  const live = [instance('tap-primary', livePrimary), instance('tap-replica-1', liveReplica)].filter(
    (object) => object !== undefined,
  );
  const known = everythingKnown();
  const instances = observe(live);
  const observed = {
    children: live,
    value: (...[ref, path]: Parameters<typeof known.value>) =>
      path.startsWith('spec.') ? instances.value(ref, path) : known.value(ref, path),
  };
  const { children } = compose(database({ instance: { storage: wanted } }), observed);
  const byName = new Children(children.map(({ manifest }) => manifest));
  return {
    primary: fields(byName.spec('DBInstance/tap-primary')),
    replica: fields(byName.spec('DBInstance/tap-replica-1')),
  };
}

const instance = (name: string, spec: { readonly [key: string]: Json } | undefined): KubeObject | undefined =>
  spec && {
    apiVersion: 'rds.services.k8s.aws/v1alpha1',
    kind: 'DBInstance',
    metadata: { name, namespace: 'shop' },
    spec,
  };

function fields(spec: { readonly [key: string]: Json }) {
  const names = ['allocatedStorage', 'storageType', 'iops', 'storageThroughput', 'maxAllocatedStorage'];
  return Object.fromEntries(names.filter((name) => name in spec).map((name) => [name, spec[name]]));
}

describe('gp3 below 400 GiB', () => {
  test('is created without IOPS and throughput, which RDS refuses there', () => {
    expect(storage({ size: '100Gi' })).toEqual({
      primary: { allocatedStorage: 100, storageType: 'gp3' },
      replica: { storageType: 'gp3' },
    });
  });

  test('has those that RDS filled in declared from then on', () => {
    const { primary, replica } = storage(
      { size: '100Gi' },
      { allocatedStorage: 100, iops: 3000, storageThroughput: 125 },
    );
    expect(primary).toEqual({ allocatedStorage: 100, storageType: 'gp3', iops: 3000, storageThroughput: 125 });
    expect(replica).toEqual({ storageType: 'gp3', iops: 3000, storageThroughput: 125 });
  });

  test('declares only what was filled in', () => {
    expect(storage({ size: '100Gi' }, { iops: 3000 }).primary).not.toHaveProperty('storageThroughput');
    expect(storage({ size: '100Gi' }, { iops: 3000 }, {}).replica).not.toHaveProperty('iops');
  });
});

describe('gp3 from 400 GiB', () => {
  test('has IOPS and throughput from the start, the baseline or what was asked for', () => {
    expect(storage({ size: '400Gi' }).primary).toMatchObject({ iops: 12000, storageThroughput: 500 });
    const asked = storage({ size: '400Gi', iops: 20000, throughput: 1000 });
    expect(asked.primary).toMatchObject({ iops: 20000, storageThroughput: 1000 });
    expect(asked.replica).toEqual({ storageType: 'gp3', iops: 20000, storageThroughput: 1000 });
  });
});

describe('storage that RDS has grown', () => {
  test('is never asked to shrink, and its IOPS move with it', () => {
    const live = { allocatedStorage: 450, iops: 3000, storageThroughput: 125, maxAllocatedStorage: 1000 };
    expect(storage({ size: '300Gi', maxSize: '1000Gi' }, live)).toEqual({
      primary: {
        allocatedStorage: 450,
        storageType: 'gp3',
        iops: 12000,
        storageThroughput: 500,
        maxAllocatedStorage: 1000,
      },
      replica: { storageType: 'gp3', iops: 12000, storageThroughput: 500, maxAllocatedStorage: 1000 },
    });
  });

  test('keeps what was asked for where that could be asked for', () => {
    const live = { allocatedStorage: 600, iops: 20000, storageThroughput: 1000 };
    const { primary } = storage({ size: '500Gi', iops: 20000, throughput: 1000 }, live);
    expect(primary).toMatchObject({ allocatedStorage: 600, iops: 20000, storageThroughput: 1000 });
  });

  test('grows no further once its limit is taken away: the limit is then its size, on replicas too', () => {
    const { primary, replica } = storage({ size: '100Gi' }, { allocatedStorage: 150, maxAllocatedStorage: 500 });
    expect(primary).toMatchObject({ allocatedStorage: 150, maxAllocatedStorage: 150 });
    expect(replica).toMatchObject({ maxAllocatedStorage: 150 });
  });
});

describe('other types', () => {
  test('io1 and io2 have IOPS and no throughput, gp2 neither', () => {
    expect(storage({ size: '100Gi', type: 'io2', iops: 3000 })).toEqual({
      primary: { allocatedStorage: 100, storageType: 'io2', iops: 3000 },
      replica: { storageType: 'io2', iops: 3000 },
    });
    expect(storage({ size: '500Gi', type: 'gp2' }).primary).toEqual({ allocatedStorage: 500, storageType: 'gp2' });
  });
});

describe('a replica', () => {
  const owned = (sizeGiB: number, fields: readonly string[]): KubeObject =>
    ({
      ...instance('tap-replica-1', { allocatedStorage: sizeGiB }),
      metadata: {
        name: 'tap-replica-1',
        managedFields: [
          { manager: 'controller', operation: 'Update', fieldsV1: { 'f:spec': { 'f:allocatedStorage': {} } } },
          {
            manager: 'tapdb-operator',
            operation: 'Apply',
            subresource: 'status',
            fieldsV1: { 'f:spec': { 'f:allocatedStorage': {} } },
          },
          {
            manager: 'tapdb-operator',
            operation: 'Apply',
            fieldsV1: { 'f:spec': Object.fromEntries(fields.map((field) => [`f:${field}`, {}])) },
          },
        ],
      },
    }) as unknown as KubeObject;
  const sizeOf = (replica: KubeObject): Json | undefined => {
    const primary = instance('tap-primary', { allocatedStorage: 200 }) as KubeObject;
    const observed = observe([primary, replica]);
    const { children } = compose(database({ instance: { storage: { size: '200Gi' } } }), observed);
    return new Children(children.map(({ manifest }) => manifest)).spec('DBInstance/tap-replica-1')['allocatedStorage'];
  };

  test('that has less room than the primary gets as much, by 10 % at least', () => {
    expect(sizeOf(owned(100, []))).toBe(200);
    expect(sizeOf(owned(190, []))).toBe(209);
  });

  test('that has grown past the primary is left alone', () => {
    expect(sizeOf(owned(250, []))).toBeUndefined();
    expect(sizeOf(owned(250, ['engine']))).toBeUndefined();
    expect(sizeOf(owned(250, ['allocatedStorage']))).toBe(250);
  });
});

test('while ACK asks RDS for the storage of an instance, nothing is said of it', () => {
  const asked = (name: string): KubeObject =>
    ({ ...instance(name, {}), status: { dbInstanceStatus: 'available' } }) as KubeObject;
  const spec = (...live: readonly KubeObject[]) => {
    const known = everythingKnown({}, live);
    const { children } = compose(database({ instance: { storage: { size: '500Gi' } } }), known);
    const byName = new Children(children.map(({ manifest }) => manifest));
    return ['primary', 'replica-1'].map((role) => fields(byName.spec(`DBInstance/tap-${role}`)));
  };
  expect(spec(asked('tap-primary'))).toEqual([{}, { storageType: 'gp3' }]);
  expect(spec(asked('tap-replica-1'))).toEqual([
    { allocatedStorage: 500, storageType: 'gp3', iops: 12000, storageThroughput: 500 },
    {},
  ]);
});

describe('growth below 10 %', () => {
  const composed = (size: string) =>
    compose(database({ instance: { storage: { size } } }), {
      children: [instance('tap-primary', { allocatedStorage: 100 }) as KubeObject],
      value: () => undefined,
    });
  const sizeOf = (size: string): Json | undefined =>
    composed(size).blocked.length > 0 ? storage({ size }, { allocatedStorage: 100 }).primary['allocatedStorage'] : null;

  test('is not asked for, and said', () => {
    expect(sizeOf('105Gi')).toBe(100);
    expect(composed('105Gi').delayed).toEqual([
      {
        ref: { apiVersion: 'rds.services.k8s.aws/v1alpha1', kind: 'DBInstance', name: 'tap-primary' },
        reason: 'GrowthTooSmall',
        message:
          'the storage stays at 100 GiB: RDS grows it by 10 % at least, and 105 GiB are less. Set ' +
          'spec.instance.storage.size to 110Gi or more',
      },
    ]);
  });

  test('brings no IOPS of the size that is not reached', () => {
    const live = { allocatedStorage: 390, iops: 3000, storageThroughput: 125 };
    expect(storage({ size: '405Gi', iops: 20000, throughput: 1000 }, live).primary).toEqual({
      ...live,
      storageType: 'gp3',
    });
  });

  test('is nothing where it is none, or enough', () => {
    expect(['50Gi', '100Gi', '110Gi'].map(sizeOf)).toEqual([100, 100, 110]);
    expect(['50Gi', '100Gi', '110Gi'].map((size) => composed(size).delayed)).toEqual([undefined, undefined, undefined]);
  });
});
