import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { TapDatabase, TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { resolve } from '../../src/api/resolve.js';
import { validate } from '../../src/api/validate.js';
import { database } from './support/database.js';

/** Nothing that a person may write is ignored: every field of the schema acts on what is composed. */

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}

const crd = parse(readFileSync(new URL('../../crds/tapdatabase.yaml', import.meta.url), 'utf8'));
const specSchema: Schema = crd.spec.versions[0].schema.openAPIV3Schema.properties.spec;

/** Fields that have no fields of their own: scalars, lists and free maps. */
function leavesOf(schema: Schema, path: string): readonly string[] {
  if (schema.properties === undefined) return [path];
  return Object.entries(schema.properties).flatMap(([name, inner]) =>
    leavesOf(inner, path === '' ? name : `${path}.${name}`),
  );
}

/** A value of each field that is not its default, and what has to stand beside it. */
const examples: Readonly<Record<string, readonly [value: unknown, beside?: Partial<TapDatabaseSpec>]>> = {
  region: ['us-west-2'],
  environment: ['prod'],
  tags: [{ team: 'shop' }],
  'postgres.version': ['16'],
  'postgres.database': ['shop'],
  'postgres.username': ['owner'],
  'postgres.port': [6432],
  'postgres.parameters': [{ max_connections: '500' }],
  'postgres.caCertificateIdentifier': ['rds-ca-rsa4096-g1'],
  'postgres.iamAuthentication': [true],
  'instance.class': ['db.m6g.large'],
  'instance.memory': ['16Gi', { instance: { class: 'db.m99.large' } }],
  'instance.multiAZ': [false],
  'instance.storage.size': ['200Gi'],
  'instance.storage.maxSize': ['200Gi'],
  'instance.storage.type': ['gp2'],
  'instance.storage.iops': [16000, { instance: { storage: { size: '400Gi' } } }],
  'instance.storage.throughput': [1000, { instance: { storage: { size: '400Gi' } } }],
  'replicas.count': [1],
  'replicas.class': ['db.m6g.large'],
  'network.cidr': ['10.1.0.0/16'],
  'network.zones': [['us-east-2b', 'us-east-2c']],
  'network.zoneCount': [3],
  'network.natGateways': [1],
  'network.databaseSubnets': ['Private'],
  'network.existing.vpcID': ['vpc-1a1b2c3d', withExisting()],
  'network.existing.databaseSubnetIDs': [['subnet-2a1b2c3d', 'subnet-3a1b2c3d'], withExisting()],
  'network.existing.databaseZones': [['us-east-2a', 'us-east-2b'], withExisting()],
  'network.existing.publicSubnetIDs': [['subnet-4a1b2c3d'], withExisting()],
  'access.cidrs': [['10.2.0.0/16']],
  'access.securityGroupIDs': [['sg-0a1b2c3d']],
  'encryption.keyARN': ['arn:aws:kms:us-east-2:111122223333:key/1'],
  'encryption.deletionWindowDays': [30],
  'credentials.secretsManager': [false],
  'credentials.rotation': ['1'],
  'credentials.rotateEveryDays': [30],
  'bastion.enabled': [false],
  'bastion.instanceType': ['t4g.micro'],
  'backup.retentionDays': [35],
  'backup.window': ['01:00-02:00'],
  'backup.bucket.enabled': [false],
  'backup.bucket.name': ['shop-backups'],
  'backup.bucket.expireAfterDays': [90],
  'maintenance.window': ['mon:04:00-mon:05:00'],
  'maintenance.disruptiveChanges': ['Immediately'],
  'maintenance.autoMinorVersionUpgrade': [false],
  'monitoring.enhancedIntervalSeconds': [0],
  'monitoring.performanceInsights.enabled': [false],
  'monitoring.performanceInsights.retentionDays': [731, { monitoring: { databaseInsights: 'Advanced' } }],
  'monitoring.databaseInsights': ['Advanced'],
  'monitoring.logs.exports': [['upgrade']],
  'monitoring.logs.retentionDays': [30],
  'monitoring.alarms.enabled': [false],
  'monitoring.alarms.cpuUtilizationPercent': [70],
  'monitoring.alarms.freeStorage': ['20Gi'],
  'monitoring.alarms.connections': [200],
  'monitoring.alarms.replicaLagSeconds': [30],
  'monitoring.alarms.notify.topicARN': ['arn:aws:sns:us-east-2:111122223333:alarms'],
  'monitoring.alarms.notify.emails': [['dba@example.com']],
  'restoreFrom.snapshotID': ['tap-final-2', restoring()],
  'restoreFrom.keyARN': ['arn:aws:kms:us-east-2:111122223333:key/2', restoring()],
  'adopt.resources': [[{ kind: 'VPC', name: 'tap-vpc', id: 'vpc-1a1b2c3d' }]],
  deletionPolicy: ['Retain'],
  deletionProtection: [false],
  'compositionRef.name': ['gold'],
  'compositionRevisionRef.name': ['gold-1'],
  compositionUpdatePolicy: ['Manual'],
};

function restoring(): Partial<TapDatabaseSpec> {
  return { restoreFrom: { snapshotID: 'tap-final-1', keyARN: 'arn:aws:kms:us-east-2:111122223333:key/1' } };
}

function withExisting(): Partial<TapDatabaseSpec> {
  const databaseSubnetIDs = ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'];
  return { network: { existing: { vpcID: 'vpc-0a1b2c3d', databaseSubnetIDs } }, bastion: { enabled: false } };
}

/** A copy of an object in which a value stands at a path. */
function withValue(object: object, path: readonly string[], value: unknown): object {
  const [key = '', ...rest] = path;
  const inner = (object as Record<string, object | undefined>)[key] ?? {};
  return { ...object, [key]: rest.length === 0 ? value : withValue(inner, rest, value) };
}

const settings = {
  allowedReferences: (['Key', 'VPC', 'SecurityGroup', 'Topic'] as const).map((kind) => ({
    namespace: '*',
    kind,
    pattern: '*',
  })),
};

const leaves = leavesOf(specSchema, '');

test('the examples are of all fields of the schema, and of no others', () => {
  expect(Object.keys(examples).toSorted()).toEqual(leaves.toSorted());
});

/** Lays the example of a field over the smallest database and what has to stand beside it. */
function exampleOf(path: string): { readonly before: TapDatabase; readonly after: TapDatabase } {
  const [value, beside = {}] = examples[path] ?? [];
  const before = database(beside);
  return { before, after: { ...before, spec: withValue(before.spec, path.split('.'), value) as TapDatabaseSpec } };
}

/** Not resolved, but compared with what there is when the loop runs: test/scenarios/return.test.ts, test/revisions/following.test.ts. */
const ofTheLoop: readonly string[] = [
  'adopt.resources',
  'compositionRef.name',
  'compositionRevisionRef.name',
  'compositionUpdatePolicy',
];

test.each(leaves.filter((path) => !ofTheLoop.includes(path)))('%s acts', (path) => {
  const { before, after } = exampleOf(path);
  expect(validate(after, settings)).toEqual([]);
  const outcome = (tap: TapDatabase): unknown => ({ resolved: resolve(tap), problems: validate(tap, settings) });
  expect(outcome(after)).not.toEqual(outcome(before));
});
