import { expect, test } from '@jest/globals';
import { allows, parseSettings } from '../../src/api/settings.js';

const entry = { namespace: 'shop', kind: 'Key', pattern: 'arn:aws:kms:*' };
const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

test.each([[undefined], [null], [{}], [{ allowedReferences: [] }], [{ caBundle: '' }]])(
  '%j allows nothing',
  (value) => {
    expect(parseSettings(value)).toEqual({ allowedReferences: [] });
  },
);

test('a full configuration is read', () => {
  expect(parseSettings({ allowedReferences: [entry], caBundle: pem })).toEqual({
    allowedReferences: [entry],
    caBundle: pem,
  });
});

test.each([
  [[], 'the configuration: must be a map, not []'],
  ['text', 'the configuration: must be a map, not "text"'],
  [{ allowedReference: [] }, 'allowedReference: no such field; known are allowedReferences, caBundle'],
  [{ allowedReferences: entry }, 'allowedReferences: must be a list, not {"namespace":"shop"'],
  [{ allowedReferences: null }, 'allowedReferences: must be a list, not null'],
  [{ allowedReferences: [entry, 'Key'] }, 'allowedReferences[1]: must be a map, not "Key"'],
  [{ allowedReferences: [null] }, 'allowedReferences[0]: must be a map, not null'],
  [
    { allowedReferences: [{ ...entry, name: 'x' }] },
    'allowedReferences[0].name: no such field; known are namespace, kind, pattern',
  ],
  [
    { allowedReferences: [{ kind: 'Key', pattern: '*' }] },
    'allowedReferences[0].namespace: must be a string that is not empty, not undefined',
  ],
  [
    { allowedReferences: [{ ...entry, kind: 'DBCluster' }] },
    'allowedReferences[0].kind: must be one of Alias, Bucket, DBInstance, DBParameterGroup, DBSnapshot, DBSubnetGroup, ' +
      'ElasticIPAddress, Instance, InstanceProfile, InternetGateway, Key, LogGroup, MetricAlarm, NATGateway, Role, ' +
      'RouteTable, Secret, SecurityGroup, Subnet, Subscription, Topic, VPC, not "DBCluster"',
  ],
  [{ allowedReferences: [{ ...entry, kind: 1 }] }, 'allowedReferences[0].kind: must be one of Alias'],
  [
    { allowedReferences: [{ ...entry, pattern: '' }] },
    'allowedReferences[0].pattern: must be a string that is not empty, not ""',
  ],
  [{ caBundle: 7 }, 'caBundle: must be a string that is not empty, not 7'],
  [{ caBundle: 'MIIB' }, 'caBundle: must be certificates in PEM, not "MIIB"'],
])('%j is refused by name', (value, message) => {
  expect(() => parseSettings(value)).toThrow(message);
});

test.each([
  ['shop', 'Key', 'arn:aws:kms:us-east-2:111122223333:key/a', true],
  ['other', 'Key', 'arn:aws:kms:us-east-2:111122223333:key/a', false],
  ['shop', 'Topic', 'arn:aws:kms:us-east-2:111122223333:key/a', false],
  ['shop', 'Key', 'arn:aws:s3:::bucket', false],
  ['shop', 'Key', 'x-arn:aws:kms:', false],
  ['shop', 'DBSnapshot', 'arn:aws:kms:us-east-2:111122223333:key/a', false],
] as const)('in %s the %s %s is allowed: %p', (namespace, kind, id, expected) => {
  expect(allows({ allowedReferences: [{ ...entry, kind: 'Key' }] }, namespace, kind, id)).toBe(expected);
});

test('a pattern is no regular expression, and a star stands for any run', () => {
  const settings = (namespace: string, pattern: string): Parameters<typeof allows>[0] => ({
    allowedReferences: [{ namespace, kind: 'VPC', pattern }],
  });
  expect(allows(settings('team-*', 'vpc-1'), 'team-a', 'VPC', 'vpc-1')).toBe(true);
  expect(allows(settings('team-*', 'vpc-1'), 'a-team-a', 'VPC', 'vpc-1')).toBe(false);
  expect(allows(settings('shop', 'vpc-.+'), 'shop', 'VPC', 'vpc-1')).toBe(false);
  expect(allows(settings('shop', 'vpc-1'), 'shop', 'VPC', 'vpc-12')).toBe(false);
  expect(allows(settings('*', 'vpc-*2'), 'shop', 'VPC', 'vpc-0012')).toBe(true);
});
