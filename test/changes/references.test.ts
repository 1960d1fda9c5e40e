import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { ACK_KINDS } from '../../src/api/kinds.js';
import { REFERENCE_TARGETS, referencesOf, wavesOf } from '../../src/changes/references.js';
import { ack, from, names, refNames, refTo } from './support.js';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** Every `…Ref` and `…Refs` below a schema. */
function referenceFields(schema: Schema | undefined): readonly string[] {
  const own = Object.entries(schema?.properties ?? {}).flatMap(([field, inner]) =>
    /Refs?$/.test(field) ? [field] : referenceFields(inner),
  );
  return schema?.items === undefined ? own : [...own, ...referenceFields(schema.items)];
}

const folder = join(import.meta.dirname, '../../crds/ack');
const declared = new Set(
  readdirSync(folder)
    .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')))
    .flatMap((document) => referenceFields(document.toJSON().spec.versions[0].schema.openAPIV3Schema.properties.spec)),
);

/** Fields that point at kinds which no TapDatabase is composed of. */
const ELSEWHERE = ['launchTemplateRef', 'permissionsBoundaryRef', 'policyRef', 'policyRefs', 'vpcEndpointRef'];

test('every reference field of the composed kinds has its target, and no other field has', () => {
  expect(Object.keys(REFERENCE_TARGETS).sort()).toEqual([...declared].filter((it) => !ELSEWHERE.includes(it)).sort());
});

test('every target is a kind that a TapDatabase is composed of', () => {
  const known = ACK_KINDS.map(({ group, version, kind }) => `${group}/${version} ${kind}`);
  const targets = Object.values(REFERENCE_TARGETS).map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
  expect(known).toEqual(expect.arrayContaining(targets));
});

test.each([
  ['DBInstance', { dbSubnetGroupRef: from('a') }, 'DBSubnetGroup'],
  ['DBInstance', { dbParameterGroupRef: from('a') }, 'DBParameterGroup'],
  ['DBInstance', { vpcSecurityGroupRefs: [from('a')] }, 'SecurityGroup'],
  ['DBInstance', { kmsKeyRef: from('a') }, 'Key'],
  ['DBInstance', { performanceInsightsKMSKeyRef: from('a') }, 'Key'],
  ['DBInstance', { masterUserSecretKMSKeyRef: from('a') }, 'Key'],
  ['DBInstance', { monitoringRoleRef: from('a') }, 'Role'],
  ['DBSnapshot', { dbInstanceIdentifierRef: from('a') }, 'DBInstance'],
  ['DBSubnetGroup', { subnetRefs: [from('a')] }, 'Subnet'],
  ['InstanceProfile', { roleRef: from('a') }, 'Role'],
  ['Subscription', { topicRef: from('a') }, 'Topic'],
  ['Subnet', { vpcRef: from('a') }, 'VPC'],
  ['Subnet', { routeTableRefs: [from('a')] }, 'RouteTable'],
  ['NATGateway', { subnetRef: from('a') }, 'Subnet'],
  ['NATGateway', { allocationRef: from('a') }, 'ElasticIPAddress'],
  ['RouteTable', { routes: [{ gatewayRef: from('a') }] }, 'InternetGateway'],
  ['RouteTable', { routes: [{ natGatewayRef: from('a') }] }, 'NATGateway'],
  ['SecurityGroup', { ingressRules: [{ userIDGroupPairs: [{ groupRef: from('a') }] }] }, 'SecurityGroup'],
  ['Alias', { targetKeyRef: from('a') }, 'Key'],
  ['SecretsManagerSecret', { kmsKeyRef: from('a') }, 'Key'],
  ['LogGroup', { kmsKeyRef: from('a') }, 'Key'],
  ['Topic', { kmsMasterKeyRef: from('a') }, 'Key'],
])('%s %j refers to a %s', (kind, spec, target) => {
  expect(referencesOf(ack(kind, 'b', spec), [])).toEqual([refTo(target, 'a')]);
});

test('Secrets are referred to by name', () => {
  const primary = ack('DBInstance', 'p', { masterUserPassword: { name: 'tap-credentials-1', key: 'password' } });
  const mirror = ack('SecretsManagerSecret', 's', { secretString: { name: 'tap-secrets-manager', key: 'x' } });
  expect(referencesOf(primary, [])).toEqual([{ apiVersion: 'v1', kind: 'Secret', name: 'tap-credentials-1' }]);
  expect(referencesOf(mirror, [])).toEqual([{ apiVersion: 'v1', kind: 'Secret', name: 'tap-secrets-manager' }]);
});

const arn = (value: string) => ({ status: { ackResourceMetadata: { arn: value } } });

test.each([
  [
    ack('DBInstance', 'r', { sourceDBInstanceIdentifier: 'p-dev' }),
    ack('DBInstance', 'p', { dbInstanceIdentifier: 'p-dev' }),
  ],
  [
    ack('MetricAlarm', 'm', { dimensions: [{ name: 'any', value: 'p-dev' }] }),
    ack('DBInstance', 'p', { dbInstanceIdentifier: 'p-dev' }),
  ],
  [ack('MetricAlarm', 'm', { alarmActions: ['arn:t'] }), ack('Topic', 't', {}, arn('arn:t'))],
  [ack('MetricAlarm', 'm', { oKActions: ['arn:t'] }), ack('Topic', 't', {}, arn('arn:t'))],
  [ack('Instance', 'b', { securityGroupIDs: ['sg-1'] }), ack('SecurityGroup', 'g', {}, { status: { id: 'sg-1' } })],
  [ack('Instance', 'b', { iamInstanceProfile: { arn: 'arn:p' } }), ack('InstanceProfile', 'p', {}, arn('arn:p'))],
  [
    ack('Bucket', 'b', {
      encryption: { rules: [{ applyServerSideEncryptionByDefault: { kmsMasterKeyID: 'arn:k' } }] },
    }),
    ack('Key', 'k', {}, arn('arn:k')),
  ],
])('a copied value refers to the object that holds it: %#', (object, holder) => {
  const stranger = ack(holder.kind, 'stranger', { dbInstanceIdentifier: 'x' }, arn('arn:x'));
  expect(refNames(referencesOf(object, [stranger, holder]))).toEqual([`${holder.kind}/${holder.metadata.name}`]);
  expect(referencesOf(object, [stranger])).toEqual([]);
});

test('a copied value counts only where it is known to be copied from, and to', () => {
  const key = ack('Key', 'k', {}, arn('arn:a'));
  expect(referencesOf(ack('MetricAlarm', 'a', { alarmActions: ['arn:a'] }), [key])).toEqual([]);
  const topic = ack('Topic', 't', {}, arn('arn:a'));
  expect(referencesOf(ack('Role', 'r', { alarmActions: ['arn:a'] }), [topic])).toEqual([]);
});

test('an instance refers to its own log groups, since RDS would make them before us', () => {
  const groups = ['p-dev', 'p-dev-2'].map((of) => ack('LogGroup', of, { name: `/aws/rds/instance/${of}/postgresql` }));
  const bare = ack('LogGroup', 'bare');
  const primary = ack('DBInstance', 'p', { dbInstanceIdentifier: 'p-dev' });
  expect(refNames(referencesOf(primary, [...groups, bare]))).toEqual(['LogGroup/p-dev']);
  expect(referencesOf({ ...primary, spec: {} }, groups)).toEqual([]);
  expect(referencesOf(ack('Role', 'p', { dbInstanceIdentifier: 'p-dev' }), groups)).toEqual([]);
  const { spec: _, ...empty } = primary;
  const { spec: __, ...nameless } = bare;
  expect(referencesOf(empty, [nameless])).toEqual([]);
  const topic = ack('Topic', 't', { name: '/aws/rds/instance/p-dev/postgresql' });
  expect(referencesOf(primary, [topic])).toEqual([]);
});

test('references come sorted, once, without the object itself; null and unknown fields say nothing', () => {
  const group = ack('SecurityGroup', 'a', {
    vpcRef: from('v'),
    ingressRules: [{ userIDGroupPairs: [{ groupRef: from('b') }, { groupRef: from('a') }, { groupRef: from('b') }] }],
    tags: null,
    otherRef: from('z'),
  });
  expect(refNames(referencesOf(group, [group]))).toEqual(['SecurityGroup/b', 'VPC/v']);
  const { spec: _, ...empty } = group;
  expect(referencesOf(empty, [])).toEqual([]);
});

test('waves: each refers only to earlier ones, and what is not in the list is no concern', () => {
  const vpc = ack('VPC', 'v');
  const table = ack('RouteTable', 't', { vpcRef: from('v'), routes: [{ gatewayRef: from('elsewhere') }] });
  const subnet = ack('Subnet', 's', { vpcRef: from('v'), routeTableRefs: [from('t')] });
  expect(wavesOf([subnet, table, vpc]).map(names)).toEqual([['VPC/v'], ['RouteTable/t'], ['Subnet/s']]);
  expect(wavesOf([])).toEqual([]);
});

test('waves: a cycle comes together, with what waits for it', () => {
  const pair = (name: string, of: string) =>
    ack('SecurityGroup', name, { ingressRules: [{ userIDGroupPairs: [{ groupRef: from(of) }] }] });
  const host = ack('DBInstance', 'h', { vpcSecurityGroupRefs: [from('a')] });
  expect(wavesOf([host, pair('a', 'b'), pair('b', 'a'), ack('VPC', 'v')]).map(names)).toEqual([
    ['VPC/v'],
    ['DBInstance/h', 'SecurityGroup/a', 'SecurityGroup/b'],
  ]);
});
