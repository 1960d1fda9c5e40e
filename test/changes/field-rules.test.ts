import { expect, test } from '@jest/globals';
import { containing, samePolicy, subset } from '../../src/changes/comparison.js';
import { comparisonOf, isCompared, isTags, onDifference } from '../../src/changes/field-rules.js';

test('a comparison is found by kind and path, else among those of all kinds, else it is the declared part', () => {
  expect(comparisonOf('Key', ['policy'])).toBe(samePolicy);
  expect(comparisonOf('Key', ['tags'])).toBe(containing);
  expect(comparisonOf('NATGateway', ['tags'])).toBe(containing);
  expect(comparisonOf('Bucket', ['tagging', 'tagSet'])).toBe(containing);
  expect(comparisonOf('LogGroup', ['tags'])).toBe(subset);
  expect(comparisonOf('Key', ['description'])).toBe(subset);
});

test('fields with a rule are compared as a whole, others field by field', () => {
  expect(isCompared('LogGroup', ['tags'])).toBe(true);
  expect(isCompared('NATGateway', ['tags'])).toBe(true);
  expect(isCompared('Bucket', ['tagging'])).toBe(false);
  expect(isCompared('VPC', ['constructor'])).toBe(false);
});

test('tags are known in both places', () => {
  expect(isTags(['tags'])).toBe(true);
  expect(isTags(['tagging', 'tagSet'])).toBe(true);
  expect(isTags(['routes'])).toBe(false);
});

test.each([
  ['VPC', 'enableDNSSupport', 'write'],
  ['MetricAlarm', 'threshold', 'write'],
  // What cannot disturb a database.
  ['DBInstance', 'tags', 'write'],
  ['DBInstance', 'vpcSecurityGroupRefs', 'write'],
  ['DBInstance', 'vpcSecurityGroupIDs', 'write'],
  ['DBInstance', 'deletionProtection', 'write'],
  // ACK applies everything else at once: a restart, an upgrade, a rebuild.
  ['DBInstance', 'dbInstanceClass', 'hold'],
  ['DBInstance', 'engineVersion', 'hold'],
  ['DBInstance', 'maxAllocatedStorage', 'hold'],
  ['DBInstance', 'masterUserPassword', 'hold'],
  // Read by ACK at create only.
  ['Instance', 'imageID', 'keep'],
  ['Instance', 'userData', 'keep'],
  // Applied by ACK only to a stopped instance, which nobody stops.
  ['Instance', 'instanceType', 'hold'],
  ['Instance', 'securityGroupIDs', 'write'],
  ['Instance', 'tags', 'write'],
] as const)('%s: a change of %s: %s', (kind, field, what) => {
  expect(onDifference(kind, field, false)).toBe(what);
});

test('what ACK has dropped from a DBInstance is kept absent, but for what is absent until someone sets it', () => {
  expect(onDifference('DBInstance', 'multiAZ', true)).toBe('keep');
  expect(onDifference('DBInstance', 'maxAllocatedStorage', true)).toBe('hold');
  expect(onDifference('DBInstance', 'enableCloudwatchLogsExports', true)).toBe('hold');
  expect(onDifference('DBInstance', 'tags', true)).toBe('write');
  expect(onDifference('Instance', 'imageID', true)).toBe('keep');
  expect(onDifference('VPC', 'tags', true)).toBe('write');
});
