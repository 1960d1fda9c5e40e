import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Json, KubeObject } from '../../src/api/object.js';
import { containing, samePolicy, sameTagSet, subset } from '../../src/changes/comparison.js';
import { comparisonOf, fieldRuleOf, isCompared, isTags, onChangeOf } from '../../src/changes/field-rules.js';
import { randomSpec } from '../composition/random-spec.js';
import { database, EXAMPLES, example, rendered } from '../composition/support.js';
import { ack } from './support.js';

type Fields = { readonly [key: string]: Json };

const onChange = (kind: string, field: string, desired: Fields = {}, live: Fields = {}) =>
  onChangeOf(field, ack(kind, 'a', desired), ack(kind, 'a', live));

test('a comparison is found by kind and field, else it is the declared part', () => {
  expect(comparisonOf('Key', ['policy'])).toBe(samePolicy);
  expect(comparisonOf('Key', ['tags'])).toBe(containing);
  expect(comparisonOf('NATGateway', ['tags'])).toBe(containing);
  expect(comparisonOf('Bucket', ['tagging'])).toBe(sameTagSet);
  expect(comparisonOf('LogGroup', ['tags'])).toBe(subset);
  expect(comparisonOf('Key', ['description'])).toBe(subset);
  expect(comparisonOf('Service', ['externalName'])).toBe(subset);
});

test('fields with a comparison are compared as a whole, others field by field', () => {
  expect(isCompared('LogGroup', ['tags'])).toBe(true);
  expect(isCompared('NATGateway', ['tags'])).toBe(true);
  expect(isCompared('DBInstance', [])).toBe(false);
  expect(isCompared('DBParameterGroup', ['parameterOverrides', 'tags'])).toBe(false);
  expect(isCompared('VPC', ['constructor'])).toBe(false);
});

test('tags are known in both places', () => {
  expect(isTags(['tags'])).toBe(true);
  expect(isTags(['tagging'])).toBe(true);
  expect(isTags(['routes'])).toBe(false);
});

describe('every field that is ever declared has a rule', () => {
  const withoutRule = (objects: readonly KubeObject[]): readonly string[] =>
    objects
      .filter(({ apiVersion }) => apiVersion.includes('.services.k8s.aws/'))
      .flatMap(({ kind, spec = {} }) =>
        Object.keys(spec)
          .filter((field) => fieldRuleOf(kind, field) === undefined)
          .map((field) => `${kind}.${field}`),
      );

  test.each(EXAMPLES)('in the example %s', (name) => {
    expect(withoutRule(rendered(example(name)).all)).toEqual([]);
  });

  test('in any other database', () => {
    fc.assert(
      fc.property(randomSpec, (spec) => {
        expect(withoutRule(rendered(database(spec)).all)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('what a change of a database does', () => {
  // Amazon RDS User Guide, "Settings for DB instances"; and what rds-controller never sends, or never reads back.
  test.each([
    ['none', 'allocatedStorage'],
    ['none', 'autoMinorVersionUpgrade'],
    ['none', 'copyTagsToSnapshot'],
    ['none', 'databaseInsightsMode'],
    ['none', 'deletionProtection'],
    ['none', 'enableCloudwatchLogsExports'],
    ['none', 'iops'],
    ['none', 'masterUserPassword'],
    ['none', 'maxAllocatedStorage'],
    ['none', 'monitoringInterval'],
    ['none', 'monitoringRoleRef'],
    ['none', 'multiAZ'],
    ['none', 'performanceInsightsEnabled'],
    ['none', 'performanceInsightsRetentionPeriod'],
    ['none', 'preferredBackupWindow'],
    ['none', 'preferredMaintenanceWindow'],
    ['none', 'publiclyAccessible'],
    ['none', 'storageThroughput'],
    ['none', 'storageType'],
    ['none', 'tags'],
    ['none', 'vpcSecurityGroupIDs'],
    ['none', 'vpcSecurityGroupRefs'],
    ['reboot', 'caCertificateIdentifier'],
    ['reboot', 'licenseModel'],
    ['reboot', 'networkType'],
    ['reboot', 'processorFeatures'],
    ['reboot', 'useDefaultProcessorFeatures'],
    ['replacement', 'availabilityZone'],
    ['replacement', 'dbInstanceIdentifier'],
    ['replacement', 'dbName'],
    ['replacement', 'dbSnapshotIdentifier'],
    ['replacement', 'dbSubnetGroupRef'],
    ['replacement', 'enableIAMDatabaseAuthentication'],
    ['replacement', 'engine'],
    ['replacement', 'kmsKeyID'],
    ['replacement', 'kmsKeyRef'],
    ['replacement', 'manageMasterUserPassword'],
    ['replacement', 'masterUsername'],
    ['replacement', 'optionGroupName'],
    ['replacement', 'port'],
    ['replacement', 'sourceDBInstanceIdentifier'],
    ['replacement', 'storageEncrypted'],
  ] as const)('%s: %s', (what, field) => {
    expect(onChange('DBInstance', field)).toBe(what);
  });

  test('another class fails over where there is a standby, else it restarts', () => {
    expect(onChange('DBInstance', 'dbInstanceClass', { multiAZ: false }, { multiAZ: true })).toBe('failover');
    expect(onChange('DBInstance', 'dbInstanceClass', { multiAZ: true }, { multiAZ: false })).toBe('reboot');
    expect(onChange('DBInstance', 'dbInstanceClass', {}, {})).toBe('reboot');
  });

  test('a minor version restarts, a major one is for good, and takes its parameter group along', () => {
    const change = (field: string, wanted: Fields, live: Fields) => onChange('DBInstance', field, wanted, live);
    expect(change('engineVersion', { engineVersion: '17.5' }, { engineVersion: '17.4' })).toBe('reboot');
    expect(change('engineVersion', { engineVersion: '18' }, { engineVersion: '17.4' })).toBe('irreversible');
    for (const field of ['dbParameterGroupRef', 'dbParameterGroupName']) {
      expect(change(field, { engineVersion: '17' }, { engineVersion: '17.4' })).toBe('none');
      expect(change(field, { engineVersion: '18' }, { engineVersion: '17.4' })).toBe('irreversible');
      expect(change(field, {}, { engineVersion: '17.4' })).toBe('none');
      expect(change(field, { engineVersion: '18' }, {})).toBe('none');
    }
  });

  test('a replica only says which major version RDS has brought it to', () => {
    const replica = (engineVersion: string) => ({ sourceDBInstanceIdentifier: 'tap-primary-dev', engineVersion });
    const change = (field: string, wanted: string) => onChange('DBInstance', field, replica(wanted), replica('17.4'));
    expect(change('engineVersion', '18')).toBe('none');
    expect(change('engineVersion', '17.5')).toBe('reboot');
    expect(change('dbParameterGroupRef', '18')).toBe('none');
  });

  test('backups turned on or off restart, kept for longer they do not', () => {
    const days = (wanted: number, live: number) =>
      onChange(
        'DBInstance',
        'backupRetentionPeriod',
        { backupRetentionPeriod: wanted },
        { backupRetentionPeriod: live },
      );
    expect(days(14, 7)).toBe('none');
    expect(days(7, 0)).toBe('reboot');
    expect(days(0, 7)).toBe('reboot');
  });

  test('the key of Performance Insights is chosen once', () => {
    for (const field of ['performanceInsightsKMSKeyRef', 'performanceInsightsKMSKeyID']) {
      expect(onChange('DBInstance', field, {}, {})).toBe('none');
      expect(onChange('DBInstance', field, {}, { [field]: 'some key' })).toBe('replacement');
    }
  });

  test('of a field that nobody has looked into is as bad as can be', () => {
    expect(onChange('DBInstance', 'madeUpByAWSTomorrow')).toBe('replacement');
    expect(onChange('DBInstance', 'toString')).toBe('replacement');
  });
});

describe('what a change of another kind does', () => {
  // ACK takes these and never acts on them, or AWS refuses.
  test.each([
    ['Alias', 'name'],
    ['Bucket', 'name'],
    ['DBParameterGroup', 'family'],
    ['DBSubnetGroup', 'name'],
    ['ElasticIPAddress', 'publicIPv4Pool'],
    ['Instance', 'instanceType'],
    ['InstanceProfile', 'name'],
    ['Key', 'description'],
    ['LogGroup', 'kmsKeyRef'],
    ['MetricAlarm', 'name'],
    ['NATGateway', 'subnetRef'],
    ['Role', 'name'],
    ['RouteTable', 'vpcRef'],
    ['SecurityGroup', 'description'],
    ['Secret', 'name'],
    ['Subnet', 'availabilityZone'],
    ['Subnet', 'cidrBlock'],
    ['Subscription', 'endpoint'],
    ['Topic', 'name'],
    ['VPC', 'cidrBlocks'],
  ])('%s.%s: replacement', (kind, field) => {
    expect(onChange(kind, field)).toBe('replacement');
  });

  test.each([
    ['DBParameterGroup', 'parameterOverrides'],
    ['Instance', 'securityGroupIDs'],
    ['Instance', 'tags'],
    ['MetricAlarm', 'threshold'],
    ['SecurityGroup', 'ingressRules'],
    ['VPC', 'enableDNSSupport'],
    ['Service', 'externalName'],
    ['ConfigMap', 'anything'],
  ])('%s.%s: none', (kind, field) => {
    expect(onChange(kind, field)).toBe('none');
  });

  test.each(['imageID', 'userData', 'iamInstanceProfile', 'blockDeviceMappings', 'subnetRef'])(
    'Instance.%s: read by ACK at create only',
    (field) => {
      expect(onChange('Instance', field)).toBe('createOnly');
    },
  );
});
