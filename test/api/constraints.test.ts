import { describe, expect, test } from '@jest/globals';
import { brokenConstraints, checkRule } from '../../src/api/constraints.js';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { database } from './support/database.js';

const MESSAGE = 'production has a standby: leave instance.multiAZ out';
const problemsOf = (rule: string) => checkRule({ rule, message: MESSAGE }, 'spec.constraints[0].rule');
const broken = (rule: string, spec: Partial<TapDatabaseSpec> = {}, metadata = {}) => {
  const tap = database(spec);
  return brokenConstraints({ ...tap, metadata: { ...tap.metadata, ...metadata } }, [{ rule, message: MESSAGE }]);
};

describe('a rule as it is written', () => {
  test.each([
    'self.instance.multiAZ',
    'self.backup.retentionDays >= 7 && self.replicas.count > 0',
    'has(self.instance.storage.maxSize)',
    "self.?encryption.keyARN.orValue('') != ''",
    "self.region in ['us-east-2', 'eu-west-1']",
    "self.access.cidrs.all(cidr, cidr.startsWith('10.'))",
    "'team' in self.tags",
    'quantity(self.instance.storage.size) <= quantity("1Ti")',
    "metadata.namespace.startsWith('prod-') && metadata.name != 'x' && 'tier' in metadata.labels",
    "self.monitoring.alarms.notify.emails.exists(mail, mail.endsWith('@example.com'))",
  ])('%s is taken', (rule) => {
    expect(problemsOf(rule)).toEqual([]);
  });

  test.each([
    ['self.instance.multiAz', /^is no CEL over a TapDatabase: No such key: multiAz$/],
    ['self.backup.retentionDays >=', /^is no CEL over a TapDatabase: Unexpected token: EOF$/],
    ['self.backup.retentionDays', /^is of type int$/],
    ["self.backup.retentionDays >= '7'", /no such overload: int >= string/],
    ['object.spec.region == ""', /Unknown variable: object/],
    ['secret(self.region)', /no matching overload for 'secret/],
  ])('%s is not', (rule, message) => {
    expect(problemsOf(rule)).toEqual([
      {
        reason: 'InvalidSpec',
        field: 'spec.constraints[0].rule',
        value: rule,
        message: expect.stringMatching(message),
        remedy: expect.stringMatching(/./),
      },
    ]);
  });
});

describe('a rule asked of a database', () => {
  test.each([
    ['self.instance.multiAZ && self.instance.class == "db.m5.large"', {}],
    ['self.backup.retentionDays == 7 && self.replicas.count == 2', {}],
    ['self.replicas.class == self.instance.class', { instance: { class: 'db.r6g.large' } }],
    ['self.instance.storage.size == "100Gi" && self.instance.storage.iops == 3000', {}],
    ['self.instance.storage.maxSize == "2Ti"', { instance: { storage: { maxSize: '2Ti' } } }],
    ['quantity(self.instance.storage.maxSize) > quantity("1Ti")', { instance: { storage: { maxSize: '2Ti' } } }],
    ['self.postgres.parameters.work_mem == "8MB"', { postgres: { parameters: { work_mem: '8MB' } } }],
    ['self.postgres.parameters["rds.force_ssl"] == "on"', { postgres: { parameters: { work_mem: '8MB' } } }],
    ['self.network.zones.size() == 2 && self.network.cidr == "10.0.0.0/16"', {}],
    ['self.monitoring.alarms.freeStorage == "10Gi"', {}],
    ['self.monitoring.logs.exports == ["postgresql"]', {}],
    ['!has(self.network.cidr)', { network: { existing: { vpcID: 'vpc-0a1b2c3d', databaseSubnetIDs: ['a', 'b'] } } }],
    ['!has(self.restoreFrom) && !has(self.encryption.keyARN) && self.deletionPolicy == "Snapshot"', {}],
    ['quantity("nothing") == 0', {}],
  ] as const)('%s holds', (rule, spec) => {
    expect(broken(rule, spec as Partial<TapDatabaseSpec>)).toEqual([]);
  });

  test('metadata is its own', () => {
    const rule = 'metadata.name == "tap" && metadata.namespace == "shop" && metadata.labels.tier == "gold"';
    expect(broken(rule, {}, { labels: { tier: 'gold' } })).toEqual([]);
    expect(broken('metadata.namespace == "default"', {}, { namespace: undefined })).toEqual([]);
    expect(broken('size(metadata.labels) == 0')).toEqual([]);
  });

  test('one that does not hold says what its writer says, and what stands there', () => {
    expect(broken('self.instance.multiAZ', { instance: { multiAZ: false } })).toEqual([
      {
        reason: 'ConstraintViolated',
        field: 'spec.instance.multiAZ',
        value: false,
        message: MESSAGE,
        remedy: 'the rule is self.instance.multiAZ',
      },
    ]);
    expect(broken('self.region.startsWith("eu")')).toMatchObject([{ field: 'spec.region', value: 'us-east-2' }]);
    expect(broken('size(metadata.labels) > 0')).toMatchObject([{ field: 'spec', value: null }]);
  });

  test('one that cannot be asked counts as broken, and says why', () => {
    expect(broken('self.tags.team == "shop"')).toMatchObject([
      { reason: 'ConstraintViolated', remedy: 'the rule is self.tags.team == "shop", which says: No such key: team' },
    ]);
  });

  test('a spec of a file that the schema does not know is asked all the same', () => {
    const spec = { nonsense: { list: [1, { a: 2 }] }, replicas: { count: 1.5 } } as never;
    expect(broken('self.region == "us-east-2"', spec)).toEqual([]);
    expect(broken('self.replicas.count > 1', spec)).toMatchObject([
      { remedy: expect.stringMatching(/is not of type/) },
    ]);
  });

  test('each of several is asked', () => {
    const constraints = ['self.instance.multiAZ', 'self.replicas.count > 5', 'self.replicas.count > 7'];
    const found = brokenConstraints(
      database(),
      constraints.map((rule) => ({ rule, message: rule })),
    );
    expect(found.map(({ message }) => message)).toEqual(constraints.slice(1));
    expect(brokenConstraints(database(), [])).toEqual([]);
  });
});
