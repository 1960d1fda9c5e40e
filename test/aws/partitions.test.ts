import { expect, test } from '@jest/globals';
import { partitionOf } from '../../src/aws/partitions.js';

test.each([
  ['us-east-2', 'aws', 'amazonaws.com'],
  ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
  ['us-iso-east-1', 'aws-iso', 'c2s.ic.gov'],
  ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov'],
  ['us-isof-south-1', 'aws-iso-f', 'csp.hci.ic.gov'],
  ['eu-isoe-west-1', 'aws-iso-e', 'cloud.adc-e.uk'],
])('%s is in %s', (region, id, dnsSuffix) => {
  expect(partitionOf(region)).toEqual({ id, dnsSuffix });
});
