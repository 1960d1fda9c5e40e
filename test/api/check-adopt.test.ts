import { expect, test } from '@jest/globals';
import { problemsOf } from './support/database.js';

const keyARN = 'arn:aws:kms:us-east-2:111122223333:key/1234abcd';

test('a kind that ACK cannot adopt is refused with those that it can', () => {
  const resources = [
    { kind: 'VPC', name: 'tap-vpc', id: 'vpc-1' },
    { kind: 'DBCluster', name: 'tap', id: 'tap' },
  ];
  expect(problemsOf({ adopt: { resources } })).toEqual([
    {
      reason: 'InvalidSpec',
      field: 'spec.adopt.resources[1].kind',
      value: 'DBCluster',
      message: 'is no kind that can be adopted',
      remedy: expect.stringMatching(/^write one of Alias, Bucket, DBInstance, .*, VPC$/),
    },
  ]);
});

test('an instance is adopted or restored, not both', () => {
  const restoreFrom = { snapshotID: 'tap-final', keyARN };
  const instance = { kind: 'DBInstance', name: 'tap-primary', id: 'tap-primary-dev' };
  const fieldsOf = (resources: readonly (typeof instance)[]) =>
    problemsOf({ adopt: { resources }, restoreFrom }).map(({ field, message }) => `${field} ${message}`);
  expect(fieldsOf([instance])).toContain('spec.restoreFrom is of no use where the instances are adopted');
  expect(fieldsOf([{ ...instance, kind: 'VPC' }]).filter((text) => text.includes('adopted'))).toEqual([]);
});
