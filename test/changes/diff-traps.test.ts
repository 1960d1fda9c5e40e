import { expect, test } from '@jest/globals';
import type { Json } from '../../src/api/object.js';
import { differencesOf, formatPath } from '../../src/changes/differences.js';
import { ack } from './support.js';

type Fields = { readonly [key: string]: Json };

const tcp = { ipProtocol: 'tcp', fromPort: 5432, toPort: 5432 };
const trust =
  '{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":["rds.amazonaws.com"]}}],"Version":"2012-10-17"}';
const trustByAWS =
  '{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Principal": { "Service": "rds.amazonaws.com" }, "Action": "sts:AssumeRole" } }';
const trustOfAnother = trust.replace('rds', 'ec2');
const name = (of: string) => ({ from: { name: of } });

interface Trap {
  readonly kind: string;
  readonly desired: Fields;
  /** What ACK and AWS make of it. */
  readonly returned: Fields;
  /** What a person makes of it, and where that is seen. */
  readonly changed: Fields;
  readonly at: readonly string[];
}

const traps: readonly Trap[] = [
  {
    kind: 'VPC',
    desired: { cidrBlocks: ['10.0.0.0/16'], enableDNSSupport: true, tags: [{ key: 'a', value: '1' }] },
    returned: {
      instanceTenancy: 'default',
      tags: [
        { key: 'of-another', value: '2' },
        { key: 'a', value: '1' },
      ],
    },
    changed: { enableDNSSupport: false, tags: [{ key: 'a', value: '2' }], cidrBlocks: ['10.1.0.0/16', '10.0.0.0/16'] },
    at: ['spec.cidrBlocks', 'spec.enableDNSSupport', 'spec.tags'],
  },
  {
    kind: 'Subnet',
    desired: { routeTableRefs: [name('a'), name('b')], vpcRef: name('v'), hostnameType: 'ip-name', enableDNS64: false },
    returned: {
      availabilityZoneID: 'use2-az1',
      routeTableRefs: [name('b'), name('a')],
      vpcRef: { from: { name: 'v', namespace: 'shop' } },
    },
    changed: { routeTableRefs: [name('a')], hostnameType: 'resource-name', vpcRef: name('w') },
    at: ['spec.routeTableRefs', 'spec.vpcRef.from.name', 'spec.hostnameType'],
  },
  {
    kind: 'RouteTable',
    desired: { routes: [{ destinationCIDRBlock: '0.0.0.0/0', gatewayRef: name('igw') }] },
    returned: {
      routes: [
        { destinationCIDRBlock: '10.0.0.0/16', gatewayID: 'local' },
        { destinationCIDRBlock: '0.0.0.0/0', gatewayRef: name('igw') },
      ],
    },
    changed: { routes: [{ destinationCIDRBlock: '0.0.0.0/0', natGatewayRef: name('nat') }] },
    at: ['spec.routes'],
  },
  {
    kind: 'SecurityGroup',
    desired: {
      ingressRules: [{ ...tcp, userIDGroupPairs: [{ groupRef: name('app') }, { groupRef: name('bastion') }] }],
      egressRules: [
        { ...tcp, ipRanges: [{ cidrIP: '10.0.4.0/24' }] },
        { ...tcp, ipRanges: [{ cidrIP: '10.0.5.0/24' }] },
      ],
    },
    returned: {
      ingressRules: [
        {
          ...tcp,
          userIDGroupPairs: [
            { groupRef: name('bastion'), userID: '1' },
            { groupRef: name('app'), vpcID: 'vpc-1' },
          ],
        },
      ],
      egressRules: [{ ...tcp, ipRanges: [{ cidrIP: '10.0.5.0/24' }, { cidrIP: '10.0.4.0/24' }] }],
    },
    changed: {
      ingressRules: [
        {
          ...tcp,
          ipRanges: [{ cidrIP: '0.0.0.0/0' }],
          userIDGroupPairs: [{ groupRef: name('app') }, { groupRef: name('bastion') }],
        },
      ],
      egressRules: [{ ipProtocol: '-1', ipRanges: [{ cidrIP: '0.0.0.0/0' }] }],
    },
    at: ['spec.ingressRules', 'spec.egressRules'],
  },
  {
    kind: 'ElasticIPAddress',
    desired: { tags: [{ key: 'a', value: '1' }] },
    returned: { publicIPv4Pool: 'amazon', networkBorderGroup: 'us-east-2' },
    changed: { tags: [] },
    at: ['spec.tags'],
  },
  {
    kind: 'NATGateway',
    desired: { connectivityType: 'public', subnetRef: name('s') },
    returned: { availabilityMode: 'zonal', vpcID: 'vpc-1' },
    changed: { subnetRef: name('t') },
    at: ['spec.subnetRef.from.name'],
  },
  {
    kind: 'Instance',
    desired: { instanceType: 't3.micro', securityGroupIDs: ['a', 'b'], tags: [{ key: 'a', value: '1' }] },
    returned: { securityGroupIDs: ['b', 'a'], networkInterfaces: [{ deviceIndex: 0 }], cpuOptions: { coreCount: 1 } },
    changed: { instanceType: 't3.large', securityGroupIDs: ['b', 'c'], tags: [] },
    at: ['spec.instanceType', 'spec.securityGroupIDs', 'spec.tags'],
  },
  {
    kind: 'Key',
    desired: { policy: trust, enableKeyRotation: true, tags: [{ tagKey: 'a', tagValue: '1' }] },
    returned: {
      policy: trustByAWS,
      keySpec: 'SYMMETRIC_DEFAULT',
      multiRegion: false,
      tags: [
        { tagKey: 'b', tagValue: '2' },
        { tagKey: 'a', tagValue: '1' },
      ],
    },
    changed: { policy: trustOfAnother, enableKeyRotation: false, tags: [{ tagKey: 'a', tagValue: '2' }] },
    at: ['spec.policy', 'spec.enableKeyRotation', 'spec.tags'],
  },
  {
    kind: 'Alias',
    desired: { name: 'alias/tap-dev', targetKeyRef: name('tap') },
    returned: { name: 'tap-dev' },
    changed: { targetKeyRef: name('other') },
    at: ['spec.targetKeyRef.from.name'],
  },
  {
    kind: 'Bucket',
    desired: {
      policy: trust,
      tagging: { tagSet: [{ key: 'a', value: '1' }] },
      encryption: { rules: [{ bucketKeyEnabled: true }] },
      publicAccessBlock: { blockPublicPolicy: true },
    },
    returned: {
      policy: trustByAWS,
      tagging: {
        tagSet: [
          { key: 'b', value: '2' },
          { key: 'a', value: '1' },
        ],
      },
      encryption: {
        rules: [{ bucketKeyEnabled: true, applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms' } }],
      },
      createBucketConfiguration: { locationConstraint: 'us-east-2' },
      abac: { status: 'Disabled' },
    },
    changed: {
      policy: trustOfAnother,
      tagging: {},
      encryption: { rules: [{ bucketKeyEnabled: false }] },
      publicAccessBlock: { blockPublicPolicy: false },
    },
    at: ['spec.policy', 'spec.tagging', 'spec.encryption.rules', 'spec.publicAccessBlock.blockPublicPolicy'],
  },
  {
    kind: 'Role',
    desired: { assumeRolePolicyDocument: trust, policies: ['a', 'b'], inlinePolicies: { bucket: '{"a":1}' } },
    returned: { assumeRolePolicyDocument: trustByAWS, policies: ['b', 'a'], path: '/', maxSessionDuration: 3600 },
    // Inline policies are compared as text by ACK, so also by us: other white space is another policy.
    changed: {
      assumeRolePolicyDocument: trustOfAnother,
      policies: ['a', 'b', 'c'],
      inlinePolicies: { bucket: '{ "a": 1 }' },
    },
    at: ['spec.assumeRolePolicyDocument', 'spec.policies', 'spec.inlinePolicies.bucket'],
  },
  {
    kind: 'InstanceProfile',
    desired: { name: 'tap-bastion-dev', roleRef: name('r') },
    returned: { path: '/' },
    changed: { roleRef: name('s') },
    at: ['spec.roleRef.from.name'],
  },
  {
    kind: 'DBSubnetGroup',
    desired: { subnetRefs: [name('a'), name('b')] },
    returned: { subnetRefs: [name('b'), name('a')] },
    changed: { subnetRefs: [name('a'), name('c')] },
    at: ['spec.subnetRefs'],
  },
  {
    kind: 'DBSubnetGroup',
    desired: { subnetIDs: ['a', 'b'] },
    returned: { subnetIDs: ['b', 'a'] },
    changed: { subnetIDs: ['a'] },
    at: ['spec.subnetIDs'],
  },
  {
    kind: 'DBParameterGroup',
    desired: { parameterOverrides: { 'rds.force_ssl': '1', work_mem: '16384' } },
    returned: { parameterOverrides: { 'rds.force_ssl': '1', work_mem: '16384', of_another: '1' } },
    changed: { parameterOverrides: { 'rds.force_ssl': '0', work_mem: '16384' } },
    at: ['spec.parameterOverrides["rds.force_ssl"]'],
  },
  {
    kind: 'DBInstance',
    desired: {
      engineVersion: '17.4',
      allocatedStorage: 100,
      preferredBackupWindow: '00:00-02:00',
      preferredMaintenanceWindow: 'sun:04:00-sun:06:00',
      enableCloudwatchLogsExports: ['postgresql', 'upgrade'],
      vpcSecurityGroupRefs: [name('a'), name('b')],
      vpcSecurityGroupIDs: ['c', 'd'],
      deletionProtection: true,
    },
    returned: {
      engineVersion: '17.5',
      allocatedStorage: 120,
      preferredMaintenanceWindow: 'Sun:04:00-Sun:06:00',
      enableCloudwatchLogsExports: ['upgrade', 'postgresql'],
      vpcSecurityGroupRefs: [name('b'), name('a')],
      vpcSecurityGroupIDs: ['d', 'c'],
      availabilityZone: 'us-east-2a',
      licenseModel: 'postgresql-license',
      networkType: 'IPV4',
      backupTarget: 'region',
    },
    changed: {
      engineVersion: '17.3',
      allocatedStorage: 90,
      preferredBackupWindow: '01:00-02:00',
      preferredMaintenanceWindow: 'mon:04:00-mon:06:00',
      enableCloudwatchLogsExports: ['postgresql'],
      vpcSecurityGroupRefs: [name('a')],
      vpcSecurityGroupIDs: [],
      deletionProtection: false,
    },
    at: [
      'spec.engineVersion',
      'spec.allocatedStorage',
      'spec.preferredBackupWindow',
      'spec.preferredMaintenanceWindow',
      'spec.enableCloudwatchLogsExports',
      'spec.vpcSecurityGroupRefs',
      'spec.vpcSecurityGroupIDs',
      'spec.deletionProtection',
    ],
  },
  {
    kind: 'DBInstance',
    desired: { sourceDBInstanceIdentifier: 'p', dbInstanceClass: 'db.m5.large', multiAZ: false },
    returned: {
      dbName: 'tap',
      masterUsername: 'postgres',
      allocatedStorage: 100,
      engineVersion: '17.5',
      kmsKeyID: 'arn',
    },
    changed: { multiAZ: true },
    at: ['spec.multiAZ'],
  },
  {
    kind: 'MetricAlarm',
    desired: {
      threshold: 80,
      actionsEnabled: true,
      alarmActions: ['a', 'b'],
      oKActions: ['a', 'b'],
      dimensions: [{ name: 'a', value: 'b' }],
    },
    returned: { threshold: '80.0', alarmActions: ['b', 'a'], oKActions: ['b', 'a'], insufficientDataActions: [] },
    changed: { threshold: 90, actionsEnabled: false, alarmActions: ['a'], oKActions: [], dimensions: [] },
    at: ['spec.threshold', 'spec.actionsEnabled', 'spec.alarmActions', 'spec.oKActions', 'spec.dimensions'],
  },
  {
    kind: 'LogGroup',
    desired: { retentionDays: 7, tags: { a: '1' } },
    returned: { tags: { a: '1', b: '2' } },
    changed: { retentionDays: 14, tags: { a: '2' } },
    at: ['spec.retentionDays', 'spec.tags'],
  },
  {
    kind: 'Topic',
    desired: { name: 'tap-alarms-dev', policy: trust },
    returned: { policy: trustByAWS, fifoTopic: 'false', signatureVersion: '1' },
    changed: { policy: trustOfAnother },
    at: ['spec.policy'],
  },
  {
    kind: 'Subscription',
    desired: { endpoint: 'a@example.org', protocol: 'email' },
    returned: { rawMessageDelivery: 'false', filterPolicyScope: 'MessageAttributes', deliveryPolicy: '{}' },
    changed: { endpoint: 'b@example.org' },
    at: ['spec.endpoint'],
  },
];

const pathsOf = (desired: Fields, live: Fields, kind: string): readonly string[] =>
  differencesOf(ack(kind, 'a', desired), ack(kind, 'a', live)).map(({ path }) => formatPath(path));

test.each(traps)('$kind: what ACK and AWS make of it is no difference', ({ kind, desired, returned }) => {
  expect(pathsOf(desired, { ...desired, ...returned }, kind)).toEqual([]);
});

test.each(traps)('$kind: what a person makes of it is one', ({ kind, desired, changed, at }) => {
  expect(pathsOf(desired, { ...desired, ...changed }, kind)).toEqual(at);
});
