import { expect, test } from '@jest/globals';
import { checkFormats } from '../../src/api/check-formats.js';
import type { TapDatabase, TapDatabaseSpec } from '../../src/api/generated/tapdatabase.js';
import { database } from './support/database.js';

/** The fields that are refused. */
function fieldsOf(spec: Partial<TapDatabaseSpec>, name = 'tap'): readonly string[] {
  const { metadata, ...rest } = database(spec);
  return checkFormats({ ...rest, metadata: { ...metadata, name } } as TapDatabase).map(({ field }) => field);
}

test('the message names the value, what is wrong and an example', () => {
  expect(checkFormats(database({ region: 'Ohio' }))).toEqual([
    {
      reason: 'InvalidSpec',
      field: 'spec.region',
      value: 'Ohio',
      message: 'is not the name of a region',
      remedy: 'write e.g. us-east-2',
    },
  ]);
});

test.each(['t', 'tap', 'shop-db-2', 'a'.repeat(39)])('%s is a name', (name) => {
  expect(fieldsOf({}, name)).toEqual([]);
});

test.each(['', 'Tap', '1tap', 'tap-', 'ta--p', 'tap.db', 'a'.repeat(40)])('%p is no name', (name) => {
  expect(fieldsOf({}, name)).toEqual(['metadata.name']);
});

const cases: readonly (readonly [
  string,
  (text: string) => Partial<TapDatabaseSpec>,
  readonly string[],
  readonly string[],
])[] = [
  ['spec.region', (region) => ({ region }), ['us-east-2', 'us-gov-east-1'], ['', 'us-east', 'us-east-2a', 'us_east_2']],
  [
    'spec.environment',
    (environment) => ({ environment }),
    ['d', 'dev', 'eu-prod', 'a'.repeat(12)],
    ['', 'Dev', '1d', 'd-', 'a--b', 'a'.repeat(13)],
  ],
  [
    'spec.postgres.caCertificateIdentifier',
    (caCertificateIdentifier) => ({ postgres: { caCertificateIdentifier } }),
    ['rds-ca-rsa2048-g1'],
    ['', 'RDS CA', '-ca'],
  ],
  [
    'spec.instance.class',
    (name) => ({ instance: { class: name } }),
    ['db.m5.large', 'db.r5.6xlarge.tpc2.mem4x'],
    ['', 'm5.large', 'db.m5', 'db.m5.large.', 'xdb.m5.large'],
  ],
  ['spec.replicas.class', (name) => ({ replicas: { class: name } }), ['db.m5.large'], ['', 'm5.large']],
  ['spec.instance.memory', (memory) => ({ instance: { memory } }), ['8Gi', '512Mi'], ['8', '8GB', '0Gi', ' 8Gi']],
  [
    'spec.instance.storage.size',
    (size) => ({ instance: { storage: { size } } }),
    ['100Gi', '2Ti'],
    ['100', '100Mi', '0Gi', '100GB'],
  ],
  [
    'spec.instance.storage.maxSize',
    (maxSize) => ({ instance: { storage: { maxSize } } }),
    ['100Gi', '2Ti'],
    ['100', '100Mi', 'x100Gi', '100Gix'],
  ],
  [
    'spec.network.existing.vpcID',
    (vpcID) => ({ network: { existing: { vpcID, databaseSubnetIDs: [] } } }),
    ['vpc-0a1b2c3d', 'vpc-0a1b2c3d4e5f60718'],
    ['', 'vpc-', 'vpc-xyz12345', 'my-vpc-0a1b2c3d', 'vpc-0a1b2c3d4e5f607189'],
  ],
  [
    'spec.network.existing.databaseSubnetIDs[0]',
    (id) => ({ network: { existing: { vpcID: 'vpc-0a1b2c3d', databaseSubnetIDs: [id] } } }),
    ['subnet-0a1b2c3d'],
    ['', 'subnet-1', 'a-subnet-0a1b2c3d', 'subnet-0a1b2c3d4e5f607189'],
  ],
  [
    'spec.network.existing.publicSubnetIDs[0]',
    (id) => ({ network: { existing: { vpcID: 'vpc-0a1b2c3d', databaseSubnetIDs: [], publicSubnetIDs: [id] } } }),
    ['subnet-0a1b2c3d'],
    ['subnet'],
  ],
  [
    'spec.access.securityGroupIDs[0]',
    (id) => ({ access: { securityGroupIDs: [id] } }),
    ['sg-0a1b2c3d'],
    ['', 'sg', 'xsg-0a1b2c3d', 'sg-0a1b2c3d4e5f607189'],
  ],
  [
    'spec.encryption.keyARN',
    (keyARN) => ({ encryption: { keyARN } }),
    ['arn:aws:kms:us-east-2:111122223333:key/1-a', 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-1'],
    [
      '',
      'alias/tap',
      'arn:aws:kms:us-east-2:111122223333:alias/tap',
      'arn:aws:kms:us-east-2:1111:key/1',
      'x arn:aws:kms:us-east-2:111122223333:key/1',
      'arn:aws:kms:us-east-2:111122223333:key/1/2',
    ],
  ],
  [
    'spec.backup.bucket.name',
    (name) => ({ backup: { bucket: { name } } }),
    ['abc', '1-backups-2', 'a'.repeat(63)],
    ['', 'ab', 'a.b', 'Backups', '-abc', 'abc-', 'xn--abc', 'sthree-abc', 'abc-s3alias', 'a'.repeat(64)],
  ],
  [
    'spec.monitoring.alarms.freeStorage',
    (freeStorage) => ({ monitoring: { alarms: { freeStorage } } }),
    ['10Gi', '512Mi'],
    ['', '10', '10%', 'x1Gi'],
  ],
  [
    'spec.monitoring.alarms.notify.topicARN',
    (topicARN) => ({ monitoring: { alarms: { notify: { topicARN } } } }),
    ['arn:aws:sns:us-east-2:111122223333:alarms'],
    [
      '',
      'alarms',
      'arn:aws:sns:us-east-2:111122223333:alarms.fifo',
      'arn:aws:sqs:us-east-2:111122223333:alarms',
      'x-arn:aws:sns:us-east-2:111122223333:a',
    ],
  ],
  [
    'spec.monitoring.alarms.notify.emails[0]',
    (email) => ({ monitoring: { alarms: { notify: { emails: [email] } } } }),
    ['dba@example.com', 'a+b@mail.example.co.uk'],
    ['', 'dba', 'dba@localhost', '@example.com', 'a b@example.com', 'a@b@example.com', 'a@example.'],
  ],
];

test.each(cases)('the form of %s', (field, specOf, good, bad) => {
  for (const text of good) expect([text, fieldsOf(specOf(text))]).toEqual([text, []]);
  for (const text of bad) expect([text, fieldsOf(specOf(text))]).toEqual([text, [field]]);
});

test('every remedy is an example that is taken', () => {
  const problems = cases.flatMap(([, specOf]) => checkFormats(database(specOf('?'))));
  expect(problems).toHaveLength(cases.length);
  for (const { remedy } of problems) expect(remedy).toMatch(/e\.g\. \S+/);
});
