import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../src/api/object.js';
import { changesContent, differencesOf, formatPath, writableManifest } from '../../src/changes/differences.js';
import { ack, core, from, bare as withoutMark } from './support.js';

type Fields = { readonly [key: string]: Json };

const tcp = { ipProtocol: 'tcp', fromPort: 5432, toPort: 5432 };
const pathsOf = (desired: Fields, live: Fields, kind: string): readonly string[] =>
  differencesOf(ack(kind, 'a', desired), ack(kind, 'a', live)).map(({ path }) => formatPath(path));

test('a difference tells what was wanted, what is there, and what becomes of it', () => {
  expect(
    differencesOf(ack('VPC', 'a', { enableDNSSupport: true }), ack('VPC', 'a', { enableDNSSupport: false })),
  ).toEqual([{ path: ['spec', 'enableDNSSupport'], desired: true, live: false, onChange: 'none' }]);
  expect(
    differencesOf(ack('VPC', 'a', { enableDNSSupport: true }), { ...ack('VPC', 'a'), spec: undefined as never }),
  ).toEqual([{ path: ['spec', 'enableDNSSupport'], desired: true, live: undefined, onChange: 'none' }]);
});

test('an empty list holds where there is none; an empty object asks for nothing', () => {
  expect(pathsOf({ routes: [], filter: {} }, {}, 'RouteTable')).toEqual([]);
  expect(pathsOf({ ingressRules: [] }, { ingressRules: null }, 'SecurityGroup')).toEqual([]);
  expect(pathsOf({ ingressRules: [] }, { ingressRules: [tcp] }, 'SecurityGroup')).toEqual(['spec.ingressRules']);
});

describe('metadata', () => {
  const owner = { apiVersion: 'tapstack.io/v1alpha1', kind: 'TapDatabase', name: 'tap', uid: 'u', controller: true };
  const owned = (...ownerReferences: readonly object[]) => ack('VPC', 'a', {}, { metadata: { ownerReferences } });

  test('labels and annotations that are declared hold, those of others are left alone', () => {
    const wanted = ack('VPC', 'a', {}, { labels: { a: '1' }, annotations: { b: '2' } });
    const live = ack('VPC', 'a', {}, { labels: { a: '1', x: '9' }, annotations: { b: '2', y: '9' } });
    expect(differencesOf(wanted, live)).toEqual([]);
    expect(differencesOf(wanted, ack('VPC', 'a', {}, { labels: { a: '3' } })).map(({ path }) => path)).toEqual([
      ['metadata', 'labels', 'a'],
      ['metadata', 'annotations', 'b'],
    ]);
  });

  test('the owner is looked for among others; one of another uid is another', () => {
    expect(differencesOf(owned(owner), owned({ ...owner, uid: 'x' }, { ...owner, blockOwnerDeletion: true }))).toEqual(
      [],
    );
    expect(differencesOf(owned(owner), owned({ ...owner, uid: 'x' }))).toMatchObject([
      { path: ['metadata', 'ownerReferences'], onChange: 'none' },
    ]);
    expect(differencesOf(owned(owner), ack('VPC', 'a'))).toMatchObject([{ live: [] }]);
    expect(differencesOf(ack('VPC', 'a'), owned(owner))).toEqual([]);
  });

  test('objects without labels have none to compare', () => {
    const bare = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
    expect(differencesOf(bare, bare)).toEqual([]);
    expect(differencesOf(withoutMark(core('ConfigMap', 'a')), bare)).toMatchObject([
      { path: ['metadata', 'labels', 'tapstack.io/database'] },
    ]);
  });
});

test('data, type and immutable are compared; keys of others in data are left alone', () => {
  const secret = core('Secret', 'a', { type: 'Opaque', immutable: true, data: { password: 'cA==' } });
  expect(
    differencesOf(
      secret,
      core('Secret', 'a', { type: 'Opaque', immutable: true, data: { password: 'cA==', other: 'bw==' } }),
    ),
  ).toEqual([]);
  expect(differencesOf(secret, core('Secret', 'a', { data: { password: 'cQ==' } })).map(({ path }) => path)).toEqual([
    ['data'],
    ['immutable'],
    ['type'],
  ]);
});

test('what a Secret holds is in no difference', () => {
  const [secret] = differencesOf(core('Secret', 'a', { data: { password: 'cA==' } }), core('Secret', 'a'));
  expect(secret).toMatchObject({ path: ['data'], desired: '(hidden)', live: '(hidden)' });
  const [config] = differencesOf(core('ConfigMap', 'a', { data: { port: '1' } }), core('ConfigMap', 'a'));
  expect(config).toMatchObject({ path: ['data'], desired: { port: '1' }, live: undefined });
});

describe('the manifest as it is written', () => {
  const written = (kind: string, desired: Fields, live: Fields, ...held: readonly string[]) => {
    const [wanted, standing] = [ack(kind, 'a', desired), ack(kind, 'a', live)];
    const differences = differencesOf(wanted, standing).filter(({ path }) => held.includes(formatPath(path)));
    return writableManifest(wanted, standing, differences).spec;
  };

  test('takes back nothing that RDS has moved: grown storage, a newer minor version, windows in its own words', () => {
    const desired = { allocatedStorage: 100, engineVersion: '17', preferredMaintenanceWindow: 'sun:04:00-sun:06:00' };
    const live = { allocatedStorage: 120, engineVersion: '17.5', preferredMaintenanceWindow: 'Sun:04:00-Sun:06:00' };
    expect(written('DBInstance', desired, { ...live, licenseModel: 'x' })).toEqual(live);
  });

  test('keeps routes of the VPC', () => {
    const live = { routes: [{ gatewayID: 'local' }, { destinationCIDRBlock: '0.0.0.0/0' }] };
    expect(written('RouteTable', { routes: [{ destinationCIDRBlock: '0.0.0.0/0' }] }, live)).toEqual(live);
    expect(written('RouteTable', { routes: [] }, live)).toEqual({ routes: [] });
  });

  test('has the tags that are composed and no others, so that one that is dropped goes', () => {
    const tags = [{ key: 'a', value: '1' }];
    expect(written('VPC', { tags }, { tags: [...tags, { key: 'b', value: '2' }] })).toEqual({ tags });
    expect(
      written('Bucket', { tagging: { tagSet: tags } }, { tagging: { tagSet: [...tags, { key: 'b', value: '2' }] } }),
    ).toEqual({ tagging: { tagSet: tags } });
    expect(written('LogGroup', { tags: { a: '1' } }, { tags: { a: '1', b: '2' } })).toEqual({ tags: { a: '1' } });
  });

  test('moves nothing that is held, or that ACK reads at create only', () => {
    const [desired, live] = [
      { dbInstanceClass: 'db.m5.large', multiAZ: true },
      { dbInstanceClass: 'db.m5.xlarge', multiAZ: false },
    ];
    expect(written('DBInstance', desired, live, 'spec.dbInstanceClass')).toEqual({
      dbInstanceClass: 'db.m5.xlarge',
      multiAZ: true,
    });
    expect(written('DBInstance', desired, live)).toEqual(desired);
    const parameters = { parameterOverrides: { work_mem: '1', 'rds.force_ssl': '1' } };
    expect(
      written(
        'DBParameterGroup',
        parameters,
        { parameterOverrides: { work_mem: '2', 'rds.force_ssl': '0' } },
        'spec.parameterOverrides["rds.force_ssl"]',
      ),
    ).toEqual({ parameterOverrides: { work_mem: '1', 'rds.force_ssl': '0' } });
    expect(written('Instance', { imageID: 'resolve:ssm:/aws' }, { imageID: 'ami-1' })).toEqual({ imageID: 'ami-1' });
  });

  test('leaves out what ACK has dropped, with all that stood around it', () => {
    expect(written('DBInstance', { multiAZ: true, dbSubnetGroupRef: from('a') }, { multiAZ: true })).toEqual({
      multiAZ: true,
    });
    expect(
      written(
        'DBInstance',
        { kmsKeyRef: { from: { name: 'a', namespace: 'n' } } },
        { kmsKeyRef: { from: { name: 'a' } } },
      ),
    ).toEqual({ kmsKeyRef: { from: { name: 'a' } } });
  });

  test('has everything else as composed', () => {
    expect(written('VPC', { enableDNSSupport: true }, { enableDNSSupport: false })).toEqual({ enableDNSSupport: true });
    expect(
      writableManifest(
        core('ConfigMap', 'a', { data: { b: '1' } }),
        core('ConfigMap', 'a', { data: { b: '2', c: '3' } }),
      ),
    ).toMatchObject({ data: { b: '1' } });
  });
});

describe('whether writing changes what ACK acts on', () => {
  const owns = (fieldsV1: Fields, more: object = {}) => ({
    manager: 'tapdb-operator',
    operation: 'Apply',
    fieldsV1,
    ...more,
  });
  const live = (...managedFields: readonly object[]) =>
    ack(
      'DBParameterGroup',
      'a',
      { family: 'postgres17', parameterOverrides: { 'rds.force_ssl': '1', work_mem: '1' } },
      { metadata: { managedFields } },
    );
  const all = {
    'f:spec': { 'f:family': {}, 'f:parameterOverrides': { '.': {}, 'f:rds.force_ssl': {}, 'f:work_mem': {} } },
  };
  const fewer = ack('DBParameterGroup', 'a', { parameterOverrides: { work_mem: '1' } });

  test('a value does', () => {
    expect(changesContent(ack('VPC', 'a', { a: 1 }), ack('VPC', 'a', { a: 2 }))).toBe(true);
    expect(changesContent(ack('VPC', 'a', { a: 1 }), core('VPC', 'a'))).toBe(true);
    expect(changesContent(core('Secret', 'a', { type: 'x' }), core('Secret', 'a', { type: 'y' }))).toBe(true);
  });

  test('metadata does not', () => {
    expect(changesContent(ack('VPC', 'a', { a: 1 }, { labels: { x: 'y' } }), ack('VPC', 'a', { a: 1, b: 2 }))).toBe(
      false,
    );
  });

  test('a field that we alone own and no longer declare does', () => {
    expect(changesContent(fewer, live(owns(all)))).toBe(true);
    expect(changesContent(ack('DBParameterGroup', 'a'), live(owns(all)))).toBe(true);
    expect(
      changesContent(
        core('ConfigMap', 'a'),
        core('ConfigMap', 'a', {}, { metadata: { managedFields: [owns({ 'f:data': { 'f:a': {} } })] } }),
      ),
    ).toBe(true);
  });

  test('one that ACK owns too stays, so nothing changes', () => {
    expect(changesContent(fewer, live(owns(all), owns(all, { manager: 'controller', operation: 'Update' })))).toBe(
      false,
    );
    const some = { 'f:spec': { 'f:family': {}, 'f:parameterOverrides': { 'f:work_mem': {} } } };
    expect(changesContent(fewer, live(owns(all), owns(some, { manager: 'controller', operation: 'Update' })))).toBe(
      true,
    );
  });

  test('what we own and declare does not, nor what only others own, nor our status', () => {
    expect(changesContent(live(), live(owns(all)))).toBe(false);
    expect(changesContent(fewer, live(owns(all, { operation: 'Update' }), owns(all, { subresource: 'status' })))).toBe(
      false,
    );
    expect(changesContent(fewer, live({ manager: 'tapdb-operator', operation: 'Apply' }))).toBe(false);
  });
});

describe('a field that we own and no longer declare', () => {
  const owning = (kind: string, spec: Fields) =>
    ack(kind, 'a', spec, {
      metadata: {
        managedFields: [
          {
            manager: 'tapdb-operator',
            operation: 'Apply',
            fieldsV1: {
              'f:spec': { '.': {}, ...Object.fromEntries(Object.keys(spec).map((key) => [`f:${key}`, {}])) },
            },
          },
          { manager: 'tapdb-operator', operation: 'Apply' },
        ],
      },
    });
  const released = (kind: string, desired: Fields, live: Fields) =>
    differencesOf(withoutMark(ack(kind, 'a', desired)), owning(kind, live));

  test('stays applied where its change would disturb, and nothing is said', () => {
    const live = { multiAZ: true, caCertificateIdentifier: 'rds-ca-rsa2048-g1' };
    expect(released('DBInstance', { multiAZ: true }, live)).toEqual([
      { path: ['spec', 'caCertificateIdentifier'], desired: null, live: 'rds-ca-rsa2048-g1', onChange: 'createOnly' },
    ]);
    expect(writableManifest(ack('DBInstance', 'a', { multiAZ: true }), owning('DBInstance', live)).spec).toEqual(live);
  });

  test('that ACK reads at create only stays too', () => {
    expect(released('Instance', {}, { userData: 'x' })).toMatchObject([{ onChange: 'createOnly' }]);
  });

  test('is else simply left out, as are tags and what is not there any more', () => {
    expect(released('VPC', {}, { enableDNSSupport: true })).toEqual([]);
    expect(released('DBInstance', {}, { tags: [], monitoringRoleRef: from('role') })).toEqual([]);
    const { spec: _, ...gone } = owning('DBInstance', { port: 5432 });
    expect(differencesOf(withoutMark(ack('DBInstance', 'a')), gone)).toEqual([]);
  });
});

describe('a field that ACK never acts on', () => {
  const leaf = (...path: readonly string[]): Fields =>
    path.reduceRight<Fields>((fields, segment) => ({ [`f:${segment}`]: fields }), {});
  const OURS = { manager: 'tapdb-operator', operation: 'Apply' };
  const difference = (field: string, desired: Json, live: Json, ...managedFields: readonly object[]) =>
    differencesOf(
      ack('Subnet', 'a', { [field]: desired }),
      ack('Subnet', 'a', { [field]: live }, { metadata: { managedFields } }),
    );

  test('is another wish of ours where we have written what stands there', () => {
    const owner = { ...OURS, fieldsV1: leaf('spec', 'cidrBlock') };
    expect(difference('cidrBlock', '10.0.1.0/24', '10.0.0.0/24', owner)).toMatchObject([{ onChange: 'replacement' }]);
    expect(difference('cidrBlock', '10.0.1.0/24', '10.0.0.0/24')).toMatchObject([{ onChange: 'replacement' }]);
  });

  test('goes back without notice where somebody else has', () => {
    const kubectl = { manager: 'kubectl', operation: 'Update', fieldsV1: leaf('spec', 'cidrBlock') };
    const ours = { ...OURS, fieldsV1: leaf('spec', 'mapPublicIPOnLaunch') };
    const status = { ...OURS, subresource: 'status', fieldsV1: leaf('spec', 'cidrBlock') };
    expect(difference('cidrBlock', '10.0.1.0/24', '10.0.0.0/24', ours, status, kubectl)).toMatchObject([
      { onChange: 'none' },
    ]);
    const whole = { manager: 'kubectl', operation: 'Update', fieldsV1: leaf('spec', 'vpcRef') };
    expect(difference('vpcRef', from('a'), from('b'), whole)).toMatchObject([{ onChange: 'none' }]);
    const above = { manager: 'kubectl', operation: 'Update', fieldsV1: leaf('spec', 'cidrBlock', 'deeper') };
    expect(difference('cidrBlock', '10.0.1.0/24', '10.0.0.0/24', above)).toMatchObject([{ onChange: 'none' }]);
  });

  test('and that is absent was not reported by AWS: it is not asked for again', () => {
    expect(differencesOf(ack('Subnet', 'a', { cidrBlock: '10.0.0.0/24' }), ack('Subnet', 'a'))).toMatchObject([
      { path: ['spec', 'cidrBlock'], onChange: 'createOnly' },
    ]);
  });
});

test('paths are read as a person writes them', () => {
  expect(formatPath(['spec', 'parameterOverrides', 'rds.force_ssl'])).toBe('spec.parameterOverrides["rds.force_ssl"]');
  expect(formatPath(['spec', 'tagging', 'tagSet'])).toBe('spec.tagging.tagSet');
});
