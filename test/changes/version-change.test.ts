import { describe, expect, test } from '@jest/globals';
import type { Json, KubeObject } from '../../src/api/object.js';
import {
  automaticPostponement,
  heldForVersion,
  snapshotsToCome,
  versionPostponement,
  withMinorVersion,
} from '../../src/changes/version-change.js';

type Fields = { readonly [key: string]: Json };

const apiVersion = 'rds.services.k8s.aws/v1alpha1';
const NOW = new Date('2026-01-05T12:00:00Z');
const SYNCED = [
  { type: 'ACK.ResourceSynced', status: 'True', lastTransitionTime: '2026-01-05T11:00:00Z' },
  { type: 'Ready', status: 'True', lastTransitionTime: '2026-01-05T11:00:00Z' },
];

const object = (kind: string, name: string, spec: Fields, status: Fields = {}): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop' },
  spec,
  status: { conditions: SYNCED, ...status },
});
const available = { dbInstanceStatus: 'available', endpoint: { address: 'here', port: 5432 } };
const primary = (engineVersion: Json | undefined): KubeObject =>
  object('DBInstance', 'tap-primary', {
    dbInstanceIdentifier: 'tap-primary-dev',
    ...(engineVersion === undefined ? {} : { engineVersion }),
  });
const replica = (engineVersion: string, status: Fields = available): KubeObject =>
  object('DBInstance', 'tap-replica-1', { sourceDBInstanceIdentifier: 'tap-primary-dev', engineVersion }, status);
const stranger = object('DBInstance', 'other', { sourceDBInstanceIdentifier: 'other-primary-dev', engineVersion: '1' });
const snapshot = (status?: string): KubeObject =>
  object(
    'DBSnapshot',
    'tap-before-18',
    { dbInstanceIdentifier: 'tap-primary-dev' },
    status === undefined ? {} : { status },
  );

const why = (
  wanted: string,
  live: readonly KubeObject[],
  { desired = [], fields = ['engineVersion'] }: { desired?: readonly KubeObject[]; fields?: readonly string[] } = {},
) =>
  versionPostponement(primary(wanted), live[0] as KubeObject, fields, {
    desired: [primary(wanted), ...desired],
    live: [...live, stranger],
    now: NOW,
  });

describe('a major version', () => {
  const fields = ['tags', 'engineVersion', 'dbParameterGroupRef'];

  test('waits with its group for the snapshot to be available', () => {
    const before = {
      fields: ['engineVersion', 'dbParameterGroupRef'],
      reason: 'SnapshotFirst',
      on: { kind: 'DBSnapshot' },
    };
    expect(why('18', [primary('17.5')], { desired: [snapshot()], fields })).toMatchObject(before);
    expect(why('18', [primary('17.5'), snapshot('creating')], { desired: [snapshot()], fields })).toMatchObject({
      ...before,
      on: { apiVersion, kind: 'DBSnapshot', name: 'tap-before-18' },
      message: 'the snapshot from which there is a way back has to be available before the major version moves',
    });
    expect(why('18', [primary('17.5'), snapshot('available')], { desired: [snapshot()], fields })).toBeUndefined();
  });

  test('goes where none is composed: the snapshot of another instance is none', () => {
    const other = { ...snapshot(), spec: { dbInstanceIdentifier: 'other' } };
    expect(why('18', [primary('17.5')], { desired: [other], fields })).toBeUndefined();
  });

  test('waits for every replica to be available, of whatever version', () => {
    const busy = replica('17.5', { ...available, dbInstanceStatus: 'backing-up' });
    expect(why('18', [primary('17.5'), busy], { desired: [snapshot()], fields })).toEqual({
      fields: ['engineVersion', 'dbParameterGroupRef'],
      on: { apiVersion, kind: 'DBInstance', name: 'tap-replica-1' },
      reason: 'ReplicasFirst',
      message: 'RDS upgrades it too, so it has to be available',
    });
    expect(why('18', [primary('17.5'), replica('17.4')])).toBeUndefined();
  });
});

describe('a minor version', () => {
  test('goes to the replicas first', () => {
    const waits = {
      fields: ['engineVersion'],
      on: { apiVersion, kind: 'DBInstance', name: 'tap-replica-1' },
      reason: 'ReplicasFirst',
      message: 'it gets the minor version first',
    };
    expect(why('17.6', [primary('17.5'), replica('17.5')])).toEqual(waits);
    expect(why('17.6', [primary('17.5'), replica('17')])).toEqual(waits);
    expect(why('17.6', [primary('17.5'), replica('16.9')])).toEqual(waits);
    expect(why('17.6', [primary('17.5'), replica('17.6', { ...available, dbInstanceStatus: 'upgrading' })])).toEqual(
      waits,
    );
    expect(why('17.6', [primary('17.5'), replica('17.6')])).toBeUndefined();
    expect(why('17.6', [primary('17.5'), replica('17.7')], { desired: [snapshot()] })).toBeUndefined();
  });

  test('of a replica waits for nothing', () => {
    const asked = { ...replica('17.6') };
    const around = { desired: [asked], live: [primary('17.5'), replica('17.5')], now: NOW };
    expect(versionPostponement(asked, replica('17.5'), ['engineVersion'], around)).toBeUndefined();
  });
});

test('what changes no version waits for nothing here', () => {
  expect(why('17.6', [primary('17.5'), replica('17.5')], { fields: ['tags'] })).toBeUndefined();
  const volume = { ...primary('17.5'), kind: 'Volume' };
  expect(why('17.6', [volume, replica('17.5')])).toBeUndefined();
});

test('no snapshot is taken while the upgrade that it stands for is held, or RDS is busy', () => {
  const held = (fields: readonly string[]) => [
    { ref: { apiVersion, kind: 'DBInstance', name: 'tap-primary' }, fields },
  ];
  const live = { ...primary('17.5'), status: { conditions: SYNCED, ...available } };
  const toCome = (fields: readonly string[], instance: KubeObject = live, desired: KubeObject = snapshot()) =>
    snapshotsToCome({ desired: [primary('18'), desired], live: [instance, stranger], now: NOW }, held(fields));
  expect(toCome(['engineVersion'])).toEqual(['tap-before-18']);
  expect(toCome(['dbInstanceClass'])).toEqual([]);
  expect(toCome([], primary('17.5'))).toEqual(['tap-before-18']);
  expect(toCome(['engineVersion'], live, { ...snapshot(), spec: { dbInstanceIdentifier: 'other' } })).toEqual([]);
  expect(toCome(['engineVersion'], { ...live, kind: 'Volume' })).toEqual([]);
});

describe('while RDS upgrades minor versions by itself', () => {
  const manifest = (engineVersion: string): KubeObject =>
    object('DBInstance', 'tap-primary', { engineVersion, autoMinorVersionUpgrade: true });

  test('one that is asked for turns that off, or ACK would not ask for it', () => {
    const asked = (wanted: string, fields: readonly string[], kind = 'DBInstance') =>
      withMinorVersion({ ...manifest(wanted), kind }, primary('17.5'), fields).spec?.['autoMinorVersionUpgrade'];
    expect(asked('17.6', ['engineVersion'])).toBe(false);
    expect(asked('17.6', ['tags'])).toBe(true);
    expect(asked('18', ['engineVersion'])).toBe(true);
    expect(asked('17.6', ['engineVersion'], 'Volume')).toBe(true);
    expect(withMinorVersion(manifest('17.6'), primary(undefined), ['engineVersion'])).toEqual(manifest('17.6'));
  });

  test('that is to be written later, but where it is off anyway', () => {
    const later = (wanted: KubeObject, fields: readonly string[]) => heldForVersion(wanted, primary('17.5'), fields);
    expect(later(manifest('17.6'), ['engineVersion'])).toEqual(['autoMinorVersionUpgrade']);
    expect(later(manifest('17.6'), ['tags'])).toEqual([]);
    const off = object('DBInstance', 'tap-primary', { engineVersion: '17.6', autoMinorVersionUpgrade: false });
    expect(later(off, ['engineVersion'])).toEqual([]);
    expect(later({ ...off, spec: undefined } as never, ['tags'])).toEqual([]);
  });

  test('it is turned on again when RDS is done', () => {
    const upgrading = replica('17.6', { ...available, dbInstanceStatus: 'upgrading' });
    expect(automaticPostponement(upgrading, ['autoMinorVersionUpgrade'], NOW)).toEqual({
      fields: ['autoMinorVersionUpgrade'],
      on: { apiVersion, kind: 'DBInstance', name: 'tap-replica-1' },
      reason: 'VersionFirst',
      message: 'autoMinorVersionUpgrade is written when RDS is done with the last change',
    });
    expect(automaticPostponement(upgrading, ['tags'], NOW)).toBeUndefined();
    expect(automaticPostponement({ ...upgrading, kind: 'Volume' }, ['autoMinorVersionUpgrade'], NOW)).toBeUndefined();
    expect(automaticPostponement(replica('17.6'), ['autoMinorVersionUpgrade'], NOW)).toBeUndefined();
  });
});
