import { Construct } from 'constructs';
import { bucketName } from './bucket-name.js';
import type { DatabaseChart, Need } from './database-chart.js';
import type { Encryption } from './encryption.js';
import { policyDocument, trustPolicy } from './policy.js';
import { roleName } from './role-name.js';

/** The bucket that the database may import from and export to, and the role with which RDS reaches it. */
export class Backup extends Construct {
  constructor(chart: DatabaseChart, encryption: Encryption) {
    super(chart, 'backup');
    const { name, backup } = chart.spec;
    const { enabled, expireAfterDays } = backup.bucket;
    if (!enabled) return;
    chart.addAck(this, 'Bucket', `${name}-backup`, (need) => ({
      name: bucketName(chart, need),
      versioning: { status: 'Enabled' },
      encryption: {
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyID: encryption.arn(need) },
            bucketKeyEnabled: true,
          },
        ],
      },
      publicAccessBlock: {
        blockPublicACLs: true,
        blockPublicPolicy: true,
        ignorePublicACLs: true,
        restrictPublicBuckets: true,
      },
      ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
      policy: bucketPolicy(bucketARN(chart, need)),
      ...(expireAfterDays !== undefined && { lifecycle: { rules: [expiry(expireAfterDays)] } }),
    }));
    chart.addAck(this, 'Role', `${name}-s3`, (need) => ({
      name: roleName(chart.spec, 's3'),
      description: `Lets the database ${name} import from and export to its bucket`,
      assumeRolePolicyDocument: trustPolicy('rds.amazonaws.com', {
        StringEquals: {
          'aws:SourceAccount': chart.accountID(need),
          'aws:SourceArn': chart.arn(need, 'rds', `db:${chart.awsName('primary')}`),
        },
      }),
      inlinePolicies: { bucket: rolePolicy(chart, encryption, need) },
    }));
  }
}

const bucketARN = (chart: DatabaseChart, need: Need) => `arn:${chart.partition}:s3:::${bucketName(chart, need)}`;

const bucketPolicy = (bucket: string): string =>
  policyDocument({
    Sid: 'OnlyTLS',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucket, `${bucket}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  });

const expiry = (days: number) => ({
  id: 'expire',
  status: 'Enabled',
  filter: { prefix: '' },
  expiration: { days },
  noncurrentVersionExpiration: { noncurrentDays: days },
  abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
});

/** What the extension aws_s3 needs. Source: Amazon RDS User Guide, "Importing data from Amazon S3" and "Exporting data". */
function rolePolicy(chart: DatabaseChart, encryption: Encryption, need: Need): string {
  const bucket = bucketARN(chart, need);
  return policyDocument(
    { Sid: 'List', Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket },
    {
      Sid: 'ReadAndWrite',
      Effect: 'Allow',
      Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
      Resource: `${bucket}/*`,
    },
    {
      Sid: 'UseTheKey',
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: encryption.arn(need),
      Condition: { StringEquals: { 'kms:ViaService': `s3.${chart.spec.region}.${chart.dnsSuffix}` } },
    },
  );
}
