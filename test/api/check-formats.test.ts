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

const sentences: readonly (readonly [field: string, spec: Partial<TapDatabaseSpec>, sentence: string])[] = [
  [
    'environment',
    { environment: '1' },
    "has to be at most 12 of a-z, 0-9 and single '-', since it ends the names of AWS; write e.g. dev",
  ],
  [
    'postgres.caCertificateIdentifier',
    { postgres: { caCertificateIdentifier: '1' } },
    'is not the identifier of a certificate authority of RDS; write e.g. rds-ca-rsa2048-g1',
  ],
  ['instance.class', { instance: { class: 'x' } }, 'is not an instance class of RDS; write e.g. db.m5.large'],
  ['replicas.class', { replicas: { class: 'x' } }, 'is not an instance class of RDS; write e.g. db.m5.large'],
  [
    'instance.memory',
    { instance: { memory: '8GB' } },
    'is not a size; write a whole number with Mi, Gi or Ti, e.g. 8Gi',
  ],
  ['instance.storage.size', { instance: { storage: { size: '8' } } }, 'is not a size in whole GiB; write e.g. 100Gi'],
  [
    'instance.storage.maxSize',
    { instance: { storage: { maxSize: '8' } } },
    'is not a size in whole GiB; write e.g. 200Gi',
  ],
  [
    'network.existing.vpcID',
    { network: { existing: { vpcID: 'x', databaseSubnetIDs: [] } } },
    'is not the id of a VPC; write e.g. vpc-0a1b2c3d4e5f60718',
  ],
  [
    'network.existing.databaseSubnetIDs[0]',
    { network: { existing: { vpcID: 'vpc-0a1b2c3d', databaseSubnetIDs: ['x'] } } },
    'is not the id of a subnet; write e.g. subnet-0a1b2c3d4e5f60718',
  ],
  [
    'network.existing.publicSubnetIDs[0]',
    { network: { existing: { vpcID: 'vpc-0a1b2c3d', databaseSubnetIDs: [], publicSubnetIDs: ['x'] } } },
    'is not the id of a subnet; write e.g. subnet-0a1b2c3d4e5f60718',
  ],
  [
    'access.securityGroupIDs[0]',
    { access: { securityGroupIDs: ['x'] } },
    'is not the id of a security group; write e.g. sg-0a1b2c3d4e5f60718',
  ],
  [
    'encryption.keyARN',
    { encryption: { keyARN: 'alias/tap' } },
    'is not the ARN of a KMS key; an alias is none; write e.g. arn:aws:kms:us-east-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  ],
  [
    'backup.bucket.name',
    { backup: { bucket: { name: 'a.b' } } },
    'is not a name that S3 allows (3 to 63 of a-z, 0-9 and -; dots break TLS); write e.g. shop-db-backups, or leave it out for a generated one',
  ],
  [
    'monitoring.alarms.freeStorage',
    { monitoring: { alarms: { freeStorage: '10%' } } },
    'is not a size; write a whole number with Mi, Gi or Ti, e.g. 10Gi',
  ],
  [
    'monitoring.alarms.notify.topicARN',
    { monitoring: { alarms: { notify: { topicARN: 'alarms' } } } },
    'is not the ARN of an SNS topic that alarms can use; write e.g. arn:aws:sns:us-east-2:123456789012:alarms',
  ],
  [
    'monitoring.alarms.notify.emails[0]',
    { monitoring: { alarms: { notify: { emails: ['dba'] } } } },
    'is not a mail address; write e.g. dba@example.com',
  ],
];

test.each(sentences)('%s is refused in words that help', (field, spec, sentence) => {
  const said = checkFormats(database(spec)).map(({ message, remedy, ...problem }) => [
    problem.field,
    `${message}; ${remedy}`,
  ]);
  expect(said).toEqual([[`spec.${field}`, sentence]]);
});

test('so is a name', () => {
  const { metadata, ...rest } = database({});
  const named = { ...rest, metadata: { ...metadata, name: 'Tap' } } as TapDatabase;
  expect(checkFormats(named)).toEqual([
    {
      reason: 'InvalidSpec',
      field: 'metadata.name',
      value: 'Tap',
      message: "has to be at most 39 of a-z, 0-9 and single '-', since the names of AWS are made of it",
      remedy: 'choose a name such as shop-db',
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
    ['', 'Dev', '1d', 'd-', 'a--b', 'ab--c', 'a'.repeat(13)],
  ],
  [
    'spec.postgres.caCertificateIdentifier',
    (caCertificateIdentifier) => ({ postgres: { caCertificateIdentifier } }),
    ['rds-ca-rsa2048-g1'],
    ['', 'RDS CA', '-ca', 'ca/1'],
  ],
  [
    'spec.instance.class',
    (name) => ({ instance: { class: name } }),
    ['db.m5.large', 'db.r5.6xlarge.tpc2.mem4x'],
    ['', 'm5.large', 'db.m5', 'db.m5.large.', 'xdb.m5.large'],
  ],
  ['spec.replicas.class', (name) => ({ replicas: { class: name } }), ['db.m5.large'], ['', 'm5.large']],
  [
    'spec.instance.memory',
    (memory) => ({ instance: { memory } }),
    ['8Gi', '512Mi'],
    ['8', '8GB', '0Gi', ' 8Gi', '8Gib'],
  ],
  [
    'spec.instance.storage.size',
    (size) => ({ instance: { storage: { size } } }),
    ['100Gi', '2Ti'],
    ['100', '100Mi', '0Gi', '100GB', 'x100Gi', '100Gib'],
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
    ['abc', '1-backups-2', 'a-s3alias-b', 'a'.repeat(63)],
    ['', 'ab', 'a.b', 'Backups', '-abc', 'abc-', 'xn--abc', 'sthree-abc', 'abc-s3alias', 'a'.repeat(64)],
  ],
  [
    'spec.monitoring.alarms.freeStorage',
    (freeStorage) => ({ monitoring: { alarms: { freeStorage } } }),
    ['10Gi', '512Mi'],
    ['', '10', '10%', 'x1Gi', '1Gib'],
  ],
  [
    'spec.monitoring.alarms.notify.topicARN',
    (topicARN) => ({ monitoring: { alarms: { notify: { topicARN } } } }),
    ['arn:aws:sns:us-east-2:111122223333:alarms', 'arn:aws-us-gov:sns:us-gov-west-1:111122223333:alarms'],
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
    ['', 'dba', 'dba@localhost', '@example.com', 'a b@example.com', 'a@b@example.com', 'a@example.', 'a@example.com b'],
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
