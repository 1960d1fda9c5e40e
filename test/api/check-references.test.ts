import { expect, test } from '@jest/globals';
import { checkReferences } from '../../src/api/check-references.js';
import type { TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { DEFAULT_SETTINGS, type ReferenceKind } from '../../src/api/settings.js';
import { database } from './support/database.js';

const keyARN = 'arn:aws:kms:us-east-2:111122223333:key/1';
const topicARN = 'arn:aws:sns:us-east-2:111122223333:alarms';
const existing = { vpcID: 'vpc-0a1b2c3d', databaseSubnetIDs: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'] };

const references: readonly (readonly [string, Partial<TapDatabaseSpec>, ReferenceKind, string])[] = [
  ['spec.network.existing.vpcID', { network: { existing } }, 'VPC', 'vpc-0a1b2c3d'],
  [
    'spec.access.securityGroupIDs[0]',
    { access: { securityGroupIDs: ['sg-0a1b2c3d'] } },
    'SecurityGroup',
    'sg-0a1b2c3d',
  ],
  ['spec.encryption.keyARN', { encryption: { keyARN } }, 'Key', keyARN],
  ['spec.monitoring.alarms.notify.topicARN', { monitoring: { alarms: { notify: { topicARN } } } }, 'Topic', topicARN],
];

test.each(references)('%s is refused with the entry that would allow it', (field, spec, kind, id) => {
  expect(checkReferences(database(spec), DEFAULT_SETTINGS)).toEqual([
    {
      reason: 'ReferenceNotAllowed',
      field,
      value: id,
      message: `the operator's configuration does not let namespace shop use this ${kind}`,
      remedy: `have an administrator add to the values of the chart: allowedReferences: [{namespace: shop, kind: ${kind}, pattern: '${id}'}]`,
    },
  ]);
});

test.each(references)('%s is allowed by that entry', (_field, spec, kind, id) => {
  const allowedReferences = [{ namespace: 'shop', kind, pattern: id }];
  expect(checkReferences(database(spec), { allowedReferences })).toEqual([]);
  const { metadata: _shop, ...rest } = database(spec);
  const elsewhere = { ...rest, metadata: { name: 'tap' } };
  expect(checkReferences(elsewhere, { allowedReferences })).toHaveLength(1);
  expect(checkReferences(elsewhere, { allowedReferences: [{ namespace: 'default', kind, pattern: '*' }] })).toEqual([]);
});

test('each security group is judged for itself', () => {
  const spec = { access: { securityGroupIDs: ['sg-0a1b2c3d', 'sg-1a1b2c3d', 'sg-2a1b2c3d'] } };
  const allowedReferences = [{ namespace: '*', kind: 'SecurityGroup' as const, pattern: 'sg-1*' }];
  expect(checkReferences(database(spec), { allowedReferences }).map(({ field }) => field)).toEqual([
    'spec.access.securityGroupIDs[0]',
    'spec.access.securityGroupIDs[2]',
  ]);
});

test('a key or topic of another region is of no use', () => {
  const allowedReferences = (['Key', 'Topic'] as const).map((kind) => ({ namespace: '*', kind, pattern: '*' }));
  const spec = {
    encryption: { keyARN: 'arn:aws:kms:eu-west-1:111122223333:key/1' },
    monitoring: { alarms: { notify: { topicARN: 'arn:aws:sns:eu-west-1:111122223333:alarms' } } },
  };
  expect(checkReferences(database(spec), { allowedReferences })).toEqual(
    ['spec.encryption.keyARN', 'spec.monitoring.alarms.notify.topicARN'].map((field) => ({
      reason: 'InvalidSpec',
      field,
      value: expect.stringContaining('eu-west-1'),
      message: 'is not in the region of the database, us-east-2',
      remedy: 'use one in us-east-2',
    })),
  );
});

test('nothing is referred to by default', () => {
  expect(checkReferences(database(), DEFAULT_SETTINGS)).toEqual([]);
});
